//! Puts what is staged in place. Every step can be the last before the power fails, and can be done again.

use std::io::{self, ErrorKind};
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;

use super::disk::{self, Standing};
use super::journal::{ASIDE, Journal, Phase, STAGED, orig_names};
use super::{COMPLETE, GENERATED, NEXT, Written, ledger, sweep};

/// Finishes the work of a run that was killed after everything was staged; throws away what was staged otherwise.
pub(super) fn finish_interrupted(root: &Utf8Path, done: &mut Written) -> io::Result<()> {
    if disk::standing(root.join(NEXT))? == Standing::Nothing {
        return Ok(());
    }
    if disk::standing(root.join(COMPLETE))? == Standing::Nothing {
        return throw_away(root);
    }
    let Some(journal) = Journal::read(root)? else {
        return set_aside(root, NEXT, done);
    };
    match journal.phase(root)? {
        Phase::Unknown => set_aside(root, NEXT, done),
        // Nothing was moved yet. If the files have changed since, by git or by hand, the staged ones are of no use.
        Phase::Before if !is_untouched(root, &journal)? => throw_away(root),
        _ => apply(root, &journal, done),
    }
}

/// Puts everything in place that is not there yet, and clears away what was there before.
pub(super) fn apply(root: &Utf8Path, journal: &Journal, done: &mut Written) -> io::Result<()> {
    // Numbers that are reserved before they are used harm nobody; numbers that are used and not reserved would.
    put(root, "coloc.lock", journal, done)?;
    disk::sync(root)?;
    if let Some(folders) = &journal.tree {
        let phase = journal.phase(root)?;
        if phase != Phase::After {
            if folders.old.is_none() && disk::folder_inode(root.join(GENERATED))?.is_none() {
                save(root, GENERATED, journal, done)?;
            }
            exchange(root, phase, folders.old.is_some()).inspect_err(|_| {
                // Nothing was moved, so that what is staged is worth nothing; the next run tries from the start.
                if matches!(journal.phase(root), Ok(Phase::Before)) {
                    let _ = throw_away(root);
                }
            })?;
            disk::sync(root)?;
        }
    }
    put(root, "flake.nix", journal, done)?;
    for (path, digest) in &journal.retired {
        let path = root.join(path);
        if disk::read(&path)?.is_some_and(|bytes| ledger::digest(bytes) == *digest) {
            fs::remove_file(path)?;
        }
    }
    disk::sync(root)?;
    if journal.tree.is_some() {
        let saved = journal.saved_with_the_tree();
        done.saved
            .extend(saved.map(|(from, to)| (from.to_owned(), to.to_owned())));
        for old in [ASIDE, STAGED] {
            if sweep::sweep(root, old, journal)? {
                set_aside(root, old, done)?;
            }
        }
    }
    done.saved.sort();
    throw_away(root)
}

/// Removes `.coloc/next`, the mark first: what is half removed must not be taken for complete.
pub(super) fn throw_away(root: &Utf8Path) -> io::Result<()> {
    let next = root.join(NEXT);
    match disk::standing(&next)? {
        Standing::Nothing => return Ok(()),
        Standing::Folder => {}
        _ => return fs::remove_file(next),
    }
    if disk::standing(root.join(COMPLETE))? != Standing::Nothing {
        fs::remove_file(root.join(COMPLETE))?;
        disk::sync(&next)?;
    }
    fs::remove_dir_all(next)
}

/// Keeps what coloc cannot call its own, under a name where people find it.
fn set_aside(root: &Utf8Path, what: &str, done: &mut Written) -> io::Result<()> {
    for number in 1_u32.. {
        let name = Utf8PathBuf::from(format!(".coloc/left-over-{number}"));
        match disk::rename_to_free(
            root.join(what).as_std_path(),
            root.join(&name).as_std_path(),
        ) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            moved => {
                moved?;
                done.left_over.push(name);
                break;
            }
        }
    }
    Ok(())
}

/// Whether everything that would be replaced is still what it was when the journal was written.
fn is_untouched(root: &Utf8Path, journal: &Journal) -> io::Result<bool> {
    for (name, replaced) in &journal.roots {
        let staged = disk::standing(root.join(NEXT).join(name))? != Standing::Nothing;
        let there = disk::standing(root.join(name))? != Standing::Nothing;
        if staged && there && replaced.is_some() && digest(&root.join(name))? != *replaced {
            return Ok(false);
        }
    }
    let Some(folders) = &journal.tree else {
        return Ok(true);
    };
    let old = root.join(GENERATED);
    let same = disk::folder_inode(&old)? == folders.old;
    Ok(same
        && sweep::strangers(old.as_std_path(), root.join(STAGED).as_std_path(), journal)?
            .is_empty())
}

fn digest(path: &Utf8Path) -> io::Result<Option<String>> {
    Ok(disk::read(path)?.map(ledger::digest))
}

/// Exchanges the old and the new `generated/`.
fn exchange(root: &Utf8Path, phase: Phase, old: bool) -> io::Result<()> {
    let (generated, staged, aside) = (root.join(GENERATED), root.join(STAGED), root.join(ASIDE));
    if old && phase == Phase::Before {
        if disk::exchange(generated.as_std_path(), staged.as_std_path())? {
            return Ok(());
        }
        // Two steps where one is not to be had. The next run finishes if the second one is not reached.
        disk::rename_to_free(generated.as_std_path(), aside.as_std_path())?;
    }
    disk::rename_to_free(staged.as_std_path(), generated.as_std_path())
}

/// Puts a staged file beside `generated/` in its place.
fn put(root: &Utf8Path, name: &str, journal: &Journal, done: &mut Written) -> io::Result<()> {
    let staged = root.join(NEXT).join(name);
    let Some(replaced) = journal.roots.get(name) else {
        return Ok(());
    };
    if disk::standing(&staged)? == Standing::Nothing {
        return Ok(());
    }
    if replaced.is_none() || digest(&root.join(name))? != *replaced {
        save(root, name, journal, done)?;
    }
    fs::rename(staged, root.join(name))
}

/// Gives what stands at a path its `.orig` name, never taking one that is taken.
fn save(root: &Utf8Path, name: &str, journal: &Journal, done: &mut Written) -> io::Result<()> {
    let from = root.join(name);
    let standing = disk::standing(&from)?;
    if standing == Standing::Nothing {
        return Ok(());
    }
    for orig in journal
        .saved
        .get(name)
        .cloned()
        .into_iter()
        .chain(orig_names(name))
    {
        let to = root.join(&orig);
        // A second name first, so that the file is never missing from its place. A folder can only be moved, and what
        // has the place of `generated/` has to go, because a folder replaces no file.
        let links = standing != Standing::Folder && name != GENERATED;
        let saved = disk::same(from.as_std_path(), to.as_std_path())?
            || give_name(from.as_std_path(), to.as_std_path(), links)?;
        if saved {
            done.saved.push((name.into(), orig.into()));
            break;
        }
    }
    Ok(())
}

/// Gives a file another name, or moves it; `false` if the name is taken.
fn give_name(from: &Path, to: &Path, links: bool) -> io::Result<bool> {
    let linked = if links {
        fs::hard_link(from, to)
    } else {
        Err(ErrorKind::Unsupported.into())
    };
    let done = match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => disk::rename_to_free(from, to),
        done => done,
    };
    match done {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        done => done.map(|()| true),
    }
}
