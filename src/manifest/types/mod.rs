//! Typed values of the manifest: each reads itself from a [`Value`], and says what it wants when it can't.

mod choice;
mod name;
mod network;
mod quantity;
mod text;

pub use choice::{Backend, Hardware, Language, SiteKind, Status, System, word};
pub use name::{Audience, Name, misnamed};
pub use network::{DeployHost, Domain, Ipv4, Ipv6, MeshPrefix, Port};
pub use quantity::{Count, Date, Rate, Release, Size};
pub use text::{AgeKey, Email, Free, Inputs, RepoPath, SshKey, Text, Texts, WireGuardKey};

use super::codes::{BAD_VALUE, PRIVATE};
use super::table::{Context, FromValue, Kind};
use super::value::Value;
use crate::finding::Finding;
use crate::source::{Span, Spanned};

/// A type that is written as a string.
trait Written: Sized {
    const WHAT: &'static str;
    const PATTERN: &'static str;
    const EXAMPLE: &'static str;
    /// `Err` is the end of the sentence "This is no …": why.
    fn parse(text: &str) -> Result<Self, String>;
}

/// Reads a string type; pushes `manifest/wrong-type` or `manifest/bad-value`.
fn read_written<T: Written>(value: &Spanned<Value>, context: &mut Context<'_>) -> Option<T> {
    let Value::String(text) = &value.value else {
        context.wrong_type(value, &format!("{}, in quotes", T::WHAT));
        return None;
    };
    match T::parse(text) {
        Ok(parsed) => Some(parsed),
        // A secret that was masked has been told as one.
        Err(_) if masked(text, value.span, context) => None,
        Err(why) => {
            let finding = Finding::new(
                &BAD_VALUE,
                format!("`{}` is not {}.", context.path, T::WHAT),
            )
            .at(value.span, why);
            // Free text has no form that an example could show.
            let example = !T::PATTERN.is_empty();
            context.findings.push(if example {
                finding.help(format!("Write it like \"{}\".", T::EXAMPLE))
            } else {
                finding
            });
            None
        }
    }
}

/// Whether a text stands where a secret was covered.
fn masked(text: &str, span: Span, context: &Context<'_>) -> bool {
    if !text.contains("****") || context.findings.are_many() {
        return false;
    }
    let secrets = context
        .findings
        .iter()
        .filter(|finding| finding.code == &PRIVATE);
    let mut places = secrets
        .flat_map(|finding| &finding.labels)
        .map(|label| label.span);
    places.any(|place| place.file == span.file && place.start < span.end && span.start < place.end)
}

macro_rules! written {
    ($($type:ty),*) => {$(
        impl $crate::manifest::table::FromValue for $type {
            fn kind() -> $crate::manifest::table::Kind {
                $crate::manifest::table::Kind::Text {
                    what: <$type as $crate::manifest::types::Written>::WHAT,
                    pattern: <$type as $crate::manifest::types::Written>::PATTERN,
                    example: <$type as $crate::manifest::types::Written>::EXAMPLE,
                }
            }
            fn read(
                value: &$crate::source::Spanned<$crate::manifest::value::Value>,
                context: &mut $crate::manifest::table::Context<'_>,
            ) -> Option<Self> {
                $crate::manifest::types::read_written(value, context)
            }
        }
    )*};
}
use written;

impl FromValue for bool {
    fn kind() -> Kind {
        Kind::Boolean
    }

    fn read(value: &Spanned<Value>, context: &mut Context<'_>) -> Option<Self> {
        if let Value::Boolean(yes) = value.value {
            return Some(yes);
        }
        context.wrong_type(value, "true or false, without quotes");
        None
    }
}

impl<T: FromValue> FromValue for Vec<Spanned<T>> {
    fn kind() -> Kind {
        Kind::List(Box::new(T::kind()))
    }

    fn read(value: &Spanned<Value>, context: &mut Context<'_>) -> Option<Self> {
        let Value::Array(items) = &value.value else {
            context.wrong_type(value, "a list, in [ and ]");
            return None;
        };
        let read = |item| T::read(item, context).map(|read| Spanned::new(read, item.span));
        Some(items.iter().filter_map(read).collect())
    }
}
