//! Types and values in plain words.

use std::fmt::Write as _;

use super::{Ints, Numbers, Scalar, Text, Type};
use crate::options::value::{Kind, Value};

/// As many values of an enumeration are named.
const VALUES: usize = 12;

/// As many characters of a string are quoted.
const QUOTED: usize = 40;

impl Type {
    /// What fits, as the end of a sentence: `a whole number from 0 to 65535`.
    pub fn words(&self) -> String {
        match self {
            Self::Anything | Self::Unknown(_) => "anything".to_owned(),
            Self::Named(name) => name.clone(),
            Self::Bool => "`true` or `false`".to_owned(),
            Self::Int(ints) => ints.words(),
            Self::Float(numbers) => numbers.words("a number with a decimal point, such as `1.5`"),
            Self::Number(numbers) => numbers.words("a number"),
            Self::Text(text) => text.words(),
            Self::Path => "a path, such as `/var/lib/app`".to_owned(),
            Self::StorePath => "a path in the Nix store".to_owned(),
            Self::Package => "a package, such as `pkgs.hello`".to_owned(),
            Self::Enum(values) => enumeration(values),
            Self::NullOr(inner) => format!("{}, or `null`", inner.words()),
            Self::List { of, some } => {
                let list = if *some {
                    "a list with at least one item"
                } else {
                    "a list"
                };
                match of.as_ref() {
                    Self::Anything | Self::Unknown(_) => list.to_owned(),
                    of => format!("{list}, each item {}", of.words()),
                }
            }
            Self::Attrs(of) => match of.as_ref() {
                Self::Anything | Self::Unknown(_) => "a set `{ name = …; }`".to_owned(),
                of => format!("a set `{{ name = …; }}`, each value {}", of.words()),
            },
            Self::Either(all) => all
                .iter()
                .map(Self::words)
                .collect::<Vec<_>>()
                .join(", or "),
            Self::Coerced { to, from } => format!("{}, or {}", to.words(), from.words()),
            Self::Submodule | Self::Open(_) | Self::Module | Self::System => {
                "a set of options `{ … }`".to_owned()
            }
            Self::Function(_) => "a function".to_owned(),
            Self::Data {
                format,
                null: false,
            } => {
                format!("data for {format}, which has neither functions nor `null`")
            }
            Self::Data { format, .. } => format!("data for {format}, which has no functions"),
        }
    }
}

impl Ints {
    fn words(self) -> String {
        let zero = if self.not_zero { " but 0" } else { "" };
        let range = match (self.least, self.most) {
            (Some(least), Some(most)) => format!(" from {least} to {most}"),
            (Some(least), None) => format!(", {least} or more"),
            (None, Some(most)) => format!(", {most} or less"),
            (None, None) => String::new(),
        };
        format!("a whole number{range}{zero}")
    }
}

impl Numbers {
    fn words(self, what: &str) -> String {
        match (self.least, self.most) {
            (Some(least), Some(most)) => format!("{what} from {least} to {most}"),
            (Some(least), None) if self.not_zero => format!("{what} above {least}"),
            (Some(least), None) => format!("{what}, {least} or more"),
            (None, Some(most)) => format!("{what}, {most} or less"),
            (None, None) => what.to_owned(),
        }
    }
}

impl Text {
    fn words(&self) -> String {
        match self {
            Self::Any => "a text in quotes".to_owned(),
            Self::NonEmpty => "a text that is not empty".to_owned(),
            Self::OneLine => "a text of one line".to_owned(),
            Self::NoColon => "a text of one line, without `:`".to_owned(),
            Self::Matching(pattern) => format!("a text of the pattern `{}`", pattern.text()),
            Self::Named(name) => format!("a text ({name})"),
        }
    }
}

fn enumeration(values: &[Scalar]) -> String {
    let shown: Vec<String> = values.iter().take(VALUES).map(Scalar::words).collect();
    match values.len() {
        0 => "nothing at all".to_owned(),
        1 => shown.join(""),
        few if few <= VALUES => format!("one of {}", shown.join(", ")),
        many => format!("one of {} and {} others", shown.join(", "), many - VALUES),
    }
}

impl Scalar {
    fn words(&self) -> String {
        match self {
            Self::Null => "`null`".to_owned(),
            Self::Bool(value) => format!("`{value}`"),
            Self::Int(value) => format!("`{value}`"),
            Self::Text(value) => format!("`\"{value}\"`"),
        }
    }
}

impl Value {
    /// What it is, as the end of a sentence: `the text "80"`.
    pub fn words(&self) -> String {
        match &self.kind {
            Kind::Unknown | Kind::Merge(_) | Kind::Choice(_) => "something else".to_owned(),
            Kind::Null => "`null`".to_owned(),
            Kind::Bool(value) => format!("`{value}`"),
            Kind::Int(value) => format!("the whole number {value}"),
            Kind::Float(value) => format!("the number {value:?}"),
            Kind::String(None) => "a text".to_owned(),
            Kind::String(Some(text)) => {
                // A secret is masked before it is cut short: half of one is not known as one.
                let text = crate::visible::secrets::shown(text);
                let mut shown: String = text.chars().take(QUOTED).collect();
                if shown.len() < text.len() {
                    shown.push('…');
                }
                let mut words = String::from("the text ");
                let _ = write!(words, "{shown:?}");
                words
            }
            Kind::Path(_) => "a path".to_owned(),
            Kind::List { items, open } if items.is_empty() && !open => "an empty list".to_owned(),
            Kind::List { .. } => "a list".to_owned(),
            Kind::Set { .. } => "a set `{ … }`".to_owned(),
            Kind::Function(_) => "a function".to_owned(),
            Kind::If(inner) | Kind::Override(_, inner) | Kind::Order(inner) => inner.words(),
        }
    }
}
