//! Finds secrets in a text before anything else looks at it, and masks them.
//!
//! What is masked here can't be printed by any later stage, whatever it does: the texts in
//! [`crate::source::Sources`] and all typed values are read from the masked text. Masking keeps every offset.

mod names;
mod patterns;

use super::codes::PRIVATE;
use super::value::Value;
use crate::finding::{Finding, Findings};
use crate::source::{FileId, Sources, Span, Spanned};
use names::{is_harmless, names_a_secret};
use patterns::find;

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

/// A text without what looks like a secret, wherever it comes from; none: there is none in it.
pub fn covered(text: &str) -> Option<String> {
    let secrets = find(text);
    let ranges = secrets.iter().map(|secret| (secret.start, secret.end));
    (!secrets.is_empty()).then(|| cover(text, ranges))
}

/// Whether a key, as of a file in JSON, says that a secret stands behind it.
pub fn is_named_like_one(key: &str) -> bool {
    names_a_secret(key)
}

/// A text as it may be shown: what looks like a secret in it is masked.
pub fn shown(text: &str) -> String {
    covered(text).unwrap_or_else(|| text.to_owned())
}

/// Masks what looks like a secret in a text that was read beside the manifest: the lock, the collective's catalog.
pub fn mask_source(file: FileId, sources: &mut Sources, findings: &mut Findings) {
    if let Some(text) = mask(file, &sources.get(file).text, findings) {
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
    named(root, "", &mut spans);
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

/// Values that their key, or their text without escapes, shows to be secrets.
fn named(value: &Spanned<Value>, key: &str, spans: &mut Vec<Span>) {
    match &value.value {
        Value::Table(entries) => {
            for entry in entries {
                named(&entry.value, &entry.key.value, spans);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| named(item, "", spans)),
        Value::String(text) => {
            // `NAME=value`, as variables of containers are written, has its own key.
            let (key, text) = match text.split_once('=') {
                Some((name, value)) if key.is_empty() && !name.contains(char::is_whitespace) => {
                    (name, value)
                }
                _ => (key, text.as_str()),
            };
            let told_by_key = names_a_secret(key) && !is_harmless(text);
            if told_by_key || !find(text).is_empty() {
                spans.push(value.span);
            }
        }
        _ => {}
    }
}

fn cover(text: &str, ranges: impl Iterator<Item = (usize, usize)>) -> String {
    let mut covered = text.to_owned();
    for (start, end) in ranges {
        // Stars for bytes: offsets stay right. Line breaks stay, so that lines do too; a string's quotes as well,
        // so that the text stays TOML.
        let Some(old) = covered.get(start..end) else {
            continue;
        };
        let quote = old.chars().next().filter(|c| matches!(c, '"' | '\''));
        let quotes = quote.map_or(0, |q| {
            let triple: String = [q; 3].iter().collect();
            if old.starts_with(&triple) && old.len() >= 6 {
                3
            } else {
                1
            }
        });
        let stars: String = old
            .bytes()
            .enumerate()
            .map(|(at, byte)| match byte {
                b'\n' | b'\r' => char::from(byte),
                _ if at < quotes || at + quotes >= old.len() => char::from(byte),
                _ => '*',
            })
            .collect();
        covered.replace_range(start..end, &stars);
    }
    covered
}
