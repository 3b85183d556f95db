//! What is the same on several machines, told once.

use std::collections::{BTreeMap, BTreeSet};

use super::{Changes, heading, shown, text};
use crate::diff::machine::MachineDiff;
use crate::diff::{Change, Kind};
use crate::manifest::types::Language;
use crate::manifest::{self, key::Table};
use crate::report::note;
use crate::words::Words;

/// Stands for a machine's own name while its sentences are compared with those of others. No sentence has it.
const OWN: char = '\u{0}';

/// What is to be told of one machine alone, or of several.
#[derive(Default)]
pub(super) struct Section<'c> {
    /// Which ones; not empty.
    pub machines: Vec<&'c MachineDiff>,
    /// Changes in the order of the reports.
    pub changes: Vec<Told>,
    /// Generated modules.
    pub modules: Vec<text::Text>,
    /// Notes.
    pub notes: Vec<String>,
}

/// A change, and all that causes it.
#[derive(Clone)]
pub(super) struct Told {
    /// The change as it may be shown, of the first machine.
    pub change: Change,
    /// Its sentence, about all the machines.
    pub what: String,
    /// `coloc.toml:12`, one for each place of the manifest that causes it.
    pub places: Vec<String>,
}

impl Section<'_> {
    /// Whether there is nothing below its title.
    pub fn is_bare(&self) -> bool {
        let nothing = self.changes.is_empty() && self.modules.is_empty() && self.notes.is_empty();
        let systems = self
            .machines
            .iter()
            .all(|machine| machine.packages.is_none() && machine.activation.is_none());
        nothing && (self.machines.len() > 1 || systems)
    }
}

impl Told {
    /// Whether nothing in the manifest explains it.
    pub fn is_unexplained(&self) -> bool {
        self.change.kind == Kind::Effect && self.places.is_empty()
    }
}

/// Sections about several machines, the gravest first; then one for each machine that has something to tell.
pub(super) fn sections<'c>(changes: &Changes<'c>) -> Vec<Section<'c>> {
    let machines: Vec<&MachineDiff> = changes
        .machines
        .iter()
        .filter(|machine| !Changes::is_silent(machine))
        .collect();
    let mut told: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (at, machine) in machines.iter().enumerate() {
        for key in keys(changes, machine) {
            told.entry(key).or_default().push(at);
        }
    }
    told.retain(|_, on| {
        on.dedup();
        on.len() > 1
    });
    let mut sections: Vec<Section<'c>> = Vec::new();
    let sets: BTreeSet<&Vec<usize>> = told.values().collect();
    let mut sets: Vec<&Vec<usize>> = sets.into_iter().collect();
    sets.sort_by_key(|set| (std::cmp::Reverse(set.len()), (*set).clone()));
    for set in sets {
        let here = |key: &Key| told.get(key) == Some(set);
        let members: Vec<&MachineDiff> = set.iter().map(|at| machines[*at]).collect();
        sections.push(section(changes, &members, here));
    }
    sections.sort_by_key(|section| {
        let gravest = section.changes.iter().map(|told| told.change.risk).min();
        // Without changes there are modules and notes alone.
        gravest.map_or((true, None), |risk| (false, Some(risk)))
    });
    for machine in machines {
        let own = |key: &Key| !told.contains_key(key);
        sections.push(section(changes, &[machine], own));
    }
    sections
}

/// By what two machines' items are the same.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Change {
        heading: &'static str,
        what: String,
        values: Option<(Option<String>, Option<String>)>,
        keys: BTreeSet<manifest::key::Key>,
    },
    Module(text::Text),
    Note(String),
}

fn keys(changes: &Changes<'_>, machine: &MachineDiff) -> Vec<Key> {
    let found = machine
        .changes
        .iter()
        .map(|change| change_key(machine, change));
    let modules = machine
        .modules
        .iter()
        .map(|module| Key::Module(text::of(module, changes.text)));
    let notes = notes(machine).into_iter();
    let notes = notes.map(|note| Key::Note(without_name(&note, &machine.machine)));
    found.chain(modules).chain(notes).collect()
}

fn notes(machine: &MachineDiff) -> Vec<String> {
    note::texts(&Words::of(Language::En), &machine.notes)
}

fn change_key(machine: &MachineDiff, change: &Change) -> Key {
    let name = &machine.machine;
    Key::Change {
        heading: heading(change),
        what: without_name(&change.what, name),
        // What an effect goes from and to are store paths, others on each machine.
        values: (change.kind != Kind::Effect).then(|| (change.from.clone(), change.to.clone())),
        keys: change
            .keys
            .iter()
            .map(|key| match &key.table {
                Table::Machine(machine) if machine == name => {
                    manifest::key::Key::machine(OWN, key.field.clone())
                }
                _ => key.clone(),
            })
            .collect(),
    }
}

fn section<'c>(
    changes: &Changes<'c>,
    machines: &[&'c MachineDiff],
    wanted: impl Fn(&Key) -> bool,
) -> Section<'c> {
    let mut section = Section {
        machines: machines.to_vec(),
        ..Section::default()
    };
    let Some(first) = machines.first() else {
        return section;
    };
    for change in &first.changes {
        let key = change_key(first, change);
        if !wanted(&key) {
            continue;
        }
        let same = machines.iter().filter_map(|machine| {
            machine
                .changes
                .iter()
                .find(|change| change_key(machine, change) == key)
        });
        let mut places: Vec<String> = Vec::new();
        for place in same.filter_map(|change| changes.place(change)) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        let change = shown::change(change);
        let what = match machines {
            [_] => change.what.clone(),
            _ => of_these(&without_name(&change.what, &first.machine)),
        };
        section.changes.push(Told {
            change,
            what,
            places,
        });
    }
    for module in &first.modules {
        let text = text::of(module, changes.text);
        if wanted(&Key::Module(text.clone())) {
            section.modules.push(text);
        }
    }
    for note in &notes(first) {
        let template = without_name(note, &first.machine);
        if wanted(&Key::Note(template.clone())) {
            let note = match machines {
                [_] => note.clone(),
                _ => of_these(&template),
            };
            section.notes.push(shown::line(&note).into_owned());
        }
    }
    section
}

/// A sentence with a mark where the machine's name stands as a word.
fn without_name(sentence: &str, name: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '`' | '@');
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some(at) = rest.find(name) {
        let (before, found) = rest.split_at(at);
        let after = &found[name.len()..];
        out.push_str(before);
        let alone = !out.ends_with(is_word) && !after.starts_with(is_word);
        if alone {
            out.push(OWN);
        } else {
            out.push_str(name);
        }
        rest = after;
        if name.is_empty() {
            break;
        }
    }
    out.push_str(rest);
    out
}

/// The sentence about several machines, whose names stand above it.
fn of_these(sentence: &str) -> String {
    match sentence.strip_prefix(OWN) {
        Some(rest) => format!("each of them{}", rest.replace(OWN, "it")),
        None => sentence.replace(OWN, "these machines"),
    }
}

#[cfg(test)]
mod tests {
    use super::{of_these, without_name};

    #[test]
    fn sentences_about_several_machines_read_well() {
        let about = |sentence: &str, name: &str| of_these(&without_name(sentence, name));
        for (sentence, several) in [
            (
                "emma can no longer enter ananas",
                "emma can no longer enter these machines",
            ),
            (
                "ananas speaks with datte on the mesh",
                "each of them speaks with datte on the mesh",
            ),
            (
                "tcp port 22 of ananas opens to the internet",
                "tcp port 22 of these machines opens to the internet",
            ),
            // Names within other words are none.
            (
                "bananas and ananas.example, `ananas`, /etc/ananas",
                "bananas and ananas.example, `ananas`, /etc/ananas",
            ),
        ] {
            assert_eq!(about(sentence, "ananas"), several);
        }
        assert_eq!(without_name("a", ""), "a");
    }
}
