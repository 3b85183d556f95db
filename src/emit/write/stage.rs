//! Builds the complete new `generated/`, and the new files beside it, in `.coloc/next/`.
//!
//! What stays as it is, whoever wrote it, is hard-linked: the same inode, the same time, no bytes copied. The paths
//! under `.coloc/next/` are those under the root.

use std::collections::BTreeSet;
use std::fs::Permissions;
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use rustix::fs::Access;

use super::disk::{self, Standing};
use super::journal::{Folders, Guest, Journal, orig_names};
use super::survey::{Survey, is_generated};
use super::{GENERATED, NEXT, Tree};

/// Stages a tree, makes it durable and marks it complete.
pub(super) fn stage(root: &Utf8Path, tree: &Tree, survey: &Survey) -> io::Result<Journal> {
    let mut stage = Stage {
        root: root.as_std_path(),
        next: root.join(NEXT).into_std_path_buf(),
        tree,
        survey,
        journal: Journal::default(),
        ours: BTreeSet::new(),
        made: Vec::new(),
    };
    fs::create_dir(&stage.next)?;
    stage.choose_names()?;
    stage.list_known();
    if survey.changes().any(|path| is_generated(path)) {
        stage.generated()?;
    }
    stage.roots()?;
    disk::sync_all(&stage.next, stage.made.iter().rev())?;
    let mut journal = stage.journal;
    journal.next = disk::folder_inode(root.join(NEXT))?.ok_or(ErrorKind::NotFound)?;
    journal.mark_complete(root)?;
    Ok(journal)
}

struct Stage<'a> {
    root: &'a Path,
    next: PathBuf,
    tree: &'a Tree,
    survey: &'a Survey,
    journal: Journal,
    /// Folders that have, or are to have, something of coloc's in them.
    ours: BTreeSet<Utf8PathBuf>,
    /// Files and folders to make durable, folders before what is in them.
    made: Vec<PathBuf>,
}

impl Stage<'_> {
    /// Chooses a name that nothing has for every version that is to be saved.
    fn choose_names(&mut self) -> io::Result<()> {
        // Sorted: a folder gets its new name before what is in it.
        for path in &self.survey.comparison.edited {
            let to = self.journal.destination(path.as_std_path());
            for name in orig_names(&to.to_string_lossy()) {
                let taken = self.tree.files.contains_key(Utf8Path::new(&name))
                    || self.journal.saved.values().any(|saved| *saved == name)
                    || disk::look(self.root.join(&name))?.is_some();
                if !taken {
                    self.journal.saved.insert(path.to_string(), name);
                    break;
                }
            }
        }
        Ok(())
    }

    fn list_known(&mut self) {
        let intact = self
            .survey
            .intact
            .iter()
            .filter(|(path, _)| is_generated(path));
        self.journal.known = intact
            .map(|(path, digest)| (path.to_string(), digest.clone()))
            .collect();
        let edited = self.survey.comparison.edited.iter();
        let paths = self
            .tree
            .files
            .keys()
            .chain(self.survey.intact.keys())
            .chain(edited);
        self.ours = paths
            .flat_map(|path| path.ancestors().skip(1))
            .map(Utf8Path::to_owned)
            .collect();
    }

    /// Stages the files beside `generated/`.
    fn roots(&mut self) -> io::Result<()> {
        for (path, file) in self
            .tree
            .files
            .iter()
            .filter(|(path, _)| !is_generated(path))
        {
            if !self.survey.unchanged.contains(path) {
                self.write(path, file.text())?;
                let replaced = self.survey.intact.get(path).cloned();
                self.journal.roots.insert(path.to_string(), replaced);
            }
        }
        for path in self
            .survey
            .comparison
            .stale
            .iter()
            .filter(|path| !is_generated(path))
        {
            let digest = self.survey.intact.get(path).cloned().unwrap_or_default();
            self.journal.retired.insert(path.to_string(), digest);
        }
        Ok(())
    }

    /// Stages the whole of `generated/`.
    fn generated(&mut self) -> io::Result<()> {
        let generated = Path::new(GENERATED);
        self.folder(generated)?;
        let old = disk::folder_inode(self.root.join(GENERATED))?;
        if old.is_some() {
            self.carry(generated)?;
        }
        for (path, file) in self
            .tree
            .files
            .iter()
            .filter(|(path, _)| is_generated(path))
        {
            if disk::look(self.next.join(path))?.is_none() {
                self.write(path, file.text())?;
            }
        }
        let new = disk::folder_inode(self.next.join(GENERATED))?.ok_or(ErrorKind::NotFound)?;
        self.journal.tree = Some(Folders { new, old });
        Ok(())
    }

    /// Carries along what is to stay of a folder that has something of coloc's in it.
    fn carry(&mut self, folder: &Path) -> io::Result<()> {
        self.check_movable(&self.root.join(folder))?;
        for entry in disk::entries(&self.root.join(folder))? {
            let path = folder.join(entry.file_name().unwrap_or_default());
            let to = self.journal.destination(&path);
            let name = path.to_str().map(Utf8Path::new);
            if disk::standing(&entry)? == Standing::Folder {
                if name.is_some_and(|name| self.ours.contains(name)) {
                    self.carry(&path)?;
                } else {
                    self.guest(&path, &to)?;
                }
            } else if name.is_none_or(|name| self.stays(name)) {
                self.parents(&to)?;
                link(&entry, &self.next.join(to));
            }
        }
        Ok(())
    }

    /// Whether a file is carried along: everything but coloc's own that is to be replaced or removed.
    fn stays(&self, path: &Utf8Path) -> bool {
        self.survey.unchanged.contains(path) || !self.survey.intact.contains_key(path)
    }

    /// Carries a folder along that has nothing of coloc's in it.
    fn guest(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.parents(to)?;
        self.mirror(&self.root.join(from), &self.next.join(to))?;
        // A name that is not UTF-8 cannot be in the journal; its folder remains a copy, with the files themselves.
        let inode = disk::folder_inode(self.root.join(from))?;
        if let (Some(from), Some(to), Some(inode)) = (from.to_str(), to.to_str(), inode) {
            self.journal.guests.push(Guest {
                from: from.to_owned(),
                to: to.to_owned(),
                inode,
            });
        }
        Ok(())
    }

    /// Makes a copy of a folder, full of hard links.
    fn mirror(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.check_movable(from)?;
        // Nobody may look into a private folder only because it is being copied.
        std::fs::DirBuilder::new().mode(0o700).create(to)?;
        self.made.push(to.to_owned());
        for entry in disk::entries(from)? {
            let to = to.join(entry.file_name().unwrap_or_default());
            if disk::standing(&entry)? == Standing::Folder {
                self.mirror(&entry, &to)?;
            } else {
                link(&entry, &to);
            }
        }
        copy_permissions(from, to)
    }

    /// Fails if a folder could not be moved later: better to know now than halfway.
    fn check_movable(&self, folder: &Path) -> io::Result<()> {
        let all = Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK;
        let allowed = rustix::fs::access(folder, all).map_err(io::Error::from);
        let mounted =
            fs::symlink_metadata(folder)?.dev() != fs::symlink_metadata(&self.next)?.dev();
        let error = if mounted {
            Err(ErrorKind::CrossesDevices.into())
        } else {
            allowed
        };
        error.map_err(|error| disk::named(&error, "carry along", folder))
    }

    /// Writes a new file.
    fn write(&mut self, path: &Utf8Path, text: &str) -> io::Result<()> {
        self.parents(path.as_std_path())?;
        let to = self.next.join(path);
        fs::write(&to, text)?;
        if self.survey.unchanged.contains(path) {
            // It could not be linked; its time at least remains.
            let modified = fs::metadata(self.root.join(path))?.modified()?;
            fs::OpenOptions::new()
                .write(true)
                .open(&to)?
                .set_modified(modified)?;
        }
        self.made.push(to);
        Ok(())
    }

    /// Creates the folders that a path needs, with the permissions that they have now.
    fn parents(&mut self, path: &Path) -> io::Result<()> {
        let missing: Vec<&Path> = path
            .ancestors()
            .skip(1)
            .take_while(|folder| !self.next.join(folder).exists())
            .collect();
        missing
            .into_iter()
            .rev()
            .try_for_each(|folder| self.folder(folder))
    }

    fn folder(&mut self, folder: &Path) -> io::Result<()> {
        let to = self.next.join(folder);
        fs::create_dir(&to)?;
        let now = self.root.join(folder);
        if disk::standing(&now)? == Standing::Folder {
            copy_permissions(&now, &to)?;
        }
        self.made.push(to);
        Ok(())
    }
}

/// Gives a second name to anything but a folder.
///
/// Not all file systems can, and not all files may be linked. It is not an error: coloc's own files are then written
/// anew, and others are moved after the exchange, as is whatever appeared in the meantime.
fn link(from: &Path, to: &Path) {
    let _ = fs::hard_link(from, to);
}

/// The same permissions, but never so few that coloc itself could not fill or clear the folder.
fn copy_permissions(from: &Path, to: &Path) -> io::Result<()> {
    let mode = fs::symlink_metadata(from)?.permissions().mode() | 0o700;
    fs::set_permissions(to, Permissions::from_mode(mode & 0o7777))
}
