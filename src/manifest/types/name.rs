//! Names of members, groups, sites, machines and services.

use std::borrow::Borrow;
use std::fmt;

use serde::Serialize;

use super::masked;
use crate::finding::{Finding, Findings};
use crate::manifest::begin::slug;
use crate::manifest::codes::{BAD_NAME, BAD_VALUE};
use crate::manifest::table::{Context, FromValue, Kind};
use crate::manifest::value::Value;
use crate::source::{Span, Spanned};

/// `[a-z][a-z0-9-]{0,30}`: safe as a Unix account, a host name, a file name and a Nix attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Name(String);

impl Name {
    /// What it looks like, as a regular expression.
    pub const SHAPE: &'static str = "^[a-z][a-z0-9-]{0,30}$";

    /// The name, if it is one; otherwise why it is none.
    pub fn new(text: &str) -> Result<Self, String> {
        let mut characters = text.chars();
        match characters.next() {
            None => return Err("is empty".to_owned()),
            Some(first) if !first.is_ascii_lowercase() => {
                return Err("must begin with a small letter".to_owned());
            }
            Some(_) => {}
        }
        if let Some(odd) =
            characters.find(|c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-'))
        {
            return Err(format!(
                "`{odd}` cannot stand in a name: small letters, digits and `-` can"
            ));
        }
        if text.len() > 31 {
            return Err(format!("has {} characters; 31 are the most", text.len()));
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&Name> for String {
    fn from(name: &Name) -> Self {
        name.0.clone()
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Name {
    /// Whether it is one. A text that is none stands in its place in a manifest that says so, which nothing is made of.
    pub fn is_one(&self) -> bool {
        Self::new(&self.0).is_ok()
    }
}

impl FromValue for Name {
    fn kind() -> Kind {
        Kind::Text {
            what: "a name",
            pattern: Self::SHAPE,
            example: "ananas",
        }
    }

    fn read(value: &Spanned<Value>, context: &mut Context<'_>) -> Option<Self> {
        let Value::String(text) = &value.value else {
            context.wrong_type(value, "a name, in quotes");
            return None;
        };
        match Self::new(text) {
            Ok(name) => Some(name),
            Err(_) if masked(text, value.span, context) => None,
            Err(why) => {
                misnamed(text, why, value.span, context.findings);
                Some(Self(text.clone()))
            }
        }
    }
}

/// Tells of a text that can be no name, once for all places where it stands; gives the name that may be meant.
pub fn misnamed(text: &str, why: String, span: Span, findings: &mut Findings) -> Option<Name> {
    let short: String = text.chars().take(64).collect();
    let message = format!("`{short}` cannot be a name.");
    let meant = slug(text).and_then(|name| Name::new(&name).ok());
    if !findings.again(&BAD_NAME, &message, span) {
        let form =
            "a name begins with a small letter, and goes on with small letters, digits and `-`.";
        let help = match &meant {
            Some(name) => format!("Write `{name}`, here and wherever it is named: {form}"),
            None => format!("Write another one, here and wherever it is named: {form}"),
        };
        findings.push(Finding::new(&BAD_NAME, message).at(span, why).help(help));
    }
    meant
}

/// Who may use a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// All active members: the default.
    Members,
    /// Everybody.
    Public,
    /// Members of these groups.
    #[serde(untagged)]
    Groups(Vec<Spanned<Name>>),
}

impl Audience {
    const WORDS: &'static [&'static str] = &["members", "public"];
}

impl FromValue for Audience {
    fn kind() -> Kind {
        Kind::ListOr(Box::new(Name::kind()), Self::WORDS)
    }

    fn read(value: &Spanned<Value>, context: &mut Context<'_>) -> Option<Self> {
        match &value.value {
            Value::String(word) if word == "members" => Some(Self::Members),
            Value::String(word) if word == "public" => Some(Self::Public),
            Value::String(_) => {
                context.findings.push(
                    Finding::new(
                        &BAD_VALUE,
                        format!("`{}` is {}.", context.path, Self::kind().words()),
                    )
                    .at(value.span, "neither of the words")
                    .help("Groups are written as a list: `for = [\"bureau\"]`."),
                );
                None
            }
            Value::Array(_) => Vec::<Spanned<Name>>::read(value, context).map(Self::Groups),
            _ => {
                context.wrong_type(value, &Self::kind().words());
                None
            }
        }
    }
}
