//! What people must know, in words; without a full stop.

use super::changes::words::{Machines, part, sentence};
use super::changes::{harmless, listed};
use crate::diff::note::Note;
use crate::say;
use crate::words::{Text, Words};

/// Parts of a system that are named; the others are counted.
const MOST_NAMED: usize = 8;

/// A note on some machines.
pub fn note(words: &Words, note: &Note, machines: Machines<'_>) -> Text {
    let value = |value: &Option<String>| match value {
        Some(value) => Text::plain(value),
        None => say!(words, "nothing"),
    };
    harmless(match note {
        Note::NothingFollows(change) => {
            let change = sentence(words, change, machines);
            say!(words, "note-nothing-follows", change)
        }
        Note::NoModuleFollows(change) => {
            let change = sentence(words, change, machines);
            say!(words, "note-no-module-follows", change)
        }
        Note::ModuleUnexplained(path) => say!(words, "note-module-unexplained", path),
        Note::OnlyABuildTells(parts) => {
            let parts: Vec<Text> = parts.iter().map(|one| part(words, one)).collect();
            let parts = listed(words, &parts, MOST_NAMED);
            say!(words, "note-only-a-build-tells", parts)
        }
        Note::ForGood {
            service,
            key,
            from,
            to,
        } => {
            let (from, to) = (value(from), value(to));
            say!(words, "note-for-good", service, key, from, to)
        }
        Note::OldCopies { service, at } => say!(words, "note-old-copies", service, at),
        Note::Moves { service, from, to } => {
            let (from, to) = (from.join(", "), to.join(", "));
            say!(words, "note-moves", service, from, to)
        }
        Note::Said(text) => Text::plain(text),
    })
}
