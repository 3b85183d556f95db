//! One file of coloc's own in `.coloc/`, replaced as a whole: the old one or the new one is there at every moment.

use std::io::{self, Write as _};

use camino::{Utf8Path, Utf8PathBuf};
use fs_err as fs;
use rustix::fs::OFlags;

use super::disk::{self, Standing};
use super::{STATE, WriteError, lock};

/// Writes `.coloc/NAME`, in place of the one that may be there, and gives its path. Waits for other runs. What else
/// may have that name, a link or a folder, stays as it is and stops it.
pub fn replace(
    root: &Utf8Path,
    name: &str,
    text: &str,
    waiting: &mut dyn FnMut(),
) -> Result<Utf8PathBuf, WriteError> {
    put(root, name, text.as_bytes(), true, waiting)
}

/// The same, of what can be made anew: it reaches the disk when the system sees fit.
pub(super) fn replace_soon(root: &Utf8Path, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
    put(root, name, bytes, false, &mut || {}).map(drop)
}

fn put(
    root: &Utf8Path,
    name: &str,
    bytes: &[u8],
    durable: bool,
    waiting: &mut dyn FnMut(),
) -> Result<Utf8PathBuf, WriteError> {
    let folder = root.join(STATE);
    let path = folder.join(name);
    let failed = |source: io::Error| WriteError::Stage {
        path: folder.clone(),
        source,
    };
    let lock = lock::take(root, waiting)?;
    if !matches!(
        disk::standing(&path).map_err(failed)?,
        Standing::Nothing | Standing::File
    ) {
        return Err(WriteError::InTheWay { path });
    }
    let staged = folder.join(format!("{name}.new"));
    let written = || -> io::Result<()> {
        // Left behind by a run that was killed; the lock is ours, so it is nobody's.
        if disk::standing(&staged)? == Standing::File {
            fs::remove_file(&staged)?;
        }
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL;
        let file = disk::open(staged.as_std_path(), flags)?;
        let sync = |done: io::Result<()>| match done {
            Ok(()) if durable => file.sync_all(),
            done => done,
        };
        let done = sync((&file).write_all(bytes)).and_then(|()| fs::rename(&staged, &path));
        if done.is_err() {
            let _ = fs::remove_file(&staged);
        }
        done.and_then(|()| if durable { disk::sync(&folder) } else { Ok(()) })
    };
    let done = written().map_err(failed);
    drop(lock);
    done.map(|()| Utf8PathBuf::from(STATE).join(name))
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it measured"
)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_no_link_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        let mut nobody = || panic!("nobody else runs");
        let path = replace(root, "index.txt", "one", &mut nobody).unwrap();
        assert_eq!(path, ".coloc/index.txt");
        replace(root, "index.txt", "two", &mut nobody).unwrap();
        assert_eq!(fs::read_to_string(root.join(&path)).unwrap(), "two");
        assert_eq!(
            fs::read_to_string(root.join(".coloc/.gitignore")).unwrap(),
            "*\n"
        );
        let left: Vec<_> = disk::entries(root.join(".coloc").as_std_path()).unwrap();
        assert_eq!(left.len(), 3, "{left:?}");
        fs::write(root.join("mine"), "mine").unwrap();
        fs::os::unix::fs::symlink("../mine", root.join(".coloc/link.txt")).unwrap();
        let done = replace(root, "link.txt", "text", &mut nobody);
        assert!(matches!(done, Err(WriteError::InTheWay { .. })), "{done:?}");
        assert_eq!(fs::read_to_string(root.join("mine")).unwrap(), "mine");
    }
}
