//! `.coloc/made`: the [`Memory`] from one run to the next.
//!
//! Git does not see it, but a pull request may bring one along all the same. So it carries a seal, made with a key that
//! only this user has (`coloc/seal` in the user's folder of state), for this very build of coloc. Whatever has another
//! seal is an empty memory. Nothing depends on it: each failure here costs time only.

use std::fs::OpenOptions;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use fs_err as fs;

use super::super::memory::{self, Digest, Memory, Tree};
use super::disk::{self, Standing};
use super::{STATE, ledger, state};

const NAME: &str = "made";
const SEAL: usize = 32;

/// What earlier runs left here.
pub fn recall(root: &Utf8Path) -> Memory {
    let sealed = || {
        let key = key()?;
        let folder = root.join(STATE);
        let bytes = match disk::standing(&folder).ok()? {
            Standing::Folder => disk::read(folder.join(NAME)).ok()?.unwrap_or_default(),
            _ => Vec::new(),
        };
        let Some((given, made)) = bytes.split_first_chunk::<SEAL>() else {
            return Some(Memory::read(Vec::new()));
        };
        let is_ours = seal(&key, made) == *given;
        Some(Memory::read(if is_ours {
            made.to_vec()
        } else {
            Vec::new()
        }))
    };
    sealed().unwrap_or_default()
}

/// Keeps what a run worked out, if it is new: from these inputs came this tree. Where coloc has written nothing so far,
/// it leaves no trace.
pub fn keep(root: &Utf8Path, memory: &Memory, inputs: &Digest, tree: &super::Tree) {
    let digest = |path: &str| {
        let file = tree.files.get(Utf8Path::new(path));
        file.map_or_else(Digest::default, |file| memory::digest(file.text()))
    };
    let tree = Tree {
        inputs: *inputs,
        lock: digest(crate::lock::PATH),
        ledger: digest(ledger::PATH),
    };
    let is_home = disk::standing(root.join(STATE)).is_ok_and(|it| it == Standing::Folder);
    if is_home
        && let Some(made) = memory.to_bytes(Some(tree))
        && let Some(key) = key()
    {
        let sealed = [&seal(&key, &made).as_bytes()[..], &made].concat();
        // Whatever fails, the next run begins without.
        let _ = state::replace_soon(root, NAME, &sealed);
    }
}

fn seal(key: &[u8; SEAL], made: &[u8]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new_keyed(key);
    hasher.update(env!("COLOC_SOURCES").as_bytes());
    hasher.update(made);
    hasher.finalize()
}

/// The user's key, made when it is first asked for.
fn key() -> Option<[u8; SEAL]> {
    let folder = folder()?;
    let path = folder.join("seal");
    let read = || fs::read(&path).ok()?.try_into().ok();
    if let Some(key) = read() {
        return Some(key);
    }
    make(&folder, &path).ok()?;
    read()
}

/// Where a user's programs keep what is worth keeping, but not worth carrying along (XDG Base Directory
/// Specification 0.8).
fn folder() -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).map(PathBuf::from);
    let absolute = |path: &PathBuf| path.is_absolute();
    let given = variable("XDG_STATE_HOME").filter(absolute);
    let home = || Some(variable("HOME").filter(absolute)?.join(".local/state"));
    given.or_else(home).map(|state| state.join("coloc"))
}

fn make(folder: &Path, path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(folder)?;
    let mut key = [0; SEAL];
    fs::File::open("/dev/urandom")?.read_exact(&mut key)?;
    let new = folder.join(format!("seal.{}", std::process::id()));
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&new)?;
    let done = file
        .write_all(&key)
        .and_then(|()| disk::rename_to_free(&new, path));
    if done.is_err() {
        let _ = fs::remove_file(&new);
    }
    done
}
