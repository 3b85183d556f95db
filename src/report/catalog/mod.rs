//! The catalog → pages, json.

mod facts;
mod items;
mod json;
mod reader;

pub use json::services as json;
pub use reader::Reader;

use super::page::{Below, Block, Line, Page, Row, Table};
use crate::catalog::facts::Bilingual;
use crate::catalog::{Catalog, Entry, example};
use crate::say;
use crate::words::{Text, Words};

/// A text of an entry in the reader's language.
fn own(text: &Bilingual, words: &Words) -> Text {
    Text::from_markup(text.text(words.language()))
}

/// All entries: a row of facts each, and under it what it is.
pub fn list(catalog: &Catalog, words: &Words) -> Page {
    let mut page = Page::default();
    page.heading(1, say!(words, "catalog"));
    page.push(Block::Table(Table {
        columns: vec![
            say!(words, "column-type"),
            say!(words, "column-memory"),
            say!(words, "column-machines"),
            say!(words, "column-sign-on"),
            say!(words, "column-arm"),
        ],
        below: say!(words, "column-what"),
        rows: catalog.entries().map(|entry| row(entry, words)).collect(),
    }));
    page
}

fn row(entry: &Entry, words: &Words) -> Row {
    let summary = own(&entry.summary, words);
    let what = say!(
        words,
        "catalog-what",
        title = &entry.title,
        summary = summary
    );
    let mut below = vec![Below::Text(what.stopped())];
    if !entry.replaces.is_empty() {
        let replaces = entry.replaces.join(", ");
        below.push(Below::Text(say!(
            words,
            "catalog-instead",
            replaces = replaces
        )));
    }
    Row {
        cells: vec![
            Text::code(entry.name.as_str()),
            Text::plain(entry.memory.to_string()),
            facts::spread(entry, words),
            facts::sign_on(entry, words),
            facts::on_arm(entry, words),
        ],
        tone: None,
        below,
    }
}

/// One entry, with everything.
pub fn page(entry: &Entry, reader: &Reader, words: &Words) -> Page {
    let mut page = Page::default();
    page.heading(1, Text::plain(format!("{}: {}", entry.name, entry.title)));
    page.push(Block::Paragraph(own(&entry.summary, words).stopped()));
    page.push(Block::Facts(facts::facts(entry, reader, words)));
    page.heading(2, say!(words, "catalog-to-paste"));
    page.push(Block::Code {
        language: "toml",
        text: example::service(entry, reader.machine(), &reader.caretakers()),
    });
    let settings = entry.settings.iter();
    let settings = settings.map(|(key, setting)| items::setting(key, setting, reader, words));
    let parts: [(Text, Vec<Line>); 6] = [
        (
            say!(words, "catalog-to-accept"),
            items::accepted(entry, words),
        ),
        (say!(words, "catalog-needs"), items::needs(entry, words)),
        (say!(words, "catalog-settings"), settings.collect()),
        (say!(words, "catalog-ports"), items::ports(entry, words)),
        (
            say!(words, "catalog-to-back-up"),
            items::state(entry, words),
        ),
        (say!(words, "catalog-secrets"), items::secrets(entry, words)),
    ];
    for (title, lines) in parts {
        if !lines.is_empty() {
            page.heading(2, title);
            page.blocks.extend(lines.into_iter().map(Block::Line));
        }
    }
    page.heading(2, say!(words, "catalog-readme"));
    page.push(Block::Document(entry.readme.clone()));
    page
}
