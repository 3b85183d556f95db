use std::path::Path;
use std::process::Command;

use super::{blocks, commands, guides, pages, project, read};

fn copy_of(example: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in walkdir::WalkDir::new(example) {
        let entry = entry.unwrap();
        let to = folder
            .path()
            .join(entry.path().strip_prefix(example).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(to).unwrap();
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
    folder
}

fn check(folder: &Path, format: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_coloc"))
        .args(["-C", folder.to_str().unwrap(), "--format", format, "check"])
        .env_remove("COLUMNS")
        .env("LC_ALL", "en_GB.UTF-8")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn nix_is_what_coloc_generates() {
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
}

#[test]
fn the_mistake_that_a_newcomer_is_told_to_make_is_found() {
    let page = read("README.md");
    let folder = copy_of(&project("examples/trois-maisons"));
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
    let found = check(folder.path(), "human");
    let sample = &blocks(&page, "text")[0].join("\n");
    assert!(
        found.contains(sample),
        "README.md shows\n{sample}\ninstead of\n{found}"
    );
}

/// A sample of output is part of an expected output that other tests compare with what coloc prints. Which, says a
/// comment above it; lines with `…` stand for what is left out.
#[test]
fn output_is_what_coloc_prints() {
    let mut samples = 0;
    for (name, page) in pages() {
        for rest in page.split("<!-- from ").skip(1) {
            let (path, rest) = rest.split_once(" -->\n```text\n").unwrap();
            let (sample, _) = rest.split_once("```").unwrap();
            let printed = read(path);
            let mut from = 0;
            for part in sample.split("…\n") {
                let at = printed[from..].find(part);
                from += at.unwrap_or_else(|| panic!("{name}: {path} has no\n{part}")) + part.len();
            }
            samples += 1;
        }
        // The mistake of the newcomer is the only other one.
        let all = blocks(&page, "text").len();
        let named = page.matches("-->\n```text\n").count();
        let others = usize::from(name == "README.md" || name == "CONTRIBUTING.md");
        assert_eq!(
            all - named,
            others,
            "{name}: samples that do not say where they are from"
        );
    }
    assert!(samples > 1);
}

#[test]
fn manifests_have_keys_that_coloc_knows() {
    let mut checked = 0;
    for guide in guides() {
        for block in blocks(&read(&guide), "toml") {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("coloc.toml"), block.join("\n")).unwrap();
            let found = check(folder.path(), "json");
            let wrong = ["syntax", "unknown-key", "wrong-type", "bad-value"];
            for code in wrong.map(|what| format!("\"manifest/{what}\"")) {
                assert!(!found.contains(&code), "{guide}: {found}");
            }
            assert!(found.contains("\"findings\""), "{guide}: {found}");
            checked += 1;
        }
    }
    assert!(checked > 2);
}
