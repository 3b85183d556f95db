//! Pages on a terminal of any width: words stay whole, and lines are no longer than it.

use std::collections::BTreeSet;

use expect_test::expect_file;

use crate::cli::harness::{KEY, Place, Ran, SMALL};

/// A collective with secrets, one of which is not there, and a service that has everything.
fn place() -> Place {
    let text = SMALL.replace("[policy]\n", "[policy]\nsecrets = \"sops\"\n");
    let text = format!(
        "{text}\n[services.cloud]\ntype = \"nextcloud\"\nmachine = \"serveur\"\ncaretakers = [\"alice\"]\nbackup = []\n"
    );
    Place::empty().with("coloc.toml", &text)
}

const INIT: &[&str] = &[
    "init",
    "new",
    "--domain",
    "a.example",
    "--contact",
    "a@a.example",
    "--member",
    "alice",
    "--ssh-key",
    KEY,
];

/// Commands that draw pages.
const PAGES: &[&[&str]] = &[
    &["catalog"],
    &["catalog", "nextcloud"],
    &["catalog", "jitsi-meet"],
    &["catalog", "kanidm"],
    &["explain"],
    &["explain", "clash/domain"],
    &["explain", "nixos/bad-index"],
    &["secrets"],
    &["secrets", "--missing"],
    &["option", "services.openssh.ports"],
    &["option", "services.openssh"],
    &["option", "services.opensh"],
    &["generate"],
    &["generate", "--dry-run"],
    INIT,
];

fn run(arguments: &[&str], columns: &str, language: &str, more: &[&str]) -> Ran {
    let place = place();
    place
        .line(arguments.iter().chain(more))
        .env("COLUMNS", columns)
        .env("LANG", language)
        .run()
}

/// What is said, on stdout or stderr.
fn said(ran: &Ran) -> String {
    format!("{}{}", ran.stdout, ran.stderr)
}

/// Words of all lines but titles of columns, which are others where rows are stacked.
fn words(text: &str) -> BTreeSet<String> {
    let title = |line: &&str| line.trim().contains("  ") && **line == line.to_uppercase();
    let lines = text.lines().filter(|line| !title(line));
    let words = lines.flat_map(|line| line.split(' '));
    words
        .map(|word| word.trim_end_matches(':').to_lowercase())
        .collect()
}

/// Lines that are never set anew: what is to be copied, tables and titles of documents, differences.
fn verbatim(markdown: &str) -> BTreeSet<String> {
    let mut fenced = false;
    let mut lines = BTreeSet::new();
    for line in markdown.lines() {
        let is_fence = line.trim_start().starts_with("```");
        fenced ^= is_fence;
        if fenced || line.starts_with("    ") || line.starts_with(['|', '#']) {
            lines.insert(line.trim().to_owned());
        }
        lines.extend(
            line.trim()
                .strip_prefix('`')
                .and_then(|line| line.strip_suffix('`'))
                .map(str::to_owned),
        );
    }
    lines
}

#[test]
fn words_stay_whole_and_lines_fit() {
    for arguments in PAGES {
        for language in ["en_GB.UTF-8", "fr_FR.UTF-8"] {
            let wide = words(&said(&run(arguments, "200", language, &[])));
            let markdown = said(&run(arguments, "200", language, &["--format", "markdown"]));
            let verbatim = verbatim(&markdown);
            for columns in [80, 60] {
                let narrow = said(&run(arguments, &columns.to_string(), language, &[]));
                for line in narrow.lines().filter(|line| line.chars().count() > columns) {
                    let text = line.trim().trim_start_matches("$ ");
                    let is_one_word = !text.trim_start_matches("- ").contains(' ');
                    assert!(
                        is_one_word || verbatim.contains(text),
                        "{arguments:?} in {columns} columns: {line}"
                    );
                }
                let kept = words(&narrow);
                let cut: Vec<&String> = wide.difference(&kept).collect();
                assert!(
                    cut.is_empty(),
                    "{arguments:?} in {columns} columns: {cut:?}"
                );
            }
        }
    }
}

#[test]
fn french_pages_are_known() {
    let french = |arguments: &[&str]| run(arguments, "100", "fr_FR.UTF-8", &[]);
    french(&["catalog", "nextcloud"])
        .code(0)
        .stdout_is(expect_file!["catalog/nextcloud.fr.txt"]);
    french(&["secrets"])
        .code(0)
        .stdout_is(expect_file!["secrets/sops.fr.txt"]);
    french(&["secrets", "--missing"])
        .code(1)
        .stdout_is(expect_file!["secrets/missing.fr.txt"]);
    let generated = french(&["generate"]).code(0);
    expect_file!["generate/first.fr.txt"].assert_eq(&generated.stderr);
    let markdown = run(
        &["generate"],
        "100",
        "fr_FR.UTF-8",
        &["--format", "markdown"],
    )
    .code(0);
    expect_file!["generate/first.fr.md"].assert_eq(&markdown.stdout);
}
