//! Text for people, addresses of mail, paths, flake inputs, and tables that somebody else checks.

use std::collections::BTreeMap;
use std::ops::Deref;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use serde::Serialize;

use super::{Domain, Written, written};
use crate::finding::Finding;
use crate::manifest::codes::{BAD_NAME, BAD_VALUE, OUTSIDE_REPOSITORY};
use crate::manifest::table::{Context, FromValue, Kind};
use crate::manifest::value::{Entry, Value};
use crate::source::Spanned;

/// One line of text for people: no control characters, none that change the direction of writing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Text(pub String);

/// Characters that are not seen and change how others are: Unicode's bidirectional controls, and the like.
fn invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

impl Written for Text {
    const WHAT: &'static str = "a line of text";
    const PATTERN: &'static str = "";
    const EXAMPLE: &'static str = "Les Trois Maisons";

    fn parse(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("is empty".to_owned());
        }
        if text.contains(['\n', '\r']) {
            return Err("holds a line break; it must be one line".to_owned());
        }
        if let Some(odd) = text.chars().find(|c| c.is_control() || invisible(*c)) {
            return Err(format!(
                "holds the invisible character U+{:04X}",
                u32::from(odd)
            ));
        }
        // Keys are longer: RSA's, and age's that resist quantum computers.
        let limit = if text.starts_with("ssh-") || text.starts_with("age1") {
            10_000
        } else {
            1_000
        };
        if text.chars().count() > limit {
            return Err("longer than 1,000 characters".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

/// Texts whose places nobody will point at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Texts(pub Vec<String>);

impl FromValue for Texts {
    fn kind() -> Kind {
        Vec::<Spanned<Text>>::kind()
    }

    fn read(value: &Spanned<Value>, context: &mut Context<'_>) -> Option<Self> {
        let texts = Vec::<Spanned<Text>>::read(value, context)?;
        Some(Self(texts.into_iter().map(|text| text.value.0).collect()))
    }
}

/// An address of mail: `name@domain`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Email(pub String);

impl Written for Email {
    const WHAT: &'static str = "a mail address";
    const PATTERN: &'static str = "^[A-Za-z0-9.!#%&'*+/=?^_{|}~-]+@[a-z0-9.-]+$";
    const EXAMPLE: &'static str = "bonjour@trois-maisons.example";

    fn parse(text: &str) -> Result<Self, String> {
        let (local, domain) = text.rsplit_once('@').ok_or("has no @")?;
        let known = |c: char| c.is_ascii_alphanumeric() || ".!#%&'*+/=?^_{|}~-".contains(c);
        if local.is_empty() || local.len() > 64 || !local.chars().all(known) {
            return Err("letters, digits and `.`, `-`, `_`, `+` before the @".to_owned());
        }
        Domain::new(domain).map_err(|why| format!("after the @: {why}"))?;
        Ok(Self(text.to_owned()))
    }
}

/// Declares a kind of key: a line of text whose content `key/invalid` looks at.
macro_rules! key {
    ($(#[doc = $doc:literal])* $Key:ident, $what:literal, $pattern:literal, $example:literal) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $Key(pub String);

        impl Written for $Key {
            const WHAT: &'static str = $what;
            const PATTERN: &'static str = $pattern;
            const EXAMPLE: &'static str = $example;

            fn parse(text: &str) -> Result<Self, String> {
                Text::parse(text).map(|text| Self(text.0.trim().to_owned()))
            }
        }

        impl Deref for $Key {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }
    };
}

key! {
    /// A line of a `.pub` file of OpenSSH.
    SshKey, "an OpenSSH public key", "^(ssh|ecdsa|sk)-[a-z0-9@.-]+ +[A-Za-z0-9+/]+=*( .*)?$",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG5LrN4eAWY2WXVGJ4CyNQqQ1WIRkgNIjF1ifY2gj2+4 alice@laptop"
}

key! {
    /// A recipient of age.
    AgeKey, "an age public key", "^age1[a-z0-9]+$", "age1ux3wq440q4hq3stxktfl54gfx790jld20wl5s93tvzph60vrve4qgefnrr"
}

key! {
    /// A public key of WireGuard.
    WireGuardKey, "a WireGuard public key", "^[A-Za-z0-9+/]{43}=$",
    "5EZ/u2ia+29OyQ9B8hh+v8/FonAB4YWjp24yezdufRI="
}

impl SshKey {
    /// Without its comment: type and base64.
    pub fn material(&self) -> String {
        let words: Vec<&str> = self.split_whitespace().take(2).collect();
        words.join(" ")
    }
}

written!(Text, Email, SshKey, AgeKey, WireGuardKey);

/// A path inside the repository, relative to its root, without `.` and `..`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RepoPath(Utf8PathBuf);

impl RepoPath {
    /// The path, if it stays inside by its letters; links are looked at when the disk is.
    pub fn new(text: &str) -> Result<Self, String> {
        let path = Utf8Path::new(text);
        if text.is_empty() {
            return Err("is empty".to_owned());
        }
        let mut clean = Utf8PathBuf::new();
        for component in path.components() {
            match component {
                Utf8Component::Normal(part)
                    if part.chars().any(|c| c.is_control() || invisible(c)) =>
                {
                    return Err("holds an invisible character".to_owned());
                }
                Utf8Component::Normal(part) => clean.push(part),
                Utf8Component::CurDir => {}
                Utf8Component::ParentDir => {
                    return Err("`..` leads out of the repository".to_owned());
                }
                Utf8Component::RootDir | Utf8Component::Prefix(_) => {
                    return Err(
                        "begins at the root of a computer, not of the repository".to_owned()
                    );
                }
            }
        }
        if clean.as_str().is_empty() {
            return Err("names the whole repository".to_owned());
        }
        if clean.starts_with(".git") {
            return Err("git's own folder".to_owned());
        }
        Ok(Self(clean))
    }

    /// Relative to the root, with `/`.
    pub fn as_path(&self) -> &Utf8Path {
        &self.0
    }
}

impl FromValue for RepoPath {
    fn kind() -> Kind {
        Kind::Text {
            what: "a path in the repository",
            pattern: "^[^/]",
            example: "hardware/ananas.nix",
        }
    }

    fn read(value: &Spanned<Value>, context: &mut Context<'_>) -> Option<Self> {
        let Value::String(text) = &value.value else {
            context.wrong_type(value, "a path, in quotes");
            return None;
        };
        match Self::new(text) {
            Ok(path) => Some(path),
            Err(why) => {
                context.findings.push(
                    Finding::new(&OUTSIDE_REPOSITORY, format!("`{}` is not a path in the repository.", context.path))
                        .at(value.span, why)
                        .help("Copy the file into the repository, and give its path from the folder of coloc.toml."),
                );
                None
            }
        }
    }
}

/// Inputs of the flake: name → flake reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs(pub BTreeMap<String, Spanned<String>>);

impl FromValue for Inputs {
    fn kind() -> Kind {
        Kind::Map(Box::new(Kind::Text {
            what: "a flake reference",
            pattern: "^[!-~]+$",
            example: "github:NixOS/nixpkgs/nixos-26.05",
        }))
    }

    fn read(value: &Spanned<Value>, context: &mut Context<'_>) -> Option<Self> {
        let Value::Table(entries) = &value.value else {
            context.wrong_type(value, "a table of names and flake references");
            return None;
        };
        let read = |entry: &Entry| {
            let name = &entry.key.value;
            let good = name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
            if !good || name == "self" {
                context.findings.push(
                    Finding::new(
                        &BAD_NAME,
                        format!("`{name}` cannot be the name of a flake input."),
                    )
                    .at(entry.key.span, "letters, digits, `-` and `_`; not `self`"),
                );
                return None;
            }
            let Value::String(reference) = &entry.value.value else {
                context.under(name, |context| {
                    context.wrong_type(&entry.value, "a flake reference, in quotes");
                });
                return None;
            };
            if reference.is_empty() || !reference.chars().all(|c| c.is_ascii_graphic()) {
                context.findings.push(
                    Finding::new(
                        &BAD_VALUE,
                        format!("`{}.{name}` is not a flake reference.", context.path),
                    )
                    .at(entry.value.span, "one word, without spaces and accents")
                    .help("Write it like \"github:NixOS/nixpkgs/nixos-26.05\"."),
                );
            }
            Some((
                name.clone(),
                Spanned::new(reference.clone(), entry.value.span),
            ))
        };
        Some(Self(entries.iter().filter_map(read).collect()))
    }
}

/// A table that somebody else checks: `settings` by the catalog, `nixos` by NixOS.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Free(pub Vec<Entry>);

impl FromValue for Free {
    fn kind() -> Kind {
        Kind::Table
    }

    fn read(value: &Spanned<Value>, context: &mut Context<'_>) -> Option<Self> {
        let Value::Table(entries) = &value.value else {
            context.wrong_type(value, "a table");
            return None;
        };
        Some(Self(entries.clone()))
    }
}
