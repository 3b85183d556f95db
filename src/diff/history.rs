//! What each generation of a machine changed, as against the one before it that is still there.

use std::collections::BTreeSet;

use super::Change;
use super::effects::effects;
use super::equal::Comparison;
use super::intent::intent;
use super::note::Note;
use super::packages::Packages;
use crate::generation::Files;
use crate::snapshot::Snapshot;

/// One generation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub number: u64,
    /// When it was made: seconds since 1970.
    pub made: Option<u64>,
    /// Its system: a path of the store.
    pub path: String,
    /// Where it is in force.
    pub marks: BTreeSet<Mark>,
    /// The generation that it is compared with; none: nothing before it is known.
    pub since: Option<u64>,
    /// What was meant, the gravest first; none: coloc did not make both.
    pub changes: Option<Vec<Change>>,
    /// How many files and units are others; none: not known.
    pub effects: Option<usize>,
    /// How many packages came, went, and changed their version or were rebuilt; none: not known.
    pub packages: Option<Counts>,
    /// What was not looked at, and why.
    pub notes: Vec<Note>,
}

/// Where a generation is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// It runs.
    Active,
    /// The machine was started with it.
    Started,
    /// The next start brings it.
    Next,
    /// Its system is gone: collected garbage.
    Gone,
}

impl Mark {
    /// The word in JSON, and for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Started => "started",
            Self::Next => "next",
            Self::Gone => "gone",
        }
    }
}

/// Packages, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Names that came.
    pub added: usize,
    /// Names that went.
    pub removed: usize,
    /// Names with another version.
    pub changed: usize,
    /// Names rebuilt at the same version.
    pub rebuilt: usize,
}

impl From<&Packages> for Counts {
    fn from(packages: &Packages) -> Self {
        Self {
            added: packages.added.len(),
            removed: packages.removed.len(),
            changed: packages.changed.len(),
            rebuilt: packages.rebuilt.len(),
        }
    }
}

/// A system, and what coloc stamped into it.
#[derive(Clone, Copy)]
pub struct Side<'s> {
    /// Its path in the store.
    pub path: &'s str,
    /// Its stamp, where coloc made it.
    pub snapshot: Option<&'s Snapshot>,
}

/// What was meant, and how many files and units are others.
pub fn changes(
    files: &dyn Files,
    store: &str,
    old: Side<'_>,
    new: Side<'_>,
) -> (Option<Vec<Change>>, usize) {
    let intents = match (old.snapshot, new.snapshot) {
        (Some(was), Some(is)) => Some(intent(was, is)),
        _ => None,
    };
    let comparison = Comparison::new(files, files, store);
    let found = effects(
        &comparison,
        (old.path, new.path),
        (old.snapshot, new.snapshot),
        intents.as_deref().unwrap_or_default(),
    );
    (intents, found.len())
}
