//! One machine: what runs there against what the manifest makes of it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::activation::Activation;
use super::note::Note;
use super::packages::Packages;
use super::{Action, Change};
use crate::snapshot::Snapshot;

/// How a deployed machine stands to the manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It runs what the manifest says.
    InStep,
    /// It runs what an earlier commit said.
    Behind,
    /// It runs what a later commit says, which is not checked out here.
    Ahead,
    /// It runs what no commit of this branch says.
    Diverged,
    /// Somebody changed files on it.
    EditedByHand,
    /// coloc did not make what it runs.
    Unknown,
    /// Nobody answers.
    Unreachable,
}

impl State {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InStep => "in-step",
            Self::Behind => "behind",
            Self::Ahead => "ahead",
            Self::Diverged => "diverged",
            Self::EditedByHand => "edited-by-hand",
            Self::Unknown => "unknown",
            Self::Unreachable => "unreachable",
        }
    }
}

/// What is known of a deployed generation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Generation {
    /// Its number in the profile; none for a store path or a snapshot without one.
    #[serde(rename = "generation")]
    pub number: Option<u64>,
    /// Its store path.
    pub path: Option<String>,
    /// SHA-256 of its `machine.json`, in hexadecimal.
    pub digest: Option<String>,
}

/// One generated module, as it was and as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleChange {
    /// Below the machine's folder: `services/nuage.nix`.
    pub path: String,
    /// What happens to it.
    pub action: Action,
    /// Its text in the deployed generation; empty where it was not.
    pub from: String,
    /// Its text today.
    pub to: String,
}

/// Everything that differs on one machine.
#[derive(Clone, Debug)]
pub struct MachineDiff {
    /// Its name.
    pub machine: String,
    /// What runs there; none: nobody knows.
    pub deployed: Option<Generation>,
    /// How it stands.
    pub state: State,
    /// Intents, then effects, the gravest first.
    pub changes: Vec<Change>,
    /// Generated modules that differ.
    pub modules: Vec<ModuleChange>,
    /// Closures compared; none: one of them was not at hand.
    pub packages: Option<Packages>,
    /// What a switch brings; none: the new system is not built.
    pub activation: Option<Activation>,
    /// What was not looked at, and why; what people must know.
    pub notes: Vec<Note>,
}

impl MachineDiff {
    /// Whether it does not run what it is compared with.
    pub fn differs(&self) -> bool {
        self.state != State::InStep || !self.changes.is_empty() || !self.modules.is_empty()
    }

    /// A machine without differences.
    pub fn nothing(machine: &str, state: State) -> Self {
        Self {
            machine: machine.to_owned(),
            deployed: None,
            state,
            changes: Vec::new(),
            modules: Vec::new(),
            packages: None,
            activation: None,
            notes: Vec::new(),
        }
    }
}

/// Generated files that are not stamped into systems, against those of the newest commit that has what machines run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Machines that run it.
    pub machines: Vec<String>,
    /// The commit, in full.
    pub commit: String,
    /// Files that differ, by path below the collective's folder.
    pub files: Vec<ModuleChange>,
}

/// Generated modules that differ, by path. Neither side has `machine.json`, which intents tell.
pub fn modules(
    from: &BTreeMap<String, String>,
    to: &BTreeMap<String, String>,
) -> Vec<ModuleChange> {
    let mut paths: Vec<&String> = from.keys().chain(to.keys()).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
        .into_iter()
        .filter_map(|path| {
            let (was, will) = (from.get(path), to.get(path));
            let action = match (was, will) {
                (None, Some(_)) => Action::Added,
                (Some(_), None) => Action::Removed,
                (Some(was), Some(will)) if was != will => Action::Changed,
                _ => return None,
            };
            Some(ModuleChange {
                path: path.clone(),
                action,
                from: was.cloned().unwrap_or_default(),
                to: will.cloned().unwrap_or_default(),
            })
        })
        .collect()
}

/// Services that change machines: their data stays where it is. Takes what runs now and what is planned, by machine.
pub fn moves(
    deployed: &BTreeMap<String, &Snapshot>,
    planned: &BTreeMap<String, &Snapshot>,
) -> Vec<Note> {
    let places = |of: &BTreeMap<String, &Snapshot>| {
        let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (machine, snapshot) in of {
            for service in snapshot.services.keys() {
                places
                    .entry(service.clone())
                    .or_default()
                    .push(machine.clone());
            }
        }
        places
    };
    let (now, then) = (places(deployed), places(planned));
    now.iter()
        .filter_map(|(service, from)| {
            let to = then.get(service)?;
            let beyond = |these: &[String], others: &[String]| -> Vec<String> {
                let only = these.iter().filter(|machine| !others.contains(machine));
                only.cloned().collect()
            };
            let (left, new) = (beyond(from, to), beyond(to, from));
            // A machine that was not asked may have it already.
            let asked = new.iter().all(|machine| deployed.contains_key(machine));
            (!left.is_empty() && !new.is_empty() && asked).then(|| Note::Moves {
                service: service.clone(),
                from: left,
                to: new,
            })
        })
        .collect()
}
