//! One run at a time, in one collective's repository.

use std::fs::TryLockError;
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt as _;

use camino::Utf8Path;
use fs_err as fs;
use rustix::fs::OFlags;

use super::disk::{self, Standing};
use super::{COMPLETE, NEXT, STATE, WriteError};

const LOCK: &str = ".coloc/lock";
const IGNORE: &str = ".coloc/.gitignore";

/// Takes the lock, which is held until the file is dropped (or the process dies). Creates `.coloc/` for it.
pub(super) fn take(root: &Utf8Path, waiting: &mut dyn FnMut()) -> Result<fs::File, WriteError> {
    let path = root.join(LOCK);
    let failed = |source| WriteError::Lock {
        path: path.clone(),
        source,
    };
    ensure_folder(root)?;
    let mut waited = false;
    loop {
        if !matches!(
            disk::standing(&path).map_err(failed)?,
            Standing::Nothing | Standing::File
        ) {
            return Err(WriteError::InTheWay { path });
        }
        let file = disk::open(path.as_std_path(), OFlags::RDWR | OFlags::CREATE).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::Error(source)) => return Err(failed(source)),
            Err(TryLockError::WouldBlock) => {
                if !waited {
                    waiting();
                    waited = true;
                }
                match file.lock() {
                    Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                    done => done.map_err(failed)?,
                }
            }
        }
        // Somebody may have removed the file meanwhile, and a third run locked a new one.
        let there = disk::look(&path).map_err(failed)?;
        let ours = file.metadata().map_err(failed)?;
        if there.is_some_and(|there| there.ino() == ours.ino()) {
            ignore(root).map_err(failed)?;
            return Ok(file);
        }
        ensure_folder(root)?;
    }
}

fn ensure_folder(root: &Utf8Path) -> Result<(), WriteError> {
    let path = root.join(STATE);
    let failed = |source| WriteError::Lock {
        path: path.clone(),
        source,
    };
    match disk::standing(&path).map_err(failed)? {
        Standing::Folder => Ok(()),
        Standing::Nothing => match fs::create_dir(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            done => done.map_err(failed),
        },
        _ => Err(WriteError::InTheWay { path }),
    }
}

/// Keeps the folder out of git. An empty file is one that a killed run did not get to fill.
fn ignore(root: &Utf8Path) -> io::Result<()> {
    let path = root.join(IGNORE);
    match disk::look(&path)? {
        Some(there) if there.len() > 0 => Ok(()),
        _ => io::Write::write_all(
            &mut disk::open(path.as_std_path(), OFlags::WRONLY | OFlags::CREATE)?,
            b"*\n",
        ),
    }
}

/// Whether a run was killed while it put a tree in place, so that what stands on disk may be of two trees.
///
/// The next [`super::write()`] finishes its work. A run that is still going on is not interrupted.
pub fn interrupted(root: &Utf8Path) -> bool {
    let is =
        |path: &str, what| disk::standing(root.join(path)).is_ok_and(|standing| standing == what);
    if !is(STATE, Standing::Folder) {
        return false;
    }
    // Held until the end of the function, so that no run begins between the two looks.
    let probe = disk::open(root.join(LOCK).as_std_path(), OFlags::RDONLY);
    if let Ok(lock) = &probe
        && matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock))
    {
        return false;
    }
    is(NEXT, Standing::Folder) && is(COMPLETE, Standing::File)
}
