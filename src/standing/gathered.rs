//! Reads what runs, from wherever it was asked for, and compares it: one file per source, and one per what it is
//! compared with.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use super::{Evaluation, evaluated, folder, kept, pair, remote, saved};
use crate::cli::diff::Arguments;
use crate::cli::{Failure, Output};
use crate::deployed::store::Store;
use crate::diff::drift::Place;
use crate::diff::machine::{Generation, MachineDiff, State};
use crate::emit::Tree;
use crate::generation::Files;
use crate::pipeline::Reading;
use crate::plan::Plan;
use crate::snapshot::Snapshot;
use crate::standing::git::Repository;

/// One machine's differences, and what it runs.
pub(crate) struct Gathered {
    /// What differs.
    pub diff: MachineDiff,
    /// What it runs, as it says itself; none: coloc did not make it, or nobody knows.
    pub deployed: Option<Snapshot>,
    /// Where that stands in the history; none: it is today's, or there is no history.
    pub place: Option<Place>,
    /// Whether something that was asked for could not be compared.
    pub unable: bool,
}

/// A system that was read, and where its files are.
#[derive(Clone, Copy)]
pub(crate) struct System<'f> {
    /// Its files, by their paths of the store.
    pub files: &'f dyn Files,
    /// Its own path.
    pub path: &'f str,
    /// Its generation; none: it stands in no profile, as far as is known.
    pub number: Option<u64>,
}

/// What machines are compared with.
pub(crate) struct Target<'t> {
    /// What the manifest makes of them.
    pub plan: &'t Plan,
    /// The files of that.
    pub tree: &'t Tree,
    /// Where commits are looked for.
    pub repository: Option<&'t Repository>,
    /// The store of this computer.
    pub store: &'t Store,
    /// Systems that were built from the manifest, by machine.
    pub built: BTreeMap<String, Utf8PathBuf>,
    /// What Nix works out for machines.
    pub evaluated: BTreeMap<String, Evaluation>,
}

/// All machines that were asked for, by name: `hosts` has what ssh is given.
pub(crate) fn all(
    arguments: &Arguments,
    hosts: &BTreeMap<String, String>,
    reading: &Reading,
    plan: &Plan,
    tree: &Tree,
    output: &Output,
) -> Result<Vec<Gathered>, Failure> {
    let asked: Vec<String> = hosts.keys().cloned().collect();
    let repository = Repository::around(&reading.root);
    let store = kept::store();
    let mut target = Target {
        plan,
        tree,
        repository: repository.as_ref(),
        store: &store,
        built: pair::built(&arguments.new, &asked, &store)?,
        evaluated: BTreeMap::new(),
    };
    if arguments.eval {
        target.evaluated = evaluated::all(&reading.root, plan, &asked, output)?;
    }
    if let Some(path) = &arguments.deployed {
        return folder::read(arguments, path, &asked, &target, output);
    }
    if let Some(file) = &arguments.snapshot {
        return saved::read(arguments, file, &asked, &target).map(|one| vec![one]);
    }
    remote::ask(arguments, hosts, &target, output)
}

impl Gathered {
    /// A machine of which nothing is known but why.
    pub fn unknown(name: &str, state: State, why: String) -> Self {
        Self {
            diff: MachineDiff {
                notes: vec![why.into()],
                ..nothing(name, state)
            },
            deployed: None,
            place: None,
            unable: true,
        }
    }
}

/// A machine without differences.
pub(crate) fn nothing(name: &str, state: State) -> MachineDiff {
    MachineDiff {
        machine: name.to_owned(),
        deployed: None,
        state,
        changes: Vec::new(),
        modules: Vec::new(),
        packages: None,
        activation: None,
        notes: Vec::new(),
    }
}

impl System<'_> {
    pub(super) fn generation(&self, digest: Option<String>) -> Generation {
        Generation {
            number: self.number,
            path: Some(self.path.to_owned()),
            digest,
        }
    }
}
