//! `{ "version": 1, "machine", "generations": [{ "generation", "made", "path", "changes", … }] }`

use serde_json::{Value, json};

use crate::diff::history::Entry;
use crate::manifest::types::Language;
use crate::report::changes::json::change;
use crate::report::json::write;
use crate::words::Words;

/// The whole list, the newest first.
pub fn history(machine: &str, entries: &[Entry]) -> String {
    let words = &Words::of(Language::En);
    let generations: Vec<Value> = entries
        .iter()
        .map(|entry| {
            let changes = entry.changes.as_ref().map(|changes| {
                let changes = changes.iter().map(|one| json!(change(one, machine, words)));
                changes.collect::<Vec<Value>>()
            });
            let packages = entry.packages.map(|packages| {
                json!({
                    "added": packages.added,
                    "removed": packages.removed,
                    "changed": packages.changed,
                    "rebuilt": packages.rebuilt,
                })
            });
            json!({
                "generation": entry.number,
                "made": entry.made,
                "path": entry.path,
                "marks": entry.marks.iter().map(|mark| mark.as_str()).collect::<Vec<_>>(),
                "since": entry.since,
                "changes": changes,
                "effects": entry.effects,
                "packages": packages,
                "notes": entry.notes,
            })
        })
        .collect();
    write(&json!({ "version": 1, "machine": machine, "generations": generations }))
}
