//! Findings → text: one file per format.
//!
//! Everything here is pure: findings and sources go in, a `String` comes out, and nothing is read from the
//! environment. Manifests come from other people's pull requests, so each format makes what it quotes harmless:
//! [`crate::visible`] for terminals and Markdown, percent-encoding for URIs.

pub mod catalog;
pub mod changes;
mod excerpt;
pub mod explain;
mod format;
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

pub use format::{FORMATS, Format, Results, Screen};

use crate::finding::{Finding, Findings, Severity};

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
