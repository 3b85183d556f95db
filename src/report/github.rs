//! Findings as workflow commands: the runners of GitHub, Forgejo and Gitea show them beside the lines in question.
//!
//! `::error file=…,line=…,col=…,endLine=…,endColumn=…,title=…::message`. A runner takes every line that begins so for a
//! command (`::add-mask::`, `::stop-commands::`). What is quoted comes from strangers, and must begin no line: breaks
//! are escaped, and in properties what would end one. GitHub shows ten errors and ten warnings of a step beside lines;
//! the others stand in the log.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{Format, Results, summary};
use crate::finding::{Finding, Findings, Label, Severity};
use crate::source::Sources;
use crate::visible;

/// `--format github`
pub static FORMAT: Format = Format {
    name: "github",
    purpose: "For CI of GitHub, Forgejo and Gitea: notes beside the lines of a pull request",
    findings: |all, sources, _| findings(all, sources),
    results: Results::None,
    note,
};

/// Texts are cut to so many characters, and places to so many: runners and forges refuse what is too long.
const MOST_TEXT: usize = 4000;
const MOST_PLACES: usize = 10;

/// A command for each finding, and how many there are on a line that is none.
pub fn findings(findings: &Findings, sources: &Sources) -> String {
    let mut out: String = findings
        .iter()
        .map(|finding| command(finding, sources))
        .collect();
    let summary = match summary(findings) {
        none if none.is_empty() => "nothing to complain about".to_owned(),
        some => some,
    };
    // Writing to a String cannot fail.
    let _ = writeln!(out, "coloc found {summary}.");
    out
}

fn command(finding: &Finding, sources: &Sources) -> String {
    let level = match finding.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "notice",
    };
    let place = finding.labels.first();
    let place = place.map_or_else(String::new, |label| place_of(label, sources));
    let title = property(finding.code.name);
    let message = data(&message(finding, sources));
    format!("::{level} {place}title={title}::{message}\n")
}

/// The properties of a place. Runners take columns only where it is on one line.
fn place_of(label: &Label, sources: &Sources) -> String {
    let (start, end) = sources.positions(label.span);
    let mut place = format!(
        "file={},line={},endLine={},",
        property(sources.path(label.span).as_str()),
        start.line,
        end.line
    );
    if start.line == end.line {
        let _ = write!(place, "col={},endColumn={},", start.column, end.column);
    }
    place
}

/// What is wrong, what is to be seen at each place, and the way out.
fn message(finding: &Finding, sources: &Sources) -> String {
    let mut out = visible::shorten(super::message(finding), MOST_TEXT).into_owned();
    for label in finding.labels.iter().take(MOST_PLACES) {
        let (start, _) = sources.positions(label.span);
        let text = visible::shorten(label.text.trim(), MOST_TEXT);
        let text = visible::line(&text);
        let gap = if text.is_empty() { "" } else { ": " };
        let _ = write!(
            out,
            "\n{}:{}{gap}{text}",
            sources.path(label.span),
            start.line
        );
    }
    if let Some(help) = &finding.help {
        let _ = write!(out, "\nWhat to do: {}", visible::shorten(help, MOST_TEXT));
    }
    out
}

/// Text behind the second `::`; its lines stay.
fn data(text: &str) -> String {
    visible::text(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A value before it.
fn property(text: &str) -> String {
    visible::line(text)
        .replace('%', "%25")
        .replace(':', "%3A")
        .replace(',', "%2C")
}

/// A note for the same log, whatever it quotes: none of its lines is a command, not even in the old form `##[…]`.
fn note(text: &str) -> Cow<'_, str> {
    let text = visible::text(text);
    let lines = text.split('\n').map(|line| {
        let begins = line.trim_start().starts_with("::");
        let line = line.replace("##[", "## [");
        if begins { format!("| {line}") } else { line }
    });
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}
