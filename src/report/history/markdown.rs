//! For a page that a forge shows.

use std::fmt::Write as _;

use super::{counts, marks};
use crate::diff::history::Entry;
use crate::report::changes::words::{Machines, sentence};
use crate::report::moment::utc;
use crate::visible::markdown::escape;
use crate::words::Words;

/// The whole list.
pub fn history(machine: &str, entries: &[Entry], words: &Words) -> String {
    let mut out = format!("## {}\n", escape(machine));
    for entry in entries {
        let made = entry
            .made
            .map_or_else(String::new, |made| format!(", {}", utc(made)));
        let marks = marks(entry);
        let marks = if marks.is_empty() {
            marks
        } else {
            format!(" ({marks})")
        };
        let _ = writeln!(out, "\n### Generation {}{made}{marks}\n", entry.number);
        for change in entry.changes.iter().flatten() {
            let what = sentence(words, change, Machines::One(machine));
            let _ = writeln!(out, "- {}", escape(&what.to_string()));
        }
        let counts = counts(entry);
        if !counts.is_empty() {
            let _ = writeln!(out, "- {}", escape(&counts));
        }
        for note in &entry.notes {
            let _ = writeln!(out, "- Note: {}", escape(note));
        }
    }
    out
}
