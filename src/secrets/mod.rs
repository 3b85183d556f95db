//! Plan + what the repository holds → the secrets that must exist: for whom, where, and which are missing.
//!
//! Nothing is decrypted here: files of sops show the names of what they hold in plain text, and age files are there
//! or not.

pub mod commands;
pub mod sops;

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;

use crate::collective::Member;
use crate::emit::nix_module::{encrypted_file, plain_path, sops_key};
use crate::manifest::read::PathFact;
use crate::manifest::types::{Backend, Name};
use crate::plan::{Plan, SecretPlan};
use sops::{Held, Holding};

/// How an age file begins, and how it does when written as text (<https://age-encryption.org/v1>).
const AGE: [&str; 2] = [
    "age-encryption.org/v1",
    "-----BEGIN AGE ENCRYPTED FILE-----",
];

/// Whether a secret is where it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is.
    Present,
    /// It is not.
    Missing,
    /// The repository cannot tell.
    Unknown,
}

impl State {
    /// The word that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
        }
    }
}

/// A secret that a machine reads.
#[derive(Clone, Debug)]
pub struct Due {
    /// The machine.
    pub machine: Name,
    /// What it is and what makes it.
    pub secret: SecretPlan,
    /// Where it goes: a file of the repository; without a backend, a file on the machine.
    pub file: String,
    /// Its key in that file, for sops: `service/name`.
    pub key: Option<String>,
    /// Whether it is there.
    pub state: State,
    /// Members who can open it: caretakers of the machine with an age key; without a backend, all of them.
    pub readers: Vec<Name>,
}

/// All secrets of a collective.
#[derive(Clone, Debug)]
pub struct Inventory {
    /// How secrets reach the machines.
    pub backend: Backend,
    /// By machine, the machine's own first, then by service.
    pub secrets: Vec<Due>,
    /// Files that are there.
    pub files: BTreeSet<String>,
    /// Caretakers of machines who have no age key, so that they can open nothing.
    pub without_key: BTreeMap<Name, Vec<Name>>,
    /// What is wrong with files; the worst is a secret that everybody can read.
    pub problems: Vec<Problem>,
}

/// Something is wrong with a file that holds secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// What it is.
    pub fault: Fault,
}

/// What is wrong with a file that holds secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is a link that leads out of the repository.
    LeadsOut,
    /// It is no file.
    NoFile,
    /// It is not text, which sops writes.
    NotText,
    /// It is not as sops writes it: what it holds is not known.
    Odd(sops::Odd),
    /// It is a secret that was not encrypted by age.
    NotEncrypted,
    /// It holds this key in plain text.
    Plain(String),
}

/// Files of the repository that hold secrets, or should.
pub fn files(plan: &Plan) -> BTreeSet<Utf8PathBuf> {
    if plan.backend == Backend::None {
        return BTreeSet::new();
    }
    let secrets = plan.machines.iter().flat_map(|(name, machine)| {
        let secrets = machine.secrets.iter();
        secrets.map(move |secret| encrypted_file(plan.backend, name, secret).into())
    });
    secrets.collect()
}

/// What must exist, and what does.
pub fn inventory(plan: &Plan, facts: &BTreeMap<Utf8PathBuf, PathFact>) -> Inventory {
    let mut inventory = Inventory {
        backend: plan.backend,
        secrets: Vec::new(),
        files: BTreeSet::new(),
        without_key: BTreeMap::new(),
        problems: Vec::new(),
    };
    let mut held = BTreeMap::new();
    for (path, fact) in facts {
        if *fact != PathFact::Missing {
            inventory.files.insert(path.to_string());
        }
        let (holding, problem) = look(plan.backend, path.as_str(), fact);
        inventory.problems.extend(problem);
        held.insert(path.to_string(), holding);
    }
    for (name, machine) in &plan.machines {
        let caretakers = plan.collective.present(&machine.caretakers);
        let (readers, without): (Vec<_>, Vec<_>) = caretakers
            .partition(|(_, member)| plan.backend == Backend::None || !member.age_keys.is_empty());
        let (readers, without) = (names(&readers), names(&without));
        if !without.is_empty() && !machine.secrets.is_empty() {
            inventory.without_key.insert(name.clone(), without);
        }
        for secret in &machine.secrets {
            let (file, key) = match plan.backend {
                Backend::None => (plain_path(secret), None),
                Backend::Sops => (
                    encrypted_file(plan.backend, name, secret),
                    Some(sops_key(secret)),
                ),
                Backend::Agenix => (encrypted_file(plan.backend, name, secret), None),
            };
            let (state, problem) = state(held.get(&file), &file, key.as_deref());
            inventory.problems.extend(problem);
            inventory.secrets.push(Due {
                machine: name.clone(),
                secret: secret.clone(),
                state,
                file,
                key,
                readers: readers.clone(),
            });
        }
    }
    inventory
}

/// Files that should be encrypted, each with a key of it that stands there in plain text; none: the whole of it does.
pub fn exposed(
    backend: Backend,
    facts: &BTreeMap<Utf8PathBuf, PathFact>,
) -> Vec<(&Utf8PathBuf, Option<String>)> {
    let mut exposed = Vec::new();
    for (path, fact) in facts {
        match look(backend, path.as_str(), fact) {
            (Holding::Keys(keys), _) => {
                let plain = keys
                    .into_iter()
                    .filter(|(key, held)| *held == Held::Plain && !key.ends_with("_unencrypted"));
                exposed.extend(plain.map(|(key, _)| (path, Some(key))));
            }
            (_, Some(problem)) if problem.fault == Fault::NotEncrypted => {
                exposed.push((path, None));
            }
            _ => {}
        }
    }
    exposed
}

fn names(members: &[(&Name, &Member)]) -> Vec<Name> {
    members.iter().map(|(name, _)| (*name).clone()).collect()
}

/// What a file of the repository holds, as far as it can be told, and what is wrong with it.
fn look(backend: Backend, path: &str, fact: &PathFact) -> (Holding, Option<Problem>) {
    let odd = |fault| {
        let file = path.to_owned();
        (Holding::Unknown, Some(Problem { file, fault }))
    };
    match fact {
        PathFact::Missing => (Holding::default(), None),
        PathFact::Outside => odd(Fault::LeadsOut),
        PathFact::Folder | PathFact::Odd => odd(Fault::NoFile),
        PathFact::File(text) if backend == Backend::Agenix => {
            let Some(text) = text else {
                // Binary, as age writes it.
                return (Holding::Whole, None);
            };
            if text.is_empty() {
                (Holding::default(), None)
            } else if AGE.iter().any(|head| text.starts_with(head)) {
                (Holding::Whole, None)
            } else {
                odd(Fault::NotEncrypted)
            }
        }
        PathFact::File(None) => odd(Fault::NotText),
        PathFact::File(Some(text)) => match sops::read(text) {
            Ok(holding) => (holding, None),
            Err(why) => odd(Fault::Odd(why)),
        },
    }
}

fn state(holding: Option<&Holding>, file: &str, key: Option<&str>) -> (State, Option<Problem>) {
    match (holding, key) {
        (None | Some(Holding::Unknown), _) => (State::Unknown, None),
        (Some(Holding::Whole), _) => (State::Present, None),
        (Some(Holding::Keys(_)), None) => (State::Missing, None),
        (Some(Holding::Keys(keys)), Some(key)) => match keys.get(key) {
            None | Some(Held::Empty) => (State::Missing, None),
            Some(Held::Encrypted) => (State::Present, None),
            Some(Held::Plain) => {
                let problem = Problem {
                    file: file.to_owned(),
                    fault: Fault::Plain(key.to_owned()),
                };
                (State::Missing, Some(problem))
            }
        },
    }
}
