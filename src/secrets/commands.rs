//! The commands with which a caretaker makes what is missing.

use std::collections::{BTreeMap, BTreeSet};

use super::{Due, Inventory, State};
use crate::emit::nix_module::plain_path;
use crate::manifest::types::{Backend, Name};
use crate::plan::SecretPlan;

/// A secret's place: machine and file, or machine, file and key.
type Place<'a> = (&'a Name, &'a str, Option<&'a str>);

/// Something to do, in words, and the lines to type or to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it is for.
    pub what: String,
    /// What to type; for a new file of sops, what to write into it.
    pub lines: Vec<String>,
}

/// A shell's line for each secret that is missing, or that nobody can see without a backend, in the order of the
/// inventory. Where several files have one content, the first is made and the others are copied.
pub fn steps(inventory: &Inventory, only: &dyn Fn(&Due) -> bool) -> Vec<Step> {
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
                steps.push(new_file(inventory, due, &first));
            }
            continue;
        }
        let copy = original(due, &first);
        let line = match inventory.backend {
            Backend::Sops => sops(due, copy),
            Backend::Agenix => agenix(due, copy),
            Backend::None => plain(due, copy),
        };
        steps.push(Step {
            what: title(
                due,
                copy,
                line.starts_with("cat |") || line.contains("$(cat |"),
            ),
            lines: vec![line],
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

fn title(due: &Due, copy: Option<&Due>, typed: bool) -> String {
    let name = slashed(&due.secret);
    let what = match copy {
        Some(from) => format!("the same as {} for {}", slashed(&from.secret), from.machine),
        None => due.secret.what.clone(),
    };
    let typed = if typed && !what.contains("Ctrl-D") {
        "; type or paste it, then Ctrl-D"
    } else {
        ""
    };
    format!("{name} for {}: {what}{typed}", due.machine)
}

fn slashed(secret: &SecretPlan) -> String {
    match &secret.service {
        Some(service) => format!("{service}/{}", secret.name),
        None => secret.name.clone(),
    }
}

/// Whether `make` is words, not a command: the machine's own secret belongs to a key that is in the manifest.
fn by_hand(due: &Due) -> bool {
    due.secret.service.is_none()
}

/// Whether `make` only takes what somebody types.
fn typed(make: &str) -> bool {
    make == "cat" || make.starts_with("tr ")
}

/// What prints the secret.
fn source(due: &Due) -> String {
    let make = &due.secret.make;
    if by_hand(due) {
        "cat".to_owned()
    } else if make.contains([';', '&', '\n']) {
        // Several commands: all of what they print.
        format!("( {make} )")
    } else {
        make.clone()
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
fn sops(due: &Due, copy: Option<&Due>) -> String {
    let source = match copy {
        Some(from) => reveal(from),
        None => source(due),
    };
    format!(
        "sops set {} {} \"$({source} | jq -Rs 'rtrimstr(\"\\n\")')\"",
        due.file,
        sops_path(due)
    )
}

fn agenix(due: &Due, copy: Option<&Due>) -> String {
    let source = match copy {
        Some(from) => format!("agenix -d {}", from.file),
        None => source(due),
    };
    format!("{source} | agenix -e {}", due.file)
}

fn plain(due: &Due, copy: Option<&Due>) -> String {
    let SecretPlan {
        owner, group, mode, ..
    } = &due.secret;
    let source = match copy {
        Some(from) if from.machine == due.machine => {
            format!("sudo cat {}", plain_path(&from.secret))
        }
        // Typed in, or pasted: no machine reads another's secrets. What is made without a line break stays without.
        Some(_) if due.secret.make.contains("tr -d '\\n'") => "cat | tr -d '\\n'".to_owned(),
        Some(_) => "cat".to_owned(),
        None => source(due),
    };
    format!(
        "{source} | sudo install -D -m {mode} -o {owner} -g {group} /dev/stdin {}",
        due.file
    )
}

/// A file of sops that is not there yet: `sops FILE` opens an editor, with an example to write over.
fn new_file(inventory: &Inventory, due: &Due, first: &BTreeMap<&str, &Due>) -> Step {
    let here: Vec<&Due> = inventory
        .secrets
        .iter()
        .filter(|other| other.file == due.file)
        .collect();
    let mut lines = vec![format!("sops {}", due.file), String::new()];
    let mut service: Option<&Name> = None;
    for other in here {
        let secret = &other.secret;
        if secret.service.as_ref() != service {
            service = secret.service.as_ref();
            lines.extend(service.map(|service| format!("{service}:")));
        }
        let how = match original(other, first) {
            Some(from) if from.state == State::Present => reveal(from),
            Some(from) => format!("the same as {} for {}", slashed(&from.secret), from.machine),
            None if typed(&secret.make) => "nothing makes it: write what you were given".to_owned(),
            None => secret.make.clone(),
        };
        let indent = if service.is_some() { "    " } else { "" };
        // A block: JSON, digits and keys of many lines stay text.
        lines.push(format!("{indent}{}: |-   # {how}", secret.name));
        lines.push(format!("{indent}    …"));
    }
    Step {
        what: format!(
            "{} is not there yet: this opens an editor; write there, in the place of what it shows, these lines with \
             what each command prints, in the place of each …; if that is several lines, begin all of them where the … stands",
            due.file
        ),
        lines,
    }
}
