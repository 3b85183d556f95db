//! What a change of a fact is about, and what can go wrong with it.

use super::{Detail, Fact};
use crate::diff::{Action, Kind, Risk};
use crate::manifest::key::Table;

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
            Self::Secret(secret) => secret.service.clone().map(Self::Service),
            _ => None,
        }
    }

    /// A second fact that this one comes and goes with.
    pub fn part_of(&self) -> Option<Self> {
        match self {
            Self::PeerAddress(peer) | Self::PeerFound(peer) => Some(Self::Peer(peer.clone())),
            Self::RelayedAddress(machine) => Some(Self::Relayed(machine.clone())),
            // The mesh's own secret.
            Self::Secret(secret) if secret.service.is_none() => Some(Self::MeshAddress),
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
            | Self::Of(_, Detail::For | Detail::SignOn | Detail::Client(_)) => Kind::Access,
            Self::Caretaker(_) | Self::Of(_, Detail::Caretaker(_)) => Kind::Care,
            Self::StateVersion
            | Self::Site
            | Self::Of(_, Detail::Backup(_))
            | Self::Secret(_)
            | Self::SecretsBackend => Kind::Data,
            Self::Service(_)
            | Self::Part(_)
            | Self::Of(
                _,
                Detail::Domain
                | Detail::Port(_)
                | Detail::Setting(_)
                | Detail::Collective(_)
                | Detail::Option(_),
            )
            | Self::Option(_)
            | Self::Module(_)
            | Self::System
            | Self::Hardware
            | Self::Release
            | Self::Nixpkgs => Kind::Service,
            Self::Collective
            | Self::Domain
            | Self::Public
            | Self::DeployHost
            | Self::HostKey
            | Self::Known(_)
            | Self::KnownAs(_)
            | Self::Open(_)
            | Self::Serves(_)
            | Self::Passes(_)
            | Self::Behind(_)
            | Self::MeshAddress
            | Self::MeshKey
            | Self::MeshPort
            | Self::Relays
            | Self::Peer(_)
            | Self::PeerAddress(_)
            | Self::PeerFound(_)
            | Self::Relayed(_)
            | Self::RelayedAddress(_)
            | Self::Contact => Kind::Network,
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
            | Self::Of(
                _,
                Detail::For | Detail::SignOn | Detail::Client(_) | Detail::Caretaker(_),
            ) => Risk::Access,
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
            | Self::Of(_, Detail::Domain) => Risk::Exposure,
            Self::Service(_)
            | Self::StateVersion
            | Self::Uid(_)
            | Self::Of(_, Detail::Backup(_))
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
            Self::Domain
            | Self::MeshAddress
            | Self::MeshPort
            | Self::PeerAddress(_)
            | Self::PeerFound(_)
            | Self::Relayed(_)
            | Self::RelayedAddress(_)
            | Self::Module(_)
            | Self::Option(_)
            | Self::Part(_)
            | Self::Of(
                _,
                Detail::Port(_) | Detail::Setting(_) | Detail::Collective(_) | Detail::Option(_),
            ) => Risk::Restart,
        }
    }

    /// The table of the manifest that it is about; none: that of the machine itself.
    pub fn subject(&self) -> Option<Table> {
        match self {
            Self::Collective | Self::Domain | Self::Contact => Some(Table::Collective),
            Self::Release | Self::Nixpkgs => Some(Table::Nixos),
            Self::SecretsBackend => Some(Table::Policy),
            Self::MeshPort => Some(Table::Network),
            Self::Account(member)
            | Self::Key(member, _)
            | Self::Expires(member)
            | Self::Uid(member)
            | Self::FullName(member)
            | Self::Caretaker(member) => Some(Table::Member(member.clone())),
            Self::Peer(other)
            | Self::PeerAddress(other)
            | Self::PeerFound(other)
            | Self::Relayed(other)
            | Self::RelayedAddress(other)
            | Self::Known(other)
            | Self::KnownAs(other) => Some(Table::Machine(other.clone())),
            Self::Service(service) | Self::Part(service) | Self::Of(service, _) => {
                Some(Table::Service(service.clone()))
            }
            Self::Secret(secret) => secret.service.clone().map(Table::Service),
            Self::Site
            | Self::System
            | Self::Hardware
            | Self::StateVersion
            | Self::Public
            | Self::DeployHost
            | Self::HostKey
            | Self::Open(_)
            | Self::Serves(_)
            | Self::Passes(_)
            | Self::Behind(_)
            | Self::MeshAddress
            | Self::MeshKey
            | Self::Relays
            | Self::Module(_)
            | Self::Option(_) => None,
        }
    }
}
