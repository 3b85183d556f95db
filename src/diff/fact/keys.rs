//! Which keys of the manifest cause a change of a fact.

use std::collections::{BTreeMap, BTreeSet};

use super::{About, Fact};
use crate::diff::Action;
use crate::snapshot::Snapshot;

/// Both sides of a comparison.
pub struct Sides<'s> {
    /// As it is.
    pub from: &'s Snapshot,
    /// As it will be.
    pub to: &'s Snapshot,
    /// Facts of the first.
    pub before: &'s BTreeMap<Fact, String>,
    /// Facts of the second.
    pub after: &'s BTreeMap<Fact, String>,
}

impl Sides<'_> {
    /// Whether a fact is on one side only.
    pub fn comes_or_goes(&self, fact: &Fact) -> bool {
        self.before.contains_key(fact) != self.after.contains_key(fact)
    }

    /// Whether the machine passes visitors on, on one side only.
    fn takes_another_role(&self) -> bool {
        let passes = |facts: &BTreeMap<Fact, String>| {
            facts.keys().any(|fact| matches!(fact, Fact::Passes(_)))
        };
        passes(self.before) != passes(self.after)
    }

    fn serves_nothing(&self) -> bool {
        let mut facts = self.before.keys().chain(self.after.keys());
        !facts.any(|fact| matches!(fact, Fact::Serves(_)))
    }

    /// Keys that the index has for an effect, on the side where there is something.
    fn indexed(&self, action: Action, effect: &str) -> BTreeSet<String> {
        let side = match action {
            Action::Removed => self.from,
            _ => self.to,
        };
        side.effects.get(effect).cloned().unwrap_or_default()
    }

    /// Why a member is not there, where the manifest still names them: they left.
    fn absence(&self, action: Action, member: &str) -> Option<BTreeSet<String>> {
        let side = match action {
            Action::Added => self.from,
            _ => self.to,
        };
        side.effects.get(&format!("no member {member}")).cloned()
    }
}

impl Fact {
    /// Keys of the manifest that cause a change of it, as far as they can be told from both sides.
    pub fn keys(&self, action: Action, sides: &Sides<'_>) -> BTreeSet<String> {
        let mut keys = self.own_keys(action, sides);
        if sides.from.domain != sides.to.domain && self.is_below(action, sides) {
            keys.insert("collective.domain".to_owned());
        }
        keys
    }

    /// Whether it is a detail of a service that becomes one of another type: then all of it is another.
    pub fn is_of_another_type(&self, sides: &Sides<'_>) -> bool {
        let Self::Of(service, About::Setting(_) | About::Port(_) | About::Collective(_)) = self
        else {
            return false;
        };
        let whole = Self::Service(service.clone());
        sides.before.get(&whole) != sides.after.get(&whole)
    }

    /// Whether it is a domain below the collective's own, which defaults are.
    fn is_below(&self, action: Action, sides: &Sides<'_>) -> bool {
        let (facts, domain) = match action {
            Action::Removed => (sides.before, &sides.from.domain),
            _ => (sides.after, &sides.to.domain),
        };
        match self {
            Self::Serves(name) | Self::Passes(name) => name.ends_with(domain.as_str()),
            Self::DeployHost | Self::Of(_, About::Domains | About::Setting(_)) => facts
                .get(self)
                .is_some_and(|value| value.ends_with(domain.as_str())),
            _ => false,
        }
    }

    fn own_keys(&self, action: Action, sides: &Sides<'_>) -> BTreeSet<String> {
        let machine = sides.to.machine.as_str();
        let own = |key: &str| BTreeSet::from([format!("machines.{machine}.{key}")]);
        let one = |key: &str| BTreeSet::from([key.to_owned()]);
        let other = |other: &str, key: &str| format!("machines.{other}.{key}");
        match self {
            Self::Collective => one("collective.name"),
            Self::Domain => one("collective.domain"),
            Self::Contact => one("collective.contact"),
            Self::Release => one("nixos.release"),
            Self::Nixpkgs => one("nixos.inputs.nixpkgs"),
            Self::SecretsBackend => one("policy.secrets"),
            Self::MeshPort => one("network.mesh-port"),
            Self::MeshAddress if action != Action::Changed => own("mesh-key"),
            Self::MeshAddress | Self::PeerAddress(_) | Self::RelayedAddress(_) => {
                sides.indexed(action, "mesh prefix")
            }
            Self::Relays | Self::Behind(_) if sides.comes_or_goes(&Self::Public) => own("public"),
            Self::Behind(through) if sides.comes_or_goes(&Self::PeerFound(through.clone())) => {
                BTreeSet::from([other(through, "public")])
            }
            Self::Relays | Self::Behind(_) => one("network.ingress"),
            Self::Site => own("site"),
            Self::System => own("system"),
            Self::Hardware => own("hardware"),
            Self::StateVersion => own("state-version"),
            Self::Public => own("public"),
            Self::DeployHost => own("deploy-host"),
            Self::HostKey => own("host-key"),
            Self::MeshKey => own("mesh-key"),
            Self::Module(_) => own("modules"),
            Self::Option(path) => own(&format!("nixos.{}", unquoted(path))),
            Self::Known(name) => BTreeSet::from([other(name, "host-key")]),
            Self::KnownAs(name) => BTreeSet::from([other(name, "deploy-host")]),
            Self::PeerFound(name) => BTreeSet::from([other(name, "public")]),
            Self::Peer(name) | Self::Relayed(name) => {
                let (direct, relayed) = (Self::Peer(name.clone()), Self::Relayed(name.clone()));
                match action {
                    // It goes from one to the other: one of both is public now, or no longer.
                    Action::Added | Action::Removed
                        if sides.comes_or_goes(&direct) && sides.comes_or_goes(&relayed) =>
                    {
                        if sides.comes_or_goes(&Self::Public) {
                            own("public")
                        } else {
                            BTreeSet::from([other(name, "public")])
                        }
                    }
                    Action::Changed if self == &relayed => one("network.ingress"),
                    _ => BTreeSet::from([other(name, "mesh-key")]),
                }
            }
            Self::Account(member) => sides.absence(action, member).unwrap_or_else(|| {
                let keys = sides.indexed(action, &format!("user {member}"));
                // The index has the person's own keys too, for what the account looks like.
                let about = format!("members.{member}.");
                let groups = format!("members.{member}.groups");
                keys.into_iter()
                    .filter(|key| !key.starts_with(&about) || *key == groups)
                    .collect()
            }),
            Self::Caretaker(member) => sides
                .absence(action, member)
                .unwrap_or_else(|| own("caretakers")),
            Self::Of(service, About::Caretaker(member)) => sides
                .absence(action, member)
                .unwrap_or_else(|| one(&format!("services.{service}.caretakers"))),
            Self::Key(member, _) => one(&format!("members.{member}.ssh-keys")),
            Self::Expires(member) if action == Action::Changed => {
                one(&format!("members.{member}.until"))
            }
            Self::Expires(member) => BTreeSet::from([
                format!("members.{member}.until"),
                format!("members.{member}.status"),
            ]),
            Self::FullName(member) => one(&format!("members.{member}.name")),
            // The number is in coloc.lock; the person stands here.
            Self::Uid(member) => one(&format!("members.{member}")),
            Self::Service(service) if action == Action::Changed => {
                one(&format!("services.{service}.type"))
            }
            Self::Service(service) => BTreeSet::from([
                format!("services.{service}.machine"),
                format!("services.{service}.machines"),
            ]),
            Self::Part(service) => one(&format!("services.{service}.type")),
            Self::Of(service, About::SignOn) => {
                let there = match action {
                    Action::Removed => sides.before.get(self),
                    _ => sides.after.get(self),
                };
                let provider = there.map_or("", String::as_str);
                sides.indexed(action, &format!("sign-on {service} at {provider}"))
            }
            Self::Of(_, About::Client(client)) if action == Action::Changed => {
                sides.indexed(action, &format!("sign-on group {client}_users"))
            }
            Self::Of(_, About::Client(client)) => {
                sides.indexed(action, &format!("sign-on client {client}"))
            }
            Self::Of(service, about) => about.keys(service),
            Self::Open(port) => self.of_services(action, sides, &format!("firewall {port}")),
            Self::Serves(domain) | Self::Passes(domain) => {
                self.of_services(action, sides, &format!("virtual host {domain}"))
            }
            Self::Secret(name) => {
                let mut keys = sides.indexed(action, &format!("secret {name}"));
                keys.remove("policy.secrets");
                // One that a setting asks for.
                if keys.iter().any(|key| key.contains(".settings.")) {
                    keys.retain(|key| key.contains(".settings."));
                }
                keys
            }
        }
    }

    /// What is on a machine because of services: the index names all keys, of which some have not changed.
    fn of_services(&self, action: Action, sides: &Sides<'_>, effect: &str) -> BTreeSet<String> {
        let machine = sides.to.machine.as_str();
        let public = format!("machines.{machine}.public");
        let keys = sides.indexed(action, effect);
        // A service that comes, goes, or is served elsewhere.
        let moves = |key: &str| {
            let service = key.strip_prefix("services.")?.split('.').next()?;
            let elsewhere = action == Action::Changed || self.is_passed(sides);
            let whole = Self::Service(service.to_owned());
            let machine = format!("services.{service}.machine");
            let machines = format!("services.{service}.machines");
            if sides.before.get(&whole) != sides.after.get(&whole) && !sides.comes_or_goes(&whole) {
                Some(vec![format!("services.{service}.type")])
            } else if elsewhere || sides.comes_or_goes(&whole) {
                Some(vec![machine, machines])
            } else if matches!(self, Self::Passes(_)) {
                Some(vec![key.to_owned(), machine, machines])
            } else {
                None
            }
        };
        let is_public = sides.comes_or_goes(&Self::Public);
        if keys.contains(&public) && is_public {
            return BTreeSet::from([public]);
        }
        if let Some(to) = sides.after.get(self).or_else(|| sides.before.get(self))
            && matches!(self, Self::Passes(_))
            && sides.comes_or_goes(&Self::PeerFound(to.clone()))
        {
            return BTreeSet::from([format!("machines.{to}.public")]);
        }
        // It begins to pass visitors on, or ceases to.
        let by_role = match self {
            Self::Passes(_) => true,
            Self::Open(port) => !port.starts_with("mesh ") && sides.serves_nothing(),
            _ => false,
        };
        if by_role
            && sides.takes_another_role()
            && keys.iter().any(|key| key.starts_with("services."))
        {
            return BTreeSet::from(["network.ingress".to_owned()]);
        }
        let port = "network.mesh-port";
        if keys.contains(port)
            && sides.before.get(&Self::MeshPort) != sides.after.get(&Self::MeshPort)
        {
            return BTreeSet::from([port.to_owned()]);
        }
        let precise: BTreeSet<String> = keys
            .iter()
            .filter(|key| key.starts_with("services."))
            .flat_map(|key| moves(key).unwrap_or_else(|| vec![key.clone()]))
            .collect();
        if precise.is_empty() { keys } else { precise }
    }

    /// Whether it is a domain that this machine passes on before and after, or serves and then passes on.
    fn is_passed(&self, sides: &Sides<'_>) -> bool {
        let (Self::Serves(domain) | Self::Passes(domain)) = self else {
            return false;
        };
        let (serves, passes) = (Self::Serves(domain.clone()), Self::Passes(domain.clone()));
        sides.comes_or_goes(&serves) && sides.comes_or_goes(&passes)
    }
}

impl About {
    /// Its keys below `services.NAME`.
    fn keys(&self, service: &str) -> BTreeSet<String> {
        let key = match self {
            Self::Domains => "domain".to_owned(),
            Self::Port(_) | Self::SignOn => "type".to_owned(),
            Self::Client(client) => return BTreeSet::from([format!("services.{client}.for")]),
            Self::For => "for".to_owned(),
            Self::Caretaker(_) => "caretakers".to_owned(),
            Self::Backup(_) => "backup".to_owned(),
            Self::Setting(key) => format!("settings.{key}"),
            Self::Option(path) => format!("nixos.{}", unquoted(path)),
            Self::Collective(key) => return BTreeSet::from([format!("collective.{key}")]),
        };
        BTreeSet::from([format!("services.{service}.{key}")])
    }
}

/// A path of Nix as the places of the manifest's keys have it: `a."b.c"` → `a.b.c`.
fn unquoted(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut letters = path.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {}
            '\\' => plain.extend(letters.next()),
            letter => plain.push(letter),
        }
    }
    plain
}
