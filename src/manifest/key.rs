//! A key of the manifest: `services.nuage.settings.max-upload`.
//!
//! Causes are told by keys: of what stands in a machine ([`crate::plan::effect`]), of what changes there, and of what a
//! generated file sets. Texts and keys are the same thing written in two ways: every text is a key (one that a machine
//! or another version of coloc made up is [`Table::Other`]), and gives the same text again.

mod field;

use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use field::{Field, Reach};

/// A table of the manifest, or something in it.
///
/// Two keys are the same if their texts are; they are sorted as these. Names with a dot in them, which a path of NixOS'
/// options may have, are written without quotes: paths are only looked up.
#[derive(Clone, Debug)]
pub struct Key {
    /// Which table.
    pub table: Table,
    /// What of it.
    pub field: Field,
}

/// The name that stands for all tables of a kind; none has it.
pub const ALL: &str = "*";

/// A table of the manifest; [`ALL`] as a name stands for all of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Table {
    /// `[collective]`
    Collective,
    /// `[nixos]`
    Nixos,
    /// `[policy]`
    Policy,
    /// `[network]`
    Network,
    /// `[sites.NAME]`
    Site(String),
    /// `[members.NAME]`
    Member(String),
    /// `[groups.NAME]`
    Group(String),
    /// `[machines.NAME]`
    Machine(String),
    /// `[services.NAME]`
    Service(String),
    /// None that this version of coloc knows: the whole text of the key.
    Other(String),
}

impl Table {
    /// Its word, and its name where there are several of its kind.
    fn parts(&self) -> (&str, Option<&str>) {
        match self {
            Self::Collective => ("collective", None),
            Self::Nixos => ("nixos", None),
            Self::Policy => ("policy", None),
            Self::Network => ("network", None),
            Self::Site(name) => ("sites", Some(name)),
            Self::Member(name) => ("members", Some(name)),
            Self::Group(name) => ("groups", Some(name)),
            Self::Machine(name) => ("machines", Some(name)),
            Self::Service(name) => ("services", Some(name)),
            Self::Other(text) => (text, None),
        }
    }

    /// The table at the beginning of a text, and what follows it.
    fn split(text: &str) -> Option<(Self, Option<&str>)> {
        let (word, rest) = cut(text);
        let named = |table: fn(String) -> Self| {
            let (name, rest) = cut(rest?);
            Some((table(name.to_owned()), rest))
        };
        match word {
            "collective" => Some((Self::Collective, rest)),
            "nixos" => Some((Self::Nixos, rest)),
            "policy" => Some((Self::Policy, rest)),
            "network" => Some((Self::Network, rest)),
            "sites" => named(Self::Site),
            "members" => named(Self::Member),
            "groups" => named(Self::Group),
            "machines" => named(Self::Machine),
            "services" => named(Self::Service),
            _ => None,
        }
    }
}

/// A text up to its first dot, and what is behind it.
fn cut(text: &str) -> (&str, Option<&str>) {
    match text.split_once('.') {
        Some((word, rest)) => (word, Some(rest)),
        None => (text, None),
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts() {
            (word, Some(name)) => write!(f, "{word}.{name}"),
            (word, None) => f.write_str(word),
        }
    }
}

impl Key {
    /// `collective.FIELD`
    pub fn collective(field: Field) -> Self {
        Self::of(Table::Collective, field)
    }

    /// `nixos.FIELD`
    pub fn nixos(field: Field) -> Self {
        Self::of(Table::Nixos, field)
    }

    /// `policy.FIELD`
    pub fn policy(field: Field) -> Self {
        Self::of(Table::Policy, field)
    }

    /// `network.FIELD`
    pub fn network(field: Field) -> Self {
        Self::of(Table::Network, field)
    }

    /// `members.NAME.FIELD`
    pub fn member(name: impl Into<String>, field: Field) -> Self {
        Self::of(Table::Member(name.into()), field)
    }

    /// `machines.NAME.FIELD`
    pub fn machine(name: impl Into<String>, field: Field) -> Self {
        Self::of(Table::Machine(name.into()), field)
    }

    /// `services.NAME.FIELD`
    pub fn service(name: impl Into<String>, field: Field) -> Self {
        Self::of(Table::Service(name.into()), field)
    }

    /// A field of a table.
    pub fn of(table: Table, field: Field) -> Self {
        Self { table, field }
    }

    /// The key of a text. Every text has one.
    pub fn parse(text: &str) -> Self {
        match Table::split(text) {
            Some((table, rest)) => Self::of(table, rest.map_or(Field::Whole, Field::parse)),
            None => Self::of(Table::Other(text.to_owned()), Field::Whole),
        }
    }

    /// What it stands in, up to its table, and never more: what is around a table has nothing to do with it.
    pub fn above(&self) -> Option<Self> {
        let field = self.field.above()?;
        Some(Self::of(self.table.clone(), field))
    }

    /// Whether another key is this one, or stands in it.
    pub fn covers(&self, other: &Self) -> bool {
        let above = std::iter::successors(Some(other.clone()), Self::above);
        self.table == other.table && above.into_iter().any(|key| key.field == self.field)
    }

    /// Whether one of two keys stands in the other, or both are the same.
    pub fn is_related(&self, other: &Self) -> bool {
        self.covers(other) || other.covers(self)
    }

    /// The service whose table it is, or stands in.
    pub fn service_name(&self) -> Option<&str> {
        match &self.table {
            Table::Service(name) => Some(name),
            Table::Collective
            | Table::Nixos
            | Table::Policy
            | Table::Network
            | Table::Site(_)
            | Table::Member(_)
            | Table::Group(_)
            | Table::Machine(_)
            | Table::Other(_) => None,
        }
    }

    /// Pieces of its text.
    fn pieces(&self) -> [&str; 6] {
        let (word, name) = self.table.parts();
        let (prefix, rest) = self.field.parts();
        let dot = |is_there: bool| if is_there { "." } else { "" };
        [
            word,
            dot(name.is_some()),
            name.unwrap_or_default(),
            dot(self.field != Field::Whole),
            prefix,
            rest,
        ]
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces()
            .iter()
            .try_for_each(|piece| f.write_str(piece))
    }
}

impl FromStr for Key {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::parse(text))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        let (own, others) = (self.pieces(), other.pieces());
        let own = own.iter().flat_map(|piece| piece.bytes());
        own.cmp(others.iter().flat_map(|piece| piece.bytes()))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Key {}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::parse(&text))
    }
}

#[cfg(test)]
mod tests;
