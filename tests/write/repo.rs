//! A collective's repository in a folder that vanishes, and trees to write into it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use coloc::emit::write::{self, Comparison, Written, digest};
use coloc::emit::{File, Tree};
use fs_err as fs;
use tempfile::TempDir;

/// What is at a path: its kind with its contents, and what would show that somebody touched it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub what: String,
    pub inode: u64,
    pub mode: u32,
    /// Time of the last change of contents, and of anything at all.
    pub times: [(i64, i64); 2],
}

/// All that is in a folder, by path.
pub type Listing = BTreeMap<String, Entry>;

pub struct Repo {
    _folder: TempDir,
    pub root: Utf8PathBuf,
}

impl Repo {
    /// An empty one. In memory where possible: hundreds of runs wait for the disk otherwise, and what a kill leaves
    /// does not depend on it.
    pub fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            TempDir::new_in(memory)
        } else {
            TempDir::new()
        }
        .unwrap();
        let root = Utf8PathBuf::from_path_buf(folder.path().join("repository")).unwrap();
        fs::create_dir(&root).unwrap();
        Self {
            _folder: folder,
            root,
        }
    }

    /// One that a tree was written into.
    pub fn with(tree: &Tree) -> Self {
        let repo = Self::new();
        repo.write(tree);
        repo
    }

    pub fn at(&self, path: &str) -> Utf8PathBuf {
        self.root.join(path)
    }

    /// Puts a file there by hand.
    pub fn put(&self, path: &str, text: &str) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), text).unwrap();
    }

    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }

    /// [`write::interrupted`], asked for up to two seconds: a child that another test has just forked holds the lock
    /// until it becomes another program.
    pub fn is_interrupted(&self) -> bool {
        (0..200).any(|_| {
            let yes = write::interrupted(&self.root);
            if !yes {
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            yes
        })
    }

    pub fn exists(&self, path: &str) -> bool {
        self.at(path).symlink_metadata().is_ok()
    }

    pub fn inode(&self, path: &str) -> u64 {
        fs::symlink_metadata(self.at(path)).unwrap().ino()
    }

    pub fn link(&self, to: &str, path: &str) {
        std::os::unix::fs::symlink(to, self.at(path)).unwrap();
    }

    pub fn pipe(&self, path: &str) {
        let (kind, mode) = (
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(0o600),
        );
        rustix::fs::mknodat(rustix::fs::CWD, self.at(path).as_std_path(), kind, mode, 0).unwrap();
    }

    pub fn compare(&self, tree: &Tree) -> Comparison {
        write::compare(&self.root, tree).unwrap()
    }

    /// Writes a tree, with nothing in the way.
    pub fn write(&self, tree: &Tree) -> Written {
        self.run(tree, false).unwrap()
    }

    pub fn force(&self, tree: &Tree) -> Written {
        self.run(tree, true).unwrap()
    }

    /// Writes a tree that something is in the way of.
    pub fn refused(&self, tree: &Tree) -> Comparison {
        self.run(tree, false).unwrap_err()
    }

    pub fn run(&self, tree: &Tree, force: bool) -> Result<Written, Comparison> {
        write::write(&self.root, tree, force, &mut || ()).unwrap()
    }

    /// All that is in the repository, but for coloc's own folder.
    pub fn listing(&self) -> Listing {
        let mut listing = listing(&self.root);
        listing.retain(|path, _| path != ".coloc" && !path.starts_with(".coloc/"));
        listing
    }

    /// Kinds and contents of all that is in the repository, but for coloc's own folder.
    pub fn contents(&self) -> BTreeMap<String, String> {
        self.listing()
            .into_iter()
            .map(|(path, entry)| (path, entry.what))
            .collect()
    }

    /// Fails unless nothing remains of earlier runs but the lock.
    pub fn assert_clean(&self) {
        let left: Vec<String> = listing(&self.at(".coloc")).into_keys().collect();
        assert_eq!(left, [".gitignore", "lock"]);
        assert_eq!(self.text(".coloc/.gitignore"), "*\n");
        assert!(!write::interrupted(&self.root));
    }
}

/// All that is in a folder.
pub fn listing(folder: &Utf8Path) -> Listing {
    let mut listing = Listing::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inner) = folders.pop() {
        let Ok(entries) = folder.as_std_path().join(&inner).read_dir() else {
            continue;
        };
        for entry in entries {
            let path = inner.join(entry.unwrap().file_name());
            let place = folder.as_std_path().join(&path);
            let metadata = fs::symlink_metadata(&place).unwrap();
            let what = if metadata.is_dir() {
                folders.push(path.clone());
                "folder".to_owned()
            } else if metadata.is_symlink() {
                format!("link to {}", fs::read_link(&place).unwrap().display())
            } else if metadata.is_file() && metadata.len() < 1 << 20 {
                format!(
                    "file {}",
                    String::from_utf8_lossy(&fs::read(&place).unwrap())
                )
            } else {
                "other".to_owned()
            };
            let times = [
                (metadata.mtime(), metadata.mtime_nsec()),
                (metadata.ctime(), metadata.ctime_nsec()),
            ];
            let mode = metadata.permissions().mode() & 0o7777;
            listing.insert(
                path.to_string_lossy().into_owned(),
                Entry {
                    what,
                    inode: metadata.ino(),
                    mode,
                    times,
                },
            );
        }
    }
    listing
}

/// A tree of files under `generated/`, with its ledger, `flake.nix` and `coloc.lock`.
pub fn tree(name: &str, files: &[(&str, &str)]) -> Tree {
    let mut tree = Tree::default();
    for (path, text) in files {
        tree.files
            .insert(format!("generated/{path}").into(), File::plain(*text));
    }
    tree.files.insert(
        "flake.nix".into(),
        File::plain(format!("# generated by coloc\n\"{name}\"\n")),
    );
    with_ledger(&mut tree);
    tree.files.insert(
        "coloc.lock".into(),
        File::plain(format!("# numbers\nname = \"{name}\"\n")),
    );
    tree
}

fn with_ledger(tree: &mut Tree) {
    let mut ledger = String::from("{\n  \"version\": 1,\n  \"files\": {\n");
    for (at, (path, file)) in tree.files.iter().enumerate() {
        let comma = if at + 1 < tree.files.len() { "," } else { "" };
        writeln!(ledger, "    \"{path}\": \"{}\"{comma}", digest(file.text())).unwrap();
    }
    ledger.push_str("  }\n}\n");
    let ledger = File::plain(ledger);
    tree.files.insert("generated/manifest.json".into(), ledger);
}

/// A small tree, and another that adds, changes, keeps and removes files of it.
pub fn small(name: &str) -> Tree {
    let same = ("default.nix", "# the same in both\n");
    match name {
        "a" => tree(
            "a",
            &[
                same,
                ("base.nix", "a\n"),
                ("machines/old/base.nix", "old\n"),
            ],
        ),
        _ => tree(
            name,
            &[
                same,
                ("base.nix", "b\n"),
                ("machines/new/base.nix", "new\n"),
            ],
        ),
    }
}

/// 300 files: some are the same in all, some differ, some are in one only.
pub fn large(name: &str) -> Tree {
    let mut files = Vec::new();
    for number in 0..300 {
        let (path, text) = match number % 3 {
            0 => (
                format!("machines/m{}/same-{number}.nix", number % 17),
                format!("{number}\n"),
            ),
            1 => (
                format!("machines/m{}/other-{number}.nix", number % 17),
                format!("{name} {number}\n"),
            ),
            _ => (
                format!("machines/{name}{}/own-{number}.nix", number % 17),
                format!("{name}\n"),
            ),
        };
        files.push((path, text));
    }
    let borrowed: Vec<_> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    tree(name, &borrowed)
}

/// What a repository holds after writing a tree into it.
pub fn contents_of(tree: &Tree) -> BTreeMap<String, String> {
    let mut contents = BTreeMap::new();
    for (path, file) in &tree.files {
        contents.insert(path.to_string(), format!("file {}", file.text()));
        for folder in path.ancestors().skip(1).filter(|folder| *folder != "") {
            contents.insert(folder.to_string(), "folder".to_owned());
        }
    }
    contents
}

/// Paths as text, for short comparisons.
pub fn names(paths: &[Utf8PathBuf]) -> Vec<&str> {
    paths.iter().map(|path| path.as_str()).collect()
}
