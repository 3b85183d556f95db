//! What people must know besides the differences: what was not read or not compared, and why.

use super::Change;
use super::trace::Part;
use crate::deployed::closure::ClosureError;
use crate::deployed::stamp::Foreign;
use crate::deployed::trouble::Trouble;
use crate::deployed::why::Why;

/// Something to know besides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// The machine could not be read.
    NotRead(Why),
    /// Something on it could not be read.
    Trouble(Trouble),
    /// coloc did not make what runs there.
    NotOurs,
    /// What coloc stamped into it is not understood.
    NotUnderstood(Foreign),
    /// Of two generations, coloc did not make both.
    NotBothOurs,
    /// What it runs says that it is another machine.
    OtherMachine(String),
    /// The manifest does not have the machine any more.
    NotInManifest,
    /// Its generated modules are not at hand.
    NoModules,
    /// Modules of people's own, which were not compared: whatever they say now may be another than what runs.
    ByHand(Vec<String>),
    /// The commit that it runs is not known.
    Unplaced(Unplaced),
    /// Files that machines share stand in no system, so that they differ is not shown.
    SharedNotShown,
    /// The system that was built is not of the manifest as it is now.
    OldBuild,
    /// The manifest says the same of it, and its system is another all the same.
    SameManifest,
    /// Its system is not built yet.
    NotBuilt,
    /// Nix could not work out its system.
    NotEvaluated(Unevaluated),
    /// Its packages could not be compared.
    PackagesUnknown(ClosureError),
    /// Of a generation: garbage collection took it.
    Gone,
    /// Of a generation: nothing before it is known.
    First,
    /// Of a generation: it is the same system as another one.
    SameAs(u64),
    /// Of a generation: it is not compared with the one right before it, but with this one.
    ComparedWith(u64),
    /// Files in its `/etc` were not compared.
    EtcNotCompared,
    /// Whoever asked may not read some files, so these were not compared.
    MayNotRead {
        /// As whom ssh logged in.
        user: String,
        /// The files.
        files: Vec<String>,
    },
    /// It was read from a folder: how it is while it runs is not known.
    FromFolder,
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
}

/// Why the commit that a machine runs is not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unplaced {
    /// There is no git repository here.
    NoRepository,
    /// What git says.
    Git(String),
}

/// Why Nix did not work out a system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unevaluated {
    /// What Nix says.
    Failed(String),
    /// Its answer is not understood.
    Nonsense(String),
}
