//! What a fact holds.

use std::fmt;

use crate::snapshot::Users;

/// The value of a fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A text, as the manifest or the machine has it; not an empty one.
    Text(String),
    /// An empty text.
    Nothing,
    /// An account that is no more than that.
    Account,
    /// An account that can become root.
    Root,
    /// The name that a machine has by default: its own below the collective's domain.
    UsualName(String),
    /// Who may use a service.
    Users(Users),
    /// Members.
    Members(Vec<String>),
    /// One that may not be shown.
    Hidden,
}

impl Value {
    /// A text that may be empty.
    pub fn text(text: impl Into<String>) -> Self {
        match text.into() {
            text if text.is_empty() => Self::Nothing,
            text => Self::Text(text),
        }
    }

    /// The text that it is.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Nothing
            | Self::Account
            | Self::Root
            | Self::UsualName(_)
            | Self::Users(_)
            | Self::Members(_)
            | Self::Hidden => None,
        }
    }
}

impl fmt::Display for Value {
    /// As JSON has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) | Self::UsualName(text) => f.write_str(text),
            Self::Nothing => Ok(()),
            Self::Account => f.write_str("an account"),
            Self::Root => f.write_str("root"),
            Self::Users(users) => users.fmt(f),
            Self::Members(names) => f.write_str(&names.join(", ")),
            Self::Hidden => f.write_str("(not shown)"),
        }
    }
}
