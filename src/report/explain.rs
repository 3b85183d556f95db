//! What kinds of findings mean → page, json.

use serde_json::{Value as Json, json};

use super::page::{Block, Page, Row, Table};
use crate::finding::Code;
use crate::say;
use crate::words::{Text, Words};

/// All of them, a line each.
pub fn list(codes: &[&Code], words: &Words) -> Page {
    let row = |code: &&Code| Row {
        cells: vec![
            Text::code(code.name),
            Text::plain(code.severity.as_str()),
            Text::from_markup(code.summary),
        ],
        ..Row::default()
    };
    let table = Table {
        columns: vec![
            say!(words, "column-code"),
            say!(words, "column-severity"),
            say!(words, "column-wrong"),
        ],
        below: Text::default(),
        rows: codes.iter().map(row).collect(),
    };
    Page {
        blocks: vec![Block::Table(table)],
    }
}

/// One of them: why it matters, with an example and the way out.
pub fn one(code: &Code) -> Page {
    let mut page = Page::default();
    let title = format!("{} ({}): ", code.name, code.severity.as_str());
    let title = Text::plain(title).then(Text::from_markup(code.summary));
    page.heading(1, title);
    page.push(Block::Document(code.explanation.to_owned()));
    page
}

/// For scripts.
pub fn json(codes: &[&Code]) -> Json {
    let code = |code: &&Code| {
        json!({
            "code": code.name,
            "severity": code.severity.as_str(),
            "summary": code.summary,
            "explanation": code.explanation,
        })
    };
    json!({ "version": 1, "codes": codes.iter().map(code).collect::<Vec<_>>() })
}
