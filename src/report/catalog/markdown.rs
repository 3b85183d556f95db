//! The catalog in Markdown, for a wiki or a page of the collective.

use std::fmt::Write as _;

use super::{Page, Reader, runs_on_arm, spread, sso};
use crate::catalog::{Catalog, Entry};
use crate::visible;
use crate::visible::markdown::{code, escape};

/// All entries, as a table.
pub fn list(catalog: &Catalog, reader: &Reader) -> String {
    let mut out = "# The services on offer\n\n\
        | type | what it is | instead of | memory | runs on | single sign-on | ARM |\n\
        | --- | --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    for entry in catalog.entries.values() {
        let cells = [
            format!("`{}`", entry.name),
            format!(
                "**{}**: {}",
                escape(&entry.title),
                escape(entry.summary.text(reader.language()))
            ),
            escape(&entry.replaces.join(", ")),
            entry.memory.to_string(),
            spread(entry.spread).to_owned(),
            sso(entry).to_owned(),
            runs_on_arm(entry).to_owned(),
        ];
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out
}

/// One entry, with everything.
pub fn page(entry: &Entry, reader: &Reader) -> String {
    let page = Page::new(entry, reader);
    let mut out = format!(
        "# {}\n\n{}.\n\n",
        escape(&page.heading),
        escape(page.summary)
    );
    for (word, what) in &page.facts {
        let _ = writeln!(out, "- {word}: {}", escape(what));
    }
    let fence = fence(&page.example);
    let _ = write!(
        out,
        "\n## To paste into the manifest\n\n{fence}toml\n{}{fence}\n",
        visible::text(&page.example)
    );
    for (title, items) in &page.sections {
        let _ = write!(out, "\n## {title}\n\n");
        for item in items {
            let _ = write!(out, "- {}: {}", code(&item.code), escape(&item.kind));
            for (word, value) in &item.values {
                let _ = write!(out, "; {word} {}", code(value));
            }
            if !item.text.is_empty() {
                let stop = if item.text.ends_with('.') { "" } else { "." };
                let _ = write!(out, "  \n  {}{stop}", escape(&item.text));
            }
            if let Some(command) = &item.command {
                let _ = write!(out, "  \n  {}", code(command));
            }
            out.push('\n');
        }
    }
    let _ = write!(out, "\n---\n\n{}\n", visible::text(page.readme.trim_end()));
    out
}

/// Backticks that no line of a text can end.
fn fence(text: &str) -> String {
    let longest = text
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    "`".repeat((longest + 1).max(3))
}
