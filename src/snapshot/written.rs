//! Values that `machine.json` writes as one text each.
//!
//! Snapshots come from machines, and from other versions of coloc: every text is a value, and gives the same text
//! again.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::manifest::types::Audience;
use crate::plan::Opening;

/// An open port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Port {
    /// `tcp 443`; behind `mesh` or `ingress` one that only these reach.
    Known(Opening),
    /// Something that this version of coloc does not know.
    Other(String),
}

/// An ssh host key and what ssh is given: `TYPE KEY HOST`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct KnownHost {
    /// `TYPE KEY`
    pub key: String,
    /// The name by which ssh reaches it.
    pub host: Option<String>,
}

/// A machine with which this one is connected directly: `KEY ADDRESS [ENDPOINT]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Peer {
    /// Its WireGuard public key.
    pub key: String,
    /// Its address on the mesh.
    pub address: Option<String>,
    /// Where it is found; none: it calls.
    pub endpoint: Option<String>,
}

/// A machine that this one reaches through another: `ADDRESS [RELAY]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Relayed {
    /// Its address on the mesh.
    pub address: String,
    /// The machine between them; none: only the address is known.
    pub relay: Option<String>,
}

/// Who may use a service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Users {
    /// `members`: all active ones.
    Members,
    /// `public`: everybody.
    Public,
    /// `groups: a, b`
    Groups(Vec<String>),
    /// Something that this version of coloc does not know.
    Other(String),
}

/// An OpenSSH public key, without its comment: `TYPE MATERIAL`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublicKey {
    /// `ssh-ed25519`
    pub kind: String,
    /// What opens the door.
    pub material: Option<String>,
}

/// A key of an account: `TYPE MATERIAL [COMMENT]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct AccountKey {
    /// The key itself.
    pub key: PublicKey,
    /// What people call it.
    pub comment: Option<String>,
}

/// A secret file: `mesh-key`, or `nuage/admin-password` of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct SecretName {
    /// The service that reads it; none: the machine itself does.
    pub service: Option<String>,
    /// Its own name.
    pub name: String,
}

/// Text in, text out.
macro_rules! written {
    ($($type:ty),*) => {$(
        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.to_string()
            }
        }
    )*};
}

/// Sorted as their texts are, in which order `machine.json` has them.
macro_rules! sorted_as_text {
    ($($type:ty),*) => {$(
        impl Ord for $type {
            fn cmp(&self, other: &Self) -> Ordering {
                self.to_string().cmp(&other.to_string())
            }
        }

        impl PartialOrd for $type {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }
    )*};
}

written!(
    Port, KnownHost, Peer, Relayed, Users, AccountKey, SecretName
);
sorted_as_text!(Port, SecretName);

impl From<String> for Port {
    fn from(text: String) -> Self {
        let known = text.parse().map(Self::Known).ok();
        // Numbers can be written in several ways, of which coloc uses one.
        let same = known.filter(|known| known.to_string() == text);
        same.unwrap_or(Self::Other(text))
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(opening) => opening.fmt(f),
            Self::Other(text) => f.write_str(text),
        }
    }
}

/// A text, and what stands behind its first space.
fn first(text: &str) -> (String, Option<&str>) {
    match text.split_once(' ') {
        Some((word, rest)) => (word.to_owned(), Some(rest)),
        None => (text.to_owned(), None),
    }
}

/// Words with spaces between them, as far as they are there.
fn words(f: &mut fmt::Formatter<'_>, first: &str, rest: &[&Option<String>]) -> fmt::Result {
    f.write_str(first)?;
    rest.iter()
        .filter_map(|word| word.as_ref())
        .try_for_each(|word| write!(f, " {word}"))
}

impl From<String> for KnownHost {
    fn from(text: String) -> Self {
        match text.rsplit_once(' ') {
            Some((key, host)) => Self {
                key: key.to_owned(),
                host: Some(host.to_owned()),
            },
            None => Self {
                key: text,
                host: None,
            },
        }
    }
}

impl fmt::Display for KnownHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        words(f, &self.key, &[&self.host])
    }
}

impl From<String> for Peer {
    fn from(text: String) -> Self {
        let (key, rest) = first(&text);
        let (address, rest) = rest.map(first).unzip();
        let endpoint = rest.flatten().map(str::to_owned);
        Self {
            key,
            address,
            endpoint,
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        words(f, &self.key, &[&self.address, &self.endpoint])
    }
}

impl From<String> for Relayed {
    fn from(text: String) -> Self {
        let (address, rest) = first(&text);
        let relay = rest.map(str::to_owned);
        Self { address, relay }
    }
}

impl fmt::Display for Relayed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        words(f, &self.address, &[&self.relay])
    }
}

impl From<&Audience> for Users {
    fn from(audience: &Audience) -> Self {
        match audience {
            Audience::Members => Self::Members,
            Audience::Public => Self::Public,
            Audience::Groups(groups) => {
                let mut names: Vec<String> =
                    groups.iter().map(|group| group.value.to_string()).collect();
                names.sort();
                names.dedup();
                Self::Groups(names)
            }
        }
    }
}

impl From<String> for Users {
    fn from(text: String) -> Self {
        match text.as_str() {
            "members" => Self::Members,
            "public" => Self::Public,
            other => match other.strip_prefix("groups: ") {
                Some(groups) => Self::Groups(groups.split(", ").map(str::to_owned).collect()),
                None => Self::Other(text),
            },
        }
    }
}

impl fmt::Display for Users {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Members => f.write_str("members"),
            Self::Public => f.write_str("public"),
            Self::Groups(groups) => write!(f, "groups: {}", groups.join(", ")),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        words(f, &self.kind, &[&self.material])
    }
}

impl From<String> for AccountKey {
    fn from(text: String) -> Self {
        let (kind, rest) = first(&text);
        let (material, rest) = rest.map(first).unzip();
        let comment = rest.flatten().map(str::to_owned);
        Self {
            key: PublicKey { kind, material },
            comment,
        }
    }
}

impl fmt::Display for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        words(f, &self.key.kind, &[&self.key.material, &self.comment])
    }
}

impl From<String> for SecretName {
    fn from(text: String) -> Self {
        match text.split_once('/') {
            Some((service, name)) => Self {
                service: Some(service.to_owned()),
                name: name.to_owned(),
            },
            None => Self {
                service: None,
                name: text,
            },
        }
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.service {
            Some(service) => write!(f, "{service}/{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads a text and writes it again.
    fn again<T: From<String> + Into<String>>(text: &str) -> String {
        T::from(text.to_owned()).into()
    }

    #[test]
    fn what_machines_write_is_understood() {
        let port = |text: &str| Port::from(text.to_owned());
        assert!(matches!(port("mesh tcp 9100"), Port::Known(_)));
        assert_eq!(port("tcp 0443"), Port::Other("tcp 0443".to_owned()));
        let peer = Peer::from("KEY fd00::1 caribou.example:51820".to_owned());
        assert_eq!(peer.endpoint.as_deref(), Some("caribou.example:51820"));
        let host = KnownHost::from("ssh-ed25519 AAAA root@x.example".to_owned());
        assert_eq!(host.key, "ssh-ed25519 AAAA");
        let users = Users::from("groups: a, b".to_owned());
        assert_eq!(users, Users::Groups(vec!["a".to_owned(), "b".to_owned()]));
        let key = AccountKey::from("ssh-ed25519 AAAA alice at home".to_owned());
        assert_eq!(key.comment.as_deref(), Some("alice at home"));
    }

    proptest! {
        /// Whatever a machine or another version of coloc wrote, it is kept.
        #[test]
        fn every_text_comes_back(text in "(tcp |mesh |groups: |)[a-z0-9:,/ ]{0,20}\\PC{0,4}") {
            for again in [
                again::<Port>,
                again::<KnownHost>,
                again::<Peer>,
                again::<Relayed>,
                again::<Users>,
                again::<AccountKey>,
                again::<SecretName>,
            ] {
                prop_assert_eq!(again(&text), text.clone());
            }
        }
    }
}
