//! Cargo.toml holds what is so: every dependency is used, every file of tests is in a program.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml_edit::DocumentMut;
use walkdir::WalkDir;

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The Rust files in folders of the project, with their texts.
fn sources(folders: &[&str]) -> Vec<(PathBuf, String)> {
    let entries = folders
        .iter()
        .flat_map(|folder| WalkDir::new(project(folder)));
    entries
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path, text)
        })
        .collect()
}

/// The lines of a text that are code.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
}

/// Whether a line of code names a crate: `name::…`, `use name;`, `use name as …`.
fn names(line: &str, name: &str) -> bool {
    let used = line.trim_start().strip_prefix("use ");
    let used = used.and_then(|line| line.strip_prefix(name));
    let part = |c: char| c.is_alphanumeric() || c == '_';
    used.is_some_and(|rest| rest.starts_with(';') || rest.starts_with(" as "))
        || line
            .match_indices(name)
            .any(|(at, _)| !line[..at].ends_with(part) && line[at + name.len()..].starts_with("::"))
}

/// Names of a table of dependencies that no code names.
fn unused(cargo: &DocumentMut, table: &str, folders: &[&str]) -> Vec<String> {
    let sources = sources(folders);
    let dependencies = cargo[table].as_table().unwrap();
    let named = |name: &str| {
        let name = name.replace('-', "_");
        sources
            .iter()
            .any(|(_, text)| code(text).any(|line| names(line, &name)))
    };
    dependencies
        .iter()
        .map(|(name, _)| name.to_owned())
        .filter(|name| !named(name))
        .collect()
}

fn cargo() -> DocumentMut {
    let text = std::fs::read_to_string(project("Cargo.toml")).unwrap();
    text.parse().unwrap()
}

#[test]
fn every_dependency_is_used() {
    let cargo = cargo();
    assert_eq!(unused(&cargo, "dependencies", &["src"]), [""; 0]);
    assert_eq!(
        unused(&cargo, "dev-dependencies", &["src", "tests"]),
        [""; 0]
    );
    let other: DocumentMut = "[dependencies]\nno-such-crate = \"1\"\nclap = \"4\"\n"
        .parse()
        .unwrap();
    assert_eq!(unused(&other, "dependencies", &["src"]), ["no-such-crate"]);
}

#[test]
fn every_file_of_tests_is_in_a_program() {
    let cargo = cargo();
    let programs: BTreeSet<&str> = cargo["test"]
        .as_array_of_tables()
        .unwrap()
        .iter()
        .map(|test| test["name"].as_str().unwrap())
        .collect();
    let benchmark = cargo["bench"].as_array_of_tables().unwrap();
    let benchmark = benchmark.get(0).unwrap()["path"].as_str().unwrap();
    let benchmark = Path::new(benchmark).strip_prefix("tests").unwrap();
    let sources = sources(&["tests"]);
    let modules: BTreeSet<&str> = sources
        .iter()
        .flat_map(|(_, text)| code(text))
        .filter_map(|line| {
            let line = line.trim().trim_start_matches("pub ");
            line.strip_prefix("mod ")?.strip_suffix(';')
        })
        .collect();
    for (path, _) in &sources {
        let path = path.strip_prefix(project("tests")).unwrap();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let folder = path.parent().and_then(Path::file_name);
        let name = match folder {
            Some(folder) if stem == "mod" => folder.to_str().unwrap(),
            _ => stem,
        };
        let program = folder.is_none() && programs.contains(name);
        // A benchmark begins in a folder of its own.
        let program = program || path == benchmark;
        assert!(
            program || modules.contains(name),
            "tests/{} is a part of no program: name it in quick.rs, long.rs or folders.rs",
            path.display()
        );
    }
}
