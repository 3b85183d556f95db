//! The catalog for people at a terminal.

use std::fmt::Write as _;

use anstyle::Style;

use super::{Page, Reader, runs_on_arm, spread, sso};
use crate::catalog::{Catalog, Entry};
use crate::report::human::wrap;
use crate::visible;

const BOLD: Style = Style::new().bold();

/// All entries: a line of facts each, and under it what it is.
pub fn list(catalog: &Catalog, reader: &Reader, colour: bool, width: usize) -> String {
    let header = ["TYPE", "TITLE", "MEMORY", "RUNS ON", "SIGN-ON", "ARM"].map(str::to_owned);
    let rows: Vec<[String; 6]> = catalog.entries.values().map(|entry| row(entry)).collect();
    let all = || std::iter::once(&header).chain(&rows);
    let widths: Vec<usize> = (0..header.len())
        .map(|at| {
            all()
                .map(|row| visible::width(&row[at]))
                .max()
                .unwrap_or_default()
        })
        .collect();
    let line = |row: &[String; 6]| {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let pad = " ".repeat(width - visible::width(cell) + 2);
            line.push_str(&visible::line(cell));
            line.push_str(&pad);
        }
        line.trim_end().to_owned()
    };
    let mut out = format!("{}\n", line(&header));
    for (entry, row) in catalog.entries.values().zip(&rows) {
        let line = line(row);
        let name = visible::line(&row[0]);
        let rest = line.strip_prefix(name.as_ref()).unwrap_or_default();
        out.push_str(&paint(&name, colour));
        out.push_str(rest);
        out.push('\n');
        let summary = entry.summary.text(reader.language());
        out.push_str(&indented(&format!("{summary}."), 4, width));
        if !entry.replaces.is_empty() {
            let instead = format!("Instead of {}.", entry.replaces.join(", "));
            out.push_str(&indented(&instead, 4, width));
        }
    }
    out
}

fn row(entry: &Entry) -> [String; 6] {
    [
        entry.name.to_string(),
        entry.title.clone(),
        entry.memory.to_string(),
        spread(entry.spread).to_owned(),
        sso(entry).to_owned(),
        runs_on_arm(entry).to_owned(),
    ]
}

/// One entry, with everything.
pub fn page(entry: &Entry, reader: &Reader, colour: bool, width: usize) -> String {
    let page = Page::new(entry, reader);
    let mut out = format!("{}\n", paint(&visible::line(&page.heading), colour));
    out.push_str(&indented(&format!("{}.", page.summary), 0, width));
    out.push('\n');
    let column = page.facts.iter().map(|(word, _)| word.len()).max();
    let column = column.unwrap_or_default() + 4;
    for (word, what) in &page.facts {
        let what = indented(what, column, width);
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "  {word}{}{}",
            " ".repeat(column - 2 - word.len()),
            what.trim_start()
        );
    }
    let _ = write!(
        out,
        "\n{}\n\n{}",
        paint("To paste into the manifest", colour),
        visible::text(&page.example)
    );
    for (title, items) in &page.sections {
        let _ = write!(out, "\n{}\n", paint(title, colour));
        for item in items {
            let mut line = format!("{}: {}", item.code, item.kind);
            for (word, value) in &item.values {
                let _ = write!(line, "; {word} {value}");
            }
            out.push_str(&hanging(&line, width));
            if !item.text.is_empty() {
                let stop = if item.text.ends_with('.') { "" } else { "." };
                out.push_str(&indented(&format!("{}{stop}", item.text), 6, width));
            }
            if let Some(command) = &item.command {
                let _ = writeln!(out, "      $ {}", visible::line(command));
            }
        }
    }
    let _ = write!(out, "\n{}\n\n", paint("For its caretakers", colour));
    out.push_str(visible::text(page.readme.trim_end()).as_ref());
    out.push('\n');
    out
}

fn paint(text: &str, colour: bool) -> String {
    if colour {
        format!("{BOLD}{text}{BOLD:#}")
    } else {
        text.to_owned()
    }
}

/// Wrapped lines, all so many columns from the left.
fn indented(text: &str, by: usize, width: usize) -> String {
    let text = visible::line(text);
    let indent = " ".repeat(by);
    wrap(&text, width.saturating_sub(by).max(20))
        .lines()
        .flat_map(|line| [indent.as_str(), line, "\n"])
        .collect()
}

/// Wrapped lines; those after the first stand further to the right.
fn hanging(text: &str, width: usize) -> String {
    let lines = indented(text, 4, width);
    format!("  {}", lines.trim_start())
}
