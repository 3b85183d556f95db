//! Findings as JSON: `{ "version": 1, "findings": […] }`, for scripts.
//!
//! Nothing is lost: strings hold exactly what was found. Characters that would act on a terminal, or not be seen
//! on it, are written as `\u…` escapes, so that printing the JSON is safe as well.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{Format, Results};
use crate::finding::{Finding, Findings, Label};
use crate::source::Sources;
use crate::visible;

/// `--format json`
pub static FORMAT: Format = Format {
    name: "json",
    purpose: "For scripts: one object, `\"version\": 1`",
    findings: |all, sources, _| findings(all, sources),
    results: Results::Json,
    note: visible::text,
};

/// The whole report.
pub fn findings(findings: &Findings, sources: &Sources) -> String {
    write(&with_findings(findings, sources, Map::new()))
}

/// Findings, and what a command has to say besides.
pub fn with_findings(findings: &Findings, sources: &Sources, fields: Map<String, Value>) -> Value {
    let mut object = Map::new();
    object.insert("version".to_owned(), 1.into());
    object.insert("findings".to_owned(), findings_value(findings, sources));
    object.extend(fields);
    Value::Object(object)
}

/// The list of findings alone.
pub fn findings_value(findings: &Findings, sources: &Sources) -> Value {
    findings
        .iter()
        .map(|finding| finding_value(finding, sources))
        .collect()
}

/// A place, for commands whose own JSON says why (`because`).
pub fn label_value(label: &Label, sources: &Sources) -> Value {
    let (start, end) = sources.positions(label.span);
    json!({
        "file": sources.path(label.span).as_str(),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "text": label.text,
    })
}

/// JSON as coloc prints it: indented, a line break at the end, hidden characters escaped.
pub fn write(value: &Value) -> String {
    let text = format!("{value:#}\n");
    if !text.chars().any(visible::is_hidden) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        // Outside strings, JSON has no hidden characters, so these are always within one.
        if visible::is_hidden(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out
}

fn finding_value(finding: &Finding, sources: &Sources) -> Value {
    let labels: Value = finding
        .labels
        .iter()
        .map(|label| label_value(label, sources))
        .collect();
    json!({
        "code": finding.code.name,
        "severity": finding.severity().as_str(),
        "message": finding.message,
        "help": finding.help,
        "labels": labels,
    })
}
