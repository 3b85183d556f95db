//! Looking, reading and renaming without following a link, without blocking on a pipe, without replacing anything.

use std::fs::Metadata;
use std::io::{self, ErrorKind, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use fs_err as fs;
use rustix::fs::{CWD, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

/// The largest file that is read: no generated file comes near it.
const LIMIT: u64 = 64 * 1024 * 1024;

/// What is at a path; links are not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Nothing,
    File,
    Folder,
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// What is at a path, with its metadata.
pub(super) fn look(path: impl AsRef<Path>) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path.as_ref()) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// What is at a path.
pub(super) fn standing(path: impl AsRef<Path>) -> io::Result<Standing> {
    Ok(match look(path)? {
        None => Standing::Nothing,
        Some(metadata) if metadata.is_symlink() => Standing::Link,
        Some(metadata) if metadata.is_dir() => Standing::Folder,
        Some(metadata) if metadata.is_file() => Standing::File,
        Some(_) => Standing::Other,
    })
}

/// The bytes of a regular file; nothing if there is none, or if it is larger than anything that coloc writes.
pub(super) fn read(path: impl AsRef<Path>) -> io::Result<Option<Vec<u8>>> {
    let path = path.as_ref();
    if standing(path)? != Standing::File {
        return Ok(None);
    }
    let mut file = open(path, OFlags::RDONLY)?;
    // What was a file a moment ago may be something else by now; a pipe was opened without blocking.
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.len() > LIMIT {
        return Ok(None);
    }
    // And a file may grow while it is read.
    let mut bytes = Vec::new();
    (&mut file).take(LIMIT + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= LIMIT).then_some(bytes))
}

/// Opens what is at a path, never what a link there leads to.
pub(super) fn open(path: &Path, flags: OFlags) -> io::Result<fs::File> {
    let flags = flags | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    match rustix::fs::open(path, flags, Mode::from_raw_mode(0o666)) {
        Ok(descriptor) => Ok(fs::File::from_parts(descriptor.into(), path)),
        Err(error) => Err(named(&error.into(), "open", path)),
    }
}

/// The inode of a real folder.
pub(super) fn folder_inode(path: impl AsRef<Path>) -> io::Result<Option<u64>> {
    Ok(look(path)?
        .filter(Metadata::is_dir)
        .map(|metadata| metadata.ino()))
}

/// Whether two paths are names of one and the same thing.
pub(super) fn same(one: &Path, other: &Path) -> io::Result<bool> {
    Ok(match (look(one)?, look(other)?) {
        (Some(one), Some(other)) => one.ino() == other.ino() && one.dev() == other.dev(),
        _ => false,
    })
}

/// Swaps two paths in one step. `false`: this file system can't, and nothing happened.
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    match rustix::fs::renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(error) if unsupported(error) => Ok(false),
        Err(error) => Err(named(&error.into(), "exchange", one)),
    }
}

/// Renames, and fails with [`ErrorKind::AlreadyExists`] rather than replacing something.
pub(super) fn rename_to_free(from: &Path, to: &Path) -> io::Result<()> {
    match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Err(error) if unsupported(error) => {
            if look(to)?.is_some() {
                return Err(named(&ErrorKind::AlreadyExists.into(), "replace", to));
            }
            fs::rename(from, to)
        }
        done => done.map_err(|error| named(&error.into(), "rename", from)),
    }
}

/// Makes all files below a folder durable: at once where the system can (`syncfs(2)`), else one after the other.
pub(super) fn sync_all<'p>(
    folder: &Path,
    made: impl Iterator<Item = &'p PathBuf>,
) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    match rustix::fs::syncfs(open(folder, OFlags::RDONLY)?) {
        Err(error) if unsupported(error) => {}
        done => return done.map_err(|error| named(&error.into(), "make durable", folder)),
    }
    #[cfg(not(target_os = "linux"))]
    let _ = folder;
    made.into_iter().try_for_each(sync)
}

/// Makes a file or folder durable. Some file systems can't do so for folders, and need not.
pub(super) fn sync(path: impl AsRef<Path>) -> io::Result<()> {
    match open(path.as_ref(), OFlags::RDONLY)?.sync_all() {
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::InvalidInput | ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        done => done,
    }
}

/// What is in a folder, in order of names. No folder has nothing in it.
pub(super) fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if folder_inode(folder)?.is_none() {
        return Ok(Vec::new());
    }
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn unsupported(error: Errno) -> bool {
    matches!(error, Errno::INVAL | Errno::NOSYS | Errno::NOTSUP)
}

/// An error that says what was done to what, as those of `fs_err` do.
pub(super) fn named(error: &io::Error, doing: &str, path: &Path) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("failed to {doing} `{}`: {error}", path.display()),
    )
}
