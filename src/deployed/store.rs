//! A store on this machine: where it is, and the files in it.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;

use camino::{Utf8Path, Utf8PathBuf};

use super::redacted::redacted;
use crate::generation::{Files, LONGEST, Node, digest};
use crate::nix::store::Location;

/// Longest file of which a digest is made, in bytes.
const LONGEST_READ: u64 = 64 << 20;

/// A store and its database.
///
/// Source: `man nix-store`, *Common Environment Variables* (`NIX_STORE_DIR`, `NIX_STATE_DIR`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// `/nix/store`
    pub folder: Utf8PathBuf,
    /// `/nix/var/nix`, where the database and the profiles are.
    pub state: Utf8PathBuf,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            folder: "/nix/store".into(),
            state: "/nix/var/nix".into(),
        }
    }
}

impl Store {
    /// The store that Nix would use, after what the environment says of it.
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let usual = Self::default();
        let given =
            |name: &str, usual: Utf8PathBuf| variable(name).map_or(usual, Utf8PathBuf::from);
        Self {
            folder: given("NIX_STORE_DIR", usual.folder),
            state: given("NIX_STATE_DIR", usual.state),
        }
    }

    /// Where Nix finds it.
    pub fn location(&self) -> Location<'_> {
        Location {
            folder: &self.folder,
            state: &self.state,
        }
    }

    /// The file of the database.
    pub fn database(&self) -> Utf8PathBuf {
        self.state.join("db/db.sqlite")
    }

    /// The folder of the system's generations.
    pub fn profiles(&self) -> Utf8PathBuf {
        self.state.join("profiles")
    }
}

impl Files for Store {
    fn node(&self, path: &str) -> Node {
        let path = Utf8Path::new(path);
        let Ok(facts) = path.symlink_metadata() else {
            return Node::Missing;
        };
        if facts.is_symlink() {
            return path
                .read_link_utf8()
                .map_or(Node::Missing, |target| Node::Link(target.into_string()));
        }
        if facts.is_dir() {
            let Ok(entries) = path.read_dir_utf8() else {
                return Node::Missing;
            };
            let names = entries.filter_map(|entry| Some(entry.ok()?.file_name().to_owned()));
            return Node::Folder(names.collect::<BTreeSet<_>>());
        }
        if !facts.is_file() {
            // A pipe or a device has no place in a store; reading one could take for ever.
            return Node::Missing;
        }
        if facts.len() > LONGEST as u64 {
            return Node::Long;
        }
        let mut text = Vec::new();
        match fs_err::File::open(path)
            .and_then(|file| file.take(LONGEST as u64).read_to_end(&mut text))
        {
            Ok(_) => Node::File(
                redacted(path.as_str(), text),
                facts.permissions().mode() & 0o111 != 0,
            ),
            Err(_) => Node::Missing,
        }
    }

    fn link(&self, path: &str) -> Option<String> {
        let target = Utf8Path::new(path).read_link_utf8().ok()?;
        Some(target.into_string())
    }

    fn digest(&self, path: &str) -> Option<[u8; 32]> {
        let file = fs_err::File::open(Utf8Path::new(path)).ok()?;
        let mut text = Vec::new();
        file.take(LONGEST_READ + 1).read_to_end(&mut text).ok()?;
        let is_all = text.len() as u64 <= LONGEST_READ;
        is_all.then(|| digest(&text, &format!("{}/", self.folder)))
    }
}
