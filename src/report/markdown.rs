//! Findings as Markdown, for comments on pull requests.

use std::fmt::Write as _;

use super::page::markdown::render;
use super::{Format, Results, message, summary};
use crate::finding::{Finding, Findings, Severity};
use crate::source::Sources;
use crate::visible;
use crate::visible::markdown::{code, escape};

/// `--format markdown`
pub static FORMAT: Format = Format {
    name: "markdown",
    purpose: "For comments on pull requests",
    findings: |all, sources, _| findings(all, sources),
    results: Results::Page(|page, words, _| render(page, words)),
    note: visible::text,
};

/// Forges take comments of up to 65,536 characters.
const MOST_REPORT: usize = 60_000;
/// Messages and help are cut to so many characters, before escaping.
const MOST_TEXT: usize = 1000;
/// Places listed for one finding.
const MOST_PLACES: usize = 8;

/// The whole report, errors first.
pub fn findings(findings: &Findings, sources: &Sources) -> String {
    let Some(first) = findings.iter().next() else {
        return "coloc found nothing to complain about.\n".to_owned();
    };
    let mut out = format!("**{}**\n", summary(findings));
    let mut left_out = 0;
    let sections = [
        (Severity::Error, "Errors"),
        (Severity::Warning, "Warnings"),
        (Severity::Advice, "Advice"),
    ];
    for (severity, title) in sections {
        let mut title_due = true;
        for finding in findings
            .iter()
            .filter(|finding| finding.severity() == severity)
        {
            let item = item(finding, sources);
            if left_out > 0 || out.len() + item.len() > MOST_REPORT {
                left_out += 1;
                continue;
            }
            if std::mem::take(&mut title_due) {
                // Writing to a String cannot fail.
                let _ = write!(out, "\n### {title}\n\n");
            }
            out.push_str(&item);
        }
    }
    if left_out > 0 {
        let _ = write!(
            out,
            "\n{left_out} more are left out here: `coloc check` shows them all.\n"
        );
    }
    let _ = write!(
        out,
        "\nMore about a finding: `coloc explain {}`\n",
        first.code.name
    );
    out
}

fn item(finding: &Finding, sources: &Sources) -> String {
    let mut out = format!(
        "- **{}** ({})\n",
        escape(&visible::shorten(message(finding), MOST_TEXT)),
        code(finding.code.name)
    );
    for label in finding.labels.iter().take(MOST_PLACES) {
        let (start, _) = sources.positions(label.span);
        let path = visible::shorten(sources.path(label.span).as_str(), 200);
        let place = code(&format!("{path}:{}", start.line));
        let text = escape(&visible::shorten(&label.text, MOST_TEXT));
        let gap = if text.is_empty() { "" } else { ": " };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  - {place}{gap}{text}");
    }
    let left_out = finding.labels.len().saturating_sub(MOST_PLACES);
    if left_out > 0 {
        let _ = writeln!(out, "  - and {left_out} more places");
    }
    if let Some(help) = &finding.help {
        let help = visible::shorten(help, MOST_TEXT);
        let lines: Vec<String> = help
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(help_line)
            .collect();
        if !lines.is_empty() {
            let _ = writeln!(out, "  - What to do: {}", lines.join("<br>\n    "));
        }
    }
    out
}

/// Lines that begin with two spaces are commands or examples.
fn help_line(line: &str) -> String {
    if line.starts_with("  ") || line.starts_with('\t') {
        code(line)
    } else {
        escape(line)
    }
}
