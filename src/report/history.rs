//! What generations changed → text: one file per format.

pub mod human;
pub mod json;
pub mod markdown;

use crate::diff::history::{Entry, Mark};

/// `active, next`
fn marks(entry: &Entry) -> String {
    let words: Vec<&str> = entry.marks.iter().copied().map(Mark::as_str).collect();
    words.join(", ")
}

/// `3 files and units; packages: 1 new, 2 updated, 14 rebuilt`; empty: nothing of it is known, or nothing changed.
fn counts(entry: &Entry) -> String {
    let mut parts = Vec::new();
    match entry.effects {
        Some(1) => parts.push("1 file or unit".to_owned()),
        Some(count) if count > 0 => parts.push(format!("{count} files and units")),
        _ => {}
    }
    if let Some(packages) = entry.packages {
        let kinds = [
            (packages.added, "new"),
            (packages.removed, "gone"),
            (packages.changed, "updated"),
            (packages.rebuilt, "rebuilt"),
        ];
        let words: Vec<String> = kinds
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if !words.is_empty() {
            parts.push(format!("packages: {}", words.join(", ")));
        }
    }
    parts.join("; ")
}
