//! What was read, as a history: what each generation changed.

use std::collections::BTreeMap;

use super::seen::{At, Seen};
use crate::deployed::closure;
use crate::deployed::local::{Generation, number_of};
use crate::deployed::stamp::{Stamp, stamp};
use crate::diff::history::{Counts, Entry, Mark, Side, changes};
use crate::diff::note::Note;
use crate::diff::packages;
use crate::snapshot::Snapshot;

/// So many of the newest generations, the newest first.
pub fn history(seen: &Seen, most: usize) -> Vec<Entry> {
    let newest: Vec<&Generation> = seen.says.generations.iter().rev().take(most + 1).collect();
    let stamps = newest
        .iter()
        .filter(|generation| generation.exists)
        .filter_map(|one| match stamp(seen.files(), &one.toplevel) {
            Stamp::Of(snapshot, _) => Some((one.number, *snapshot)),
            Stamp::None | Stamp::Foreign(_) => None,
        });
    let told = Told {
        seen,
        stamps: stamps.collect(),
    };
    let entries = newest.iter().enumerate().take(most);
    entries
        .map(|(at, generation)| {
            let older = newest.get(at + 1..).unwrap_or_default();
            let before = older.iter().find(|older| older.exists);
            told.entry(generation, before.copied())
        })
        .collect()
}

/// What generations of a machine are, and what they say of themselves.
struct Told<'t> {
    seen: &'t Seen,
    stamps: BTreeMap<u64, Snapshot>,
}

impl Told<'_> {
    fn entry(&self, generation: &Generation, before: Option<&Generation>) -> Entry {
        let mut entry = Entry {
            number: generation.number,
            made: generation.made,
            path: generation.toplevel.clone(),
            marks: self.marks(generation).collect(),
            ..Entry::default()
        };
        match before {
            _ if !generation.exists => entry.notes.push(Note::Gone),
            None => entry.notes.push(Note::First),
            Some(before) => self.compare(&mut entry, generation, before),
        }
        entry
    }

    /// Where a generation is in force.
    fn marks(&self, generation: &Generation) -> impl Iterator<Item = Mark> {
        let says = &self.seen.says;
        let (booted, next) = match self.seen.live() {
            Some(live) => (live.booted.as_deref(), live.next.as_deref()),
            None => (None, says.chosen.as_deref()),
        };
        let is = |path: Option<&str>| {
            let number = path.and_then(|path| number_of(&says.generations, says.profile, path));
            number == Some(generation.number)
        };
        let marks = [
            (Mark::Active, is(says.current.as_deref())),
            (Mark::Started, is(booted)),
            (Mark::Next, is(next)),
            (Mark::Gone, !generation.exists),
        ];
        marks
            .into_iter()
            .filter(|(_, so)| *so)
            .map(|(mark, _)| mark)
    }

    fn side<'s>(&'s self, generation: &'s Generation) -> Side<'s> {
        Side {
            path: &generation.toplevel,
            snapshot: self.stamps.get(&generation.number),
        }
    }

    fn compare(&self, entry: &mut Entry, generation: &Generation, before: &Generation) {
        entry.since = Some(before.number);
        if before.toplevel == generation.toplevel {
            entry.notes.push(Note::SameAs(before.number));
            entry.changes = Some(Vec::new());
            entry.effects = Some(0);
            return;
        }
        if before.number + 1 != generation.number {
            entry.notes.push(Note::ComparedWith(before.number));
        }
        let folder = generation.toplevel.rsplit_once('/');
        let folder = folder.map_or("/nix/store", |(folder, _)| folder);
        let (intents, effects) = changes(
            self.seen.files(),
            folder,
            self.side(before),
            self.side(generation),
        );
        if intents.is_none() {
            entry.notes.push(Note::NotBothOurs);
        }
        entry.changes = intents;
        entry.effects = Some(effects);
        let At::Folder(store) = &self.seen.at else {
            return;
        };
        match closure::pair(store, &before.toplevel, &generation.toplevel) {
            Ok((from, to, _)) => {
                entry.packages = Some(Counts::from(&packages::packages(&from, &to)));
            }
            Err(error) => entry.notes.push(Note::PackagesUnknown(error)),
        }
    }
}
