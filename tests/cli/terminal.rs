//! Pipes, full disks, colours: what is around a program.

use std::process::{Command, Stdio};

use expect_test::expect;

use crate::cli::harness::{Place, SMALL};

const ESCAPE: &str = "\u{1b}";

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = Place::small();
    for arguments in [
        &["explain"][..],
        &["catalog"],
        &["schema"],
        &["man"],
        &["completions", "bash"],
        &["--help"],
    ] {
        let mut line = place.line(arguments);
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = line
            .command
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .expect("coloc runs");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        let notes = String::from_utf8_lossy(&output.stderr);
        assert!(
            !notes.to_lowercase().contains("pipe"),
            "{arguments:?}: {notes}"
        );
        assert!(!notes.contains("panicked"), "{arguments:?}: {notes}");
    }
}

#[test]
fn a_full_disk_is_a_failure() {
    let place = Place::small();
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("/dev/full");
    let mut line = place.line(["schema"]);
    let output = line
        .command
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .expect("coloc runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("coloc: "));
}

#[test]
fn colours_are_for_terminals_or_for_who_asks() {
    let text = SMALL.replace("caretakers = [\"alice\"]", "caretakers = [\"alise\"]");
    let place = Place::empty().with("coloc.toml", &text);
    for command in ["check", "catalog"] {
        place.coloc([command]).never_says(ESCAPE);
        place
            .coloc([command, "--color", "never"])
            .never_says(ESCAPE);
        place.coloc([command, "--color", "always"]).says(ESCAPE);
        place
            .line([command, "--color", "always"])
            .env("NO_COLOR", "1")
            .run()
            .says(ESCAPE);
        place
            .line([command])
            .env("NO_COLOR", "1")
            .run()
            .never_says(ESCAPE);
        for format in ["json", "markdown"] {
            place
                .coloc([command, "--color", "always", "--format", format])
                .never_says(ESCAPE);
        }
    }
}

#[test]
fn hostile_names_do_not_reach_the_terminal() {
    let place = Place::called("here\u{1b}[31m").with("coloc.toml", "[a\u{1b}[31m]\n");
    place.coloc(["check"]).code(1).never_says(ESCAPE);
    place.coloc(["init"]).code(2).never_says(ESCAPE);
    place
        .coloc(["catalog", "\u{1b}[31m"])
        .code(2)
        .never_says(ESCAPE);
    Place::called("here\u{1b}[31m")
        .coloc(["check"])
        .code(2)
        .never_says(ESCAPE);
}

#[test]
fn width_follows_columns() {
    let place = Place::small();
    for columns in ["40", "60", "80", "100"] {
        let list = place
            .line(["catalog"])
            .env("COLUMNS", columns)
            .run()
            .code(0);
        let most = columns.parse().unwrap_or(100);
        let text = list.stdout.lines().filter(|line| line.starts_with(' '));
        for line in text {
            assert!(line.chars().count() <= most, "{columns}: {line}");
        }
    }
    for line in place.coloc(["catalog"]).stdout.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn notes_do_not_mix_with_data() {
    let place = Place::small();
    let shell = format!(
        "cd {} && {} schema 2>/dev/null",
        place.path(""),
        env!("CARGO_BIN_EXE_coloc")
    );
    let output = Command::new("/bin/sh")
        .args(["-c", &shell])
        .output()
        .expect("sh");
    assert!(serde_json::from_slice::<serde_json::Value>(&output.stdout).is_ok());
    place.coloc(["schema"]).code(0).stderr(expect![""]);
}
