//! What an option of NixOS holds, and who sets it → a page, json.

use serde_json::{Map, Value as Json, json};

use super::json::label_value;
use super::page::{Block, Line, Page};
use crate::finding::Label;
use crate::inspection::sets::Set;
use crate::options::asked::Asked;
use crate::options::definitions;
use crate::options::index::{Fate, Place};
use crate::say;
use crate::source::Sources;
use crate::words::{Text, Words};

/// Options of a group that are listed.
const MOST: usize = 40;

/// What is known of an option.
pub struct Answer<'a> {
    /// The option.
    pub asked: &'a Asked<'a>,
    /// Who sets it.
    pub sets: &'a [Set],
    /// What places stand in.
    pub sources: &'a Sources,
}

/// For people.
pub fn page(answer: &Answer<'_>, words: &Words) -> Page {
    let mut page = Page::default();
    let name = answer.asked.name();
    match answer.asked.place {
        None => {
            page.push(Block::Paragraph(say!(
                words,
                "option-unknown",
                option = name
            )));
            for near in &answer.asked.near {
                page.plain(say!(words, "option-near", option = near));
            }
        }
        Some(place) => {
            page.heading(1, Text::plain(name));
            if let Some(above) = answer.asked.above() {
                page.push(Block::Paragraph(say!(words, "option-free", option = above)));
            }
            known(&mut page, place, words);
            below(&mut page, &answer.asked.below(), words);
        }
    }
    for set in answer.sets {
        page.line(line(answer, set, words));
    }
    page
}

fn known(page: &mut Page, place: Place<'_>, words: &Words) {
    match place.fate() {
        Fate::Renamed(new) => {
            page.push(Block::Paragraph(say!(
                words,
                "option-renamed",
                option = new
            )));
        }
        Fate::Removed(why) => {
            let why = Text::from_markup(why);
            page.push(Block::Paragraph(say!(words, "option-removed", why = why)));
        }
        Fate::Obsolete(why) => {
            let why = Text::from_markup(why);
            page.push(Block::Paragraph(say!(words, "option-obsolete", why = why)));
        }
        Fate::Here => {}
    }
    let Some(facts) = place.facts() else { return };
    let mut known = vec![(say!(words, "option-type"), Text::plain(facts.type_text))];
    let (short, long): (Option<&str>, Option<&str>) = match facts.default {
        Some(long) if long.contains('\n') => (None, Some(long)),
        short => (short, None),
    };
    known.extend(short.map(|default| (say!(words, "option-default"), Text::code(default))));
    page.push(Block::Facts(known));
    if let Some(long) = long {
        page.plain(say!(words, "option-default"));
        page.push(Block::Code {
            language: "nix",
            text: long.to_owned(),
        });
    }
    if facts.read_only {
        page.push(Block::Paragraph(say!(words, "option-read-only")));
    }
}

fn below(page: &mut Page, below: &[&str], words: &Words) {
    if below.is_empty() {
        return;
    }
    let shown = below.iter().take(MOST);
    let shown = shown.map(|name| format!(".{}\n", definitions::path(&[(*name).to_owned()])));
    page.push(Block::Code {
        language: "",
        text: shown.collect(),
    });
    if below.len() > MOST {
        let more = below.len() - MOST;
        page.plain(say!(words, "option-more", count = more));
    }
}

fn line(answer: &Answer<'_>, set: &Set, words: &Words) -> Line {
    let Set {
        definition, value, ..
    } = set;
    let value = match &definition.option {
        option if *option == answer.asked.name() => value.clone(),
        option => format!("{option} = {value}"),
    };
    let place = set.because.as_ref().or(set.place.as_ref());
    let aside = place.map(|label| {
        let (start, _) = answer.sources.positions(label.span);
        Text::code(format!(
            "{}:{}",
            answer.sources.path(label.span),
            start.line
        ))
    });
    Line {
        text: say!(
            words,
            "option-set",
            machine = &set.machine,
            value = value,
            certain = if definition.certain { "yes" } else { "no" }
        ),
        aside: aside.unwrap_or_default(),
        ..Line::default()
    }
}

/// For scripts.
pub fn json(answer: &Answer<'_>) -> Json {
    let Answer {
        asked,
        sets,
        sources,
    } = answer;
    let facts = asked.place.and_then(Place::facts);
    let (renamed, removed) = match asked.place.map(Place::fate) {
        Some(Fate::Renamed(new)) => (Some(new), None),
        Some(Fate::Removed(why) | Fate::Obsolete(why)) => (None, Some(why)),
        Some(Fate::Here) | None => (None, None),
    };
    let label = |label: &Option<Label>| label.as_ref().map(|label| label_value(label, sources));
    let set = |set: &Set| {
        json!({
            "machine": set.machine.as_str(), "option": set.definition.option, "value": set.value,
            "certain": set.definition.certain, "place": label(&set.place), "because": label(&set.because),
        })
    };
    let mut object = Map::new();
    for (key, value) in [
        ("version", 1.into()),
        ("option", asked.name().into()),
        ("known", asked.place.is_some().into()),
        ("type", facts.map(|facts| facts.type_text).into()),
        ("default", facts.and_then(|facts| facts.default).into()),
        (
            "read-only",
            facts.is_some_and(|facts| facts.read_only).into(),
        ),
        ("renamed-to", renamed.into()),
        ("removed", removed.into()),
        ("near", asked.near.as_slice().into()),
        ("below", asked.below().into()),
        ("set", sets.iter().map(set).collect()),
    ] {
        object.insert(key.to_owned(), value);
    }
    Json::Object(object)
}

/// A list of options that was imported.
pub struct Imported<'i> {
    /// Where it is kept.
    pub path: &'i str,
    /// Of which release it is.
    pub release: &'i str,
    /// How many options it has.
    pub options: usize,
    /// Types that coloc does not know.
    pub unknown_types: &'i [String],
}

impl Imported<'_> {
    /// For people.
    pub fn page(&self, words: &Words) -> Page {
        let mut page = Page::default();
        page.push(Block::Paragraph(say!(
            words,
            "option-imported",
            path = self.path,
            count = self.options,
            release = self.release
        )));
        page
    }

    /// For scripts.
    pub fn json(&self) -> Json {
        json!({
            "version": 1,
            "path": self.path,
            "release": self.release,
            "options": self.options,
            "unknown-types": self.unknown_types,
        })
    }
}
