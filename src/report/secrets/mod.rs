//! Secrets that must exist → human, json, markdown: one file per format.

pub mod human;
pub mod json;
pub mod markdown;

use crate::manifest::types::{Backend, Name};
use crate::secrets::{Due, Inventory, State};

/// Which secrets are shown.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Only what is not known to be there.
    pub missing: bool,
    /// Only those of these machines; all, if there are none.
    pub machines: Vec<Name>,
}

impl Shown {
    /// Whether one is.
    pub fn shows(&self, due: &Due) -> bool {
        (!self.missing || due.state != State::Present)
            && (self.machines.is_empty() || self.machines.contains(&due.machine))
    }

    /// Those that are, machine by machine.
    fn by_machine<'a>(&self, inventory: &'a Inventory) -> Vec<(&'a Name, Vec<&'a Due>)> {
        let mut machines: Vec<(&Name, Vec<&Due>)> = Vec::new();
        for due in inventory.secrets.iter().filter(|due| self.shows(due)) {
            match machines.last_mut() {
                Some((machine, here)) if *machine == &due.machine => here.push(due),
                _ => machines.push((&due.machine, vec![due])),
            }
        }
        machines
    }
}

/// `pads/oidc-secret`
fn name(due: &Due) -> String {
    match &due.secret.service {
        Some(service) => format!("{service}/{}", due.secret.name),
        None => due.secret.name.clone(),
    }
}

/// `nextcloud:nextcloud 0400`
fn rights(due: &Due) -> String {
    let secret = &due.secret;
    format!("{}:{} {}", secret.owner, secret.group, secret.mode)
}

/// Who can open a machine's secrets, and who cannot and should; one sentence or two.
fn readers(inventory: &Inventory, machine: &Name, here: &[&Due]) -> String {
    let readers: Vec<&str> = here.first().map_or_else(Vec::new, |due| {
        due.readers.iter().map(Name::as_str).collect()
    });
    let without: Vec<&str> = inventory
        .without_key
        .get(machine)
        .map_or_else(Vec::new, |names| names.iter().map(Name::as_str).collect());
    match (inventory.backend, &readers[..], &without[..]) {
        (Backend::None, [], _) => "Nobody has access to the machine.".to_owned(),
        (Backend::None, some, _) => format!("Made on the machine, by {}.", some.join(", ")),
        (_, [], []) => "Nobody can open them: the machine has no caretaker.".to_owned(),
        (_, [], others) => format!(
            "Nobody can open them: no age key of {} (`age-keys` of a member).",
            others.join(", ")
        ),
        (_, some, []) => format!("Can be opened by {}.", some.join(", ")),
        (_, some, others) => format!(
            "Can be opened by {}; not by {}: no age key (`age-keys` of a member).",
            some.join(", "),
            others.join(", ")
        ),
    }
}

/// Programs that commands of the catalog need, and the package in nixpkgs of each.
const PROGRAMS: [(&str, &str); 3] = [
    ("openssl", "openssl"),
    ("mkpasswd", "mkpasswd"),
    ("htpasswd", "apacheHttpd"),
];

/// What to have at hand before typing the commands.
fn tools(inventory: &Inventory) -> String {
    let mut packages = match inventory.backend {
        Backend::Sops => vec!["nixpkgs#sops".to_owned(), "nixpkgs#jq".to_owned()],
        Backend::Agenix => vec!["github:ryantm/agenix".to_owned()],
        Backend::None => Vec::new(),
    };
    for (program, package) in PROGRAMS {
        // Nearly all of them are made by openssl.
        let needed = |due: &Due| due.secret.make.contains(program);
        if program == "openssl" || inventory.secrets.iter().any(needed) {
            packages.push(format!("nixpkgs#{package}"));
        }
    }
    let shell = format!(
        "with the tools that `nix shell {}` gives",
        packages.join(" ")
    );
    match inventory.backend {
        Backend::Sops | Backend::Agenix => format!("In the repository, {shell}:"),
        Backend::None => format!(
            "On the machine itself, {shell}; whether they are there, only the machine knows. Owners that it does not \
             know yet are there after the first switch:"
        ),
    }
}
