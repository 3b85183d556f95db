//! What a message can be given.

use camino::{Utf8Path, Utf8PathBuf};

use super::Text;
use crate::manifest::types::{Domain, Name};

/// An argument of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Any text, which stays plain whatever it holds; messages may choose by it.
    Text(String),
    /// A whole number, which messages choose plurals by.
    Number(u64),
    /// What was said by another message.
    Said(Text),
    /// Several, which are listed as the language does.
    List(Vec<Text>),
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Text> for Argument {
    fn from(text: Text) -> Self {
        Self::Said(text)
    }
}

impl From<&Text> for Argument {
    fn from(text: &Text) -> Self {
        Self::Said(text.clone())
    }
}

impl From<Vec<Text>> for Argument {
    fn from(list: Vec<Text>) -> Self {
        Self::List(list)
    }
}

/// What is shown as it is written.
macro_rules! written {
    ($($type:ty),*) => {$(
        impl From<$type> for Argument {
            fn from(value: $type) -> Self {
                Self::Text(value.to_string())
            }
        }
    )*};
}

/// Whole numbers.
macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl From<$type> for Argument {
            fn from(number: $type) -> Self {
                Self::Number(u64::try_from(number).unwrap_or(u64::MAX))
            }
        }

        impl From<&$type> for Argument {
            fn from(number: &$type) -> Self {
                Self::from(*number)
            }
        }
    )*};
}

written!(&String, &Name, &Domain, &Utf8Path, &Utf8PathBuf);
numbers!(u16, u32, u64, usize);
