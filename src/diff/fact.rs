//! A machine as a set of facts: what each is about, and its value.

mod keys;
mod meaning;

pub use keys::Sides;

use std::collections::BTreeMap;
use std::net::Ipv6Addr;

use crate::snapshot::{ServiceSnapshot, Snapshot};

/// What a fact is about. Its value is text, as it is shown to people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// The collective's name.
    Collective,
    /// The collective's domain.
    Domain,
    /// Where the machine stands.
    Site,
    /// Processor and system.
    System,
    /// What it is.
    Hardware,
    /// Release of NixOS.
    Release,
    /// The flake's input nixpkgs.
    Nixpkgs,
    /// The release that it began with.
    StateVersion,
    /// Whether it takes traffic from the internet.
    Public,
    /// What ssh is given.
    DeployHost,
    /// Its ssh host key.
    HostKey,
    /// It knows a machine's ssh host key.
    Known(String),
    /// The name by which ssh reaches a machine whose key it knows; `~` stands for the collective's domain.
    KnownAs(String),
    /// A member has an account: `an account`, or `root`.
    Account(String),
    /// A member's key, type and material; the value is its comment.
    Key(String, String),
    /// The first day without access of a member.
    Expires(String),
    /// A member's uid.
    Uid(String),
    /// A member's name.
    FullName(String),
    /// A member looks after the machine.
    Caretaker(String),
    /// A port is open: `tcp 443`, `mesh tcp 9100`.
    Open(String),
    /// A domain is served here.
    Serves(String),
    /// A domain is passed on, to the machine that is the value.
    Passes(String),
    /// Web traffic comes through a machine.
    Behind(String),
    /// Its address on the mesh.
    MeshAddress,
    /// Its WireGuard public key.
    MeshKey,
    /// UDP port of the mesh.
    MeshPort,
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
    /// Where certificate authorities write to.
    Contact,
    /// How secrets reach it.
    SecretsBackend,
    /// A secret file that it reads: `nuage/admin-password`.
    Secret(String),
    /// A module written by hand.
    Module(String),
    /// A plain option of NixOS.
    Option(String),
    /// A service has a part on every machine.
    Part(String),
    /// A service runs here; the value is its type.
    Service(String),
    /// Something about a service.
    Of(String, About),
}

/// What a fact says about a service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// Its own domain; others are settings.
    Domains,
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
pub fn facts(snapshot: &Snapshot) -> BTreeMap<Fact, String> {
    let mut facts = BTreeMap::new();
    let mut say = |fact, value: &str| {
        facts.insert(fact, value.to_owned());
    };
    say(Fact::Collective, &snapshot.collective);
    say(Fact::Domain, &snapshot.domain);
    say(Fact::Site, &snapshot.site);
    say(Fact::System, &snapshot.system);
    say(Fact::Hardware, &snapshot.hardware);
    say(Fact::Release, &snapshot.release);
    if let Some(nixpkgs) = &snapshot.nixpkgs {
        say(Fact::Nixpkgs, nixpkgs);
    }
    say(Fact::StateVersion, &snapshot.state_version);
    say(Fact::DeployHost, &snapshot.deploy_host);
    if snapshot.public {
        say(Fact::Public, "public");
    }
    if let Some(key) = &snapshot.host_key {
        say(Fact::HostKey, key);
    }
    for (machine, known) in &snapshot.known_hosts {
        let (key, host) = known.rsplit_once(' ').unwrap_or((known, ""));
        // A default name follows the domain, which is a change of its own.
        let usual = host == format!("{machine}.{}", snapshot.domain);
        say(Fact::Known(machine.clone()), key);
        say(
            Fact::KnownAs(machine.clone()),
            if usual { machine } else { host },
        );
    }
    for (member, account) in &snapshot.accounts {
        let what = if account.sudo { "root" } else { "an account" };
        say(Fact::Account(member.clone()), what);
        say(Fact::Uid(member.clone()), &account.uid.to_string());
        say(Fact::FullName(member.clone()), &account.name);
        if let Some(day) = &account.expires {
            say(Fact::Expires(member.clone()), day);
        }
        for key in &account.keys {
            let (key, comment) = split_key(key);
            say(Fact::Key(member.clone(), key), comment);
        }
    }
    for member in &snapshot.caretakers {
        say(Fact::Caretaker(member.clone()), "caretaker");
    }
    for port in &snapshot.firewall {
        say(Fact::Open(port.clone()), "open");
    }
    for domain in &snapshot.serves {
        say(Fact::Serves(domain.clone()), "served");
    }
    for (domain, machine) in &snapshot.passes {
        say(Fact::Passes(domain.clone()), machine);
    }
    for machine in &snapshot.behind {
        say(Fact::Behind(machine.clone()), "passes traffic on");
    }
    if let Some(mesh) = &snapshot.mesh {
        say(Fact::MeshAddress, &mesh.address);
        say(Fact::MeshKey, &mesh.key);
        say(Fact::MeshPort, &mesh.port.to_string());
        if mesh.relays {
            say(Fact::Relays, "relays");
        }
        for (peer, how) in &mesh.peers {
            let mut words = how.split(' ');
            let mut word = || words.next().unwrap_or_default();
            say(Fact::Peer(peer.clone()), word());
            let address = within(&mesh.address, word());
            say(Fact::PeerAddress(peer.clone()), &address);
            if !word().is_empty() {
                say(Fact::PeerFound(peer.clone()), "its public name");
            }
        }
        for (machine, how) in &mesh.relayed {
            let (address, relay) = how.split_once(' ').unwrap_or((how, ""));
            let address = within(&mesh.address, address);
            say(Fact::RelayedAddress(machine.clone()), &address);
            say(Fact::Relayed(machine.clone()), relay);
        }
    }
    if let Some(contact) = &snapshot.contact {
        say(Fact::Contact, contact);
    }
    if let Some(backend) = &snapshot.secrets_backend {
        say(Fact::SecretsBackend, backend);
    }
    for secret in &snapshot.secrets {
        say(Fact::Secret(secret.clone()), "read");
    }
    for module in &snapshot.modules {
        say(Fact::Module(module.clone()), "part of it");
    }
    for (path, value) in &snapshot.nixos {
        say(Fact::Option(path.clone()), &value.to_string());
    }
    for service in &snapshot.everywhere {
        say(Fact::Part(service.clone()), "part of it");
    }
    for (name, service) in &snapshot.services {
        say(Fact::Service(name.clone()), &service.r#type);
        for (about, value) in about(service) {
            say(Fact::Of(name.clone(), about), &value);
        }
    }
    facts
}

fn about(service: &ServiceSnapshot) -> Vec<(About, String)> {
    let mut facts = vec![(About::For, service.r#for.clone())];
    if let Some(own) = service.domains.first() {
        facts.push((About::Domains, own.clone()));
    }
    let ports = service.ports.iter();
    facts.extend(ports.map(|(name, port)| (About::Port(name.clone()), port.to_string())));
    let caretakers = service.caretakers.iter();
    facts.extend(caretakers.map(|name| (About::Caretaker(name.clone()), "caretaker".to_owned())));
    let backup = service.backup.iter();
    facts.extend(backup.map(|name| (About::Backup(name.clone()), "has copies".to_owned())));
    if let Some(provider) = &service.sso {
        facts.push((About::SignOn, provider.clone()));
    }
    let clients = service.clients.iter();
    facts.extend(clients.map(|(name, users)| (About::Client(name.clone()), users.join(", "))));
    let settings = service.settings.iter();
    facts.extend(settings.map(|(key, value)| (About::Setting(key.clone()), value.clone())));
    let collective = service.collective.iter();
    facts.extend(collective.map(|(key, value)| (About::Collective(key.clone()), value.clone())));
    let options = service.nixos.iter();
    facts.extend(options.map(|(path, value)| (About::Option(path.clone()), value.to_string())));
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

/// `TYPE MATERIAL COMMENT` → what opens the door, and what people call it.
fn split_key(key: &str) -> (String, &str) {
    let mut words = key.splitn(3, ' ');
    let kind = words.next().unwrap_or_default();
    let material = words.next().unwrap_or_default();
    (
        format!("{kind} {material}"),
        words.next().unwrap_or_default(),
    )
}
