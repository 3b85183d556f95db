//! Workflow commands, read as a runner reads them.

use std::collections::BTreeMap;

use expect_test::expect;
use proptest::prelude::*;

use super::{ADVICE, CLASH, at, findings, nasty, sample};
use crate::finding::{Finding, Findings};
use crate::report::github;
use crate::source::{Sources, Span};

/// A command as a runner takes it.
pub(super) struct Command {
    pub name: String,
    pub properties: BTreeMap<String, String>,
    pub data: String,
}

/// The command of a line, by the rules of GitHub's runner; none: it is a line of the log.
pub(super) fn taken(line: &str) -> Option<Command> {
    let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let unescaped = |text: &str, also: &[(&str, &str)]| {
        let usual = [("%0D", "\r"), ("%0A", "\n")];
        let all = usual.iter().chain(also).chain(&[("%25", "%")]);
        all.fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    };
    let properties = properties.trim().split(',').filter_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        let value = unescaped(value, &[("%3A", ":"), ("%2C", ",")]);
        Some((key.to_owned(), value))
    });
    Some(Command {
        name: name.to_owned(),
        properties: properties.collect(),
        data: unescaped(data, &[]),
    })
}

/// Whether a runner takes a line for a command, also in the old form, which may stand anywhere in a line.
fn is_command(line: &str) -> bool {
    taken(line).is_some() || line.contains("##[")
}

#[test]
fn two_files_as_workflow_commands() {
    let (all, sources) = sample();
    expect![[r#"
        ::error file=members/bob.toml,line=7,endLine=7,col=10,endColumn=39,title=clash/domain::The services nuage and photos both want to answer at nuage.trois-maisons.example.%0Amembers/bob.toml:7: wanted here too%0Acoloc.toml:11: taken by nuage%0AWhat to do: Give one of them another domain, for example photos.trois-maisons.example.
        ::warning file=coloc.toml,line=6,endLine=6,col=14,endColumn=23,title=care/too-few-caretakers::Only one person looks after the machine ananas; your policy asks for 2.%0Acoloc.toml:6: 1 caretaker%0AWhat to do: Ask a second member, then add them:%0A  caretakers = ["alice", "bruno"]
        ::notice title=care/nobody-on-site::Nobody lives near the site lyon.
        coloc found 1 error, 1 warning, 1 piece of advice.
    "#]].assert_eq(&findings("github", &all, &sources, false, 80));
}

#[test]
fn columns_are_told_on_one_line_only() {
    let mut sources = Sources::default();
    let file = sources.add("a, b: c%.toml", "one\ntwo\n");
    let mut all = Findings::default();
    all.push(Finding::new(&ADVICE, "m").at(Span::new(file, 1, 6), ""));
    let text = findings("github", &all, &sources, false, 80);
    let command = taken(text.lines().next().unwrap()).unwrap();
    let properties = command.properties.iter();
    let properties: Vec<_> = properties.map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(
        properties,
        [
            ("endLine", "2"),
            ("file", "a, b: c%.toml"),
            ("line", "1"),
            ("title", "care/nobody-on-site")
        ]
    );
    assert_eq!(command.name, "notice");
    assert_eq!(command.data, "m\na, b: c%.toml:1");
}

#[test]
fn no_manifest_gives_a_command_of_its_own() {
    let mut sources = Sources::default();
    let file = sources.add("x\r\n::stop-commands::y.toml", "a = 1\n");
    let finding = Finding::new(
        &CLASH,
        "\n::add-mask::alice\r::set-env name=PATH::x%0A::debug::",
    )
    .at(at(&sources, file, "1", 0), "\u{2028}\n::stop-commands::z")
    .help("##[add-mask]a\n  ::endgroup::");
    let mut all = Findings::default();
    all.push(finding);
    let text = findings("github", &all, &sources, false, 80);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    let command = taken(lines[0]).unwrap();
    assert_eq!(command.name, "error");
    assert!(command.data.contains("x%0A::debug::"), "{}", command.data);
    assert!(!is_command(lines[1]));
}

proptest! {
    /// Notes stand in the same log.
    #[test]
    fn notes_are_no_commands(before in nasty(), after in nasty()) {
        let text = format!("{before}\n ::add-mask::{after}\n##[stop-commands]{after}");
        let note = (github::FORMAT.note)(&text);
        prop_assert!(!note.split(['\n', '\r']).any(is_command), "{note}");
    }
}
