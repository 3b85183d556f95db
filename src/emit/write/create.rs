//! One new file, whole or not at all, and never in place of anything.

use std::io::{self, ErrorKind, Write as _};

use camino::Utf8Path;
use fs_err as fs;
use rustix::fs::OFlags;

use super::disk;

/// Writes a file that is not there yet. `false`: something has its name, be it a link to nothing, and stays as it is.
pub fn create(path: &Utf8Path, text: &str) -> io::Result<bool> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_str().is_empty() => folder,
        _ => Utf8Path::new("."),
    };
    let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
    let staged = folder.join(format!(".{name}.{}", std::process::id()));
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL;
    let mut file = disk::open(staged.as_std_path(), flags)?;
    let done = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| disk::rename_to_free(staged.as_std_path(), path.as_std_path()));
    if done.is_err() {
        // What went wrong is told; that a file of ours remains beside it would only hide that.
        let _ = fs::remove_file(&staged);
    }
    match done {
        Ok(()) => disk::sync(folder).map(|()| true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> io::Result<(tempfile::TempDir, camino::Utf8PathBuf)> {
        let folder = tempfile::tempdir()?;
        let path = camino::Utf8PathBuf::from_path_buf(folder.path().to_owned())
            .map_err(|_| ErrorKind::InvalidData)?;
        Ok((folder, path))
    }

    #[test]
    fn a_new_file_is_alone_in_its_folder() -> io::Result<()> {
        let (_keep, folder) = folder()?;
        assert!(create(&folder.join("a.toml"), "text")?);
        assert_eq!(fs::read_to_string(folder.join("a.toml"))?, "text");
        assert_eq!(fs::read_dir(&folder)?.count(), 1);
        Ok(())
    }

    #[test]
    fn nothing_is_replaced_and_no_link_followed() -> io::Result<()> {
        let (_keep, folder) = folder()?;
        let elsewhere = folder.join("elsewhere");
        fs::os::unix::fs::symlink(&elsewhere, folder.join("link"))?;
        assert!(!create(&folder.join("link"), "text")?);
        assert!(!elsewhere.exists());
        fs::write(folder.join("file"), "mine")?;
        assert!(!create(&folder.join("file"), "text")?);
        assert_eq!(fs::read_to_string(folder.join("file"))?, "mine");
        assert_eq!(fs::read_dir(&folder)?.count(), 2);
        Ok(())
    }
}
