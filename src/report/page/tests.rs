//! Pages as they are drawn, and what no page may do to a reader.

#![allow(
    clippy::unwrap_used,
    clippy::needless_raw_string_hashes,
    reason = "a test that cannot go on has failed; UPDATE_EXPECT writes hashes where it likes"
)]

use expect_test::expect;
use proptest::prelude::*;

use super::*;
use crate::manifest::types::Language;
use crate::visible;
use crate::words::Words;

fn text(text: &str) -> Text {
    Text::plain(text)
}

/// A page with a part of each kind.
fn page() -> Page {
    let mut page = Page::default();
    page.push(Block::Heading(Heading {
        level: 2,
        title: text("ananas"),
        state: Some((text("behind the manifest"), Tone::Caution)),
    }));
    page.heading(3, text("Who can get in"));
    page.line(Line {
        sign: Sign::Added,
        text: text("bruno gets an account on ananas, and can become root"),
        tone: Tone::Grave,
        aside: Text::code("coloc.toml:12").then(text(" and 2 more")),
        below: vec![Below::Command("passwd bruno".to_owned())],
    });
    page.plain(text("a key of ").then(Text::code("a|b")));
    page.note(text("its generated modules are not at hand"));
    page.heading(2, text("Facts"));
    page.push(Block::Facts(vec![
        (text("needs"), text("512 MiB of memory; 1 GiB of disk to begin with, and more for everybody who comes later")),
        (text("runs on"), text("one machine")),
    ]));
    page.push(Block::Table(Table {
        columns: ["machine", "state"].map(text).to_vec(),
        below: text("cause"),
        rows: vec![Row {
            cells: vec![text("ananas"), text("changed by hand")],
            tone: Some((1, Tone::Grave)),
            below: vec![
                Below::Text(text("Somebody was here.")),
                Below::Further(text("Ask who it was.")),
            ],
        }],
    }));
    page.push(Block::Code {
        language: "toml",
        text: "[services.nuage]\ntype = \"nextcloud\"\n".to_owned(),
    });
    page.push(Block::Diff(Diff {
        path: "web.nix".to_owned(),
        more: 1,
        less: 0,
        lines: Lines::Unified("--- web.nix\n+++ web.nix\n+x\n".to_owned()),
    }));
    page.push(Block::Document("# Care\n\nA paragraph that is long enough to be set anew on a narrow terminal.\n\n- a point that goes\n  on here\n\n    $ as it is, however long it may be, since it is to be copied\n".to_owned()));
    page
}

#[test]
fn a_terminal_of_sixty_columns() {
    let words = Words::of(Language::En);
    expect![[r#"
        ananas: behind the manifest
          Who can get in
            + bruno gets an account on ananas, and can become root
              [coloc.toml:12 and 2 more]
              $ passwd bruno
            a key of `a|b`
            Note: its generated modules are not at hand.

        Facts
          needs    512 MiB of memory; 1 GiB of disk to begin with,
                   and more for everybody who comes later
          runs on  one machine

          MACHINE  STATE
          ananas   changed by hand
              Somebody was here.
                Ask who it was.

          [services.nuage]
          type = "nextcloud"

        --- web.nix
        +++ web.nix
        +x

        # Care

        A paragraph that is long enough to be set anew on a narrow
        terminal.

        - a point that goes on here

            $ as it is, however long it may be, since it is to be copied
    "#]]
    .assert_eq(&terminal::render(&page(), &words, false, 60));
}

#[test]
fn markdown() {
    let words = Words::of(Language::En);
    expect![[r###"
        ## ananas: behind the manifest

        ### Who can get in

        - ➕ bruno gets an account on ananas, and can become root (`coloc.toml:12` and 2 more)  
          `passwd bruno`
        - a key of `a|b`

        > its generated modules are not at hand.

        ## Facts

        - needs: 512 MiB of memory; 1 GiB of disk to begin with, and more for everybody who comes later
        - runs on: one machine

        | machine | state | cause |
        | --- | --- | --- |
        | ananas | changed by hand | Somebody was here.<br>Ask who it was. |

        ```toml
        [services.nuage]
        type = "nextcloud"
        ```

        <details><summary>web.nix (+1 -0)</summary>

        ```diff
        --- web.nix
        +++ web.nix
        +x
        ```

        </details>

        # Care

        A paragraph that is long enough to be set anew on a narrow terminal.

        - a point that goes
          on here

            $ as it is, however long it may be, since it is to be copied
    "###]]
    .assert_eq(&super::markdown::render(&page(), &words));
}

#[test]
fn a_table_that_is_too_wide_is_stacked() {
    let words = Words::of(Language::En);
    let wide = Table {
        columns: ["type", "what it is", "memory"].map(text).to_vec(),
        below: Text::default(),
        rows: vec![Row {
            cells: [
                "nextcloud",
                "files, calendars and contacts of all members",
                "512 MiB",
            ]
            .map(text)
            .to_vec(),
            ..Row::default()
        }],
    };
    let page = Page {
        blocks: vec![Block::Table(wide)],
    };
    expect![[r#"
        nextcloud
          what it is: files, calendars and contacts of
            all members
          memory: 512 MiB
    "#]]
    .assert_eq(&terminal::render(&page, &words, false, 50));
}

#[test]
fn the_last_column_takes_several_lines() {
    let words = Words::of(Language::En);
    let row = |code: &str, what: &str| Row {
        cells: vec![Text::code(code), text("error"), text(what)],
        ..Row::default()
    };
    let table = Table {
        columns: ["code", "severity", "what is wrong"].map(text).to_vec(),
        below: Text::default(),
        rows: vec![
            row(
                "clash/domain",
                "two services want to answer under one domain",
            ),
            row("key/weak", "an SSH key that is too short"),
        ],
    };
    let page = Page {
        blocks: vec![Block::Table(table)],
    };
    expect![[r#"
        CODE          SEVERITY  WHAT IS WRONG
        clash/domain  error     two services want to answer under
                                one domain
        key/weak      error     an SSH key that is too short
    "#]]
    .assert_eq(&terminal::render(&page, &words, false, 60));
}

#[test]
fn facts_may_be_a_word_alone() {
    let words = Words::of(Language::En);
    let facts = vec![
        (Text::code("git add coloc.toml"), Text::default()),
        (Text::code("coloc check"), text("says what is wrong")),
    ];
    let page = Page {
        blocks: vec![Block::Facts(facts)],
    };
    let drawn = terminal::render(&page, &words, false, 60);
    assert_eq!(
        drawn,
        "  git add coloc.toml\n  coloc check         says what is wrong\n"
    );
    expect![[r#"
        - `git add coloc.toml`
        - `coloc check`: says what is wrong
    "#]]
    .assert_eq(&super::markdown::render(&page, &words));
}

#[test]
fn what_is_too_long_for_a_forge_is_named_and_counted() {
    let words = Words::of(Language::Fr);
    let mut page = Page::default();
    for machine in ["ananas", "brioche"] {
        page.heading(2, text(machine));
        page.push(Block::Document("x ".repeat(25_000)));
    }
    let drawn = super::markdown::render(&page, &words);
    assert!(drawn.len() < 65_536);
    assert!(drawn.contains("## brioche\n\n(trop long pour être montré ici)"));
    assert!(drawn.ends_with("Une partie manque ici : un terminal les montre toutes.\n"));
}

proptest! {
    /// Whatever it holds, nothing drives a terminal or hides in it, and no word is broken at any width.
    #[test]
    fn pages_are_harmless_and_keep_words_whole(
        held in "[a-zé\u{1b}\u{202e}`|<#*\n -]{1,60}",
        word in "[a-z]{1,30}",
        width in 40_usize..140,
    ) {
        let words = Words::of(Language::Fr);
        let mut page = page();
        page.heading(2, text(&held));
        page.plain(text(&format!("{held} {word} {held}")));
        page.note(text(&held).then(Text::code(held.clone())));
        let drawn = terminal::render(&page, &words, false, width);
        prop_assert!(!drawn.chars().any(visible::is_hidden));
        prop_assert!(drawn.contains(&word), "{word} in {drawn}");
        let markdown = super::markdown::render(&page, &words);
        prop_assert!(!markdown.chars().any(visible::is_hidden));
    }
}
