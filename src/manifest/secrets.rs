//! Finds secrets in a text before anything else looks at it, and masks them.
//!
//! What is masked here can't be printed by any later stage, whatever it does: the texts in
//! [`crate::source::Sources`] and all typed values are read from the masked text. Masking keeps every offset.

use camino::Utf8Path;

use super::codes::PRIVATE;
use super::value::Value;
use crate::finding::{Finding, Findings};
use crate::source::{FileId, Sources, Span, Spanned};
use crate::visible::secrets::covered_by_name;
use crate::visible::secrets::{Bare, assigned, cover, find, is_harmless, names_a_secret};
pub use crate::visible::secrets::{covered, is_named_like_one};

/// Masks what looks like a secret wherever it stands in a text, comments included.
pub fn mask(file: FileId, text: &str, findings: &mut Findings) -> Option<String> {
    let secrets = find(text);
    if secrets.is_empty() {
        return None;
    }
    for secret in &secrets {
        findings.push(refuse(
            Span::new(file, secret.start, secret.end),
            secret.what,
        ));
    }
    Some(cover(
        text,
        secrets.iter().map(|secret| (secret.start, secret.end)),
    ))
}

/// Masks what looks like a secret in a text that was read beside the manifest: the lock, the collective's catalog.
pub fn mask_source(file: FileId, sources: &mut Sources, findings: &mut Findings) {
    if let Some(text) = mask(file, &sources.get(file).text, findings) {
        sources.mask(file, text);
    }
}

/// Masks the same values as [`mask_named`] in a text that is not TOML, so that nobody knows what it says.
pub fn mask_unread(file: FileId, text: &str, findings: &mut Findings) -> Option<String> {
    let places = assigned(text, Bare::IsCode);
    for (start, end) in &places {
        findings.push(refuse(Span::new(file, *start, *end), "looks like a secret"));
    }
    (!places.is_empty()).then(|| cover(text, places.into_iter()))
}

/// A text of a machine without the values of names like `password`, in quotes or without.
pub fn covered_wherever(text: &str) -> Option<String> {
    covered_by_name(text, Bare::Counts)
}

/// Covers, in a source that is only shown, the values of names like `password`.
pub fn cover_named(file: FileId, sources: &mut Sources) {
    if let Some(text) = covered_by_name(&sources.get(file).text, Bare::IsCode) {
        sources.mask(file, text);
    }
}

/// Masks the values of keys that are named like secrets (`password = "…"`) and hold text that is no path.
pub fn mask_named(
    file: FileId,
    text: &str,
    root: &Spanned<Value>,
    findings: &mut Findings,
) -> Option<String> {
    let mut spans = Vec::new();
    named(root, "", text, &mut spans);
    // Masked once already: the first pass has told it.
    spans.retain(|span| {
        text.get(range(*span))
            .is_some_and(|old| !old.chars().all(|c| c == '*'))
    });
    if spans.is_empty() {
        return None;
    }
    for span in &spans {
        findings.push(refuse(*span, "looks like a secret"));
    }
    debug_assert!(spans.iter().all(|span| span.file == file));
    Some(cover(
        text,
        spans
            .iter()
            .map(|span| (span.start as usize, span.end as usize)),
    ))
}

fn range(span: Span) -> std::ops::Range<usize> {
    span.start as usize..span.end as usize
}

fn refuse(span: Span, what: &str) -> Finding {
    Finding::new(&PRIVATE, "A secret stands in the manifest, where everybody can read it.")
        .at(span, format!("{what}; not shown"))
        .help(
            "Take it out, and give the public key or the path of a file that is on the machine only. If it was \
             ever pushed, replace it: git keeps it for ever.",
        )
}

/// What stands beside a secret, below its name, and is none: `password = { file = "…", lifetime = "5m" }`.
const BESIDE: &[&str] = &[
    "algorithm",
    "file",
    "format",
    "group",
    "length",
    "lifetime",
    "mode",
    "name",
    "owner",
    "path",
    "type",
    "url",
    "user",
];

/// A file of secrets that is not encrypted, or one value in it.
pub fn in_plain_text(path: &Utf8Path, key: Option<&str>) -> Finding {
    let what = key.map_or(String::new(), |key| format!("`{key}` of "));
    Finding::new(&PRIVATE, format!("{what}{path} stands there in plain text, where everybody can read it."))
        .help(
            "Encrypt it: `coloc secrets --missing` shows how. If it was ever pushed, replace the secret: git keeps it \
             for ever.",
        )
}

/// Values that their key, or their text without escapes, shows to be secrets.
fn named(value: &Spanned<Value>, key: &str, source: &str, spans: &mut Vec<Span>) {
    match &value.value {
        Value::Table(entries) => {
            for entry in entries {
                let own = entry.key.value.as_str();
                let is_beside = |it: &&str| own.to_ascii_lowercase().ends_with(*it);
                // Below a secret's name all is secret, but for what says that it is something else.
                let inherits = names_a_secret(key) && !BESIDE.iter().any(is_beside);
                let key = if inherits { key } else { own };
                named(&entry.value, key, source, spans);
            }
        }
        Value::Array(items) => {
            let key = if names_a_secret(key) { key } else { "" };
            for item in items {
                named(item, key, source, spans);
            }
        }
        Value::String(text) => {
            // What stands there as it is has been looked at with the whole text.
            let is_escaped = source.get(range(value.span)) != Some(text);
            // `NAME=value`, as variables of containers are written, has its own key.
            let (key, text) = match text.split_once('=') {
                Some((name, value)) if key.is_empty() && !name.contains(char::is_whitespace) => {
                    (name, value)
                }
                _ => (key, text.as_str()),
            };
            let told_by_key = names_a_secret(key) && !is_harmless(text);
            if told_by_key || (is_escaped && !find(text).is_empty()) {
                spans.push(value.span);
            }
        }
        _ => {}
    }
}
