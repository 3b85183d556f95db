//! `{ "version": 1, "machine", "generations": [{ "generation", "made", "path", "changes", … }] }`

use serde_json::{Value, json};

use crate::diff::history::Entry;
use crate::report::json::write;

/// The whole list, the newest first.
pub fn history(machine: &str, entries: &[Entry]) -> String {
    let generations: Vec<Value> = entries
        .iter()
        .map(|entry| {
            let changes = entry.changes.as_ref().map(|changes| {
                let changes = changes.iter().map(|change| {
                    json!({
                        "kind": change.kind.as_str(),
                        "action": change.action.as_str(),
                        "subject": change.subject,
                        "risk": change.risk.as_str(),
                        "what": change.what,
                        "from": change.from,
                        "to": change.to,
                    })
                });
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
