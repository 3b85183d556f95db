//! What a change of a fact is about, and what can go wrong with it.

use super::{Detail, Fact};
use crate::diff::{Action, Kind, Risk};
use crate::manifest::key::Table;
use crate::options::{access, definitions};

/// Whether an option decides who gets in, whatever its value.
fn decides_access(option: &str) -> bool {
    let names = definitions::names(option);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    access::decides(&names, "wheel", |_| true).is_some()
}

impl Fact {
    /// Larger facts that this one comes and goes with: details of a new account are no changes of their own.
    pub fn wholes(&self) -> Vec<Self> {
        match self {
            Self::Key(member, _)
            | Self::Expires(member)
            | Self::Uid(member)
            | Self::FullName(member) => vec![Self::Account(member.clone())],
            Self::Property(property) if property.is_of_mesh => vec![Self::MeshAddress],
            Self::Relays | Self::Peer(_) | Self::Relayed(_) => vec![Self::MeshAddress],
            Self::PeerAddress(peer) | Self::PeerFound(peer) => {
                vec![Self::MeshAddress, Self::Peer(peer.clone())]
            }
            Self::RelayedAddress(machine) => {
                vec![Self::MeshAddress, Self::Relayed(machine.clone())]
            }
            Self::KnownAs(machine) => vec![Self::Known(machine.clone())],
            Self::Of(service, _) => vec![Self::Service(service.clone())],
            Self::Secret(secret) => match &secret.service {
                Some(service) => vec![Self::Service(service.clone())],
                // The mesh's own secret.
                None => vec![Self::MeshAddress],
            },
            Self::Property(_)
            | Self::Known(_)
            | Self::Account(_)
            | Self::Caretaker(_)
            | Self::Open(_)
            | Self::Serves(_)
            | Self::Passes(_)
            | Self::Behind(_)
            | Self::MeshAddress
            | Self::Module(_)
            | Self::Option(_)
            | Self::Part(_)
            | Self::Service(_) => Vec::new(),
        }
    }

    /// What a change of it is about.
    pub fn kind(&self) -> Kind {
        self.meaning().0
    }

    /// What can go wrong with a change of it.
    pub fn risk(&self, action: Action) -> Risk {
        match self {
            // Of a key that stays, only the comment can change.
            Self::Key(..) if action == Action::Changed => Risk::Cosmetic,
            // Somebody else may answer in its place.
            Self::Known(_) if action == Action::Changed => Risk::Exposure,
            _ => self.meaning().1,
        }
    }

    /// What it is about, and what can go wrong.
    fn meaning(&self) -> (Kind, Risk) {
        match self {
            Self::Option(option) | Self::Of(_, Detail::Option(option))
                if decides_access(option) =>
            {
                (Kind::Access, Risk::Access)
            }
            Self::Property(property) => (property.kind, property.risk),
            Self::Uid(_) => (Kind::Member, Risk::Data),
            Self::FullName(_) => (Kind::Member, Risk::Cosmetic),
            Self::Account(_) | Self::Key(..) | Self::Expires(_) => (Kind::Access, Risk::Access),
            Self::Caretaker(_) => (Kind::Care, Risk::Access),
            Self::Secret(_) => (Kind::Data, Risk::Data),
            Self::Service(_) => (Kind::Service, Risk::Data),
            Self::Part(_) | Self::Option(_) | Self::Module(_) => (Kind::Service, Risk::Restart),
            Self::Open(_)
            | Self::Serves(_)
            | Self::Passes(_)
            | Self::Behind(_)
            | Self::Peer(_)
            | Self::Relays => (Kind::Network, Risk::Exposure),
            Self::MeshAddress
            | Self::PeerAddress(_)
            | Self::PeerFound(_)
            | Self::Relayed(_)
            | Self::RelayedAddress(_) => (Kind::Network, Risk::Restart),
            Self::Known(_) | Self::KnownAs(_) => (Kind::Network, Risk::Cosmetic),
            Self::Of(_, detail) => match detail {
                Detail::For | Detail::SignOn | Detail::Client(_) => (Kind::Access, Risk::Access),
                Detail::Caretaker(_) => (Kind::Care, Risk::Access),
                Detail::Backup(_) => (Kind::Data, Risk::Data),
                Detail::Domain => (Kind::Service, Risk::Exposure),
                Detail::Port(_)
                | Detail::Setting(_)
                | Detail::Collective(_)
                | Detail::Option(_) => (Kind::Service, Risk::Restart),
            },
        }
    }

    /// The table of the manifest that it is about; none: that of the machine itself.
    pub fn subject(&self) -> Option<Table> {
        match self {
            Self::Property(property) => property.subject(),
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
            Self::Open(_)
            | Self::Serves(_)
            | Self::Passes(_)
            | Self::Behind(_)
            | Self::MeshAddress
            | Self::Relays
            | Self::Module(_)
            | Self::Option(_) => None,
        }
    }
}
