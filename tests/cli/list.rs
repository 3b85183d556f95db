//! The list of `coloc catalog`: how it looks, by a few of its entries, and that each entry is in it. So a new entry
//! changes none of the expected files.

use std::collections::BTreeMap;

use expect_test::{ExpectFile, expect_file};
use serde_json::Value;

use crate::cli::harness::Place;

/// Entries of all kinds: with sign-on, without, the one that provides it; on one machine, some, an odd number.
const SHOWN: &[&str] = &[
    "consul",
    "forgejo",
    "garage",
    "jitsi-meet",
    "kanidm",
    "matrix-synapse",
    "oci-container",
];

/// A text with one space between two words, without what keeps Markdown from reading more into it.
fn in_one_line(text: &str) -> String {
    let text = text.replace("&#8203;", "").replace('\\', "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of a list that are of no entry, or of one that is shown; and of each entry its words.
fn take_apart(list: &str, entries: &[Value]) -> (String, BTreeMap<String, String>) {
    let (mut few, mut words) = (String::new(), BTreeMap::<String, String>::new());
    let mut entry = None;
    for line in list.split_inclusive('\n') {
        let begin = line.strip_prefix("  ").or(line.strip_prefix("| `"));
        let name = begin.and_then(|rest| rest.split([' ', '`']).next());
        let begins = entries.iter().find(|entry| entry["name"].as_str() == name);
        if begins.is_some() {
            entry = name;
        } else if !line.starts_with("      ") {
            entry = None;
        }
        if entry.is_none_or(|entry| SHOWN.contains(&entry)) {
            few.push_str(line);
        }
        if let Some(entry) = entry {
            let words = words.entry(entry.to_owned()).or_default();
            words.push_str(&in_one_line(line));
            words.push(' ');
        }
    }
    (few, words)
}

/// Compares a list with what is expected of the few, and looks for what each of the others must say.
fn expect(list: &str, language: &str, few: &ExpectFile) {
    let entries = Place::empty().offered();
    assert!(entries.len() > SHOWN.len());
    let (shown, words) = take_apart(list, &entries);
    few.assert_eq(&shown);
    for entry in &entries {
        let name = entry["name"].as_str().unwrap();
        let words = words
            .get(name)
            .unwrap_or_else(|| panic!("{name} is not in the list"));
        let texts = ["title", "memory"].map(|key| &entry[key]);
        let replaced = entry["replaces"].as_array().into_iter().flatten();
        let summary = std::iter::once(&entry["summary"][language]);
        for text in texts.into_iter().chain(summary).chain(replaced) {
            let text = text.as_str().unwrap();
            assert!(
                words.contains(&in_one_line(text)),
                "{name} does not say {text:?}: {words}"
            );
        }
    }
    let order: Vec<&str> = entries
        .iter()
        .filter_map(|entry| entry["name"].as_str())
        .collect();
    assert!(order.is_sorted() && words.len() == order.len());
}

#[test]
fn every_entry_is_in_the_list() {
    let list = |arguments: &[&str], language: &str| {
        let place = Place::empty();
        let line = place.line(arguments).env("LANG", language);
        line.env("COLUMNS", "100").run().code(0).stdout
    };
    let terminal = list(&["catalog"], "en_GB.UTF-8");
    expect(&terminal, "en", &expect_file!["catalog/list.txt"]);
    let french = list(&["catalog"], "fr_FR.UTF-8");
    expect(&french, "fr", &expect_file!["catalog/list.fr.txt"]);
    let markdown = list(&["catalog", "--format", "markdown"], "en_GB.UTF-8");
    expect(&markdown, "en", &expect_file!["catalog/list.md"]);
}
