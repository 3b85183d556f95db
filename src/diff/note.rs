//! What people must know beside the changes themselves.

use super::Change;
use super::trace::Part;

/// One thing that people must know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// Nothing on the machine follows from a change of the manifest: coloc's mistake, or an option that something else
    /// overrides.
    NothingFollows(Change),
    /// No generated module follows from a change of the manifest.
    NoModuleFollows(Change),
    /// A generated module is another, by its path, and nothing in the manifest says why.
    ModuleUnexplained(String),
    /// Only a build tells whether these change, or are built anew alone.
    OnlyABuildTells(Vec<Part>),
    /// Something of a service can never change once it runs, and would.
    ForGood {
        /// The service.
        service: String,
        /// `domain`, or a setting.
        key: String,
        /// What it is.
        from: Option<String>,
        /// What it would be.
        to: Option<String>,
    },
    /// Copies of a service that nobody renews any more.
    OldCopies {
        /// The service.
        service: String,
        /// The machine that has them.
        at: String,
    },
    /// A service goes from some machines to others.
    Moves {
        /// The service.
        service: String,
        /// Machines that it leaves.
        from: Vec<String>,
        /// Machines that it comes to.
        to: Vec<String>,
    },
    /// A sentence without a full stop, of a source that has no words of its own yet.
    Said(String),
}

impl From<String> for Note {
    fn from(text: String) -> Self {
        Self::Said(text)
    }
}

impl From<&str> for Note {
    fn from(text: &str) -> Self {
        Self::Said(text.to_owned())
    }
}
