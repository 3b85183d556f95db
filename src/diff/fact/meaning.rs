//! What a change of a fact is about, and what can go wrong with it.

use super::{About, Fact};
use crate::diff::{Action, Kind, Risk};

impl Fact {
    /// The fact that this one comes and goes with: details of a new account are no changes of their own.
    pub fn whole(&self) -> Option<Self> {
        match self {
            Self::Key(member, _)
            | Self::Expires(member)
            | Self::Uid(member)
            | Self::FullName(member) => Some(Self::Account(member.clone())),
            Self::MeshKey
            | Self::MeshPort
            | Self::Relays
            | Self::Peer(_)
            | Self::PeerAddress(_)
            | Self::PeerFound(_)
            | Self::Relayed(_)
            | Self::RelayedAddress(_) => Some(Self::MeshAddress),
            Self::KnownAs(machine) => Some(Self::Known(machine.clone())),
            Self::Of(service, _) => Some(Self::Service(service.clone())),
            Self::Secret(name) => {
                let (service, _) = name.split_once('/')?;
                Some(Self::Service(service.to_owned()))
            }
            _ => None,
        }
    }

    /// A second fact that this one comes and goes with.
    pub fn part_of(&self) -> Option<Self> {
        match self {
            Self::PeerAddress(peer) | Self::PeerFound(peer) => Some(Self::Peer(peer.clone())),
            Self::RelayedAddress(machine) => Some(Self::Relayed(machine.clone())),
            // The mesh's own secret.
            Self::Secret(name) if !name.contains('/') => Some(Self::MeshAddress),
            _ => None,
        }
    }

    /// What a change of it is about.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Uid(_) | Self::FullName(_) => Kind::Member,
            Self::Account(_)
            | Self::Key(..)
            | Self::Expires(_)
            | Self::Of(_, About::For | About::SignOn | About::Client(_)) => Kind::Access,
            Self::Caretaker(_) | Self::Of(_, About::Caretaker(_)) => Kind::Care,
            Self::StateVersion
            | Self::Site
            | Self::Of(_, About::Backup(_))
            | Self::Secret(_)
            | Self::SecretsBackend => Kind::Data,
            Self::Service(_)
            | Self::Part(_)
            | Self::Of(..)
            | Self::Option(_)
            | Self::Module(_)
            | Self::System
            | Self::Hardware
            | Self::Release
            | Self::Nixpkgs => Kind::Service,
            _ => Kind::Network,
        }
    }

    /// What can go wrong with a change of it.
    pub fn risk(&self, action: Action) -> Risk {
        match self {
            // Of a key that stays, only the comment can change.
            Self::Key(..) if action == Action::Changed => Risk::Cosmetic,
            Self::Account(_)
            | Self::Key(..)
            | Self::Expires(_)
            | Self::Caretaker(_)
            | Self::Of(_, About::For | About::SignOn | About::Client(_) | About::Caretaker(_)) => {
                Risk::Access
            }
            // Somebody else may answer in its place.
            Self::Known(_) if action == Action::Changed => Risk::Exposure,
            Self::Open(_)
            | Self::Serves(_)
            | Self::Passes(_)
            | Self::Behind(_)
            | Self::Public
            | Self::Peer(_)
            | Self::MeshKey
            | Self::Relays
            | Self::HostKey
            | Self::Of(_, About::Domains) => Risk::Exposure,
            Self::Service(_)
            | Self::StateVersion
            | Self::Uid(_)
            | Self::Of(_, About::Backup(_))
            | Self::Secret(_)
            | Self::SecretsBackend
            | Self::Site => Risk::Data,
            Self::System | Self::Hardware | Self::Release | Self::Nixpkgs => Risk::Reboot,
            Self::FullName(_)
            | Self::DeployHost
            | Self::Known(_)
            | Self::KnownAs(_)
            | Self::Contact
            | Self::Collective => Risk::Cosmetic,
            _ => Risk::Restart,
        }
    }

    /// The manifest's name for what it is about.
    pub fn subject(&self, machine: &str) -> String {
        match self {
            Self::Collective | Self::Domain | Self::Contact => "collective".to_owned(),
            Self::Release | Self::Nixpkgs => "nixos".to_owned(),
            Self::SecretsBackend => "policy".to_owned(),
            Self::MeshPort => "network".to_owned(),
            Self::Account(member)
            | Self::Key(member, _)
            | Self::Expires(member)
            | Self::Uid(member)
            | Self::FullName(member)
            | Self::Caretaker(member) => format!("members.{member}"),
            Self::Peer(other)
            | Self::PeerAddress(other)
            | Self::PeerFound(other)
            | Self::Relayed(other)
            | Self::RelayedAddress(other)
            | Self::Known(other)
            | Self::KnownAs(other) => format!("machines.{other}"),
            Self::Service(service) | Self::Part(service) | Self::Of(service, _) => {
                format!("services.{service}")
            }
            Self::Secret(name) if name.contains('/') => {
                format!("services.{}", name.split('/').next().unwrap_or_default())
            }
            _ => format!("machines.{machine}"),
        }
    }
}
