//! For people at a terminal: a line for each machine, and below it what is so and what to do.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::diff::drift::{Standing, Status, short};
use crate::report::human::wrap;
use crate::report::moment::utc;
use crate::visible;

/// Longest sentence, in characters: a machine may have said anything.
const LONGEST: usize = 1_000;

/// The whole table; empty if there is no machine.
pub fn status(table: &[Status], colour: bool, width: usize) -> String {
    let header = ["MACHINE", "STATE", "GENERATION", "MADE (UTC)", "COMMIT"].map(str::to_owned);
    let rows: Vec<[String; 5]> = table.iter().map(row).collect();
    if rows.is_empty() {
        return String::new();
    }
    let all = || std::iter::once(&header).chain(&rows);
    let widths: [usize; 5] = std::array::from_fn(|at| {
        all()
            .map(|row| visible::width(&row[at]))
            .max()
            .unwrap_or_default()
    });
    let line = |row: &[String; 5], style: Style| {
        let mut line = String::new();
        for (at, (cell, width)) in row.iter().zip(widths).enumerate() {
            let pad = " ".repeat(width - visible::width(cell) + 2);
            if at == 1 && colour {
                let _ = write!(line, "{style}{cell}{style:#}{pad}");
            } else {
                let _ = write!(line, "{cell}{pad}");
            }
        }
        line.trim_end().to_owned()
    };
    let mut out = format!("{}\n", line(&header, Style::new()));
    for (status, row) in table.iter().zip(&rows) {
        let _ = writeln!(out, "{}", line(row, style(status.standing())));
        for cause in &status.causes {
            paragraph(&mut out, &sentence(&cause.what), 4, width);
            paragraph(&mut out, &format!("{}.", cause.to_do), 6, width);
        }
        for note in &status.notes {
            paragraph(&mut out, &format!("Note: {note}."), 4, width);
        }
    }
    out
}

fn row(status: &Status) -> [String; 5] {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    [
        visible::line(&status.machine).into_owned(),
        status.standing().words().to_owned(),
        or_none(status.generation.map(|number| number.to_string())),
        or_none(status.made.map(utc)),
        or_none(
            status
                .commit
                .as_deref()
                .map(|commit| short(commit).to_owned()),
        ),
    ]
}

fn style(standing: Standing) -> Style {
    match standing {
        Standing::InStep => AnsiColor::Green.on_default(),
        Standing::NeedsReboot | Standing::Behind | Standing::Ahead | Standing::NotActive => {
            AnsiColor::Yellow.on_default()
        }
        _ => AnsiColor::Red.on_default(),
    }
}

/// A sentence as it begins a line.
pub(super) fn sentence(what: &str) -> String {
    let mut letters = what.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

/// Wrapped lines, all so many columns from the left.
fn paragraph(out: &mut String, text: &str, by: usize, width: usize) {
    let text = visible::line(visible::shorten(text, LONGEST).as_ref()).into_owned();
    for line in wrap(&text, width.saturating_sub(by).max(20)).lines() {
        let _ = writeln!(out, "{}{line}", " ".repeat(by));
    }
}
