//! What the documentation says is so: its commands are coloc's, its samples are what coloc gives, its links lead
//! somewhere, and what it calls the tests is what every change must pass.

use std::path::{Path, PathBuf};
use std::process::Command;

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
    for name in PAGES {
        let page = read(name);
        let calls: Vec<_> = commands(&page).into_iter().filter_map(arguments).collect();
        assert!(!calls.is_empty(), "{name} calls coloc nowhere");
        for call in calls {
            let parsed = Arguments::try_parse_from(["coloc"].iter().chain(&call));
            if let Err(error) = parsed {
                panic!("{name}: coloc {}\n{error}", call.join(" "));
            }
        }
    }
}

#[test]
fn links_lead_somewhere() {
    for name in PAGES {
        let page = read(name);
        let links = page.split("](").skip(1);
        for link in links.filter_map(|rest| rest.split(')').next()) {
            let elsewhere = link.starts_with('#') || link.contains("://");
            let target = project(name).with_file_name(link.split('#').next().unwrap());
            assert!(elsewhere || target.exists(), "{name} links to {link}");
        }
    }
}

#[test]
fn samples_are_what_coloc_gives() {
    let page = read("README.md");
    let nix = blocks(&page, "nix");
    assert!(!nix.is_empty());
    for block in nix {
        let path = block[0]
            .strip_prefix("# ")
            .expect("a sample names its file");
        let generated = read(&format!("examples/trois-maisons/{path}"));
        let sample = block[1..].join("\n");
        assert!(generated.contains(&sample), "{path} has no\n{sample}");
    }

    // The mistake that a newcomer is told to make.
    let folder = tempfile::tempdir().unwrap();
    let example = project("examples/trois-maisons");
    for entry in walkdir::WalkDir::new(&example) {
        let entry = entry.unwrap();
        let to = folder
            .path()
            .join(entry.path().strip_prefix(&example).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(to).unwrap();
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
    let service = folder.path().join("services/nuage.toml");
    let text = std::fs::read_to_string(&service).unwrap();
    let backup = text
        .lines()
        .find(|line| line.starts_with("backup"))
        .unwrap();
    let mistake = commands(&page)
        .into_iter()
        .find(|code| code.starts_with("backup = "));
    std::fs::write(&service, text.replace(backup, mistake.unwrap())).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_coloc"))
        .args(["-C", folder.path().to_str().unwrap(), "check"])
        .env_remove("COLUMNS")
        .output()
        .unwrap();
    let found = String::from_utf8(output.stdout).unwrap();
    let sample = &blocks(&page, "text")[0].join("\n");
    assert!(
        found.contains(sample),
        "README.md shows\n{sample}\ninstead of\n{found}"
    );
}

#[test]
fn tests_that_pages_name_are_there() {
    for name in PAGES {
        let page = read(name);
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
