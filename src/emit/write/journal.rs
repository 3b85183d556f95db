//! What is left to do once everything is staged: written beside the staged files as the mark that they are complete,
//! and read by the run that takes over from a killed one.
//!
//! The journal is bound to the inodes of the folders that it is about. A pull request may bring files under
//! `.coloc/`, but cannot know the inode that a checkout gives to a folder; nor can a copied or restored repository
//! be mistaken for the one in which the run was killed.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use fs_err as fs;
use serde::{Deserialize, Serialize};

use super::disk;
use super::survey::is_generated;
use super::{COMPLETE, GENERATED, NEXT};

/// Where the journal is written before it becomes the mark.
const DRAFT: &str = ".coloc/next/journal";
/// Where the old `generated/` is put aside if the two cannot be exchanged in one step.
pub(super) const ASIDE: &str = ".coloc/next/old";
/// The new `generated/` before the exchange, the old one after it.
pub(super) const STAGED: &str = ".coloc/next/generated";

/// What is to be put in place, and what may be lost in doing so. Paths are relative to the root.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Journal {
    /// Inode of `.coloc/next`.
    pub(super) next: u64,
    /// The new `generated/`, if anything in it changes.
    pub(super) tree: Option<Folders>,
    /// Files outside of it that are staged, each with the digest of the version that may be replaced without saving.
    pub(super) roots: BTreeMap<String, Option<String>>,
    /// Files outside of it to remove, if they still have this digest.
    pub(super) retired: BTreeMap<String, String>,
    /// Files of the old `generated/` that coloc wrote, with their digests: as such they may go.
    pub(super) known: BTreeMap<String, String>,
    /// Where a person's version of a generated file goes.
    pub(super) saved: BTreeMap<String, String>,
    /// Folders with nothing of coloc's in them: staged as a copy full of hard links, so that they are there at every
    /// instant, and then exchanged for the original.
    pub(super) guests: Vec<Guest>,
}

/// Inodes of both versions of `generated/`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Folders {
    pub(super) new: u64,
    pub(super) old: Option<u64>,
}

/// A folder that is not coloc's.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Guest {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) inode: u64,
}

/// How far a run got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// `generated/` is the old one.
    Before,
    /// The old `generated/` was put aside, and the new one is not yet there (only where they can't be exchanged).
    Between,
    /// `generated/` is the new one.
    After,
    /// The folders are none that the journal knows.
    Unknown,
}

impl Journal {
    /// Makes the journal durable; from now on the staged files are to be put in place.
    pub(super) fn mark_complete(&self, root: &Utf8Path) -> io::Result<()> {
        fs::write(root.join(DRAFT), serde_json::to_vec(self)?)?;
        disk::sync(root.join(DRAFT))?;
        fs::rename(root.join(DRAFT), root.join(COMPLETE))?;
        disk::sync(root.join(NEXT))?;
        disk::sync(root.join(super::STATE))
    }

    /// Reads the journal of a killed run: nothing if it is not one that coloc wrote.
    pub(super) fn read(root: &Utf8Path) -> io::Result<Option<Self>> {
        let bytes = disk::read(root.join(COMPLETE))?.unwrap_or_default();
        Ok(serde_json::from_slice(&bytes).ok().filter(Self::is_sound))
    }

    /// Whether all paths are such as coloc would write.
    fn is_sound(&self) -> bool {
        let inside =
            |path: &str| super::ledger::is_ours(Utf8Path::new(path)) && path != "flake.nix";
        let root = |path: &str| path == "flake.nix" || path == "coloc.lock";
        let old = |path: &str| inside(path) || path == super::ledger::PATH;
        let save = |(from, to): (&String, &String)| {
            (old(from) && inside(to)) || ((root(from) || from == GENERATED) && is_orig(from, to))
        };
        self.roots.keys().all(|path| root(path))
            && self.retired.keys().all(|path| root(path))
            && self.known.keys().all(|path| old(path))
            && self.saved.iter().all(save)
            && self
                .guests
                .iter()
                .all(|guest| inside(&guest.from) && inside(&guest.to))
    }

    /// How far the run got, by what the folders are.
    pub(super) fn phase(&self, root: &Utf8Path) -> io::Result<Phase> {
        let inode = |path: &str| disk::folder_inode(root.join(path));
        if inode(NEXT)? != Some(self.next) {
            return Ok(Phase::Unknown);
        }
        let Some(tree) = &self.tree else {
            return Ok(Phase::Before);
        };
        let (there, staged, aside) = (inode(GENERATED)?, inode(STAGED)?, inode(ASIDE)?);
        Ok(match (there, staged, aside) {
            (Some(there), ..) if there == tree.new => Phase::After,
            (None, Some(staged), Some(_)) if staged == tree.new => Phase::Between,
            (_, Some(staged), None) if staged == tree.new => Phase::Before,
            _ => Phase::Unknown,
        })
    }

    /// Where something of the old `generated/` is in the new one, if it is carried along.
    pub(super) fn destination(&self, path: &Path) -> PathBuf {
        let moved = path.ancestors().find_map(|above| {
            let to = self.saved.get(above.to_str()?)?;
            Some((to, path.strip_prefix(above).ok()?))
        });
        match moved {
            Some((to, rest)) if rest.as_os_str().is_empty() => PathBuf::from(to),
            Some((to, rest)) => Path::new(to).join(rest),
            None => path.to_owned(),
        }
    }

    /// Whether coloc wrote something in this folder of the old `generated/`.
    pub(super) fn wrote_below(&self, folder: &str) -> bool {
        let below = format!("{folder}/");
        let first = |map: &BTreeMap<String, String>| {
            map.range(below.clone()..)
                .next()
                .is_some_and(|(path, _)| path.starts_with(&below))
        };
        first(&self.known) || first(&self.saved)
    }

    /// The saved versions under `generated/`, which are put in place together with the new tree.
    pub(super) fn saved_with_the_tree(&self) -> impl Iterator<Item = (&Utf8Path, &Utf8Path)> {
        self.saved
            .iter()
            .map(|(from, to)| (Utf8Path::new(from.as_str()), Utf8Path::new(to.as_str())))
            .filter(|(from, _)| is_generated(from) && *from != GENERATED)
    }
}

/// Whether a name is one under which a version of a file is saved.
fn is_orig(path: &str, saved: &str) -> bool {
    let numbered = |rest: &str| {
        rest.is_empty()
            || rest
                .strip_prefix('.')
                .is_some_and(|number| number.parse::<u32>().is_ok())
    };
    saved
        .strip_prefix(path)
        .and_then(|rest| rest.strip_prefix(".orig"))
        .is_some_and(numbered)
}

/// The names under which a version of a file can be saved, the best one first.
pub(super) fn orig_names(path: &str) -> impl Iterator<Item = String> {
    let path = path.to_owned();
    (0_u32..).map(move |number| match number {
        0 => format!("{path}.orig"),
        _ => format!("{path}.orig.{number}"),
    })
}
