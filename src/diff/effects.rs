//! What would be another on the machine: files of `/etc`, units, accounts; each explained by the manifest, or not.

use std::collections::BTreeSet;

use super::equal::{Comparison, Difference};
use super::fact::Fact;
use super::once::{UNITS, once, started_with};
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

/// Differences of two systems that are both at hand, as changes, units first. `intents` explain them.
pub fn effects(
    comparison: &Comparison<'_>,
    (from, to): (&str, &str),
    snapshots: (Option<&Snapshot>, Option<&Snapshot>),
    intents: &[Change],
) -> Vec<Change> {
    let mut changes = Vec::new();
    // The script of activation names `/etc`, too: what is told of a file there is not told of the script again.
    let mut told: BTreeSet<(Option<String>, Option<String>)> = BTreeSet::new();
    for part in PARTS {
        let (was, will) = (format!("{from}/{part}"), format!("{to}/{part}"));
        // Not every system has every part: what neither has is no difference.
        if !comparison.is_anywhere(&was, &will) {
            continue;
        }
        let mut found = comparison.compare(&was, &will);
        let ends: Vec<_> = found
            .iter()
            .map(|it| (it.from.clone(), it.to.clone()))
            .collect();
        found.retain(|it| !told.contains(&(it.from.clone(), it.to.clone())));
        told.extend(ends);
        if *part == "etc" {
            // What coloc itself stamps is told as intents.
            found.retain(|it| it.at != "coloc" && !it.at.starts_with("coloc/"));
            found = once(comparison, (&was, &will), found);
        }
        for difference in found {
            let keys = causes(part, &difference, snapshots, intents);
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
    let is_unit = |change: &Change| matches!(&change.about, About::Trace(trace) if matches!(trace.part, Part::Unit(_)));
    changes
        .sort_by(|a, b| (!is_unit(a), a.risk(), &a.about).cmp(&(!is_unit(b), b.risk(), &b.about)));
    changes
}

/// Keys of the manifest that explain a difference.
fn causes(
    part: &str,
    difference: &Difference,
    (old, new): (Option<&Snapshot>, Option<&Snapshot>),
    intents: &[Change],
) -> BTreeSet<Key> {
    let spot = Spot::of(part, &difference.at);
    // A port that is open before and after changes no firewall.
    let stays = |effect: &Effect| {
        let has = |of: Option<&Snapshot>| of.is_some_and(|it| it.effects.contains_key(effect));
        matches!(effect, Effect::Firewall(_)) && has(old) && has(new)
    };
    let indexed: BTreeSet<&Key> = [old, new]
        .into_iter()
        .flatten()
        .flat_map(|snapshot| &snapshot.effects)
        .filter(|(effect, _)| spot.follows_from(effect) && !stays(effect))
        .flat_map(|(_, keys)| keys)
        .collect();
    let keys: BTreeSet<Key> = intents
        .iter()
        .filter(|intent| reaches_the_machine(intent))
        .flat_map(|intent| &intent.keys)
        .filter(|key| indexed.iter().any(|other| key.is_related(other)))
        .cloned()
        .collect();
    if keys.is_empty() {
        return wide(intents, &difference.at);
    }
    keys
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
                    || (is_of_all_certificates(unit) && pattern.starts_with("acme-"))
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

/// Whether a unit is there for all certificates. The account's is called by a hash of the contact.
fn is_of_all_certificates(unit: &str) -> bool {
    unit == "acme-setup.service" || unit.starts_with("acme-account-")
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
        (_, Some(unit)) => match started_with(unit) {
            Some((with, unit)) if !unit.is_empty() => Part::Start {
                unit: unit.to_owned(),
                with: with.to_owned(),
            },
            _ => Part::Unit(unit.to_owned()),
        },
        (_, None) => Part::File(difference.at),
    };
    Trace {
        part,
        through: difference.through,
    }
}
