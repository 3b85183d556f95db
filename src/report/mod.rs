//! Findings → text: one file per format.
//!
//! Everything here is pure: findings and sources go in, a `String` comes out, and nothing is read from the
//! environment. Manifests come from other people's pull requests, so each format makes what it quotes harmless:
//! [`crate::visible`] for terminals and Markdown, percent-encoding for URIs.

pub mod catalog;
pub mod changes;
mod excerpt;
pub mod explain;
pub mod generate;
pub mod github;
pub mod history;
pub mod human;
pub mod init;
pub mod json;
pub mod markdown;
mod moment;
pub mod note;
pub mod option;
pub mod page;
pub mod reference;
pub mod sarif;
pub mod secrets;
pub mod status;
pub mod why;

#[cfg(test)]
mod tests;

use crate::finding::{Finding, Findings, Severity};
use crate::source::Sources;

/// What a report is written for. On the command line: `human`, `json`, `sarif`, `github`, `markdown`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people at a terminal: the lines in question, and the way out
    #[default]
    Human,
    /// For scripts: one object, `"version": 1`
    Json,
    /// For code scanning on forges: SARIF 2.1.0
    Sarif,
    /// For CI of GitHub, Forgejo and Gitea: notes beside the lines of a pull request
    Github,
    /// For comments on pull requests
    Markdown,
}

/// Findings in a format, in the order given. Colour and width (in columns) matter to [`Format::Human`] alone.
pub fn findings(
    format: Format,
    findings: &Findings,
    sources: &Sources,
    colour: bool,
    width: usize,
) -> String {
    match format {
        Format::Human => human::findings(findings, sources, colour, width),
        Format::Json => json::findings(findings, sources),
        Format::Sarif => sarif::findings(findings, sources),
        Format::Github => github::findings(findings, sources),
        Format::Markdown => markdown::findings(findings, sources),
    }
}

/// `2 errors, 1 warning`: what there is of each severity; empty when there is nothing.
pub fn summary(findings: &Findings) -> String {
    let part = |severity, one: &str, many: &str| match findings.count(severity) {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let parts = [
        part(Severity::Error, "error", "errors"),
        part(Severity::Warning, "warning", "warnings"),
        part(Severity::Advice, "piece of advice", "pieces of advice"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What is wrong: the finding's own sentence, or that of its kind where it has none.
fn message(finding: &Finding) -> &str {
    match finding.message.trim() {
        "" => finding.code.summary,
        message => message,
    }
}
