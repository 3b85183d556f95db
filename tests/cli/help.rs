//! Help, man pages, completions, explanations.

use expect_test::{expect, expect_file};

use crate::cli::harness::Place;

const COMMANDS: &[&str] = &[
    "init",
    "check",
    "generate",
    "diff",
    "status",
    "history",
    "snapshot",
    "explain",
    "catalog",
    "option",
    "secrets",
    "schema",
    "completions",
    "man",
];

#[test]
fn the_help_of_every_command_is_known() {
    let place = Place::empty();
    place
        .coloc(["--help"])
        .code(0)
        .stdout_is(expect_file!["help/coloc.txt"])
        .stderr(expect![""]);
    for command in COMMANDS.iter().copied().chain(["option import"]) {
        let page = format!(
            "{}/tests/cli/help/{}.txt",
            env!("CARGO_MANIFEST_DIR"),
            command.replace(' ', "-")
        );
        place
            .coloc(command.split(' ').chain(["--help"]))
            .code(0)
            .stdout_is(expect_file![page])
            .stderr(expect![""]);
    }
}

#[test]
fn every_command_has_a_help_page_that_ends_in_examples() {
    let place = Place::empty();
    let help = place.coloc(["--help"]).code(0).stdout;
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help")
        .collect();
    for command in COMMANDS {
        assert!(commands.contains(command), "{command} of {commands:?}");
    }
    for command in commands {
        let page = place.coloc([command, "--help"]).code(0).stdout;
        assert!(page.contains("\nExamples:\n  coloc "), "{page}");
        assert_eq!(place.coloc(["help", command]).code(0).stdout, page);
    }
}

#[test]
fn no_command_is_a_question_for_help() {
    let place = Place::empty();
    let asked = place.coloc(["--help"]).code(0);
    let ran = place.coloc::<&str>([]).code(2).stdout(expect![""]);
    assert!(
        ran.stderr.contains("Usage: coloc [OPTIONS] <COMMAND>"),
        "{}",
        ran.stderr
    );
    assert!(
        asked
            .stdout
            .contains("Exit codes:\n  0  fine, or the same\n")
    );
}

#[test]
fn typing_mistakes_end_in_2() {
    let place = Place::empty();
    place
        .coloc(["chekc"])
        .code(2)
        .stdout(expect![""])
        .notes("'check'");
    place
        .coloc(["check", "--deny", "everything"])
        .code(2)
        .notes("warnings");
    place
        .coloc(["check", "--format", "yaml"])
        .code(2)
        .notes("markdown");
    place.coloc(["completions", "cmd"]).code(2).notes("fish");
}

#[test]
fn the_version_is_that_of_the_package() {
    let version = format!("coloc {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(Place::empty().coloc(["--version"]).code(0).stdout, version);
}

#[test]
fn completions_know_commands_codes_and_types() {
    let place = Place::empty();
    for shell in ["bash", "fish", "zsh", "elvish", "powershell"] {
        let script = place
            .coloc(["completions", shell])
            .code(0)
            .stderr(expect![""])
            .says("generate");
        if matches!(shell, "bash" | "zsh") {
            script
                .says("clash/domain")
                .says("nextcloud")
                .says("raspberry-pi");
        }
    }
}

#[test]
fn a_man_page_is_printed() {
    Place::empty()
        .coloc(["man"])
        .code(0)
        .stderr(expect![""])
        .says(".TH coloc 1")
        .says(".SH EXAMPLES")
        .says(".SH \"EXIT CODES\"");
}

#[test]
fn man_pages_of_all_commands_are_written() {
    let place = Place::empty();
    place
        .coloc(["man", "share/man1"])
        .code(0)
        .stdout(expect![""]);
    let mut names: Vec<String> = COMMANDS
        .iter()
        .map(|name| format!("coloc-{name}.1"))
        .collect();
    names.extend(["coloc.1".to_owned(), "coloc-option-import.1".to_owned()]);
    for name in names {
        let page = place.read(&format!("share/man1/{name}"));
        assert!(page.contains(".SH EXAMPLES"), "{name}: {page}");
        assert!(page.contains(".nf\n"), "{name}: examples keep their lines");
    }
}

#[test]
fn a_code_is_explained() {
    let place = Place::empty();
    place
        .coloc(["explain", "clash/domain"])
        .code(0)
        .stderr(expect![""])
        .says("clash/domain (error): ")
        .says("Way out:");
    let all = place.coloc(["explain"]).code(0).says("\nclash/domain ");
    let json = place.coloc(["explain", "--format", "json"]).code(0).json();
    let codes = json["codes"].as_array().map_or(0, Vec::len);
    let lines = all.stdout.lines().filter(|line| !line.starts_with(' '));
    assert_eq!(
        lines.count(),
        codes + 1,
        "a title, and a line or more for each"
    );
    assert_eq!(json["version"], 1);
}

#[test]
fn an_unknown_code_is_answered_with_the_nearest() {
    let place = Place::empty();
    place
        .coloc(["explain", "clash/domian"])
        .code(2)
        .stdout(expect![""])
        .stderr(expect![[r#"
            coloc: there is no finding `clash/domian`. Did you mean clash/domain? `coloc explain` lists them all
        "#]]);
    place
        .coloc(["explain", "zzz\u{1b}[31m"])
        .code(2)
        .never_says("\u{1b}")
        .never_says("Did you mean");
}
