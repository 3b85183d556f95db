//! What would be another on the machine: files of `/etc`, units, accounts; each explained by the manifest, or not.

use std::collections::BTreeSet;

use super::equal::{Comparison, Difference};
use super::fact::Fact;
use super::trace::{Part, Trace};
use super::value::Value;
use super::{About, Action, Certainty, Change, Kind, Risk};
use crate::collective::MESH_KEY;
use crate::manifest::key::{Field, Key, Reach};
use crate::plan::effect::Effect;
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
            let spot = Spot::of(part, &difference.at);
            let indexed: BTreeSet<&Key> = [old, new]
                .into_iter()
                .flatten()
                .flat_map(|snapshot| &snapshot.effects)
                .filter(|(effect, _)| spot.follows_from(effect))
                .flat_map(|(_, keys)| keys)
                .collect();
            let mut keys: BTreeSet<Key> = intents
                .iter()
                .filter(|intent| reaches_the_machine(intent))
                .flat_map(|intent| &intent.keys)
                .filter(|key| indexed.iter().any(|other| key.is_related(other)))
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
    let explained: BTreeSet<&Key> = effects.iter().flat_map(|effect| &effect.keys).collect();
    intents
        .iter()
        .filter(|intent| intent.risk() != Risk::Cosmetic && reaches_the_machine(intent))
        .filter(|intent| !intent.keys.is_empty())
        .filter(|intent| {
            // Whatever an option does may be told as the effect of something more precise.
            let may_be_any = !effects.is_empty() && intent.keys.iter().all(is_wide);
            !may_be_any && !intent.keys.iter().any(|key| explained.contains(key))
        })
        .collect()
}

/// Whether a change of the manifest changes files of a machine.
fn reaches_the_machine(intent: &Change) -> bool {
    // An account comes of the caretakers of a machine, and of those who may use a service with a shell.
    let is_account = matches!(
        intent.about,
        About::Fact(Fact::Account(_) | Fact::Key(..) | Fact::Expires(_))
    );
    let reaches = |key: &Key| is_account || key.field.reach() != Reach::People;
    intent.kind() != Kind::Care && (intent.keys.is_empty() || intent.keys.iter().any(reaches))
}

fn is_wide(key: &Key) -> bool {
    key.field.reach() == Reach::Any
}

/// Keys that may be behind an effect which the index does not have: options that are named like it, else all that can
/// change any file.
fn wide(intents: &[Change], at: &str) -> BTreeSet<Key> {
    let keys = intents
        .iter()
        .filter(|intent| matches!(intent.kind(), Kind::Service | Kind::Data))
        .flat_map(|intent| &intent.keys)
        .filter(|key| is_wide(key));
    let all: BTreeSet<Key> = keys.cloned().collect();
    let at = at.to_ascii_lowercase();
    let is_named = |key: &&Key| {
        let Field::Option(path) = &key.field else {
            return false;
        };
        path.split('.')
            .filter(|word| word.len() > 3 && *word != "services" && *word != "settings")
            .any(|word| at.contains(&word.to_ascii_lowercase()))
    };
    let named: BTreeSet<Key> = all.iter().filter(is_named).cloned().collect();
    if named.is_empty() { all } else { named }
}

fn action(difference: &Difference) -> Action {
    match (&difference.from, &difference.to) {
        (None, _) => Action::Added,
        (_, None) => Action::Removed,
        _ => Action::Changed,
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

/// Where something differs, in the terms of the index of effects.
struct Spot<'d> {
    /// Accounts, secrets, folders: what is done at activation.
    at_activation: bool,
    /// Otherwise the path below `/etc`.
    at: &'d str,
    /// The unit that it belongs to.
    unit: Option<&'d str>,
}

impl<'d> Spot<'d> {
    fn of(part: &str, at: &'d str) -> Self {
        let at_activation = part == "activate";
        let at = if at_activation { "" } else { at };
        let unit = at.strip_prefix(UNITS).map(|unit| {
            // A drop-in or a link in `X.wants` belongs to X; a link in `multi-user.target.wants` to what it leads to.
            let (folder, below) = unit.split_once('/').unwrap_or((unit, ""));
            if let Some(owner) = folder.strip_suffix(".d") {
                return owner;
            }
            if !below.is_empty() {
                return below;
            }
            let mut ends = [".wants", ".requires", ".upholds"].iter();
            ends.find_map(|end| folder.strip_suffix(end))
                .unwrap_or(folder)
        });
        Self {
            at_activation,
            at,
            unit,
        }
    }

    /// Whether it may be an effect of the index.
    fn follows_from(&self, effect: &Effect) -> bool {
        let (at, unit) = (self.at, self.unit.unwrap_or_default());
        let of_firewall = matches!(unit, "nftables.service" | "firewall.service");
        let of_nginx = unit.starts_with("nginx") || at.starts_with("nginx/");
        let of_mesh = at.starts_with("systemd/network/") || at == "hosts";
        match effect {
            Effect::Etc(path) => path == at,
            Effect::Unit(pattern) => {
                fits(unit, pattern)
                    || (of_nginx && pattern == "nginx.service")
                    || certificate(unit).is_some_and(|unit| unit == *pattern)
            }
            Effect::Named(word) => at.contains(word),
            Effect::VirtualHost(_) => of_nginx,
            Effect::Firewall(_) => of_firewall,
            Effect::Forwarding => of_firewall || at.starts_with("sysctl.d/"),
            Effect::Address(_) => of_firewall || of_mesh,
            Effect::Peer(_) | Effect::Mesh | Effect::MeshPrefix => of_mesh,
            Effect::Secret(secret) => {
                self.at_activation
                    || (of_mesh && secret == MESH_KEY)
                    || unit.starts_with("sops-")
                    || unit.starts_with("agenix")
            }
            Effect::User(member) | Effect::NoMember(member) => {
                self.at_activation || at.strip_prefix("ssh/authorized_keys.d/") == Some(member)
            }
            Effect::Sudo(_) => self.at_activation || at == "sudoers",
            Effect::Service(_) => {
                self.at_activation || at.starts_with("tmpfiles.d/") || at.starts_with("sysusers.d/")
            }
            // What these change has other names, or none that is known.
            Effect::Release
            | Effect::StateVersion
            | Effect::Hardware
            | Effect::SignOn { .. }
            | Effect::SignOnClient(_)
            | Effect::SignOnGroup(_)
            | Effect::SignOnPerson(_)
            | Effect::Part(_)
            | Effect::Option(_)
            | Effect::Module(_)
            | Effect::Other(_) => false,
        }
    }
}

/// The service that stands in the index for a unit of a certificate.
fn certificate(unit: &str) -> Option<String> {
    let rest = CERTIFICATES
        .iter()
        .find_map(|begin| unit.strip_prefix(begin))?;
    let domain = rest.rsplit_once('.').map_or(rest, |(domain, _)| domain);
    Some(format!("acme-{domain}.service"))
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
