//! What a declaration says of a key: what may stand behind it, and what stands without it.

use serde::Serialize;
use serde_json::Value as Json;

/// What a value may be: enough for a JSON Schema, a reference page, and messages.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Text that matches a regular expression (ECMA-262 dialect), if one is given.
    Text {
        /// In words: `a size`, `a domain name`.
        what: &'static str,
        /// Anchored, or empty.
        pattern: &'static str,
        /// How it is written.
        example: &'static str,
    },
    /// A whole number in a range, both ends included.
    Integer {
        /// Least.
        min: i64,
        /// Greatest.
        max: i64,
    },
    /// `true` or `false`.
    Boolean,
    /// One of a few words.
    OneOf(&'static [&'static str]),
    /// A list of one kind.
    List(Box<Kind>),
    /// Names to values of one kind.
    Map(Box<Kind>),
    /// A list, or one of a few words.
    ListOr(Box<Kind>, &'static [&'static str]),
    /// A table, whose keys are declared or checked elsewhere.
    Table,
    /// Anything: checked by somebody else.
    Any,
}

impl Kind {
    /// In words, for messages: `a list of names`.
    pub fn words(&self) -> String {
        match self {
            Self::Text { what, .. } => (*what).to_owned(),
            Self::Integer { min, max } => format!("a whole number from {min} to {max}"),
            Self::Boolean => "true or false".to_owned(),
            Self::Table => "a table".to_owned(),
            Self::Any => "a value".to_owned(),
            Self::OneOf(words) => one_of(words),
            Self::List(item) => format!("a list, each item {}", item.words()),
            Self::Map(item) => format!("a table, each value {}", item.words()),
            Self::ListOr(item, words) => {
                format!("a list, each item {}; or {}", item.words(), one_of(words))
            }
        }
    }
}

/// `"a", "b" or "c"`.
pub fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// One key of a table.
#[derive(Clone, Debug)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// Whether the table means nothing without it.
    pub required: bool,
    /// What stands when it is not given.
    pub default: Option<Fallback>,
    /// What may stand behind it.
    pub kind: Kind,
    /// Its docstring.
    pub doc: String,
}

impl Key {
    /// Its docstring, and what holds without it.
    pub fn explained(&self) -> String {
        match &self.default {
            Some(default) => format!("{} Without it: {}.", self.doc, default.words()),
            None => self.doc.clone(),
        }
    }
}

/// What stands when a key is not given.
#[derive(Clone, Debug, PartialEq)]
pub enum Fallback {
    /// A value, as JSON has it.
    Value(Json),
    /// An empty list or table.
    Nothing,
    /// What is made of other keys, in words.
    Derived(&'static str),
}

impl Fallback {
    /// A value of a type of the manifest.
    pub fn value(value: &impl Serialize) -> Self {
        // Such a value is a text, a number, a word or a list of these, which JSON has too.
        Self::Value(serde_json::to_value(value).unwrap_or_default())
    }

    /// In words, for people.
    pub fn words(&self) -> String {
        match self {
            Self::Value(Json::String(text)) => text.clone(),
            Self::Value(value) => value.to_string(),
            Self::Nothing => "none".to_owned(),
            Self::Derived(words) => (*words).to_owned(),
        }
    }
}
