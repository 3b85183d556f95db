//! b: [`Snapshot`] × [`Snapshot`] → [`Change`]s: what a rebuild would change on a machine, in the collective's words.
//!
//! Pure. A snapshot is taken apart into [`fact::Fact`]s (`bob may enter`, `tcp 443 is open`), and two sets of facts
//! are compared: so a comparison with itself is empty, and the other way round it is the inverse. Sentences, kinds
//! and risks belong to the facts, one arm each in [`fact`] and [`words`].

pub mod activation;
pub mod data;
pub mod drift;
pub mod effects;
pub mod equal;
mod fact;
pub mod history;
mod intent;
pub mod machine;
pub mod modules;
pub mod note;
pub mod packages;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::manifest::key::Key;

pub use intent::intent;

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A person: name, numbers.
    Member,
    /// Who can enter.
    Access,
    /// A service and its settings.
    Service,
    /// Ports, domains, the mesh.
    Network,
    /// What is stored, and where its copies are.
    Data,
    /// Who looks after it.
    Care,
    /// A file, unit or account of the generation.
    Effect,
}

impl Kind {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Access => "access",
            Self::Service => "service",
            Self::Network => "network",
            Self::Data => "data",
            Self::Care => "care",
            Self::Effect => "effect",
        }
    }
}

/// What happens to the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It was not there.
    Added,
    /// It will not be there.
    Removed,
    /// It is another.
    Changed,
}

impl Action {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }

    /// What the way back does.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Added => Self::Removed,
            Self::Removed => Self::Added,
            Self::Changed => Self::Changed,
        }
    }
}

/// What can go wrong with a change, the gravest first: reports are sorted by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Risk {
    /// Somebody gains or loses a way in.
    Access,
    /// Something can be reached by others than before.
    Exposure,
    /// Data, its place or its copies.
    Data,
    /// The machine must be started anew.
    Reboot,
    /// Services stop for a moment.
    Restart,
    /// Nothing to be seen by anybody but the reader.
    Cosmetic,
}

impl Risk {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Exposure => "exposure",
            Self::Data => "data",
            Self::Reboot => "reboot",
            Self::Restart => "restart",
            Self::Cosmetic => "cosmetic",
        }
    }
}

/// One difference between a deployed machine and a planned one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is about.
    pub kind: Kind,
    /// What happens.
    pub action: Action,
    /// The manifest's name for it: `members.bob`, `services.nuage`, `machines.ananas`.
    pub subject: String,
    /// What can go wrong.
    pub risk: Risk,
    /// A sentence that a member understands, without a full stop.
    pub what: String,
    /// As it is on the machine; none where it is not.
    pub from: Option<String>,
    /// As it will be; none where it will not be.
    pub to: Option<String>,
    /// Keys of the manifest that cause it, most precise first to be found; empty: nothing in the manifest does.
    pub keys: BTreeSet<Key>,
}
