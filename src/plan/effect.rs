//! Something on a machine that the manifest causes, named as an administrator meets it: `user alice`,
//! `firewall tcp 443`, `unit nginx.service`.
//!
//! Texts and effects are the same thing written in two ways: what a machine or another version of coloc made up is
//! [`Effect::Other`], and gives the same text again.

use std::convert::Infallible;
use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Opening, To};
use crate::catalog::facts::Protocol;

/// Something on a machine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// A file below `/etc`.
    Etc(String),
    /// The release of NixOS.
    Release,
    /// The release that it began with.
    StateVersion,
    /// Its processor and what it is.
    Hardware,
    /// A member's account.
    User(String),
    /// A member may become root.
    Sudo(String),
    /// A member whom the manifest names has no account.
    NoMember(String),
    /// An open port.
    Firewall(Opening),
    /// What addresses of the mesh begin with.
    MeshPrefix,
    /// The mesh as a whole: names, ports, the relay.
    Mesh,
    /// Its own address on the mesh.
    Address(Ipv6Addr),
    /// Another machine on the mesh.
    Peer(String),
    /// It passes traffic between machines of the mesh.
    Forwarding,
    /// What nginx does for a domain.
    VirtualHost(String),
    /// A unit of systemd; a `*` stands for any text.
    Unit(String),
    /// All units and files with a word in their name: a service of NixOS brings some that its entry in the catalog does
    /// not list.
    Named(String),
    /// Accounts, folders and files of a service.
    Service(String),
    /// A secret file, as snapshots name it: `nuage/admin-password`.
    Secret(String),
    /// People of a service sign in at another one.
    SignOn {
        /// The service.
        service: String,
        /// Where they sign in.
        provider: String,
    },
    /// A service, as its provider of single sign-on knows it.
    SignOnClient(String),
    /// A group of such a provider.
    SignOnGroup(String),
    /// A member, as such a provider knows them.
    SignOnPerson(String),
    /// The part of a service that every machine has.
    Part(String),
    /// An option of NixOS; names joined by dots, without quotes.
    Option(String),
    /// A module written by hand.
    Module(String),
    /// Something that this version of coloc does not know.
    Other(String),
}

impl Effect {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "system release" => return Some(Self::Release),
            "system state-version" => return Some(Self::StateVersion),
            "hardware" => return Some(Self::Hardware),
            "mesh" => return Some(Self::Mesh),
            "mesh prefix" => return Some(Self::MeshPrefix),
            "forwarding mesh" => return Some(Self::Forwarding),
            _ => {}
        }
        if let Some(word) = text.strip_prefix('*') {
            let word = word.strip_suffix('*')?;
            return (!word.contains('*')).then(|| Self::Named(word.to_owned()));
        }
        for (prefix, effect) in PREFIXES {
            if let Some(rest) = text.strip_prefix(prefix) {
                return Some(effect(rest.to_owned()));
            }
        }
        if let Some(rest) = text.strip_prefix("address ") {
            return rest.parse().ok().map(Self::Address);
        }
        if let Some(rest) = text.strip_prefix("firewall ") {
            return rest.parse().ok().map(Self::Firewall);
        }
        let (service, provider) = text.strip_prefix("sign-on ")?.split_once(" at ")?;
        Some(Self::SignOn {
            service: service.to_owned(),
            provider: provider.to_owned(),
        })
    }
}

/// Makes an effect of a name.
type Named = fn(String) -> Effect;

/// Effects whose text is a prefix and a name.
const PREFIXES: &[(&str, Named)] = &[
    ("etc ", Effect::Etc),
    ("user ", Effect::User),
    ("sudo ", Effect::Sudo),
    ("no member ", Effect::NoMember),
    ("peer ", Effect::Peer),
    ("virtual host ", Effect::VirtualHost),
    ("unit ", Effect::Unit),
    ("service ", Effect::Service),
    ("secret ", Effect::Secret),
    ("sign-on client ", Effect::SignOnClient),
    ("sign-on group ", Effect::SignOnGroup),
    ("sign-on person ", Effect::SignOnPerson),
    ("part of ", Effect::Part),
    ("option ", Effect::Option),
    ("module ", Effect::Module),
];

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Etc(path) => write!(f, "etc {path}"),
            Self::Release => f.write_str("system release"),
            Self::StateVersion => f.write_str("system state-version"),
            Self::Hardware => f.write_str("hardware"),
            Self::User(member) => write!(f, "user {member}"),
            Self::Sudo(member) => write!(f, "sudo {member}"),
            Self::NoMember(member) => write!(f, "no member {member}"),
            Self::Firewall(opening) => write!(f, "firewall {opening}"),
            Self::MeshPrefix => f.write_str("mesh prefix"),
            Self::Mesh => f.write_str("mesh"),
            Self::Address(address) => write!(f, "address {address}"),
            Self::Peer(machine) => write!(f, "peer {machine}"),
            Self::Forwarding => f.write_str("forwarding mesh"),
            Self::VirtualHost(domain) => write!(f, "virtual host {domain}"),
            Self::Unit(unit) => write!(f, "unit {unit}"),
            Self::Named(word) => write!(f, "*{word}*"),
            Self::Service(service) => write!(f, "service {service}"),
            Self::Secret(secret) => write!(f, "secret {secret}"),
            Self::SignOn { service, provider } => write!(f, "sign-on {service} at {provider}"),
            Self::SignOnClient(service) => write!(f, "sign-on client {service}"),
            Self::SignOnGroup(group) => write!(f, "sign-on group {group}"),
            Self::SignOnPerson(member) => write!(f, "sign-on person {member}"),
            Self::Part(service) => write!(f, "part of {service}"),
            Self::Option(path) => write!(f, "option {path}"),
            Self::Module(path) => write!(f, "module {path}"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl FromStr for Effect {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Numbers and addresses can be written in several ways, of which coloc uses one.
        let same = |effect: &Self| effect.to_string() == text;
        let effect = Self::parse(text).filter(same);
        Ok(effect.unwrap_or_else(|| Self::Other(text.to_owned())))
    }
}

impl Serialize for Effect {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Effect {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let Ok(effect) = text.parse();
        Ok(effect)
    }
}

/// A text that names no opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoOpening;

impl fmt::Display for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = match self.to {
            To::Everybody => "",
            To::Mesh => "mesh ",
            To::Ingress => "ingress ",
        };
        write!(f, "{to}{} {}", self.protocol.as_str(), self.port)
    }
}

impl FromStr for Opening {
    type Err = NoOpening;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (to, port) = match text.split_once(' ') {
            Some(("mesh", rest)) => (To::Mesh, rest),
            Some(("ingress", rest)) => (To::Ingress, rest),
            Some(_) => (To::Everybody, text),
            None => return Err(NoOpening),
        };
        let (protocol, port) = port.split_once(' ').ok_or(NoOpening)?;
        let protocol = Protocol::from_word(protocol).ok_or(NoOpening)?;
        let port = port.parse().map_err(|_| NoOpening)?;
        Ok(Self { to, protocol, port })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Effect;

    #[test]
    fn texts_of_effects_mean_something() {
        for text in [
            "etc ssh/ssh_known_hosts",
            "system release",
            "system state-version",
            "hardware",
            "user alice",
            "sudo alice",
            "no member alice",
            "firewall tcp 443",
            "firewall mesh udp 9100",
            "firewall ingress tcp 80",
            "mesh",
            "mesh prefix",
            "address fd00::1",
            "peer citron",
            "forwarding mesh",
            "virtual host nuage.example",
            "unit postgresql*",
            "*nextcloud*",
            "service nuage",
            "secret nuage/admin-password",
            "sign-on client at entree",
            "sign-on client nuage",
            "sign-on group nuage_users",
            "sign-on person alice",
            "part of veille",
            "option services.nginx.enable",
            "module hardware/ananas.nix",
        ] {
            let effect: Effect = text.parse().unwrap_or(Effect::Hardware);
            assert!(!matches!(effect, Effect::Other(_)), "{text}");
            assert_eq!(effect.to_string(), text);
        }
        for text in ["firewall tcp 0443", "address ::0", "*a*b*", "*", "made up"] {
            assert_eq!(text.parse(), Ok(Effect::Other(text.to_owned())));
        }
    }

    proptest! {
        #[test]
        fn every_text_is_an_effect_and_comes_back(
            text in "(etc |user |firewall (mesh )?(tcp|udp) |address |sign-on |unit |\\*|)\\PC{0,12}",
        ) {
            let Ok(effect) = text.parse::<Effect>();
            prop_assert_eq!(effect.to_string(), text);
            let json = serde_json::to_string(&effect).unwrap_or_default();
            prop_assert_eq!(serde_json::from_str::<Effect>(&json).ok(), Some(effect));
        }
    }
}
