//! The house stands as its plan says: each module uses those that `lib.rs` has above it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use std::collections::{BTreeMap, BTreeSet};

/// Who looks at a module below, and why that is right.
const EXCEPTIONS: &[(&str, &str, &str)] = &[(
    "snapshot",
    "emit",
    "options are named in machine.json as Nix writes them, and one file writes Nix",
)];

/// The modules, in the order of `lib.rs`.
fn order() -> Vec<&'static str> {
    let lines = include_str!("lib.rs").lines();
    let names = lines.filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    names.collect()
}

/// The modules that each one names behind `crate::`, but for tests and comments: module → used → first file.
fn uses() -> BTreeMap<String, BTreeMap<String, String>> {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut uses: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for entry in walkdir::WalkDir::new(source).sort_by_file_name() {
        let entry = entry.expect("a readable folder");
        let path = entry.path().strip_prefix(source).expect("below it");
        let name = path.to_str().expect("UTF-8");
        let of_tests = name
            .split(['/', '.'])
            .any(|part| part == "tests" || part == "layers");
        if path.extension().is_none_or(|end| end != "rs") || of_tests {
            continue;
        }
        let module = name.split(['/', '.']).next().unwrap_or_default();
        let text = std::fs::read_to_string(entry.path()).expect("text");
        // Tests at the end of a file may look wherever they like.
        let code = text.split("\nmod tests {").next().unwrap_or_default();
        for line in code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
        {
            for used in named(line) {
                let files = uses.entry(module.to_owned()).or_default();
                files
                    .entry(used.to_owned())
                    .or_insert_with(|| name.to_owned());
            }
        }
    }
    uses
}

/// What stands behind each `crate::` of a line: `use crate::{a, b::c}` names two.
fn named(line: &str) -> Vec<&str> {
    line.match_indices("crate::")
        .flat_map(|(at, begin)| {
            let rest = &line[at + begin.len()..];
            let list = rest
                .strip_prefix('{')
                .and_then(|rest| rest.split('}').next());
            let several: Vec<&str> =
                list.map_or_else(|| vec![rest], |list| list.split(", ").collect());
            several.into_iter().map(|path| {
                let end = path.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
                &path[..end.unwrap_or(path.len())]
            })
        })
        .collect()
}

#[test]
fn modules_use_those_above_them() {
    let order = order();
    let place = |name: &str| order.iter().position(|module| *module == name);
    let mut wrong = BTreeSet::new();
    let mut excused = BTreeSet::new();
    for (module, used) in uses() {
        let Some(own) = place(&module) else { continue };
        for (other, file) in used {
            // Macros of the crate have no module in front.
            let Some(at) = place(&other) else { continue };
            if at <= own {
                continue;
            }
            let exception = EXCEPTIONS
                .iter()
                .find(|(from, to, _)| *from == module && *to == other);
            match exception {
                Some(exception) => drop(excused.insert(*exception)),
                None => drop(wrong.insert(format!("{module} uses {other}, in {file}"))),
            }
        }
    }
    assert_eq!(wrong, BTreeSet::new());
    for exception in EXCEPTIONS {
        assert!(
            excused.contains(exception),
            "needed no longer: {exception:?}"
        );
    }
}

#[test]
fn every_module_has_its_line_in_the_plan() {
    let documented: Vec<&str> = include_str!("lib.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//! | [`")?.split('`').next())
        .collect();
    assert_eq!(documented, order());
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let there: BTreeSet<String> = std::fs::read_dir(source)
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        })
        .filter(|name| !matches!(name.as_str(), "lib" | "main" | "layers"))
        .collect();
    assert_eq!(there, order().into_iter().map(str::to_owned).collect());
}
