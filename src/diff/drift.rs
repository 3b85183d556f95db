//! How a machine stands to the manifest and to itself: the commit that it runs, what was changed by hand, what waits
//! for a start. Several can be true at once; each is a [`Cause`].

mod live;

use std::collections::BTreeSet;

use super::note::{Note, Unplaced};
use crate::deployed::stamp::Foreign;
use crate::deployed::why::Why;
use crate::generation::Live;

pub use live::Stranger;

/// How a machine stands, the gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It runs what the manifest says.
    InStep,
    /// Its kernel, or what is started before it, is that of an earlier generation.
    NeedsReboot,
    /// It runs what an earlier commit said.
    Behind,
    /// It runs what a later commit says, which is not checked out here.
    Ahead,
    /// The next start brings another system than the active one.
    NotActive,
    /// An earlier generation than the newest was chosen.
    RolledBack,
    /// It runs what no commit of this branch says.
    Diverged,
    /// Something on it does not work.
    Failing,
    /// Somebody changed it beside the manifest.
    EditedByHand,
    /// coloc did not make what it runs.
    Unknown,
    /// Nobody answers.
    Unreachable,
}

impl Standing {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InStep => "in-step",
            Self::NeedsReboot => "needs-reboot",
            Self::Behind => "behind",
            Self::Ahead => "ahead",
            Self::NotActive => "not-active",
            Self::RolledBack => "rolled-back",
            Self::Diverged => "diverged",
            Self::Failing => "failing",
            Self::EditedByHand => "edited-by-hand",
            Self::Unknown => "unknown",
            Self::Unreachable => "unreachable",
        }
    }
}

/// Where the text that a machine carries stands in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// So many commits of this branch changed the machine since; and the newest commit that has the text.
    Behind(usize, String),
    /// A commit that this branch does not have yet: a later one of it.
    Ahead(String),
    /// A commit of another branch.
    Elsewhere(String),
    /// No commit has it.
    Nowhere,
}

impl Place {
    /// The commit that has the text.
    pub fn commit(&self) -> Option<&str> {
        match self {
            Self::Behind(_, commit) | Self::Ahead(commit) | Self::Elsewhere(commit) => Some(commit),
            Self::Nowhere => None,
        }
    }
}

/// One thing that is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Nothing of it could be read.
    NotRead(Why),
    /// It runs something else that coloc made.
    Runs(Place),
    /// It runs something else that coloc made, and its commit is not known.
    Unplaced(Unplaced),
    /// The manifest does not have the machine any more.
    NotInManifest,
    /// It runs another machine's system.
    Misplaced(String),
    /// coloc did not make what it runs.
    NotOurs,
    /// What coloc stamped into it is not understood.
    NotUnderstood(Foreign),
    /// Somebody went back to an earlier generation than the newest.
    RolledBack {
        /// The profile's.
        to: u64,
        /// The newest.
        newest: u64,
    },
    /// What runs was only tried: the next start brings back a generation.
    Tried {
        /// That one.
        next: u64,
    },
    /// The next start brings another generation than the active one.
    NotActive {
        /// The active one.
        active: u64,
        /// The next one.
        next: u64,
    },
    /// Files of `/etc` were changed by hand.
    Replaced(Vec<String>),
    /// Files beside the generation's change units.
    UnitsChanged(Vec<String>),
    /// Accounts that the generation does not declare.
    Strangers(Vec<Stranger>),
    /// Units that failed.
    Failed(Vec<String>),
    /// Parts that it was started with and that are others now: `kernel`.
    StartedWith(Vec<String>),
}

impl Cause {
    /// How the machine stands because of it.
    pub fn standing(&self) -> Standing {
        match self {
            Self::NotRead(why) if why.is_unreachable() => Standing::Unreachable,
            Self::NotRead(_) | Self::NotOurs | Self::NotUnderstood(_) => Standing::Unknown,
            Self::Runs(Place::Behind(..)) => Standing::Behind,
            Self::Runs(Place::Ahead(_)) => Standing::Ahead,
            Self::Runs(Place::Elsewhere(_) | Place::Nowhere)
            | Self::Unplaced(_)
            | Self::NotInManifest
            | Self::Misplaced(_) => Standing::Diverged,
            Self::RolledBack { .. } => Standing::RolledBack,
            Self::Tried { .. } | Self::NotActive { .. } => Standing::NotActive,
            Self::Replaced(_) | Self::UnitsChanged(_) | Self::Strangers(_) => {
                Standing::EditedByHand
            }
            Self::Failed(_) => Standing::Failing,
            Self::StartedWith(_) => Standing::NeedsReboot,
        }
    }
}

/// What is known of a machine's generations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generations {
    /// The number of the active one; none: it is not in the profile.
    pub active: Option<u64>,
    /// The number that the profile stands at, which the next start brings.
    pub profile: Option<u64>,
    /// The largest number.
    pub newest: Option<u64>,
}

/// One machine in the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Its name.
    pub machine: String,
    /// The number of the generation that runs; none: not known, or not in the profile.
    pub generation: Option<u64>,
    /// When that was made: seconds since 1970.
    pub made: Option<u64>,
    /// The commit that has what runs, if one has.
    pub commit: Option<String>,
    /// All that is so, the gravest first.
    pub causes: Vec<Cause>,
    /// What was not looked at, and why.
    pub notes: Vec<Note>,
}

impl Status {
    /// The gravest standing.
    pub fn standing(&self) -> Standing {
        let all = self.causes.iter().map(Cause::standing);
        all.max().unwrap_or(Standing::InStep)
    }
}

/// All that is so, the gravest first; empty: the machine is in step. `commit` is what it runs as against the manifest.
///
/// `declared` are the accounts that its generation has; none: not known. `live` is none where only files were read.
pub fn causes(
    commit: Option<Cause>,
    generations: &Generations,
    declared: Option<&BTreeSet<String>>,
    live: Option<&Live>,
) -> Vec<Cause> {
    let mut causes: Vec<Cause> = commit.into_iter().collect();
    causes.extend(profile(generations, live.is_some()));
    if let Some(live) = live {
        causes.extend(live::causes(live, declared));
    }
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.standing()));
    causes
}

fn profile(generations: &Generations, active_is_known: bool) -> Vec<Cause> {
    let mut causes = Vec::new();
    let Some(next) = generations.profile else {
        return causes;
    };
    if let Some(newest) = generations.newest
        && next < newest
    {
        causes.push(Cause::RolledBack { to: next, newest });
    }
    match generations.active {
        _ if !active_is_known => {}
        None => causes.push(Cause::Tried { next }),
        Some(active) if active != next => causes.push(Cause::NotActive { active, next }),
        Some(_) => {}
    }
    causes
}
