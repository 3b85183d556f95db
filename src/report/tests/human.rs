//! What people see at a terminal of 80 columns.

use expect_test::expect;
use proptest::prelude::*;

use super::{CARE, KEY, MANIFEST, at, findings, sample};
use crate::finding::{Finding, Findings};
use crate::source::{Sources, Span};
use crate::visible;

fn human(finding: Finding, sources: &Sources) -> String {
    let mut all = Findings::default();
    all.push(finding);
    findings("human", &all, sources, false, 80)
}

#[test]
fn two_files_in_human() {
    let (all, sources) = sample();
    expect![[r#"
        error: The services nuage and photos both want to answer at
               nuage.trois-maisons.example. [clash/domain]
            ╭─[members/bob.toml:7:10]
          4 │ [services.photos]
          5 │ type = "immich"
          6 │ machine = "ananas"
          7 │ domain = "nuage.trois-maisons.example"
            ·          ──────────────┬──────────────
            ·                        ╰── wanted here too
            ╰────
            ╭─[coloc.toml:11:10]
          8 │ [services.nuage]
          9 │ type = "nextcloud"
         10 │ machine = "ananas"
         11 │ domain = "nuage.trois-maisons.example"
            ·          ──────────────┬──────────────
            ·                        ╰── taken by nuage
         12 │ caretakers = ["alice", "chloe"]
            ╰────
          help: Give one of them another domain, for example
                photos.trois-maisons.example.

        warning: Only one person looks after the machine ananas; your policy asks for 2.
                 [care/too-few-caretakers]
           ╭─[coloc.toml:6:14]
         4 │ [machines.ananas]
         5 │ site = "paris"
         6 │ caretakers = ["alice"]
           ·              ────┬────
           ·                  ╰── 1 caretaker
           ╰────
          help: Ask a second member, then add them:
                  caretakers = ["alice", "bruno"]

        advice: Nobody lives near the site lyon. [care/nobody-on-site]

        More about a finding: coloc explain clash/domain
        1 error, 1 warning, 1 piece of advice
    "#]]
    .assert_eq(&findings("human", &all, &sources, false, 80));
}

#[test]
fn three_places_in_one_file() {
    let mut sources = Sources::default();
    let file = sources.add("coloc.toml", MANIFEST);
    let finding = Finding::new(&CARE, "Alice cares for everything.")
        .at(at(&sources, file, "\"alice\"", 1), "and nuage,")
        .at(at(&sources, file, "\"alice\"", 0), "ananas")
        .at(at(&sources, file, "\"chloe\"", 0), "though Chloé is there");
    expect![[r#"
        warning: Alice cares for everything. [care/too-few-caretakers]
            ╭─[coloc.toml:12:15]
          8 │ [services.nuage]
          9 │ type = "nextcloud"
         10 │ machine = "ananas"
         11 │ domain = "nuage.trois-maisons.example"
         12 │ caretakers = ["alice", "chloe"]
            ·               ───┬───  ───┬───
            ·                  │        ╰── though Chloé is there
            ·                  ╰── and nuage,
            ╰────
            ╭─[coloc.toml:6:15]
          4 │ [machines.ananas]
          5 │ site = "paris"
          6 │ caretakers = ["alice"]
            ·               ───┬───
            ·                  ╰── ananas
            ╰────

        More about a finding: coloc explain care/too-few-caretakers
        1 warning
    "#]]
    .assert_eq(&human(finding, &sources));
}

#[test]
fn crlf_tabs_and_accents() {
    let mut sources = Sources::default();
    let file = sources.add(
        "été.toml",
        "[été]\r\n\tnom\t= \"Zoé 東京\" # là\r\n\tâge = 3\r\n",
    );
    let finding = Finding::new(&CARE, "Zoé lives far away.")
        .at(at(&sources, file, "\"Zoé 東京\"", 0), "ici")
        .at(at(&sources, file, "3\r\n", 0), "with its line break");
    expect![[r#"
        warning: Zoé lives far away. [care/too-few-caretakers]
           ╭─[été.toml:2:8]
         1 │ [été]
         2 │     nom    = "Zoé 東京" # là
           ·              ─────┬────
           ·                   ╰── ici
         3 │     âge = 3
           ·           ┬
           ·           ╰── with its line break
           ╰────

        More about a finding: coloc explain care/too-few-caretakers
        1 warning
    "#]]
    .assert_eq(&human(finding, &sources));
}

#[test]
fn places_without_characters() {
    let mut sources = Sources::default();
    let file = sources.add("coloc.toml", "[a]\nb = \n");
    let empty = sources.add("empty.toml", "");
    let finding = Finding::new(&CARE, "Something is missing.")
        .at(Span::new(file, 8, 8), "a value")
        .at(Span::new(file, 9, 9), "the end of the file")
        .at(Span::new(empty, 0, 0), "all of it")
        .at(Span::new(empty, 70, 90), "");
    expect![[r#"
        warning: Something is missing. [care/too-few-caretakers]
           ╭─[coloc.toml:2:5]
         1 │ [a]
         2 │ b =
           ·     ▲
           ·     ╰── a value
         3 │
           · ▲
           · ╰── the end of the file
           ╰────
           ╭─[empty.toml:1:1]
         1 │
           · ▲
           · ╰── all of it
           ╰────

        More about a finding: coloc explain care/too-few-caretakers
        1 warning
    "#]]
    .assert_eq(&human(finding, &sources));
}

#[test]
fn many_lines_and_many_places() {
    let mut sources = Sources::default();
    let file = sources.add("coloc.toml", MANIFEST);
    let mut finding = Finding::new(&CARE, "A table of five lines.").at(
        at(
            &sources,
            file,
            &MANIFEST[MANIFEST.find("[services").unwrap()..],
            0,
        ),
        "this table",
    );
    for _ in 0..10 {
        finding = finding.at(at(&sources, file, "name", 0), "");
    }
    expect![[r#"
        warning: A table of five lines. [care/too-few-caretakers]
           ╭─[coloc.toml:8:1]
         8 │ [services.nuage]
           · ────────┬───────
           ·         ╰── this table (down to line 13)
         9 │ type = "nextcloud"
           ╰────
           ╭─[coloc.toml:2:1]
         1 │ [collective]
         2 │ name = "trois-maisons"
           · ────
           ╰────
          and 3 more places

        More about a finding: coloc explain care/too-few-caretakers
        1 warning
    "#]]
    .assert_eq(&human(finding, &sources));
}

#[test]
fn long_lines_are_cut_around_the_place() {
    let mut sources = Sources::default();
    let key = format!(
        "ssh-keys = [\"ssh-rsa {}end alice@laptop\", \"short\"]\n",
        "AbC9".repeat(750)
    );
    let file = sources.add(
        "members/alice.toml",
        format!("[members.alice]\n{key}status = \"active\"\n"),
    );
    let key = sources.get(file).text.split('"').nth(1).unwrap().to_owned();
    let finding = Finding::new(&KEY, "Alice's first SSH key cannot be read.")
        .at(
            at(&sources, file, &key, 0),
            "this key, which is far too long to be shown in full, is cut short or damaged",
        )
        .at(at(&sources, file, "\"short\"", 0), "no key either");
    expect![[r#"
        error: Alice's first SSH key cannot be read. [key/invalid]
           ╭─[members/alice.toml:2:14]
         1 │ [members.alice]
         2 │ ssh-keys = ["ssh-rsa AbC9AbC9AbC9AbC9A…alice@laptop", "short"]
           ·              ───────────────────┬──────────────────   ───┬───
           ·                                 │                        ╰── no key either
           ·                                 ╰─┤ this key, which is far too long to be
           ·                                   │ shown in full, is cut short or damaged
         3 │ status = "active"
           ╰────

        More about a finding: coloc explain key/invalid
        1 error
    "#]]
    .assert_eq(&human(finding, &sources));

    let minified = format!("a = [{}{}]", "1, ".repeat(500_000), "2, ".repeat(500_000));
    let file = sources.add("minified.toml", minified);
    let finding = Finding::new(&KEY, "2 is not 1.").at(at(&sources, file, "2", 0), "here");
    expect![[r#"
        error: 2 is not 1. [key/invalid]
           ╭─[minified.toml:1:1500006]
         1 │ a = [1, 1, 1…1, 1, 1, 2, 2, 2, 2…
           ·                       ┬
           ·                       ╰── here
           ╰────

        More about a finding: coloc explain key/invalid
        1 error
    "#]]
    .assert_eq(&human(finding, &sources));
}

#[test]
fn places_within_each_other() {
    let mut sources = Sources::default();
    let file = sources.add("coloc.toml", "settings = { max = \"4 GiB\", min = 2 }\n");
    let table = "{ max = \"4 GiB\", min = 2 }";
    let finding = Finding::new(&CARE, "More than there is.")
        .at(at(&sources, file, "\"4 GiB\"", 0), "too much")
        .at(at(&sources, file, table, 0), "of these")
        .at(at(&sources, file, table, 0), "settings")
        .at(at(&sources, file, "\"4", 0), "four");
    expect![[r#"
        warning: More than there is. [care/too-few-caretakers]
           ╭─[coloc.toml:1:20]
         1 │ settings = { max = "4 GiB", min = 2 }
           ·            ────┬──────┬───
           ·                │      ╰── four; too much
           ·                ╰── of these; settings
           ╰────

        More about a finding: coloc explain care/too-few-caretakers
        1 warning
    "#]]
    .assert_eq(&human(finding, &sources));
}

#[test]
fn ordinary_findings_fit_the_width() {
    let (all, sources) = sample();
    for width in [50, 60, 80, 100] {
        let text = findings("human", &all, &sources, false, width);
        let longest = text.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(width), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// However a line is cut, the underline is under the place.
    #[test]
    fn underlines_are_under_their_places(
        before in "[a-zé\t\u{1b}\u{200b} ]{0,200}",
        place in "[A-ZÉ]{1,12}",
        after in "[a-z東 ]{0,200}",
        width in 40..120_usize,
    ) {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", format!("[b]\n{before}{place}{after}\n"));
        let mut all = Findings::default();
        all.push(Finding::new(&KEY, "Wrong.").at(at(&sources, file, &place, 0), "here"));
        let text = findings("human", &all, &sources, false, width);

        let lines: Vec<&str> = text.lines().collect();
        let row = lines.iter().position(|line| line.contains('┬')).unwrap();
        let underlined: String = lines[row - 1]
            .chars()
            .zip(lines[row].chars())
            .filter(|(_, mark)| matches!(mark, '─' | '┬'))
            .map(|(character, _)| character)
            .collect();
        prop_assert_eq!(underlined, place);
        prop_assert!(visible::width(lines[row - 1]) <= width);
    }
}
