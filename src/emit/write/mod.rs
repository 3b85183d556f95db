//! 6: [`Tree`] → disk. The only writer of generated files.
//!
//! Writing is all or nothing. The complete new `generated/` is staged in `.coloc/next/` (what does not change is
//! hard-linked, so it keeps its inode and its time), made durable, and marked `complete`; only then is it put in
//! place: `coloc.lock` first (numbers that are reserved early harm nobody), then `generated/` in one exchange,
//! then `flake.nix`. A run that was killed before the mark has changed nothing; after it, the next [`write()`]
//! carries on from the [`journal`]. What a person wrote is never overwritten and never removed: a generated file
//! that was edited stops the run, or is saved as `FILE.orig`; everything else in `generated/` is carried along.
//!
//! | file | what it does |
//! | --- | --- |
//! | [`disk`] | looks and renames without following links |
//! | [`ledger`] | `generated/manifest.json`: what coloc wrote last time |
//! | [`survey`] | what stands on disk against a tree; reads only |
//! | [`lock`] | one run at a time |
//! | [`stage`] | builds `.coloc/next/` |
//! | [`journal`] | what is left to do, for a run that takes over from a killed one |
//! | [`swap`], [`sweep`] | puts the new in place, clears the old away |
//! | [`state`] | one file of coloc's own in `.coloc/` |
//! | [`recall`](recall()) | what a run leaves for the next one |
//! | [`findings`] | a [`Comparison`] in words |
//! | [`difference`] | the same, line by line |

pub mod create;
mod difference;
mod disk;
mod findings;
mod journal;
mod ledger;
mod lock;
mod recall;
mod stage;
pub mod state;
mod survey;
mod swap;
mod sweep;

use std::io;
use std::os::unix::fs::MetadataExt as _;

use camino::{Utf8Path, Utf8PathBuf};

pub use self::difference::{Difference, differences};
pub use self::findings::findings;
pub use self::ledger::digest;
pub use self::lock::interrupted;
pub use self::recall::{keep, recall};

use self::disk::Standing;
use self::survey::Survey;
use super::Tree;
use super::paths::GENERATED;

/// Where coloc keeps its own things in a collective's repository; git does not see it.
const STATE: &str = ".coloc";
/// Where a new tree is staged.
const NEXT: &str = ".coloc/next";
/// The mark that everything is staged, and the journal of what is left to do.
const COMPLETE: &str = ".coloc/next/complete";

/// What stands on disk against a tree. All paths are relative to the root and sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Of the tree, and not on disk.
    pub added: Vec<Utf8PathBuf>,
    /// On disk as coloc wrote it once, and different now.
    pub changed: Vec<Utf8PathBuf>,
    /// Recorded as ours, no longer generated, still on disk as coloc wrote it.
    pub stale: Vec<Utf8PathBuf>,
    /// A person's version: neither what coloc recorded nor what it would write. Also whatever else takes the place
    /// of a generated file (a link, a folder) or of a folder that generated files need (a file).
    pub edited: Vec<Utf8PathBuf>,
    /// How many files are as they should be.
    pub unchanged: usize,
    /// Symbolic links in the place of a folder that coloc needs: `generated`, a folder in it, `.coloc`. They are
    /// never followed, and stop even a forced run.
    pub links: Vec<Utf8PathBuf>,
}

impl Comparison {
    /// Whether writing the tree would change nothing.
    pub fn is_current(&self) -> bool {
        let lists = [
            &self.added,
            &self.changed,
            &self.stale,
            &self.edited,
            &self.links,
        ];
        lists.iter().all(|list| list.is_empty())
    }

    /// Whether something stands in the way of writing.
    fn refuses(&self, force: bool) -> bool {
        !self.links.is_empty() || !(force || self.edited.is_empty())
    }
}

/// What a run did. All paths are relative to the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// New and changed files.
    pub written: Vec<Utf8PathBuf>,
    /// Files that are no longer generated.
    pub removed: Vec<Utf8PathBuf>,
    /// How many files were left as they are.
    pub unchanged: usize,
    /// Files of which a person's version was saved, each with the name that it has now.
    pub saved: Vec<(Utf8PathBuf, Utf8PathBuf)>,
    /// Folders with what coloc found and could neither put back nor call its own.
    pub left_over: Vec<Utf8PathBuf>,
}

/// Why a tree could not be compared or written. The causes name the exact file.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A path of the tree is none of coloc's, or needs a folder where the tree has a file.
    #[error("`{path}` is not a path that coloc may write")]
    NotOurs {
        /// The path in the tree.
        path: Utf8PathBuf,
    },
    /// Something else has the place of `.coloc` or of its lock.
    #[error("`{path}` is in the way: coloc keeps its own things there; move it elsewhere")]
    InTheWay {
        /// What is in the way.
        path: Utf8PathBuf,
    },
    /// The lock could not be taken.
    #[error("could not lock `{path}` against other runs of coloc")]
    Lock {
        /// The lock.
        path: Utf8PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What stands on disk could not be read.
    #[error("could not read the generated files in `{path}`")]
    Read {
        /// The root.
        path: Utf8PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The new files could not be prepared.
    #[error("could not prepare the new files in `{path}`; the generated files are as they were")]
    Stage {
        /// The folder in which they are staged.
        path: Utf8PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The new files could not be put in place.
    #[error(
        "could not put the new files in place in `{path}`; run `coloc generate` again to finish or undo"
    )]
    Swap {
        /// The root.
        path: Utf8PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Compares what stands on disk with a tree. Reads only: takes no lock, creates nothing.
pub fn compare(root: &Utf8Path, tree: &Tree) -> Result<Comparison, WriteError> {
    Ok(look(root, tree)?.comparison)
}

/// The generated files, if those on disk are exactly the ones of which the list has this digest, and no run was cut off.
pub fn stands(root: &Utf8Path, list: &[u8; 32]) -> Result<Option<Vec<Utf8PathBuf>>, WriteError> {
    let read = |source| WriteError::Read {
        path: root.to_owned(),
        source,
    };
    let ledger = disk::read(root.join(ledger::PATH)).map_err(read)?;
    if ledger.is_none_or(|ledger| blake3::hash(&ledger) != *list) {
        return Ok(None);
    }
    let seen = look(root, &Tree::default())?;
    let staged = disk::standing(root.join(NEXT)).map_err(read)? != Standing::Nothing;
    let all = !staged && seen.comparison.links.is_empty() && seen.intact.len() == seen.listed;
    let own = [ledger::PATH.into(), crate::lock::PATH.into()];
    Ok(all.then(|| seen.intact.into_keys().chain(own).collect()))
}

/// Makes the disk hold a tree, all of it or nothing.
///
/// `Ok(Err(comparison))` says that a person's version (or a link) stands in the way and that nothing of the tree was
/// written; with `force`, a person's versions are saved as `FILE.orig` first, and only links stand in the way.
/// `waiting` is called once if another run has to end first.
pub fn write(
    root: &Utf8Path,
    tree: &Tree,
    force: bool,
    waiting: &mut dyn FnMut(),
) -> Result<Result<Written, Comparison>, WriteError> {
    Ok(match write_if(root, tree, force, waiting, &mut || true)? {
        Some(outcome) => outcome,
        None => Ok(Written::default()),
    })
}

/// [`write`], if `still` holds once no other run can write any more; `Ok(None)`: it does not, and nothing was
/// written. A plan made from files that another run has changed meanwhile is to be made again.
pub fn write_if(
    root: &Utf8Path,
    tree: &Tree,
    force: bool,
    waiting: &mut dyn FnMut(),
    still: &mut dyn FnMut() -> bool,
) -> Result<Option<Result<Written, Comparison>>, WriteError> {
    let read = |source| WriteError::Read {
        path: root.to_owned(),
        source,
    };
    let swap = |source| WriteError::Swap {
        path: root.to_owned(),
        source,
    };

    // Without the lock first: a run that has nothing to do should not even create one. What is seen here may be
    // half of one run and half of another, so it is trusted only where that cannot be.
    let seen = look(root, tree)?;
    let staged = disk::standing(root.join(NEXT)).map_err(read)? != Standing::Nothing;
    if seen.comparison.is_current() && !staged {
        return Ok(Some(Ok(Written {
            unchanged: seen.comparison.unchanged,
            ..Written::default()
        })));
    }
    let state = disk::standing(root.join(STATE)).map_err(read)?;
    if !seen.comparison.links.is_empty()
        || (state == Standing::Nothing && seen.comparison.refuses(force))
    {
        return Ok(Some(Err(seen.comparison)));
    }

    let _lock = lock::take(root, waiting)?;
    let mut done = Written::default();
    swap::finish_interrupted(root, &mut done).map_err(swap)?;
    if !still() {
        return Ok(None);
    }
    let seen = look(root, tree)?;
    if seen.comparison.refuses(force) {
        return Ok(Some(Err(seen.comparison)));
    }
    done.unchanged = seen.comparison.unchanged;
    if seen.comparison.is_current() {
        return Ok(Some(Ok(done)));
    }
    let journal = stage::stage(root, tree, &seen).map_err(|source| {
        // What is staged is coloc's own and worth nothing; if it can't be removed now, the next run does it.
        let _ = swap::throw_away(root);
        WriteError::Stage {
            path: root.join(NEXT),
            source,
        }
    })?;
    swap::apply(root, &journal, &mut done).map_err(swap)?;

    let Comparison {
        mut added,
        changed,
        stale,
        edited,
        ..
    } = seen.comparison;
    let (replaced, gone): (Vec<_>, Vec<_>) = edited
        .into_iter()
        .partition(|path| tree.files.contains_key(path));
    added.extend(changed);
    added.extend(replaced);
    added.sort();
    done.written = added;
    done.removed = stale;
    done.removed.extend(gone);
    done.removed.sort();
    Ok(Some(Ok(done)))
}

/// Checks the tree and surveys the disk.
fn look(root: &Utf8Path, tree: &Tree) -> Result<Survey, WriteError> {
    if let Some(path) = tree.files.keys().find(|path| !may_write(path, tree)) {
        return Err(WriteError::NotOurs { path: path.clone() });
    }
    let failed = |source| WriteError::Read {
        path: root.to_owned(),
        source,
    };
    // Without the lock, another run may put its tree in place meanwhile. What was seen is then of two trees, or was
    // gone when it was to be read; so look again.
    for _ in 0..9 {
        let before = stamp(root).map_err(failed)?;
        let seen = Survey::take(root, tree);
        if stamp(root).map_err(failed)? == before {
            return seen.map_err(failed);
        }
    }
    Survey::take(root, tree).map_err(failed)
}

/// What changes when a run puts its tree in place.
fn stamp(root: &Utf8Path) -> io::Result<[Option<u64>; 2]> {
    let inode =
        |path: &str| disk::look(root.join(path)).map(|there| there.map(|there| there.ino()));
    Ok([inode(GENERATED)?, inode("flake.nix")?])
}

/// Whether a path of the tree is one that coloc may write: a mistake of an earlier stage must not get further.
fn may_write(path: &Utf8Path, tree: &Tree) -> bool {
    let ours = ledger::is_ours(path) || path == "coloc.lock" || path == ledger::PATH;
    ours && !path
        .ancestors()
        .skip(1)
        .any(|folder| tree.files.contains_key(folder))
}
