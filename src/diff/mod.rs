//! b: [`Snapshot`] × [`Snapshot`] → [`Change`]s: what a rebuild would change on a machine, in the collective's words.
//!
//! Pure. A snapshot is taken apart into [`fact::Fact`]s (`bob may enter`, `tcp 443 is open`), and two sets of facts
//! are compared: so a comparison with itself is empty, and the other way round it is the inverse. Kinds and risks belong
//! to the facts, one arm each in [`fact`]. A change is data: [`crate::report::changes`] makes sentences of it.

pub mod activation;
pub mod configuration;
pub mod data;
pub mod drift;
pub mod effects;
pub mod equal;
pub mod fact;
pub mod history;
mod intent;
pub mod machine;
pub mod modules;
pub mod note;
mod once;
pub mod packages;
pub mod switch;
pub mod trace;
pub mod unit;
pub mod units;
pub mod value;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::manifest::key::{Field, Key, Table};

pub use intent::intent;

use fact::Fact;
use trace::Trace;
use value::Value;

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

/// What a change is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// What was meant: a fact of the snapshot.
    Fact(Fact),
    /// What it does on the machine.
    Trace(Trace),
}

/// Whether it is known that something changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// It does.
    Certain,
    /// Its path in the store is another; only a build tells whether its text is, and how.
    OnlyABuildTells,
}

/// One difference between a deployed machine and a planned one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// What it is about.
    pub about: About,
    /// What happens.
    pub action: Action,
    /// As it is on the machine; none where it is not.
    pub from: Option<Value>,
    /// As it will be; none where it will not be.
    pub to: Option<Value>,
    /// Whether that is known.
    pub certainty: Certainty,
    /// Keys of the manifest that cause it, most precise first to be found; empty: nothing in the manifest does.
    pub keys: BTreeSet<Key>,
}

impl Change {
    /// What kind of thing it is about.
    pub fn kind(&self) -> Kind {
        match &self.about {
            About::Fact(fact) => fact.kind(),
            About::Trace(_) => Kind::Effect,
        }
    }

    /// What can go wrong.
    pub fn risk(&self) -> Risk {
        match &self.about {
            About::Fact(fact) => fact.risk(self.action),
            About::Trace(trace) => trace.part.risk(),
        }
    }

    /// The table of the manifest that it is about, where it changes a machine: `members.bob`, `services.nuage`.
    pub fn subject(&self, machine: &str) -> Key {
        let own = || Table::Machine(machine.to_owned());
        let table = match &self.about {
            About::Fact(fact) => fact.subject().unwrap_or_else(own),
            About::Trace(_) => own(),
        };
        Key::of(table, Field::Whole)
    }
}
