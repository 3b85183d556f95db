//! One change of each key of the manifest, and what is said of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use coloc::diff::machine::modules;
use coloc::diff::modules::left;
use coloc::diff::{Risk, intent};
use coloc::manifest::key::Key;
use coloc::manifest::schema::declarations;
use coloc::manifest::types::Language;
use coloc::pipeline;
use coloc::report::changes::words::{Machines, sentence};
use coloc::words::Words;
use expect_test::expect_file;

use super::rows::ROWS;
use super::{collective, place, snapshots};
use crate::generated::Generated;
use crate::progress;

/// Keys that change no machine, as the table in `src/snapshot.rs` has them.
fn told_as_invisible() -> BTreeSet<String> {
    include_str!("../../src/snapshot.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//! | `"))
        .filter_map(|line| line.split('|').next())
        .flat_map(|keys| keys.split(", "))
        .map(|key| key.trim().trim_matches('`').to_owned())
        .collect()
}

#[test]
fn every_key_has_a_row() {
    let all: Vec<String> = declarations()
        .iter()
        .flat_map(|table| {
            table
                .keys
                .iter()
                .map(|key| format!("{}.{}", table.name, key.name))
        })
        .collect();
    let rows: Vec<&str> = ROWS.iter().map(|row| row.key).collect();
    assert_eq!(rows, all);
}

#[test]
fn each_key_is_told_on_each_machine_that_it_changes() {
    let words = Words::of(Language::En);
    let mut text = String::new();
    let mut invisible = BTreeSet::new();
    let mut bases = BTreeMap::new();
    for row in ROWS {
        progress::at(row.key);
        let folder = collective(row.folder);
        let changed = Generated::with(&folder, |path, text| {
            if path != row.file {
                return text;
            }
            assert!(
                text.contains(row.old),
                "{}: {} is not in {path}",
                row.key,
                row.old
            );
            text.replacen(row.old, row.new, 1)
        });
        let base = bases
            .entry(row.folder)
            .or_insert_with(|| Generated::from(&folder));
        let reading = pipeline::read(&changed.root).unwrap();
        let (before, after) = (snapshots(base), snapshots(&changed));
        let new = row.new.strip_prefix(row.old).unwrap_or(row.new);
        writeln!(text, "# {}: {}", row.key, new.trim()).unwrap();
        let mut told = false;
        for (machine, old) in &before {
            let new = &after[machine];
            let changes = intent(old, new);
            told |= !changes.is_empty();
            // A machine whose modules change is told to change, and the other way round.
            let own = |generated: &Generated| -> Vec<(String, String)> {
                let folder = format!("generated/machines/{machine}/");
                let files = generated.tree.files.iter();
                files
                    .filter(|(path, _)| {
                        path.as_str().starts_with(&folder) && !path.ends_with("machine.json")
                    })
                    .map(|(path, file)| (path.to_string(), without_comments(file.text())))
                    .collect()
            };
            if own(base) != own(&changed) {
                assert!(
                    !changes.is_empty(),
                    "{}: {machine} changes, and nothing is said",
                    row.key
                );
            }
            // The same, with nothing built: modules and changes of the manifest go together.
            let texts = |generated: &Generated| -> BTreeMap<String, String> {
                let files = generated.tree.of_machine(machine);
                files
                    .map(|(part, file)| (part.to_string(), file.text().to_owned()))
                    .filter(|(path, _)| path != "machine.json")
                    .collect()
            };
            let modules = modules(&texts(base), &texts(&changed));
            let left = left(&modules, &changes);
            assert_eq!(left.notes(), [], "{}: {machine}", row.key);
            if !changes.is_empty() {
                writeln!(text, "{machine}:").unwrap();
            }
            for change in changes {
                let line = place::line(&change, &reading);
                let (kind, risk) = (change.kind().as_str(), change.risk().as_str());
                writeln!(
                    text,
                    "  {kind}/{risk} {} {}: {}",
                    change.action.as_str(),
                    change.subject(machine),
                    sentence(&words, &change, Machines::One(machine))
                )
                .unwrap();
                writeln!(text, "      {line}").unwrap();
                // The index has an effect for whatever is to be seen on the machine.
                let indexed = old.effects.values().chain(new.effects.values()).flatten();
                let indexed: BTreeSet<&Key> = indexed.collect();
                let known = |key: &Key| {
                    let around = std::iter::successors(Some(key.clone()), Key::above);
                    around.into_iter().any(|key| indexed.contains(&key))
                };
                let for_people = matches!(change.kind().as_str(), "care" | "data")
                    || change.risk() == Risk::Cosmetic;
                assert!(
                    for_people || change.keys.iter().any(known),
                    "{}: no effect is indexed for {change:?}",
                    row.key
                );
                let table = row.key.split('.').next().unwrap();
                assert!(
                    change
                        .keys
                        .iter()
                        .any(|key| key.to_string().starts_with(table)),
                    "{}: {change:?} is said to come from elsewhere",
                    row.key
                );
            }
        }
        if !told {
            writeln!(text, "nothing").unwrap();
            invisible.insert(row.key.to_owned());
        }
        text.push('\n');
    }
    assert_eq!(told_as_invisible(), invisible);
    expect_file!["keys.txt"].assert_eq(&text);
}

/// A module without the comments that say where things come from.
pub fn without_comments(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .map(|line| line.split(" # ").next().unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n")
}
