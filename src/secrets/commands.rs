//! The commands with which a caretaker makes what is missing.

use std::collections::{BTreeMap, BTreeSet};

use super::{Due, Inventory, State};
use crate::emit::nix_module::plain_path;
use crate::manifest::types::{Backend, Name};
use crate::plan::SecretPlan;

/// A secret's place: machine and file, or machine, file and key.
type Place<'a> = (&'a Name, &'a str, Option<&'a str>);

/// Something to do.
#[derive(Clone, Debug)]
pub enum Step<'i> {
    /// A line of shell makes one secret.
    Line {
        /// The secret.
        due: &'i Due,
        /// From where it is copied; none: it is made.
        copy: Option<&'i Due>,
        /// Whether the line waits for somebody who types it.
        typed: bool,
        /// What to type in a terminal.
        line: String,
    },
    /// A file of sops is begun in an editor.
    File {
        /// The file.
        file: &'i str,
        /// What to write into it.
        keys: Vec<Key<'i>>,
    },
}

/// What a new file of sops holds.
#[derive(Clone, Debug)]
pub struct Key<'i> {
    /// The secret.
    pub due: &'i Due,
    /// Where its value comes from.
    pub value: Value<'i>,
}

/// Where the value of a key comes from.
#[derive(Clone, Debug)]
pub enum Value<'i> {
    /// A command prints it.
    Printed(String),
    /// It is what this other one gets.
    SameAs(&'i Due),
    /// Somebody was given it.
    Given,
    /// Somebody made it, with the half that stands in the manifest.
    HalfOfPair,
}

/// What to do for each secret that is missing, or that nobody can see without a backend, in the order of the
/// inventory. Where several files have one content, the first is made and the others are copied.
pub fn steps<'i>(inventory: &'i Inventory, only: &dyn Fn(&Due) -> bool) -> Vec<Step<'i>> {
    let mut steps = Vec::new();
    let mut begun: BTreeSet<&str> = BTreeSet::new();
    let first = originals(inventory);
    for due in inventory.secrets.iter().filter(|due| only(due)) {
        let not_understood = due.state == State::Unknown && inventory.backend != Backend::None;
        if due.state == State::Present || not_understood {
            continue;
        }
        if inventory.backend == Backend::Sops && !inventory.files.contains(&due.file) {
            if begun.insert(&due.file) {
                steps.push(new_file(inventory, &due.file, &first));
            }
            continue;
        }
        let copy = original(due, &first);
        let source = match (inventory.backend, copy) {
            (_, None) => source(due),
            (Backend::Sops, Some(from)) => reveal(from),
            (Backend::Agenix, Some(from)) => format!("agenix -d {}", from.file),
            (Backend::None, Some(from)) => seen(due, from),
        };
        steps.push(Step::Line {
            due,
            copy,
            // What an entry of the catalog has typed in, it says itself.
            typed: source.starts_with(TYPED) && (copy.is_some() || due.secret.make.is_none()),
            line: match inventory.backend {
                Backend::Sops => sops(due, &source),
                Backend::Agenix => format!("{source} | agenix -e {}", due.file),
                Backend::None => plain(due, &source),
            },
        });
    }
    steps
}

/// For each content that stands in several places, the one from which the others are copied: one that is there, else
/// the first.
fn originals(inventory: &Inventory) -> BTreeMap<&str, &Due> {
    let mut first: BTreeMap<&str, &Due> = BTreeMap::new();
    for due in &inventory.secrets {
        if let Some(same) = &due.secret.same {
            let known = first.entry(same).or_insert(due);
            if known.state != State::Present && due.state == State::Present {
                *known = due;
            }
        }
    }
    first
}

/// Where a secret is copied from; none: it is made.
fn original<'a>(due: &Due, first: &BTreeMap<&str, &'a Due>) -> Option<&'a Due> {
    let original = first.get(due.secret.same.as_deref()?)?;
    (place(original) != place(due)).then_some(*original)
}

fn place(due: &Due) -> Place<'_> {
    (&due.machine, &due.file, due.key.as_deref())
}

/// Prints what somebody types.
const TYPED: &str = "cat";

/// Whether `make` only takes what somebody types.
fn typed(make: &str) -> bool {
    make == TYPED || make.starts_with("tr ")
}

/// What prints the secret.
fn source(due: &Due) -> String {
    match &due.secret.make {
        None => TYPED.to_owned(),
        // Several commands: all of what they print.
        Some(make) if make.contains([';', '&', '\n']) => format!("( {make} )"),
        Some(make) => make.clone(),
    }
}

/// `'["pads"]["oidc-secret"]'`; names have no quotes.
fn sops_path(due: &Due) -> String {
    let key = due.key.as_deref().unwrap_or_default();
    let levels: Vec<String> = key
        .split('/')
        .map(|level| format!("[\"{level}\"]"))
        .collect();
    format!("'{}'", levels.concat())
}

fn reveal(due: &Due) -> String {
    format!("sops decrypt --extract {} {}", sops_path(due), due.file)
}

/// The value goes in as JSON, without the line break at its end.
fn sops(due: &Due, source: &str) -> String {
    format!(
        "sops set {} {} \"$({source} | jq -Rs 'rtrimstr(\"\\n\")')\"",
        due.file,
        sops_path(due)
    )
}

/// What prints another secret of the machines.
fn seen(due: &Due, from: &Due) -> String {
    let one_line = |make: &String| make.contains("tr -d '\\n'");
    if from.machine == due.machine {
        format!("sudo cat {}", plain_path(&from.secret))
    } else if due.secret.make.as_ref().is_some_and(one_line) {
        // Typed in, or pasted: no machine reads another's secrets. What is made without a line break stays without.
        format!("{TYPED} | tr -d '\\n'")
    } else {
        TYPED.to_owned()
    }
}

fn plain(due: &Due, source: &str) -> String {
    let SecretPlan {
        owner, group, mode, ..
    } = &due.secret;
    format!(
        "{source} | sudo install -D -m {mode} -o {owner} -g {group} /dev/stdin {}",
        due.file
    )
}

/// A file of sops that is not there yet: `sops FILE` opens an editor, with an example to write over.
fn new_file<'i>(
    inventory: &'i Inventory,
    file: &'i str,
    first: &BTreeMap<&str, &'i Due>,
) -> Step<'i> {
    let here = inventory.secrets.iter().filter(|other| other.file == file);
    let keys = here.map(|due| Key {
        due,
        value: match (original(due, first), &due.secret.make) {
            (Some(from), _) if from.state == State::Present => Value::Printed(reveal(from)),
            (Some(from), _) => Value::SameAs(from),
            (None, None) => Value::HalfOfPair,
            (None, Some(make)) if typed(make) => Value::Given,
            (None, Some(make)) => Value::Printed(make.clone()),
        },
    });
    Step::File {
        file,
        keys: keys.collect(),
    }
}
