//! Finds secrets in a text before anything else looks at it, and masks them.
//!
//! What is masked here can't be printed by any later stage, whatever it does: the texts in
//! [`crate::source::Sources`] and all typed values are read from the masked text. Masking keeps every offset.

use super::codes::PRIVATE;
use super::value::Value;
use crate::finding::{Finding, Findings};
use crate::source::{FileId, Sources, Span, Spanned};
use crate::visible::secrets::{cover, find, is_harmless, names_a_secret};
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

/// Values that their key, or their text without escapes, shows to be secrets.
fn named(value: &Spanned<Value>, key: &str, source: &str, spans: &mut Vec<Span>) {
    match &value.value {
        Value::Table(entries) => {
            for entry in entries {
                named(&entry.value, &entry.key.value, source, spans);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| named(item, "", source, spans)),
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
