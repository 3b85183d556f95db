//! The manifest's only reader of disks.
//!
//! Everything here may meet a hostile repository: links that lead out, pipes that never end, files of gigabytes,
//! names that are no text. Each gives a finding; only what makes all work impossible is a [`ReadError`].

use std::collections::BTreeMap;
use std::io::Read as _;

use camino::{Utf8Path, Utf8PathBuf};
use walkdir::WalkDir;

use super::codes::{OUTSIDE_REPOSITORY, SYNTAX, TOO_LARGE};
use super::secrets;
use crate::finding::{Finding, Findings};
use crate::source::{FileId, Sources, Span};

/// The manifest's main file, which marks the root of a collective.
pub const MAIN: &str = "coloc.toml";

/// Folders whose `*.toml` files belong to the manifest, in the order in which they are read.
pub const FOLDERS: &[&str] = &["groups", "machines", "members", "services", "sites"];

/// Largest file that is read, in bytes.
pub const MAX_SIZE: u64 = 4 << 20;

/// Deepest folder below one of [`FOLDERS`] that is looked into.
const MAX_FOLDERS: usize = 16;

/// Why nothing could be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No collective here or above.
    #[error("there is no {MAIN} in {0} or any folder above it; `coloc init` writes one")]
    NoManifest(Utf8PathBuf),
    /// The disk says no.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A path that is not UTF-8.
    #[error("the path {} is not UTF-8", .0.display())]
    NotUtf8(std::path::PathBuf),
}

/// The folder of the nearest `coloc.toml`, here or above, as git looks for `.git`. Absolute, links resolved.
pub fn find_root(from: &Utf8Path) -> Result<Utf8PathBuf, ReadError> {
    let start = fs_err::canonicalize(from)?;
    let start = Utf8PathBuf::from_path_buf(start).map_err(ReadError::NotUtf8)?;
    start
        .ancestors()
        .find(|folder| folder.join(MAIN).symlink_metadata().is_ok())
        .map(Utf8Path::to_owned)
        .ok_or(ReadError::NoManifest(start))
}

/// Reads all files of a manifest into `sources`, the main file first, the others sorted by path.
pub fn read(
    root: &Utf8Path,
    sources: &mut Sources,
    findings: &mut Findings,
) -> Result<Vec<FileId>, ReadError> {
    let mut files = Vec::new();
    for path in paths(root, "toml", FOLDERS)? {
        match text(root, &path, MAX_SIZE)? {
            Ok(text) => files.push(sources.add(path, text)),
            Err(problem) => {
                let file = sources.add(path.clone(), "");
                findings.push(problem.finding(&path, Span::new(file, 0, 0)));
            }
        }
    }
    Ok(files)
}

/// The main file and all files with an extension below some folders, relative to the root.
fn paths(
    root: &Utf8Path,
    extension: &str,
    folders: &[&str],
) -> Result<Vec<Utf8PathBuf>, ReadError> {
    let mut found = vec![Utf8PathBuf::from(MAIN)];
    for folder in folders {
        let top = root.join(folder);
        // Links are found as links here; `text` decides where they lead.
        let walk = WalkDir::new(&top)
            .follow_root_links(false)
            .sort_by_file_name()
            .max_depth(MAX_FOLDERS);
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error)
                    if error
                        .io_error()
                        .is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound) =>
                {
                    continue;
                }
                Err(error) => return Err(ReadError::Io(error.into())),
            };
            // A name that is no UTF-8 leads nowhere when it is read, which tells of it.
            let path = Utf8PathBuf::from(entry.path().to_string_lossy().into_owned());
            let hidden = path.file_name().is_some_and(|name| name.starts_with('.'));
            // A link in the place of the folder itself is kept: reading it tells that it is no file, or leads out.
            let wanted =
                path.extension() == Some(extension) || (path == top && entry.path_is_symlink());
            if entry.file_type().is_dir() || hidden || !wanted {
                continue;
            }
            if let Ok(relative) = path.strip_prefix(root) {
                found.push(relative.to_owned());
            }
        }
    }
    Ok(found)
}

/// Why a file's text cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// A link, or a folder behind one, leads out of the repository.
    Outside,
    /// Over the limit.
    TooLarge,
    /// A folder, a pipe, a device.
    NotAFile,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// Nothing there.
    Missing,
}

impl Unreadable {
    /// The finding that tells it.
    pub fn finding(self, path: &Utf8Path, span: Span) -> Finding {
        match self {
            Self::Outside => Finding::new(
                &OUTSIDE_REPOSITORY,
                format!("{path} is a link that leads out of the repository."),
            )
            .at(span, "not read")
            .help("Put the file itself into the repository."),
            Self::TooLarge => Finding::new(&TOO_LARGE, format!("{path} is larger than 4 MiB."))
                .at(span, "not read")
                .help("No manifest is that large: is it something else?"),
            Self::NotAFile | Self::Missing => {
                Finding::new(&SYNTAX, format!("{path} is not a file."))
                    .at(span, "a folder, a pipe, or a link to nothing")
                    .help("Remove it, or put a file in its place.")
            }
            Self::NotUtf8 => Finding::new(&SYNTAX, format!("{path} is not text in UTF-8."))
                .at(span, "not read")
                .help("Save it as UTF-8 in your editor."),
        }
    }
}

/// The text of a file of the repository, or why not. Never follows a link out, never waits for a pipe.
pub fn text(
    root: &Utf8Path,
    path: &Utf8Path,
    limit: u64,
) -> Result<Result<String, Unreadable>, ReadError> {
    let full = match inside(root, path)? {
        Ok(full) => full,
        Err(problem) => return Ok(Err(problem)),
    };
    if !fs_err::metadata(&full)?.is_file() {
        return Ok(Err(Unreadable::NotAFile));
    }
    let mut bytes = Vec::new();
    fs_err::File::open(&full)?
        .take(limit + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Ok(Err(Unreadable::TooLarge));
    }
    Ok(String::from_utf8(bytes).map_err(|_| Unreadable::NotUtf8))
}

/// Where a path of the repository really is, all links resolved; an error if that is outside.
fn inside(root: &Utf8Path, path: &Utf8Path) -> Result<Result<Utf8PathBuf, Unreadable>, ReadError> {
    let full = match std::fs::canonicalize(root.join(path)) {
        Ok(full) => full,
        Err(error) => {
            return match error.kind() {
                std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
                    Ok(Err(Unreadable::Missing))
                }
                // A loop of links leads nowhere, and nothing has a name that is too long.
                _ if matches!(error.raw_os_error(), Some(36 | 40)) => Ok(Err(Unreadable::Missing)),
                _ => Err(ReadError::Io(error)),
            };
        }
    };
    let Ok(full) = Utf8PathBuf::from_path_buf(full) else {
        return Ok(Err(Unreadable::Missing));
    };
    let git = root.join(".git");
    if !full.starts_with(root) || full == *root || full.starts_with(&git) {
        return Ok(Err(Unreadable::Outside));
    }
    Ok(Ok(full))
}

/// What a path of the repository leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathFact {
    /// A file; its text if it is readable text of up to 4 MiB.
    File(Option<String>),
    /// A folder.
    Folder,
    /// Nothing.
    Missing,
    /// Out of the repository, by a link.
    Outside,
    /// A pipe, a device, a socket.
    Odd,
}

/// Looks at the paths that the manifest names.
pub fn look(
    root: &Utf8Path,
    paths: impl IntoIterator<Item = Utf8PathBuf>,
) -> Result<BTreeMap<Utf8PathBuf, PathFact>, ReadError> {
    let fact = |path: &Utf8Path| -> Result<PathFact, ReadError> {
        let full = match inside(root, path)? {
            Ok(full) => full,
            Err(Unreadable::Outside) => return Ok(PathFact::Outside),
            Err(_) => return Ok(PathFact::Missing),
        };
        let kind = fs_err::metadata(&full)?.file_type();
        Ok(match () {
            () if kind.is_dir() => PathFact::Folder,
            () if kind.is_file() => PathFact::File(text(root, path, MAX_SIZE)?.ok()),
            () => PathFact::Odd,
        })
    };
    paths
        .into_iter()
        .map(|path| fact(&path).map(|fact| (path, fact)))
        .collect()
}

/// All texts below the collective's `catalog/` folder, relative to the root: entries of its own.
pub fn catalog(
    root: &Utf8Path,
    findings: &mut Findings,
    sources: &mut Sources,
) -> Result<BTreeMap<Utf8PathBuf, (FileId, String)>, ReadError> {
    let mut texts = BTreeMap::new();
    for extension in ["toml", "tera", "md"] {
        for path in paths(root, extension, &["catalog"])?.into_iter().skip(1) {
            match text(root, &path, MAX_SIZE)? {
                Ok(text) => {
                    let file = sources.add(path.clone(), text);
                    secrets::mask_source(file, sources, findings);
                    texts.insert(path, (file, sources.get(file).text.clone()));
                }
                // A link in the place of the whole folder is met once for each extension.
                Err(_) if path == "catalog" && extension != "toml" => {}
                Err(problem) => {
                    let file = sources.add(path.clone(), "");
                    findings.push(problem.finding(&path, Span::new(file, 0, 0)));
                }
            }
        }
    }
    Ok(texts)
}
