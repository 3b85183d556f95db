//! `generated/manifest.json`, as it stands on disk: which files coloc wrote, and what was in them.
//!
//! It comes out of a shared repository, so it may have git's conflict marks in it, be cut, or be written by somebody
//! who wants other files removed. All that is taken from it is pairs of a path and a digest, of any side of a
//! conflict, and only for paths that can be generated at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use sha2::{Digest as _, Sha256};

/// Where it is.
pub(super) const PATH: &str = "generated/manifest.json";

/// The digest that is recorded for a file: SHA-256, in hexadecimal.
pub fn digest(bytes: impl AsRef<[u8]>) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// Whether a path is one of those that coloc writes and keeps a digest of.
///
/// `coloc.lock` is not: people resolve merges in it. Nor is the ledger itself. Names that no file system takes and
/// control characters are refused, so that no later step can stumble over them.
pub(super) fn is_ours(path: &Utf8Path) -> bool {
    let plain = |component: Utf8Component| match component {
        Utf8Component::Normal(name) => name.len() <= 255 && !name.chars().any(char::is_control),
        _ => false,
    };
    let clean = path.components().collect::<Utf8PathBuf>().as_str() == path.as_str()
        && path.as_str().len() <= 1024
        && path.components().all(plain);
    clean
        && (path == "flake.nix"
            || (path.starts_with(super::GENERATED) && path != super::GENERATED && path != PATH))
}

/// Paths and the digests that coloc is known to have written there.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Ledger {
    files: BTreeMap<Utf8PathBuf, BTreeSet<String>>,
}

impl Ledger {
    /// Takes all pairs out of a text, whatever else is in it.
    pub(super) fn parse(text: &str) -> Self {
        let mut ledger = Self::default();
        let mut rest = text;
        while let Some((key, after)) = next_string(rest) {
            rest = after;
            let Some((value, end)) = value(after) else {
                continue;
            };
            rest = end;
            let Some(path) = key.map(Utf8PathBuf::from).filter(|path| is_ours(path)) else {
                continue;
            };
            ledger
                .files
                .entry(path)
                .or_default()
                .insert(value.to_ascii_lowercase());
        }
        ledger
    }

    /// Whether coloc is known to have written this.
    pub(super) fn accepts(&self, path: &Utf8Path, digest: &str) -> bool {
        self.files
            .get(path)
            .is_some_and(|digests| digests.contains(digest))
    }

    /// All paths, sorted.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Utf8Path> {
        self.files.keys().map(Utf8PathBuf::as_path)
    }
}

/// The next JSON string of a text, and what comes after it. A string ends at its quote or with its line; one that
/// is no JSON is there, and worth nothing.
fn next_string(text: &str) -> Option<(Option<String>, &str)> {
    let start = text.find('"')?;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(start + 1) {
        match byte {
            b'\n' => return Some((None, &text[at..])),
            b'"' if !escaped => {
                return Some((
                    serde_json::from_str(&text[start..=at]).ok(),
                    &text[at + 1..],
                ));
            }
            _ => escaped = byte == b'\\' && !escaped,
        }
    }
    None
}

/// A digest after a key, and what comes after it.
fn value(text: &str) -> Option<(&str, &str)> {
    let text = text
        .trim_start()
        .strip_prefix(':')?
        .trim_start()
        .strip_prefix('"')?;
    let (digest, end) = (text.get(..64)?, text.get(64..)?);
    let hex = digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some((digest, end.strip_prefix('"')?)).filter(|_| hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const B: &str = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";

    fn accepted(ledger: &Ledger) -> Vec<String> {
        let pair = |(path, digests): (&Utf8PathBuf, &BTreeSet<String>)| {
            let first: Vec<&str> = digests.iter().map(|digest| &digest[..1]).collect();
            format!("{path}={}", first.join(""))
        };
        ledger.files.iter().map(pair).collect()
    }

    #[test]
    fn both_sides_of_a_conflict_count_and_a_cut_end_does_not() {
        let text = format!(
            "{{ \"version\": 1, \"files\": {{\n<<<<<<< ours\n\"generated/a\": \"{A}\",\n=======\n\
             \"generated/a\": \"{B}\",\n>>>>>>> theirs\n\"generated/b\" : \"{A}\",\n\"flake.nix\":\n\"{B}\",\n\
             \"generated/c\": \"aaaa"
        );
        let expected = ["flake.nix=b", "generated/a=ab", "generated/b=a"];
        assert_eq!(accepted(&Ledger::parse(&text)), expected);
    }

    #[test]
    fn only_paths_that_can_be_generated_are_believed() {
        let long = format!("generated/{}", "x".repeat(300));
        let hostile = [
            "../x",
            "/etc/x",
            ".git/config",
            "coloc.toml",
            "coloc.lock",
            "generated",
            "generated/",
            "generated/../x",
            "generated//x",
            "./generated/x",
            "generated/./x",
            "generated/x/",
            "generatedx",
            "Flake.nix",
            "",
            "generated/manifest.json",
            "generated/a\\u0000b",
            "generated/a\\nb",
            &long,
        ];
        for path in hostile {
            let ledger = Ledger::parse(&format!("{{\"files\": {{\"{path}\": \"{A}\"}}}}"));
            assert_eq!(ledger, Ledger::default(), "{path}");
        }
        let ledger = Ledger::parse(&format!(
            "{{\"generated/\\u00e9 \\\"x\\\"\": \"{A}\", \"bad\\q\": \"{A}\"}}"
        ));
        assert_eq!(accepted(&ledger), ["generated/é \"x\"=a"]);
    }

    #[test]
    fn a_text_of_quotes_is_read_in_one_go() {
        let ledger = Ledger::parse(&"\"".repeat(1 << 20));
        assert_eq!(ledger, Ledger::default());
        assert_eq!(
            Ledger::parse(&format!("\"cut\n\"generated/a\": \"{A}\""))
                .files
                .len(),
            1
        );
    }
}
