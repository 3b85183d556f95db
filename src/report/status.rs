//! How machines stand: a row for each, and below it what is so and what to do.

mod cause;

use serde_json::{Value, json};

use self::cause::{to_do, what};
use super::changes::words::Machines;
use super::moment::utc;
use super::note;
use super::page::{Below, Block, Page, Row, Table, Tone};
use crate::diff::drift::{Standing, Status};
use crate::manifest::types::Language;
use crate::say;
use crate::words::{Text, Words};

/// The whole table; empty if there is no machine.
pub fn page(table: &[Status], words: &Words) -> Page {
    let mut page = Page::default();
    if table.is_empty() {
        return page;
    }
    page.push(Block::Table(Table {
        columns: vec![
            say!(words, "status-machine"),
            say!(words, "status-state"),
            say!(words, "status-generation"),
            say!(words, "status-made"),
            say!(words, "status-commit"),
        ],
        below: say!(words, "status-below"),
        rows: table.iter().map(|status| row(status, words)).collect(),
    }));
    page
}

fn row(status: &Status, words: &Words) -> Row {
    let or_none = |text: Option<String>| Text::plain(text.unwrap_or_else(|| "-".to_owned()));
    let commit = status.commit.as_deref().map(short);
    let causes = status.causes.iter().flat_map(|cause| {
        let what = what(cause, words).capitalized();
        let to_do = to_do(cause, &status.machine, words);
        [
            Below::Text(what.then(Text::plain("."))),
            Below::Further(to_do.then(Text::plain("."))),
        ]
    });
    let notes = status.notes.iter().map(|note| {
        let text = note::note(words, note, Machines::One(&status.machine));
        Below::Text(say!(words, "note", text))
    });
    Row {
        cells: vec![
            Text::plain(&status.machine),
            say!(words, "standing", standing = status.standing().as_str()),
            or_none(status.generation.map(|number| number.to_string())),
            or_none(status.made.map(utc)),
            or_none(commit.map(str::to_owned)),
        ],
        tone: Some((1, tone(status.standing()))),
        below: causes.chain(notes).collect(),
    }
}

fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::InStep => Tone::Good,
        Standing::NeedsReboot | Standing::Behind | Standing::Ahead | Standing::NotActive => {
            Tone::Caution
        }
        Standing::RolledBack
        | Standing::Diverged
        | Standing::Failing
        | Standing::EditedByHand
        | Standing::Unknown
        | Standing::Unreachable => Tone::Grave,
    }
}

/// The first characters of a commit's name, as people say it.
fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

/// The whole table as `{ "version": 1, "machines": [{ "machine", "state", "generation", "commit", "cause", … }] }`:
/// `cause` names all that is so; `causes` has each with its own state and what to do.
pub fn json(table: &[Status]) -> Value {
    let words = Words::of(Language::En);
    let machines: Vec<Value> = table
        .iter()
        .map(|status| {
            let all = status.causes.iter();
            let all: Vec<String> = all.map(|one| what(one, &words).to_string()).collect();
            let causes = status.causes.iter().zip(&all).map(|(cause, what)| {
                let to_do = to_do(cause, &status.machine, &words).to_string();
                json!({ "state": cause.standing().as_str(), "what": what, "to-do": to_do })
            });
            json!({
                "machine": status.machine,
                "state": status.standing().as_str(),
                "generation": status.generation,
                "commit": status.commit,
                "cause": (!all.is_empty()).then(|| all.join("; ")),
                "made": status.made,
                "causes": causes.collect::<Value>(),
                "notes": note::texts(&words, &status.notes, Machines::One(&status.machine)),
            })
        })
        .collect();
    json!({ "version": 1, "machines": machines })
}
