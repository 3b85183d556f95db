//! What would be another on the machine: files of `/etc`, units, accounts; each explained by the manifest, or not.

use std::collections::BTreeSet;

use super::equal::{Comparison, Difference};
use super::trace::{Part, Trace};
use super::value::Value;
use super::{About, Action, Certainty, Change, Kind, Risk};
use crate::snapshot::Snapshot;

/// Files and folders of a system, below its own path, that make up its configuration. `activate` names the accounts
/// (`users-groups.json`). Source: `nixos/modules/system/activation/top-level.nix`.
const PARTS: &[&str] = &["etc", "activate"];

/// Folder of units below `etc`.
const UNITS: &str = "systemd/system/";

/// Differences of two systems that are both at hand, as changes. `intents` explain them.
pub fn effects(
    comparison: &Comparison<'_>,
    (from, to): (&str, &str),
    (old, new): (Option<&Snapshot>, Option<&Snapshot>),
    intents: &[Change],
) -> Vec<Change> {
    let mut changes = Vec::new();
    for part in PARTS {
        let (was, will) = (format!("{from}/{part}"), format!("{to}/{part}"));
        // Not every system has every part: what neither has is no difference.
        if !comparison.is_anywhere(&was, &will) {
            continue;
        }
        for difference in comparison.compare(&was, &will) {
            // What coloc itself stamps is told as intents.
            let stamped = difference.at == "coloc" || difference.at.starts_with("coloc/");
            if *part == "etc" && stamped {
                continue;
            }
            let names = effect_names(part, &difference);
            let indexed: BTreeSet<&String> = [old, new]
                .into_iter()
                .flatten()
                .flat_map(|snapshot| &snapshot.effects)
                .filter(|(effect, _)| names.iter().any(|name| name.covers(effect)))
                .flat_map(|(_, keys)| keys)
                .collect();
            let mut keys: BTreeSet<String> = intents
                .iter()
                .filter(|intent| reaches_the_machine(intent))
                .flat_map(|intent| &intent.keys)
                .filter(|key| indexed.iter().any(|other| related(key, other)))
                .cloned()
                .collect();
            if keys.is_empty() {
                keys = wide(intents, &difference.at);
            }
            changes.push(Change {
                action: action(&difference),
                from: difference.from.clone().map(Value::Text),
                to: difference.to.clone().map(Value::Text),
                about: About::Trace(trace(part, difference)),
                certainty: Certainty::Certain,
                keys,
            });
        }
    }
    changes.sort_by(|a, b| (a.risk(), &a.about).cmp(&(b.risk(), &b.about)));
    changes
}

/// Intents that nothing on the machine follows, though files and units were compared: coloc's mistake, or an option
/// that something else overrides.
pub fn without_effect<'c>(intents: &'c [Change], effects: &[Change]) -> Vec<&'c Change> {
    let explained: BTreeSet<&String> = effects.iter().flat_map(|effect| &effect.keys).collect();
    intents
        .iter()
        .filter(|intent| intent.risk() != Risk::Cosmetic && reaches_the_machine(intent))
        .filter(|intent| !intent.keys.is_empty())
        .filter(|intent| {
            // Whatever an option does may be told as the effect of something more precise.
            let may_be_any = !effects.is_empty() && intent.keys.iter().all(|key| is_wide(key));
            !may_be_any && !intent.keys.iter().any(|key| explained.contains(key))
        })
        .collect()
}

/// Whether a change of the manifest changes files of a machine; who looks after what, and where copies are to be, is
/// for people so far.
fn reaches_the_machine(intent: &Change) -> bool {
    const FOR_PEOPLE: &[&str] = &["site", "backup", "caretakers", "state-version", "for"];
    let is_for_people = |key: &String| {
        let last = key.rsplit('.').next().unwrap_or(key);
        // An account comes of the caretakers of a machine, and of those who may use a service with a shell.
        FOR_PEOPLE.contains(&last)
            && !(intent.kind() == Kind::Access && intent.subject.starts_with("members."))
    };
    intent.kind() != Kind::Care && (intent.keys.is_empty() || !intent.keys.iter().all(is_for_people))
}

/// Whether a key can change any file of a machine: coloc does not know what an option of NixOS, a hand-written module
/// or another release does.
fn is_wide(key: &str) -> bool {
    let mut parts = key.split('.');
    matches!(
        (parts.next(), parts.next(), parts.next()),
        (Some("nixos"), Some("release" | "inputs"), _)
            | (Some("policy"), Some("secrets"), _)
            | (
                Some("machines"),
                _,
                Some("hardware" | "system" | "modules" | "nixos")
            )
            | (
                Some("services"),
                _,
                Some("type" | "machine" | "machines" | "nixos")
            )
    )
}

/// Keys that may be behind an effect which the index does not have: options that are named like it, else all that can
/// change any file.
fn wide(intents: &[Change], at: &str) -> BTreeSet<String> {
    let keys = intents
        .iter()
        .filter(|intent| matches!(intent.kind(), Kind::Service | Kind::Data))
        .flat_map(|intent| &intent.keys)
        .filter(|key| is_wide(key));
    let all: BTreeSet<String> = keys.cloned().collect();
    let at = at.to_ascii_lowercase();
    let is_named = |key: &String| {
        let option = key.split('.').skip_while(|part| *part != "nixos").skip(1);
        option
            .filter(|word| word.len() > 3 && *word != "services" && *word != "settings")
            .any(|word| at.contains(&word.to_ascii_lowercase()))
    };
    let named: BTreeSet<String> = all.iter().filter(|key| is_named(key)).cloned().collect();
    if named.is_empty() { all } else { named }
}

/// Whether one key is the other, or below it.
fn related(one: &str, other: &str) -> bool {
    let below = |long: &str, short: &str| {
        long.strip_prefix(short)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    below(one, other) || below(other, one)
}

fn action(difference: &Difference) -> Action {
    match (&difference.from, &difference.to) {
        (None, _) => Action::Added,
        (_, None) => Action::Removed,
        _ => Action::Changed,
    }
}

/// Effects of the index that a difference may be.
enum Name {
    /// This one; an effect of the index may have `*` in its name.
    Exact(String),
    /// All that begin so.
    Prefix(&'static str),
}

impl Name {
    fn covers(&self, effect: &str) -> bool {
        match self {
            Self::Exact(name) => name == effect || (effect.contains('*') && fits(name, effect)),
            Self::Prefix(prefix) => effect.starts_with(prefix),
        }
    }
}

/// Whether a name is as a pattern says, in which `*` stands for any text.
fn fits(name: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else {
        return false;
    };
    let mut last = "";
    for part in parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
        last = part;
    }
    rest.is_empty() || last.is_empty() || name.ends_with(last)
}

/// What units of certificates are called, before the domain. Source: `nixos/modules/security/acme/default.nix`.
const CERTIFICATES: &[&str] = &[
    "acme-order-renew-",
    "acme-renew-",
    "acme-selfsigned-",
    "acme-finished-",
    "acme-",
];

fn effect_names(part: &str, difference: &Difference) -> Vec<Name> {
    let at = difference.at.as_str();
    let exact = |name: String| Name::Exact(name);
    if part == "activate" {
        return ["user ", "no member ", "sudo ", "secret ", "service "]
            .map(Name::Prefix)
            .into();
    }
    let mut names = vec![exact(format!("etc {at}"))];
    if let Some(unit) = at.strip_prefix(UNITS) {
        // A drop-in or a link in `X.wants` belongs to X; a link in `multi-user.target.wants` to what it leads to.
        let (folder, below) = unit.split_once('/').unwrap_or((unit, ""));
        let owner = [".d", ".wants", ".requires", ".upholds"]
            .iter()
            .find_map(|end| folder.strip_suffix(end))
            .unwrap_or(folder);
        let unit = if folder.strip_suffix(".d").is_some() || below.is_empty() {
            owner
        } else {
            below
        };
        names.push(exact(format!("unit {unit}")));
        if matches!(unit, "nftables.service" | "firewall.service") {
            names.extend(["firewall ", "forwarding ", "address "].map(Name::Prefix));
        }
        if unit.starts_with("nginx") {
            names.push(exact("unit nginx.service".to_owned()));
            names.push(Name::Prefix("virtual host "));
        }
        if unit.starts_with("sops-") || unit.starts_with("agenix") {
            names.push(Name::Prefix("secret "));
        }
        if let Some(rest) = CERTIFICATES
            .iter()
            .find_map(|begin| unit.strip_prefix(begin))
        {
            let domain = rest.rsplit_once('.').map_or(rest, |(domain, _)| domain);
            names.push(exact(format!("unit acme-{domain}.service")));
        }
    }
    if at.starts_with("systemd/network/") || at == "hosts" {
        names.extend(["peer ", "address ", "mesh", "secret mesh-key"].map(Name::Prefix));
    }
    if let Some(member) = at.strip_prefix("ssh/authorized_keys.d/") {
        names.push(exact(format!("user {member}")));
        names.push(exact(format!("no member {member}")));
    }
    if at.starts_with("sysctl.d/") {
        names.push(Name::Prefix("forwarding "));
    }
    if at.starts_with("tmpfiles.d/") || at.starts_with("sysusers.d/") {
        names.push(Name::Prefix("service "));
    }
    if at.starts_with("nginx/") {
        names.push(exact("unit nginx.service".to_owned()));
        names.push(Name::Prefix("virtual host "));
    }
    if at == "sudoers" {
        names.push(Name::Prefix("sudo "));
    }
    names
}

/// Where a difference is.
fn trace(part: &str, difference: Difference) -> Trace {
    let is_of_accounts = |name: &String| name.starts_with("users-groups.json");
    let part = match (part, difference.at.strip_prefix(UNITS)) {
        ("activate", _) if difference.through.iter().any(is_of_accounts) => Part::Accounts,
        ("activate", _) => Part::Activation,
        (_, Some(unit)) => Part::Unit(unit.to_owned()),
        (_, None) => Part::File(difference.at),
    };
    Trace {
        part,
        through: difference.through,
    }
}
