//! The manifest's reference, in Markdown: every table and key, from the declarations that read them.

use std::fmt::Write as _;

use super::human::wrap;
use crate::manifest::schema::{Declaration, declarations};
use crate::manifest::table::{FromValue as _, Key, Kind};
use crate::manifest::types::{Name, Text};

/// Columns of the page.
const WIDTH: usize = 100;

/// An example of every table.
const EXAMPLES: &str = include_str!("reference.toml");

const BEFORE: &str = "\
# The manifest, table by table

A collective is described in `coloc.toml` at the root of its repository, and in all `*.toml` files under `members/`,
`groups/`, `sites/`, `machines/` and `services/`: they are read as if they were one. So five friends keep one file, and
fifty people keep a file each. No table may stand in two places.

How things are written ([TOML](https://toml.io)):

- Text stands in quotes: `\"Alice Martin\"`. Numbers, `true` and `false` stand without.
- A list stands in `[` and `]`, with commas: `[\"alice\", \"bruno\"]`.
- Names of members, groups, sites, machines and services begin with a small letter, and go on with small letters,
  digits and `-`, 31 at most.
- Sizes have a unit: `\"16 GiB\"`, `\"500 GB\"`. Rates too: `\"20 Mbit/s\"`. Dates are `\"2026-11-21\"`, in quotes.
- What stands behind a `#` is for people.

`coloc check` says what is wrong, and what could go wrong. Keys that are **required** must be given; what holds without
one of the others is said with it.
";

/// The whole page.
pub fn markdown() -> String {
    let mut out = BEFORE.to_owned();
    for declaration in declarations() {
        section(&mut out, &declaration);
    }
    out
}

fn section(out: &mut String, declaration: &Declaration) {
    let name = declaration.name;
    let header = match declaration.one {
        Some(one) => format!("{name}.{}", one.to_uppercase()),
        None => name.to_owned(),
    };
    // Writing to a String cannot fail.
    let _ = write!(out, "\n## `[{header}]`\n\n{}\n\n", declaration.doc);
    let example = EXAMPLES
        .split("\n\n")
        .find(|block| heads(block, name))
        .unwrap_or_default();
    let _ = write!(out, "```toml\n{}\n```\n\n", example.trim());
    for key in &declaration.keys {
        let shown = example.lines().any(|line| {
            line.strip_prefix(key.name)
                .is_some_and(|rest| rest.starts_with([' ', '.']))
        });
        entry(out, key, shown);
    }
}

/// Whether a block begins with a table, or one of its tables.
fn heads(block: &str, table: &str) -> bool {
    block
        .trim_start()
        .strip_prefix('[')
        .and_then(|rest| rest.strip_prefix(table))
        .is_some_and(|rest| rest.starts_with(['.', ']']))
}

/// One key; with an example of its own, unless the table's shows it.
fn entry(out: &mut String, key: &Key, shown: bool) {
    let required = if key.required { " (required)" } else { "" };
    let mut line = format!("- **`{}`**{required}: {}", key.name, words(&key.kind));
    if let Some(example) = example(&key.kind).filter(|_| !shown) {
        let _ = write!(line, ", such as {example}");
    }
    for (text, end) in [(line, "  \n"), (key.explained(), "\n")] {
        let text = wrap(&text, WIDTH - 2).replace('\n', "\n  ");
        let indent = if text.starts_with('-') { "" } else { "  " };
        let _ = write!(out, "{indent}{text}{end}");
    }
}

/// What may stand there, in words.
fn words(kind: &Kind) -> String {
    match kind {
        Kind::OneOf(words) => choice(words),
        Kind::ListOr(item, choices) => {
            format!("{}; or a list, each item {}", choice(choices), words(item))
        }
        Kind::List(item) => format!("a list, each item {}", words(item)),
        Kind::Map(item) => format!("a table, each value {}", words(item)),
        _ => kind.words(),
    }
}

/// How it is written, where the words alone do not say it.
fn example(kind: &Kind) -> Option<String> {
    match kind {
        _ if [Name::kind(), Text::kind()].contains(kind) => None,
        Kind::Text { example, .. } => Some(format!("`\"{example}\"`")),
        Kind::List(item) => example(item),
        _ => None,
    }
}

fn choice(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`\"{word}\"`")).collect();
    match words.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Findings;
    use crate::manifest;
    use crate::source::Sources;

    #[test]
    fn all_examples_are_read_without_a_finding() {
        let mut sources = Sources::default();
        let mut findings = Findings::default();
        let file = sources.add("coloc.toml", EXAMPLES);
        manifest::parse(&mut sources, &[file], &mut findings);
        let messages: Vec<&str> = findings.iter().map(|f| f.message.as_str()).collect();
        assert!(messages.is_empty(), "{messages:?}");
    }

    #[test]
    fn every_default_stands_on_the_page() {
        let page = markdown();
        let page: Vec<&str> = page.split_whitespace().collect();
        let page = page.join(" ");
        for declaration in declarations() {
            for key in declaration.keys.iter().filter(|key| key.default.is_some()) {
                assert!(page.contains(&key.explained()), "{}", key.explained());
            }
        }
    }

    #[test]
    fn every_table_has_an_example() {
        for declaration in declarations() {
            let blocks = EXAMPLES.split("\n\n");
            assert_eq!(
                blocks
                    .filter(|block| heads(block, declaration.name))
                    .count(),
                1,
                "{}",
                declaration.name
            );
        }
    }
}
