//! What the documentation says is so: its commands are coloc's, its samples are what coloc gives, its links lead
//! somewhere, and what it calls the tests is what every change must pass.

/// Links of all pages, and their anchors.
mod links;
/// What pages show of coloc's output and input.
mod samples;

use std::path::{Path, PathBuf};

use clap::Parser as _;
use coloc::cli::Arguments;

const PAGES: &[&str] = &[
    "README.md",
    "CONTRIBUTING.md",
    "nix/templates/collective/README.md",
];

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(project(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The guides.
fn guides() -> Vec<String> {
    let entries = project("docs").read_dir().unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut guides: Vec<String> = names.map(|name| format!("docs/{name}")).collect();
    guides.sort();
    assert!(!guides.is_empty());
    guides
}

/// All pages for people, by name, with their text.
fn pages() -> Vec<(String, String)> {
    let names = PAGES.iter().map(|&name| name.to_owned()).chain(guides());
    names
        .map(|name| {
            let text = read(&name);
            (name, text)
        })
        .collect()
}

/// The code blocks of a page in a language, indented ones too.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<Vec<&'a str>> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(found) = line.trim().strip_prefix("```") {
            let block = lines.by_ref().take_while(|line| line.trim() != "```");
            let block: Vec<&str> = block.collect();
            if found == language {
                blocks.push(block);
            }
        }
    }
    blocks
}

/// The command lines of a page: lines of its shell blocks, and what stands between backquotes in its text.
fn commands(page: &str) -> Vec<&str> {
    let shell = blocks(page, "sh").into_iter().flatten();
    let text = page.split("```").step_by(2);
    let spans = text.flat_map(|text| text.split('`').skip(1).step_by(2));
    shell.chain(spans).map(str::trim).collect()
}

/// The arguments that a command line gives to coloc, if it calls it.
fn arguments(command: &str) -> Option<Vec<&str>> {
    let calls = ["coloc ", "cargo run -- ", "nix run . -- "];
    let rest = calls.iter().find_map(|call| command.strip_prefix(call))?;
    let words = rest.split_whitespace();
    Some(
        words
            .take_while(|word| !matches!(*word, ">" | "|" | "&&"))
            .collect(),
    )
}

#[test]
fn commands_are_coloc_s() {
    for (name, page) in pages() {
        let calls: Vec<_> = commands(&page).into_iter().filter_map(arguments).collect();
        let is_guide = name.starts_with("docs/");
        assert!(is_guide || !calls.is_empty(), "{name} calls coloc nowhere");
        for call in calls {
            let parsed = Arguments::try_parse_from(["coloc"].iter().chain(&call));
            // Help is no mistake.
            if let Some(error) = parsed.err().filter(|error| error.exit_code() != 0) {
                panic!("{name}: coloc {}\n{error}", call.join(" "));
            }
        }
    }
}

#[test]
fn tests_that_pages_name_are_there() {
    for (name, page) in pages() {
        let commands = commands(&page);
        let tests = commands
            .iter()
            .flat_map(|command| command.split("--test ").skip(1));
        for test in tests.filter_map(|rest| rest.split_whitespace().next()) {
            assert!(
                project(&format!("tests/{test}.rs")).is_file(),
                "{name}: no test {test}"
            );
        }
        // A name of one folder that no test has picks none, and says that all went well.
        let folders = page.split("--test folders ").skip(1);
        let picked = folders.filter_map(|rest| rest.split([' ', '`', '\n']).next());
        for filter in picked.filter(|filter| filter.ends_with('/')) {
            let parts: Vec<&str> = filter.split("::").collect();
            let &[module, function, _] = parts.as_slice() else {
                panic!("{name}: {filter} is no module::function::folder/");
            };
            let code = read(&format!("tests/{module}.rs"));
            let function = format!("fn {function}(");
            assert!(code.contains(&function), "{name}: {filter} picks no test");
        }
    }
}

#[test]
fn the_readme_is_short_and_leads_to_every_guide() {
    let readme = read("README.md");
    assert!(readme.lines().count() <= 200, "the rest belongs to docs/");
    let contributing = read("CONTRIBUTING.md");
    for guide in guides() {
        let link = format!("]({guide}");
        let is_linked = readme.contains(&link) || contributing.contains(&link);
        assert!(is_linked, "nothing leads to {guide}");
    }
}

#[test]
fn every_change_must_pass_the_tests_of_the_readme() {
    let readme = read("README.md");
    let is_test = |command: &&&str| command.starts_with("cargo test");
    let shell = blocks(&readme, "sh").concat();
    let command = shell
        .iter()
        .find(is_test)
        .expect("README.md says how to test");
    let run = read(".ci/run");
    assert!(
        run.lines().any(|line| line == *command),
        ".ci/run runs no `{command}`"
    );
    assert!(run.contains("export COLOC_REQUIRE_NIX=1"));
}
