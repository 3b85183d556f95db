//! What each generation of a machine changed, the newest first.

use serde_json::{Value, json};

use super::changes;
use super::changes::json::change;
use super::changes::words::{Machines, sentence};
use super::moment::utc;
use super::note;
use super::page::{Block, Heading, Line, Page, Tone};
use crate::diff::history::{Counts, Entry};
use crate::manifest::types::Language;
use crate::say;
use crate::words::{Text, Words};

/// The whole list.
pub fn page(machine: &str, entries: &[Entry], words: &Words) -> Page {
    let mut page = Page::default();
    let of = Machines::One(machine);
    page.heading(2, Text::plain(machine));
    for entry in entries {
        page.push(Block::Heading(heading(entry, words)));
        for change in entry.changes.iter().flatten() {
            page.line(Line {
                sign: changes::sign(change),
                text: sentence(words, change, of),
                ..Line::default()
            });
        }
        let counts = counts(entry, words);
        let is_quiet = entry.changes.as_ref().is_some_and(Vec::is_empty);
        if counts.is_empty() && is_quiet && entry.notes.is_empty() {
            page.plain(say!(words, "history-quiet"));
        } else if !counts.is_empty() {
            page.plain(counts);
        }
        for one in &entry.notes {
            page.note(note::note(words, one, of));
        }
    }
    page
}

fn heading(entry: &Entry, words: &Words) -> Heading {
    let marks = entry.marks.iter();
    let marks: Vec<Text> = marks
        .map(|mark| say!(words, "history-mark", mark = mark.as_str()))
        .collect();
    Heading {
        level: 3,
        title: match entry.made.map(utc) {
            Some(made) => say!(words, "history-generation", number = entry.number, made),
            None => say!(words, "history-undated", number = entry.number),
        },
        state: (!marks.is_empty()).then(|| (Text::joined(&marks, ", "), Tone::Plain)),
    }
}

/// `3 files and units; packages: 1 new, 2 updated, 14 rebuilt`; empty: nothing of it is known, or nothing changed.
fn counts(entry: &Entry, words: &Words) -> Text {
    let effects = entry.effects.filter(|count| *count > 0);
    let effects = effects.map(|count| say!(words, "history-effects", count));
    let packages = entry.packages.as_ref().and_then(|packages| {
        let counts: Vec<Text> = kinds(packages)
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| say!(words, "history-count", kind, count))
            .collect();
        let counts = (!counts.is_empty()).then(|| Text::joined(&counts, ", "));
        counts.map(|counts| say!(words, "history-packages", counts))
    });
    match (effects, packages) {
        (Some(effects), Some(packages)) => {
            say!(words, "history-both", effects, packages)
        }
        (one, other) => one.or(other).unwrap_or_default(),
    }
}

fn kinds(packages: &Counts) -> [(&'static str, usize); 4] {
    [
        ("added", packages.added),
        ("removed", packages.removed),
        ("changed", packages.changed),
        ("rebuilt", packages.rebuilt),
    ]
}

/// The whole list as `{ "version": 1, "machine", "generations": [{ "generation", "made", "path", "changes", … }] }`.
pub fn json(machine: &str, entries: &[Entry]) -> Value {
    let words = Words::of(Language::En);
    let generations: Vec<Value> = entries
        .iter()
        .map(|entry| {
            let changes = entry.changes.as_ref();
            let changes = changes.map(|all| {
                all.iter()
                    .map(|one| change(one, machine, &words))
                    .collect::<Vec<_>>()
            });
            let packages = entry.packages.as_ref().map(|packages| {
                let counts = kinds(packages).map(|(kind, count)| (kind.to_owned(), count.into()));
                Value::Object(counts.into_iter().collect())
            });
            json!({
                "generation": entry.number,
                "made": entry.made,
                "path": entry.path,
                "marks": entry.marks.iter().map(|mark| mark.as_str()).collect::<Value>(),
                "since": entry.since,
                "changes": changes,
                "effects": entry.effects,
                "packages": packages,
                "notes": note::texts(&words, &entry.notes, Machines::One(machine)),
            })
        })
        .collect();
    json!({ "version": 1, "machine": machine, "generations": generations })
}
