//! A machine as a set of facts: what each is about, and its value.

mod keys;
mod meaning;
mod property;

pub use keys::Sides;
pub use property::{PROPERTIES, Property};

use std::collections::BTreeMap;
use std::net::Ipv6Addr;

use super::value::Value;
use crate::snapshot::{Port, PublicKey, SecretName, ServiceSnapshot, Snapshot};

/// What a fact is about; what holds is its [`Value`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// What is one value of the machine.
    Property(&'static Property),
    /// It knows a machine's ssh host key.
    Known(String),
    /// The name by which ssh reaches a machine whose key it knows.
    KnownAs(String),
    /// A member has an account: an ordinary one, or root.
    Account(String),
    /// A member's key; the value is its comment.
    Key(String, PublicKey),
    /// The first day without access of a member.
    Expires(String),
    /// A member's uid.
    Uid(String),
    /// A member's name.
    FullName(String),
    /// A member looks after the machine.
    Caretaker(String),
    /// A port is open.
    Open(Port),
    /// A domain is served here.
    Serves(String),
    /// A domain is passed on, to the machine that is the value.
    Passes(String),
    /// Web traffic comes through a machine.
    Behind(String),
    /// Its address on the mesh.
    MeshAddress,
    /// Whether it passes traffic between machines behind NAT.
    Relays,
    /// A machine that it is connected with directly; the value is its mesh key.
    Peer(String),
    /// The address of such a machine.
    PeerAddress(String),
    /// Such a machine can be found by its public name.
    PeerFound(String),
    /// A machine that it reaches through the relay, which is the value.
    Relayed(String),
    /// The address of such a machine.
    RelayedAddress(String),
    /// A secret file that it reads.
    Secret(SecretName),
    /// A module written by hand.
    Module(String),
    /// A plain option of NixOS.
    Option(String),
    /// A service has a part on every machine.
    Part(String),
    /// A service runs here; the value is its type.
    Service(String),
    /// Something about a service.
    Of(String, Detail),
}

/// What a fact says about a service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Its own domain; others are settings.
    Domain,
    /// A port, by its name.
    Port(String),
    /// Who may use it.
    For,
    /// A member looks after it.
    Caretaker(String),
    /// A machine has its copies.
    Backup(String),
    /// The service where its people sign in.
    SignOn,
    /// A service whose people sign in here; the value names them.
    Client(String),
    /// A setting.
    Setting(String),
    /// Something of `[collective]` that its module uses.
    Collective(String),
    /// A plain option of NixOS.
    Option(String),
}

/// All facts of a machine.
pub fn facts(snapshot: &Snapshot) -> BTreeMap<Fact, Value> {
    let mut facts = BTreeMap::new();
    let mut hold = |fact, value| {
        facts.insert(fact, value);
    };
    let text = |text: &str| Value::text(text);
    for property in PROPERTIES {
        if let Some(value) = (property.value)(snapshot) {
            hold(Fact::Property(property), value);
        }
    }
    for (machine, known) in &snapshot.known_hosts {
        hold(Fact::Known(machine.clone()), text(&known.key));
        let host = known.host.as_deref().unwrap_or_default();
        // A default name follows the domain, which is a change of its own.
        let is_usual = host == format!("{machine}.{}", snapshot.domain);
        let name = if is_usual {
            Value::UsualName(machine.clone())
        } else {
            text(host)
        };
        hold(Fact::KnownAs(machine.clone()), name);
    }
    for (member, account) in &snapshot.accounts {
        let what = if account.sudo {
            Value::Root
        } else {
            Value::Account
        };
        hold(Fact::Account(member.clone()), what);
        hold(Fact::Uid(member.clone()), text(&account.uid.to_string()));
        hold(Fact::FullName(member.clone()), text(&account.name));
        if let Some(day) = &account.expires {
            hold(Fact::Expires(member.clone()), text(day));
        }
        for key in &account.keys {
            let comment = key.comment.as_deref().unwrap_or_default();
            hold(Fact::Key(member.clone(), key.key.clone()), text(comment));
        }
    }
    for member in &snapshot.caretakers {
        hold(Fact::Caretaker(member.clone()), text("caretaker"));
    }
    for port in &snapshot.firewall {
        hold(Fact::Open(port.clone()), text("open"));
    }
    for domain in &snapshot.serves {
        hold(Fact::Serves(domain.clone()), text("served"));
    }
    for (domain, machine) in &snapshot.passes {
        hold(Fact::Passes(domain.clone()), text(machine));
    }
    for machine in &snapshot.behind {
        hold(Fact::Behind(machine.clone()), text("passes traffic on"));
    }
    if let Some(mesh) = &snapshot.mesh {
        hold(Fact::MeshAddress, text(&mesh.address));
        if mesh.relays {
            hold(Fact::Relays, text("relays"));
        }
        let within = |address: &str| Value::text(within(&mesh.address, address));
        for (name, peer) in &mesh.peers {
            hold(Fact::Peer(name.clone()), text(&peer.key));
            let address = peer.address.as_deref().unwrap_or_default();
            hold(Fact::PeerAddress(name.clone()), within(address));
            if peer.endpoint.is_some() {
                hold(Fact::PeerFound(name.clone()), text("its public name"));
            }
        }
        for (name, relayed) in &mesh.relayed {
            hold(Fact::RelayedAddress(name.clone()), within(&relayed.address));
            let relay = relayed.relay.as_deref().unwrap_or_default();
            hold(Fact::Relayed(name.clone()), text(relay));
        }
    }
    for secret in &snapshot.secrets {
        hold(Fact::Secret(secret.clone()), text("read"));
    }
    for module in &snapshot.modules {
        hold(Fact::Module(module.clone()), text("part of it"));
    }
    for (path, value) in &snapshot.nixos {
        hold(Fact::Option(path.clone()), text(&value.to_string()));
    }
    for service in &snapshot.everywhere {
        hold(Fact::Part(service.clone()), text("part of it"));
    }
    for (name, service) in &snapshot.services {
        hold(Fact::Service(name.clone()), text(&service.r#type));
        for (detail, value) in details(service) {
            hold(Fact::Of(name.clone(), detail), value);
        }
    }
    facts
}

fn details(service: &ServiceSnapshot) -> Vec<(Detail, Value)> {
    let text = |text: &str| Value::text(text);
    let mut facts = vec![(Detail::For, Value::Users(service.r#for.clone()))];
    if let Some(own) = service.domains.first() {
        facts.push((Detail::Domain, text(own)));
    }
    let ports = service.ports.iter();
    facts.extend(ports.map(|(name, port)| (Detail::Port(name.clone()), text(&port.to_string()))));
    let caretakers = service.caretakers.iter();
    facts.extend(caretakers.map(|name| (Detail::Caretaker(name.clone()), text("caretaker"))));
    let backup = service.backup.iter();
    facts.extend(backup.map(|name| (Detail::Backup(name.clone()), text("has copies"))));
    if let Some(provider) = &service.sso {
        facts.push((Detail::SignOn, text(provider)));
    }
    let clients = service.clients.iter();
    facts.extend(clients.map(|(name, users)| {
        let users = Value::Members(users.clone());
        (Detail::Client(name.clone()), users)
    }));
    let settings = service.settings.iter();
    facts.extend(settings.map(|(key, value)| (Detail::Setting(key.clone()), text(value))));
    let collective = service.collective.iter();
    facts.extend(collective.map(|(key, value)| (Detail::Collective(key.clone()), text(value))));
    let options = service.nixos.iter();
    facts.extend(
        options.map(|(path, value)| (Detail::Option(path.clone()), text(&value.to_string()))),
    );
    facts
}

/// An address as seen from one of the same mesh: another prefix of the whole mesh is told once, of the machine itself.
fn within(own: &str, address: &str) -> String {
    let number = |text: &str| text.parse::<Ipv6Addr>().map(u128::from);
    match (number(own), number(address)) {
        (Ok(own), Ok(other)) if own >> 64 == other >> 64 => {
            Ipv6Addr::from(other & u128::from(u64::MAX)).to_string()
        }
        _ => address.to_owned(),
    }
}
