//! The same findings in every format, and hostile ones in all of them.
#![allow(
    clippy::unwrap_used,
    clippy::needless_raw_string_hashes,
    reason = "a test that cannot go on has failed; UPDATE_EXPECT writes hashes where it likes"
)]

mod github;
mod human;
mod machines;

use expect_test::expect;
use proptest::prelude::*;

use super::{FORMATS, Screen};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::source::{FileId, Sources, Span};

/// Findings in the format of a name.
fn findings(format: &str, all: &Findings, sources: &Sources, colour: bool, width: usize) -> String {
    let mut formats = FORMATS.iter();
    let format = formats.find(|known| known.name == format).unwrap();
    (format.findings)(all, sources, Screen { colour, width })
}

static CLASH: Code = Code {
    name: "clash/domain",
    severity: Severity::Error,
    summary: "two services share a domain",
    explanation: "Each service answers under a domain of its own.\n\nWay out: change one.\n",
};
static KEY: Code = Code {
    name: "key/invalid",
    severity: Severity::Error,
    summary: "an SSH key that is none",
    explanation: "",
};
static CARE: Code = Code {
    name: "care/too-few-caretakers",
    severity: Severity::Warning,
    summary: "too few people look after it",
    explanation: "People go on holiday.\n",
};
static ADVICE: Code = Code {
    name: "care/nobody-on-site",
    severity: Severity::Advice,
    summary: "nobody can press the button",
    explanation: "Machines hang.\n",
};

const MANIFEST: &str = r#"[collective]
name = "trois-maisons"

[machines.ananas]
site = "paris"
caretakers = ["alice"]

[services.nuage]
type = "nextcloud"
machine = "ananas"
domain = "nuage.trois-maisons.example"
caretakers = ["alice", "chloe"]
"#;

/// The place of the `nth` (from 0) time that a text occurs.
fn at(sources: &Sources, file: FileId, text: &str, nth: usize) -> Span {
    let (start, _) = sources.get(file).text.match_indices(text).nth(nth).unwrap();
    Span::new(file, start, start + text.len())
}

fn sample() -> (Findings, Sources) {
    let mut sources = Sources::default();
    let main = sources.add("coloc.toml", MANIFEST);
    let bob = sources.add(
        "members/bob.toml",
        "[members.bob]\nname = \"Bob\"\n\n[services.photos]\ntype = \"immich\"\nmachine = \"ananas\"\ndomain = \"nuage.trois-maisons.example\"\n",
    );
    let domain = "\"nuage.trois-maisons.example\"";
    let mut all = Findings::default();
    all.push(
        Finding::new(
            &CLASH,
            "The services nuage and photos both want to answer at nuage.trois-maisons.example.",
        )
        .at(at(&sources, bob, domain, 0), "wanted here too")
        .at(at(&sources, main, domain, 0), "taken by nuage")
        .help("Give one of them another domain, for example photos.trois-maisons.example."),
    );
    all.push(
        Finding::new(
            &CARE,
            "Only one person looks after the machine ananas; your policy asks for 2.",
        )
        .at(at(&sources, main, "[\"alice\"]", 0), "1 caretaker")
        .help("Ask a second member, then add them:\n  caretakers = [\"alice\", \"bruno\"]"),
    );
    all.push(Finding::new(&ADVICE, "Nobody lives near the site lyon."));
    (all, sources)
}

#[test]
fn two_files_in_markdown() {
    let (all, sources) = sample();
    expect![[r#"
        **1 error, 1 warning, 1 piece of advice**

        ### Errors

        - **The services nuage and photos both want to answer at nuage.trois-maisons.example.** (`clash/domain`)
          - `members/bob.toml:7`: wanted here too
          - `coloc.toml:11`: taken by nuage
          - What to do: Give one of them another domain, for example photos.trois-maisons.example.

        ### Warnings

        - **Only one person looks after the machine ananas; your policy asks for 2.** (`care/too-few-caretakers`)
          - `coloc.toml:6`: 1 caretaker
          - What to do: Ask a second member, then add them:<br>
            `caretakers = ["alice", "bruno"]`

        ### Advice

        - **Nobody lives near the site lyon.** (`care/nobody-on-site`)

        More about a finding: `coloc explain clash/domain`
    "#]].assert_eq(&findings("markdown", &all, &sources, false, 80));
}

#[test]
fn one_finding_in_json() {
    let mut sources = Sources::default();
    let file = sources.add("coloc.toml", "é = \"\u{9b}2J\u{202e}\"\r\n");
    let mut all = Findings::default();
    all.push(
        Finding::new(&CARE, "Zoé\u{1b}[2J").at(at(&sources, file, "\u{9b}2J", 0), "a\u{e0041}"),
    );
    let json = findings("json", &all, &sources, false, 80);
    expect![[r#"
        {
          "version": 1,
          "findings": [
            {
              "code": "care/too-few-caretakers",
              "severity": "warning",
              "message": "Zoé\u001b[2J",
              "help": null,
              "labels": [
                {
                  "file": "coloc.toml",
                  "line": 1,
                  "column": 6,
                  "end_line": 1,
                  "end_column": 9,
                  "text": "a\udb40\udc41"
                }
              ]
            }
          ]
        }
    "#]]
    .assert_eq(&json);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["findings"][0]["message"], "Zoé\u{1b}[2J");
    assert_eq!(value["findings"][0]["labels"][0]["text"], "a\u{e0041}");
}

#[test]
fn sarif_reads_as_sarif() {
    let (all, sources) = sample();
    let text = findings("sarif", &all, &sources, false, 80);
    let sarif: serde_sarif::sarif::Sarif = serde_json::from_str(&text).unwrap();
    let run = &sarif.runs[0];
    let rules: Vec<&str> = run
        .tool
        .driver
        .rules
        .iter()
        .flatten()
        .map(|rule| rule.id.as_str())
        .collect();
    assert_eq!(
        rules,
        [
            "care/nobody-on-site",
            "care/too-few-caretakers",
            "clash/domain"
        ]
    );
    let results = run.results.as_ref().unwrap();
    for result in results {
        let index = usize::try_from(result.rule_index.unwrap()).unwrap();
        assert_eq!(Some(rules[index]), result.rule_id.as_deref());
        assert_eq!(
            result.locations.as_ref().map(Vec::len),
            Some(1),
            "forges want a place"
        );
    }
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    expect![[r#"
        {
          "ruleId": "clash/domain",
          "ruleIndex": 2,
          "level": "error",
          "message": {
            "text": "The services nuage and photos both want to answer at nuage.trois-maisons.example.\n\nWhat to do: Give one of them another domain, for example photos.trois-maisons.example.\n\nSee also [coloc.toml:11](1): taken by nuage"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "members/bob.toml",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startLine": 7,
                  "startColumn": 10,
                  "endLine": 7,
                  "endColumn": 39
                }
              },
              "message": {
                "text": "wanted here too"
              }
            }
          ],
          "relatedLocations": [
            {
              "id": 1,
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "coloc.toml",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startLine": 11,
                  "startColumn": 10,
                  "endLine": 11,
                  "endColumn": 39
                }
              },
              "message": {
                "text": "taken by nuage"
              }
            }
          ],
          "partialFingerprints": {
            "coloc/v1": "8549f6c24a78577914ce3f9227311a34cd2964bec137b1bdd6023311f07f1f03"
          }
        }"#]].assert_eq(&format!("{:#}", value["runs"][0]["results"][0]));
}

#[test]
fn fingerprints_survive_moved_lines() {
    let print = |text: &str| {
        let mut sources = Sources::default();
        let file = sources.add("coloc.toml", text);
        let mut all = Findings::default();
        all.push(Finding::new(&CLASH, "m").at(at(&sources, file, "x", 0), ""));
        let text = findings("sarif", &all, &sources, false, 80);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        value["runs"][0]["results"][0]["partialFingerprints"].clone()
    };
    assert_eq!(print("x"), print("a\n\nb x"));
}

#[test]
fn nothing_found() {
    let (all, sources) = (Findings::default(), Sources::default());
    assert_eq!(findings("human", &all, &sources, true, 80), "");
    assert!(!findings("markdown", &all, &sources, false, 80).is_empty());
    let sarif = findings("sarif", &all, &sources, false, 80);
    assert!(serde_json::from_str::<serde_sarif::sarif::Sarif>(&sarif).is_ok());
}

#[test]
fn hostile_text_is_shown_and_does_nothing() {
    let mut sources = Sources::default();
    let file = sources.add(
        "a\u{1b}]0;x\u{7}.toml",
        "name = \"\u{1b}[2J\u{202e}evil\u{9b}31m\" # <script>\n",
    );
    let finding = Finding::new(
        &CARE,
        "No member is called \u{1b}[31m@team | <b>#12\u{202e}.",
    )
    .at(
        at(&sources, file, "evil", 0),
        "`x` ![i](https://e.example)\u{200b}\nerror: forged",
    )
    .help("Run:\n  rm -rf `x`\u{7f}\nor don't.");
    let mut all = Findings::default();
    all.push(finding);
    expect![[r#"
        warning: No member is called ␛[31m@team | <b>#12\u{202e}.
                 [care/too-few-caretakers]
           ╭─[a␛]0;x␇.toml:1:14]
         1 │ name = "␛[2J\u{202e}evil\u{9b}31m" # <script>
           ·                     ──┬─
           ·                       ╰── `x` ![i](https://e.example)\u{200b}␊error: forged
           ╰────
          help: Run:
                  rm -rf `x`␡
                or don't.

        More about a finding: coloc explain care/too-few-caretakers
        1 warning
    "#]]
    .assert_eq(&findings("human", &all, &sources, false, 80));
    expect![[r#"
        **1 warning**

        ### Warnings

        - **No member is called ␛\[31m@&#8203;team \| &lt;b&gt;\#&#8203;12\\u\{202e\}.** (`care/too-few-caretakers`)
          - `a␛]0;x␇.toml:1`: \`x\` \!\[i\](https:&#8203;//e.example)\\u\{200b\} error: forged
          - What to do: Run:<br>
            ``rm -rf `x`␡``<br>
            or don't.

        More about a finding: `coloc explain care/too-few-caretakers`
    "#]].assert_eq(&findings("markdown", &all, &sources, false, 80));
    expect![[r#"
        ::warning file=a␛]0;x␇.toml,line=1,endLine=1,col=14,endColumn=18,title=care/too-few-caretakers::No member is called ␛[31m@team | <b>#12\u{202e}.%0Aa␛]0;x␇.toml:1: `x` ![i](https://e.example)\u{200b}␊error: forged%0AWhat to do: Run:%0A  rm -rf `x`␡%0Aor don't.
        coloc found 1 warning.
    "#]].assert_eq(&findings("github", &all, &sources, false, 80));
}

/// Text that is mostly of what goes wrong.
fn nasty() -> impl Strategy<Value = String> {
    let characters =
        "ab [\"`|<@#:,%]\n\n\r\t\u{1b}\u{7f}\u{9b}\u{202e}\u{200d}\u{301}\u{feff}é東🍍\u{e0041}";
    let character = proptest::sample::select(characters.chars().collect::<Vec<_>>());
    prop_oneof![
        proptest::collection::vec(character, 0..300).prop_map(|all| all.into_iter().collect()),
        any::<String>(),
    ]
}

/// Without the `␛[…m` that set colours.
fn without_colour(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    first
        + &parts
            .filter_map(|part| part.split_once('m'))
            .map(|(_, rest)| rest)
            .collect::<String>()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_safe_in_any_format(
        texts in proptest::collection::vec((nasty(), nasty()), 1..3),
        spans in proptest::collection::vec((0..3_usize, 0..320_usize, 0..320_usize, nasty()), 0..10),
        message in nasty(),
        help in proptest::option::of(nasty()),
        width in 0..120_usize,
    ) {
        let mut sources = Sources::default();
        let files: Vec<FileId> = texts.into_iter().map(|(path, text)| sources.add(path, text)).collect();
        let mut finding = Finding { help, ..Finding::new(&CLASH, message) };
        for (file, start, end, text) in spans {
            finding = finding.at(Span::new(files[file % files.len()], start, end), text);
        }
        let mut all = Findings::default();
        all.push(finding);

        for format in FORMATS {
            let text = (format.findings)(&all, &sources, Screen { colour: false, width });
            prop_assert!(!text.chars().any(crate::visible::is_hidden), "{}", format.name);
        }
        let human = findings("human", &all, &sources, false, width);
        prop_assert!(!human.chars().any(|c| c != '\n' && (c.is_control() || crate::visible::is_hidden(c))));
        let colour = findings("human", &all, &sources, true, width);
        prop_assert_eq!(without_colour(&colour), human);

        let json = findings("json", &all, &sources, false, width);
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&value["findings"], &super::json::findings_value(&all, &sources));

        let sarif = findings("sarif", &all, &sources, false, width);
        serde_json::from_str::<serde_sarif::sarif::Sarif>(&sarif).unwrap();

        let github = findings("github", &all, &sources, false, width);
        let lines: Vec<&str> = github.split('\n').collect();
        let [command, "coloc found 1 error.", ""] = lines[..] else {
            return Err(TestCaseError::fail(github));
        };
        let command = github::taken(command).unwrap();
        prop_assert_eq!(&command.name, "error");
        prop_assert_eq!(command.properties.get("title").map(String::as_str), Some("clash/domain"));
    }
}
