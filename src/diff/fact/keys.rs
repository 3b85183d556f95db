//! Which keys of the manifest cause a change of a fact.

use std::collections::{BTreeMap, BTreeSet};

use super::{Detail, Fact, Property};
use crate::diff::Action;
use crate::diff::value::Value;
use crate::manifest::key::{Field, Key, Table};
use crate::plan::effect::Effect;
use crate::plan::{To, sso};
use crate::snapshot::{Port, Snapshot};

/// Both sides of a comparison.
pub struct Sides<'s> {
    /// As it is.
    pub from: &'s Snapshot,
    /// As it will be.
    pub to: &'s Snapshot,
    /// Facts of the first.
    pub before: &'s BTreeMap<Fact, Value>,
    /// Facts of the second.
    pub after: &'s BTreeMap<Fact, Value>,
}

impl Sides<'_> {
    /// Whether a fact is on one side only.
    pub fn comes_or_goes(&self, fact: &Fact) -> bool {
        self.before.contains_key(fact) != self.after.contains_key(fact)
    }

    fn becomes_public_or_private(&self) -> bool {
        self.from.public != self.to.public
    }

    fn has_another_mesh_port(&self) -> bool {
        let port = |of: &Snapshot| of.mesh.as_ref().map(|mesh| mesh.port);
        port(self.from) != port(self.to)
    }

    /// Whether the machine passes visitors on, on one side only.
    fn takes_another_role(&self) -> bool {
        let passes = |facts: &BTreeMap<Fact, Value>| {
            facts.keys().any(|fact| matches!(fact, Fact::Passes(_)))
        };
        passes(self.before) != passes(self.after)
    }

    fn serves_nothing(&self) -> bool {
        let mut facts = self.before.keys().chain(self.after.keys());
        !facts.any(|fact| matches!(fact, Fact::Serves(_)))
    }

    /// Keys that the index has for an effect, on the side where there is something.
    fn indexed(&self, action: Action, effect: &Effect) -> BTreeSet<Key> {
        let side = match action {
            Action::Removed => self.from,
            _ => self.to,
        };
        side.effects.get(effect).cloned().unwrap_or_default()
    }

    /// Why a member is not there, where the manifest still names them: they left.
    fn absence(&self, action: Action, member: &str) -> Option<BTreeSet<Key>> {
        let side = match action {
            Action::Added => self.from,
            _ => self.to,
        };
        side.effects
            .get(&Effect::NoMember(member.to_owned()))
            .cloned()
    }
}

impl Fact {
    /// Keys of the manifest that cause a change of it, as far as they can be told from both sides.
    pub fn keys(&self, action: Action, sides: &Sides<'_>) -> BTreeSet<Key> {
        let mut keys = self.own_keys(action, sides);
        if sides.from.domain != sides.to.domain && self.is_below(action, sides) {
            keys.insert(Key::collective(Field::Domain));
        }
        keys
    }

    /// Whether it is a detail of a service that becomes one of another type: then all of it is another.
    pub fn is_of_another_type(&self, sides: &Sides<'_>) -> bool {
        let Self::Of(service, Detail::Setting(_) | Detail::Port(_) | Detail::Collective(_)) = self
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
            Self::Property(Property {
                name: "deploy-host",
                ..
            })
            | Self::Of(_, Detail::Domain | Detail::Setting(_)) => facts
                .get(self)
                .and_then(Value::as_text)
                .is_some_and(|value| value.ends_with(domain.as_str())),
            _ => false,
        }
    }

    fn own_keys(&self, action: Action, sides: &Sides<'_>) -> BTreeSet<Key> {
        let machine = sides.to.machine.as_str();
        let one = |key: Key| BTreeSet::from([key]);
        let own = |field| one(Key::machine(machine, field));
        match self {
            Self::Property(property) => one(property.key(machine)),
            Self::MeshAddress if action != Action::Changed => own(Field::MeshKey),
            Self::MeshAddress | Self::PeerAddress(_) | Self::RelayedAddress(_) => {
                sides.indexed(action, &Effect::MeshPrefix)
            }
            Self::Relays | Self::Behind(_) if sides.becomes_public_or_private() => {
                own(Field::Public)
            }
            Self::Behind(through) if sides.comes_or_goes(&Self::PeerFound(through.clone())) => {
                one(Key::machine(through, Field::Public))
            }
            Self::Relays | Self::Behind(_) => one(Key::network(Field::Ingress)),
            Self::Module(_) => own(Field::Modules),
            Self::Option(path) => own(Field::Option(unquoted(path))),
            Self::Known(name) => one(Key::machine(name, Field::HostKey)),
            Self::KnownAs(name) => one(Key::machine(name, Field::DeployHost)),
            Self::PeerFound(name) => one(Key::machine(name, Field::Public)),
            Self::Peer(name) | Self::Relayed(name) => {
                let (direct, relayed) = (Self::Peer(name.clone()), Self::Relayed(name.clone()));
                match action {
                    // It goes from one to the other: one of both is public now, or no longer.
                    Action::Added | Action::Removed
                        if sides.comes_or_goes(&direct) && sides.comes_or_goes(&relayed) =>
                    {
                        if sides.becomes_public_or_private() {
                            own(Field::Public)
                        } else {
                            one(Key::machine(name, Field::Public))
                        }
                    }
                    Action::Changed if self == &relayed => one(Key::network(Field::Ingress)),
                    _ => one(Key::machine(name, Field::MeshKey)),
                }
            }
            Self::Account(member) => sides.absence(action, member).unwrap_or_else(|| {
                let keys = sides.indexed(action, &Effect::User(member.clone()));
                // The index has the person's own keys too, for what the account looks like.
                let person = Table::Member(member.clone());
                let grants = |key: &Key| key.table != person || key.field == Field::Groups;
                keys.into_iter().filter(grants).collect()
            }),
            Self::Caretaker(member) => sides
                .absence(action, member)
                .unwrap_or_else(|| own(Field::Caretakers)),
            Self::Of(service, Detail::Caretaker(member)) => sides
                .absence(action, member)
                .unwrap_or_else(|| one(Key::service(service, Field::Caretakers))),
            Self::Key(member, _) => one(Key::member(member, Field::SshKeys)),
            Self::Expires(member) if action == Action::Changed => {
                one(Key::member(member, Field::Until))
            }
            Self::Expires(member) => [Field::Until, Field::Status]
                .map(|field| Key::member(member, field))
                .into(),
            Self::FullName(member) => one(Key::member(member, Field::Name)),
            // The number is in coloc.lock; the person stands here.
            Self::Uid(member) => one(Key::member(member, Field::Whole)),
            Self::Service(service) if action == Action::Changed => {
                one(Key::service(service, Field::Type))
            }
            Self::Service(service) => machines(service).into(),
            Self::Part(service) => one(Key::service(service, Field::Type)),
            Self::Of(service, Detail::SignOn) => {
                let there = match action {
                    Action::Removed => sides.before.get(self),
                    Action::Added | Action::Changed => sides.after.get(self),
                };
                let effect = Effect::SignOn {
                    service: service.clone(),
                    provider: there.map(Value::to_string).unwrap_or_default(),
                };
                sides.indexed(action, &effect)
            }
            Self::Of(_, Detail::Client(client)) if action == Action::Changed => {
                sides.indexed(action, &Effect::SignOnGroup(sso::group(client)))
            }
            Self::Of(_, Detail::Client(client)) => {
                sides.indexed(action, &Effect::SignOnClient(client.clone()))
            }
            Self::Of(service, detail) => one(detail.key(service)),
            Self::Open(Port::Known(opening)) => {
                self.of_services(action, sides, &Effect::Firewall(opening.clone()))
            }
            Self::Open(Port::Other(_)) => BTreeSet::new(),
            Self::Serves(domain) | Self::Passes(domain) => {
                self.of_services(action, sides, &Effect::VirtualHost(domain.clone()))
            }
            Self::Secret(name) => {
                let mut keys = sides.indexed(action, &Effect::Secret(name.to_string()));
                keys.remove(&Key::policy(Field::Secrets));
                // One that a setting asks for.
                let asked = |key: &Key| matches!(key.field, Field::Setting(_));
                if keys.iter().any(asked) {
                    keys.retain(asked);
                }
                keys
            }
        }
    }

    /// What is on a machine because of services: the index names all keys, of which some have not changed.
    fn of_services(&self, action: Action, sides: &Sides<'_>, effect: &Effect) -> BTreeSet<Key> {
        let public = Key::machine(&sides.to.machine, Field::Public);
        let keys = sides.indexed(action, effect);
        // A service that comes, goes, or is served elsewhere.
        let moves = |key: &Key, service: &str| {
            let elsewhere = action == Action::Changed || self.is_passed(sides);
            let whole = Self::Service(service.to_owned());
            if sides.before.get(&whole) != sides.after.get(&whole) && !sides.comes_or_goes(&whole) {
                vec![Key::service(service, Field::Type)]
            } else if elsewhere || sides.comes_or_goes(&whole) {
                machines(service).into()
            } else if matches!(self, Self::Passes(_)) {
                let [machine, machines] = machines(service);
                vec![key.clone(), machine, machines]
            } else {
                vec![key.clone()]
            }
        };
        let is_public = sides.becomes_public_or_private();
        if keys.contains(&public) && is_public {
            return BTreeSet::from([public]);
        }
        let there = sides.after.get(self).or_else(|| sides.before.get(self));
        if let Some(to) = there.and_then(Value::as_text)
            && matches!(self, Self::Passes(_))
            && sides.comes_or_goes(&Self::PeerFound(to.to_owned()))
        {
            return BTreeSet::from([Key::machine(to, Field::Public)]);
        }
        // It begins to pass visitors on, or ceases to.
        let by_role = match effect {
            Effect::Firewall(opening) => opening.to != To::Mesh && sides.serves_nothing(),
            _ => matches!(self, Self::Passes(_)),
        };
        let is_of_service = |key: &Key| key.service_name().is_some();
        if by_role && sides.takes_another_role() && keys.iter().any(is_of_service) {
            return BTreeSet::from([Key::network(Field::Ingress)]);
        }
        let port = Key::network(Field::MeshPort);
        if keys.contains(&port) && sides.has_another_mesh_port() {
            return BTreeSet::from([port]);
        }
        let precise: BTreeSet<Key> = keys
            .iter()
            .filter_map(|key| Some(moves(key, key.service_name()?)))
            .flatten()
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

impl Detail {
    /// Its key.
    fn key(&self, service: &str) -> Key {
        let field = match self {
            Self::Domain => Field::Domain,
            Self::Port(_) | Self::SignOn => Field::Type,
            Self::Client(client) => return Key::service(client, Field::For),
            Self::For => Field::For,
            Self::Caretaker(_) => Field::Caretakers,
            Self::Backup(_) => Field::Backup,
            Self::Setting(key) => Field::Setting(key.clone()),
            Self::Option(path) => Field::Option(unquoted(path)),
            Self::Collective(key) => return Key::collective(Field::parse(key)),
        };
        Key::service(service, field)
    }
}

/// The keys that say where a service runs.
fn machines(service: &str) -> [Key; 2] {
    [Field::Machine, Field::Machines].map(|field| Key::service(service, field))
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
