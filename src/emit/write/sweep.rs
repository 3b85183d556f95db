//! Clears the old `generated/` away after the exchange.
//!
//! Only what is known goes: another name of something that is in the new tree, or a file with the very bytes that
//! coloc wrote. Everything else appeared while coloc was at work; it is moved to its place in the new tree, or kept.

use std::io;
use std::path::Path;
use std::path::PathBuf;

use camino::Utf8Path;
use fs_err as fs;

use super::disk::{self, Standing};
use super::journal::Journal;
use super::{GENERATED, ledger};

/// Clears an old tree away, and says whether anything of it remains.
pub(super) fn sweep(root: &Utf8Path, old: &str, journal: &Journal) -> io::Result<bool> {
    let (old, new) = (root.join(old), root.join(GENERATED));
    if disk::standing(&old)? == Standing::Nothing {
        return Ok(false);
    }
    let trees = Trees {
        old: old.as_std_path(),
        new: new.as_std_path(),
        journal,
    };
    trees.bring_guests_back()?;
    for path in strangers(trees.old, trees.new, journal)? {
        let to = place(trees.new, &journal.destination(&path));
        // If its place is taken it stays where it is, and is kept with all that remains.
        let _ = disk::rename_to_free(&place(trees.old, &path), &to);
    }
    trees.clear(Path::new(GENERATED))
}

/// What is in the old tree and not known, as paths relative to the root.
pub(super) fn strangers(old: &Path, new: &Path, journal: &Journal) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    Trees { old, new, journal }.look(Path::new(GENERATED), &mut found)?;
    Ok(found)
}

/// Where a path, relative to the root, is in one of the trees.
fn place(tree: &Path, path: &Path) -> PathBuf {
    match path.strip_prefix(GENERATED) {
        // An empty path, joined, would end in `/`: links would be followed, and a folder could not be renamed.
        Ok(rest) if rest.as_os_str().is_empty() => tree.to_owned(),
        Ok(rest) => tree.join(rest),
        Err(_) => tree.join(path),
    }
}

/// Both versions of `generated/`, wherever they are.
struct Trees<'a> {
    old: &'a Path,
    new: &'a Path,
    journal: &'a Journal,
}

impl Trees<'_> {
    /// Exchanges the copies of folders that are not coloc's for the originals.
    fn bring_guests_back(&self) -> io::Result<()> {
        for guest in &self.journal.guests {
            let from = place(self.old, Path::new(&guest.from));
            let to = place(self.new, Path::new(&guest.to));
            let copied = disk::folder_inode(&to)?.is_some();
            if copied && disk::folder_inode(&from)? == Some(guest.inode) {
                // Where they can't be exchanged the copy remains: another folder, with the same files in it.
                let _ = disk::exchange(&from, &to);
            }
        }
        Ok(())
    }

    fn look(&self, folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
        for entry in disk::entries(&place(self.old, folder))? {
            let path = folder.join(entry.file_name().unwrap_or_default());
            if disk::standing(&entry)? == Standing::Folder {
                if self.is_known_folder(&path)? {
                    self.look(&path, found)?;
                    continue;
                }
            } else if self.is_known(&path)? {
                continue;
            }
            found.push(path);
        }
        Ok(())
    }

    /// Removes what is known, and says whether anything remains. What can't be removed is kept like what must not be:
    /// the new tree is in place, and a run that fails now would fail again next time.
    fn clear(&self, folder: &Path) -> io::Result<bool> {
        let mut remains = false;
        for entry in disk::entries(&place(self.old, folder))? {
            let path = folder.join(entry.file_name().unwrap_or_default());
            if disk::standing(&entry)? == Standing::Folder {
                remains |= !self.is_known_folder(&path)? || self.clear(&path)?;
            } else {
                remains |= !self.is_known(&path)? || fs::remove_file(entry).is_err();
            }
        }
        Ok(remains || fs::remove_dir(place(self.old, folder)).is_err())
    }

    /// Whether a folder is in the new tree as well, or had something of coloc's in it.
    fn is_known_folder(&self, path: &Path) -> io::Result<bool> {
        let to = place(self.new, &self.journal.destination(path));
        let ours = path
            .to_str()
            .is_some_and(|path| self.journal.wrote_below(path));
        Ok(ours || disk::folder_inode(to)?.is_some())
    }

    /// Whether a file is in the new tree as well, or is as coloc wrote it.
    fn is_known(&self, path: &Path) -> io::Result<bool> {
        let from = place(self.old, path);
        let to = place(self.new, &self.journal.destination(path));
        if disk::same(&from, &to)? {
            return Ok(true);
        }
        let Some(digest) = path.to_str().and_then(|path| self.journal.known.get(path)) else {
            return Ok(false);
        };
        Ok(disk::read(&from)?.is_some_and(|bytes| ledger::digest(bytes) == *digest))
    }
}
