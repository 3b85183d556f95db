//! NixOS' own `options.json`, plain or compressed → the entries of an index.
//!
//! The file is an object: an option's name → `{ "loc": […], "type": "…", "default": { "_type": "literalExpression",
//! "text": "…" }, "readOnly": …, … }`, as nixpkgs' `nixos/lib/make-options-doc` writes it. Descriptions, examples
//! and declarations are passed over.

mod inflate;

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use super::compact::{self, Corrupt, Entry, PLACES};
use super::index::Index;
pub use inflate::{LARGEST, LARGEST_FILE};

/// Fewer options are no list of a whole NixOS. It has more than 20,000; that of one module may have a dozen.
const FEWEST: usize = 500;

/// Why a file is no list of options.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The decoder says no.
    #[error("it cannot be unpacked: it is cut off, or damaged")]
    Damaged,
    /// A way to pack that is not known.
    #[error(
        "it is packed with {0}: unpack it first, or take options.json, .json.br, .json.zst or .json.xz"
    )]
    Unsupported(&'static str),
    /// More than 256 MiB.
    #[error("it is larger than any list of options")]
    TooLarge,
    /// Not JSON, or not of this shape.
    #[error("it is not the options.json of NixOS: {0}")]
    Json(#[from] serde_json::Error),
    /// JSON of this shape, with next to nothing in it.
    #[error("it has {0} options only: is it the list of a whole NixOS?")]
    TooFew(usize),
    /// It makes no index.
    #[error("it makes no index: {0}")]
    Index(#[from] Corrupt),
}

/// An index on its way to the disk.
#[derive(Debug)]
pub struct Imported {
    /// The compact text.
    pub text: String,
    /// How many options it has.
    pub options: usize,
    /// Descriptions of types that coloc does not understand: what is set there is not checked. Sorted.
    pub unknown_types: Vec<String>,
}

/// Makes an index for a release (2605 for 26.05) out of the bytes of a file. `name` is the file's name: brotli is
/// known by `.br` alone.
pub fn import(name: &str, bytes: &[u8], release: u32) -> Result<Imported, ImportError> {
    let json = inflate::inflate(name, bytes)?;
    let entries = entries(&json)?;
    drop(json);
    if entries.len() < FEWEST {
        return Err(ImportError::TooFew(entries.len()));
    }
    let options = entries.len();
    let text = compact::write(release, entries)?;
    // What is written can be read: asked here, where somebody waits for the answer.
    let index = Index::imported(&text)?;
    let unknown = |text: &&str| {
        matches!(
            super::types::Type::described(text),
            super::types::Type::Unknown(_)
        )
    };
    let mut unknown_types: Vec<String> = index
        .descriptions()
        .filter(unknown)
        .map(str::to_owned)
        .collect();
    unknown_types.sort();
    Ok(Imported {
        text,
        options,
        unknown_types,
    })
}

/// The options of a JSON text.
pub fn entries(json: &[u8]) -> Result<Vec<Entry>, ImportError> {
    let All(entries) = serde_json::from_slice(json)?;
    Ok(entries)
}

struct All(Vec<Entry>);

/// What is read of one option.
#[derive(Deserialize)]
struct Shown {
    loc: Vec<String>,
    r#type: Option<String>,
    #[serde(default)]
    default: Default,
    #[serde(default, rename = "readOnly")]
    read_only: bool,
}

/// A default; only Nix is kept, no prose.
#[derive(Default)]
struct Default(Option<String>);

impl<'de> Deserialize<'de> for All {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Options;
        impl<'de> Visitor<'de> for Options {
            type Value = All;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("options by name")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<All, M::Error> {
                let mut entries = Vec::new();
                while let Some((_, shown)) = map.next_entry::<IgnoredAny, Shown>()? {
                    if entries.len() > PLACES {
                        return Err(serde::de::Error::custom("there is no end of them"));
                    }
                    if shown.loc.is_empty() || shown.loc.iter().any(String::is_empty) {
                        continue;
                    }
                    entries.push(Entry {
                        path: shown.loc,
                        r#type: shown
                            .r#type
                            .unwrap_or_else(|| "unspecified value".to_owned()),
                        default: shown.default.0,
                        read_only: shown.read_only,
                    });
                }
                Ok(All(entries))
            }
        }
        deserializer.deserialize_map(Options)
    }
}

impl<'de> Deserialize<'de> for Default {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Releases before 22.05 wrote the value itself.
        let value = serde_json::Value::deserialize(deserializer)?;
        let text = |value: &serde_json::Value| Some(value.get("text")?.as_str()?.to_owned());
        let is_nix = value.get("_type").and_then(|kind| kind.as_str()) == Some("literalExpression");
        Ok(Self(text(&value).filter(|_| is_nix)))
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::needless_raw_string_hashes,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it measured"
)]
mod tests;
