//! What is the same on several machines, told once.

use std::collections::{BTreeMap, BTreeSet};

use super::words::Machines;
use super::{Changes, text};
use crate::diff::machine::MachineDiff;
use crate::diff::note::Note;
use crate::diff::{About, Change};
use crate::manifest::key::{Key, Table};
use crate::report::page::Diff;

/// What is to be told of one machine alone, or of several.
#[derive(Default)]
pub(super) struct Section<'c> {
    /// Which ones; not empty.
    pub machines: Vec<&'c MachineDiff>,
    /// Changes in the order of the reports.
    pub changes: Vec<Told<'c>>,
    /// Generated modules.
    pub modules: Vec<Diff>,
    /// Notes, of the first machine.
    pub notes: Vec<&'c Note>,
}

/// A change, and all that causes it.
#[derive(Clone)]
pub(super) struct Told<'c> {
    /// The change, of the first machine.
    pub change: &'c Change,
    /// `coloc.toml:12`, one for each place of the manifest that causes it.
    pub places: Vec<String>,
}

impl Section<'_> {
    /// Whom its sentences are about.
    pub fn about(&self) -> Machines<'_> {
        match self.machines.as_slice() {
            [one] => Machines::One(&one.machine),
            _ => Machines::These,
        }
    }
}

impl Told<'_> {
    /// Whether nothing in the manifest explains it.
    pub fn is_unexplained(&self) -> bool {
        matches!(self.change.about, About::Trace(_)) && self.places.is_empty()
    }
}

/// Sections about several machines, the gravest first; then one for each machine that has something to tell.
pub(super) fn sections<'c>(changes: &Changes<'c>) -> Vec<Section<'c>> {
    let machines: Vec<&MachineDiff> = changes
        .machines
        .iter()
        .filter(|machine| !Changes::is_silent(machine))
        .collect();
    let mut told: BTreeMap<Item, Vec<usize>> = BTreeMap::new();
    for (at, machine) in machines.iter().enumerate() {
        for item in items(changes, machine) {
            told.entry(item).or_default().push(at);
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
        let here = |item: &Item| told.get(item) == Some(set);
        let members: Vec<&MachineDiff> = set.iter().map(|at| machines[*at]).collect();
        sections.push(section(changes, &members, here));
    }
    sections.sort_by_key(|section| {
        let gravest = section.changes.iter().map(|told| told.change.risk()).min();
        // Without changes there are modules and notes alone.
        gravest.map_or((true, None), |risk| (false, Some(risk)))
    });
    for machine in machines {
        let own = |item: &Item| !told.contains_key(item);
        sections.push(section(changes, &[machine], own));
    }
    sections
}

/// What is told of a machine, and is the same of another one if it is equal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Change(Change),
    Module(Diff),
    Note(Note),
}

impl Item {
    fn change(machine: &MachineDiff, change: &Change) -> Self {
        Self::Change(common(machine, change))
    }

    fn note(machine: &MachineDiff, note: &Note) -> Self {
        Self::Note(match note {
            Note::NothingFollows(change) => Note::NothingFollows(common(machine, change)),
            Note::NoModuleFollows(change) => Note::NoModuleFollows(common(machine, change)),
            other => other.clone(),
        })
    }
}

fn items(changes: &Changes<'_>, machine: &MachineDiff) -> Vec<Item> {
    let found = machine.changes.iter();
    let found = found.map(|change| Item::change(machine, change));
    let modules = machine.modules.iter();
    let modules = modules.map(|module| Item::Module(text::of(module, changes.text)));
    let notes = machine.notes.iter().map(|note| Item::note(machine, note));
    found.chain(modules).chain(notes).collect()
}

/// A change without what is each machine's own: the table of the manifest that is about it, and paths of its store.
fn common(machine: &MachineDiff, change: &Change) -> Change {
    let own = Table::Machine(machine.machine.clone());
    // No machine is called so.
    let any = Table::Machine(String::new());
    let keys = change.keys.iter().map(|key| match &key.table {
        table if *table == own => Key::of(any.clone(), key.field.clone()),
        _ => key.clone(),
    });
    let (from, to) = match change.about {
        About::Fact(_) => (change.from.clone(), change.to.clone()),
        About::Trace(_) => (None, None),
    };
    Change {
        from,
        to,
        keys: keys.collect(),
        ..change.clone()
    }
}

fn section<'c>(
    changes: &Changes<'c>,
    machines: &[&'c MachineDiff],
    wanted: impl Fn(&Item) -> bool,
) -> Section<'c> {
    let mut section = Section {
        machines: machines.to_vec(),
        ..Section::default()
    };
    let Some(first) = machines.first() else {
        return section;
    };
    for change in &first.changes {
        let item = Item::change(first, change);
        if !wanted(&item) {
            continue;
        }
        let same = machines.iter().filter_map(|machine| {
            let mut these = machine.changes.iter();
            these.find(|change| Item::change(machine, change) == item)
        });
        let mut places: Vec<String> = Vec::new();
        for place in same.filter_map(|change| changes.place(change)) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        section.changes.push(Told { change, places });
    }
    let modules = first.modules.iter();
    let modules = modules.map(|module| text::of(module, changes.text));
    section.modules = modules
        .filter(|module| wanted(&Item::Module(module.clone())))
        .collect();
    let notes = first.notes.iter();
    section.notes = notes
        .filter(|note| wanted(&Item::note(first, note)))
        .collect();
    section
}
