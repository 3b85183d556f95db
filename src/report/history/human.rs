//! For people at a terminal.

use std::fmt::Write as _;

use anstyle::Style;

use super::{counts, marks};
use crate::diff::history::Entry;
use crate::diff::{Action, Change};
use crate::report::changes::words::{Machines, sentence};
use crate::report::human::wrap;
use crate::report::moment::utc;
use crate::visible;
use crate::words::Words;

/// The whole list.
pub fn history(
    machine: &str,
    entries: &[Entry],
    words: &Words,
    colour: bool,
    width: usize,
) -> String {
    let bold = |text: &str| {
        let style = Style::new().bold();
        if colour {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    };
    let mut out = format!("{}\n", bold(&visible::line(machine)));
    let digits = entries
        .iter()
        .map(|entry| entry.number.to_string().len())
        .max()
        .unwrap_or(1);
    for entry in entries {
        let made = entry.made.map_or_else(|| "no date".to_owned(), utc);
        let number = format!("{:digits$}", entry.number);
        let line = format!("  {}  {made}  {}", bold(&number), marks(entry));
        let _ = writeln!(out, "{}", line.trim_end());
        let mut say = |text: &str| {
            let text = visible::line(text);
            let by = digits + 4;
            for (at, line) in wrap(&text, width.saturating_sub(by + 2).max(20))
                .lines()
                .enumerate()
            {
                let by = if at == 0 { by } else { by + 2 };
                let _ = writeln!(out, "{}{line}", " ".repeat(by));
            }
        };
        for change in entry.changes.iter().flatten() {
            let what = sentence(words, change, Machines::One(machine));
            say(&format!("{} {what}", sign(change)));
        }
        let counts = counts(entry);
        if !counts.is_empty() {
            say(&format!("{counts}."));
        }
        let quiet = entry.changes.as_ref().is_some_and(Vec::is_empty) && counts.is_empty();
        if quiet && entry.notes.is_empty() {
            say("Nothing that can be told.");
        }
        for note in &entry.notes {
            say(&format!("Note: {note}."));
        }
    }
    out
}

/// `+`, `-`, `~`.
fn sign(change: &Change) -> char {
    match change.action {
        Action::Added => '+',
        Action::Removed => '-',
        Action::Changed => '~',
    }
}
