//! Findings as SARIF 2.1.0, for code scanning on forges.
//!
//! Kept to what GitHub takes: each result has a place (the manifest's first line, if the finding names none), and
//! further places are links in the message, since they are not shown otherwise. What people read has its hidden
//! characters shown, its braces doubled (SARIF 3.11.5), and cannot form links of its own (3.11.6).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Format, Results, json};
use crate::finding::{Code, Finding, Findings, Label, Severity};
use crate::source::Sources;
use crate::visible;

/// `--format sarif`
pub static FORMAT: Format = Format {
    name: "sarif",
    purpose: "For code scanning on forges: SARIF 2.1.0",
    findings: |all, sources, _| findings(all, sources),
    results: Results::None,
    note: visible::text,
};

/// Where a finding without a place is shown.
const MANIFEST: &str = "coloc.toml";

/// Texts are cut to so many characters, and places to so many: forges refuse reports that are too large.
const MOST_TEXT: usize = 4000;
const MOST_PLACES: usize = 50;

/// The whole report: one run.
pub fn findings(findings: &Findings, sources: &Sources) -> String {
    let codes: BTreeMap<&str, &Code> = findings
        .iter()
        .map(|finding| (finding.code.name, finding.code))
        .collect();
    let rules: Value = codes.values().map(|code| rule(code)).collect();
    let indices: BTreeMap<&str, usize> = codes
        .keys()
        .enumerate()
        .map(|(index, name)| (*name, index))
        .collect();
    let results: Value = findings
        .iter()
        .map(|finding| result(finding, indices.get(finding.code.name).copied(), sources))
        .collect();
    json::write(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "coloc",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rules,
                },
            },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                "%SRCROOT%": {
                    "description": { "text": "The folder that holds coloc.toml." },
                },
            },
            "results": results,
        }],
    }))
}

fn rule(code: &Code) -> Value {
    let explanation = match code.explanation.trim() {
        "" => code.summary,
        explanation => explanation,
    };
    // The first paragraph, on one line: forges show it above the finding, and limit it.
    let introduction = explanation
        .lines()
        .take_while(|line| !line.trim().is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    json!({
        "id": code.name,
        "shortDescription": { "text": code.summary },
        "fullDescription": { "text": introduction },
        "help": { "text": explanation, "markdown": explanation },
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

fn result(finding: &Finding, rule_index: Option<usize>, sources: &Sources) -> Value {
    let path = finding
        .labels
        .first()
        .map_or(MANIFEST, |label| sources.path(label.span).as_str());
    let location = match finding.labels.first() {
        Some(label) => location(label, sources),
        None => json!({ "physicalLocation": {
            "artifactLocation": artifact(MANIFEST),
            "region": { "startLine": 1 },
        } }),
    };
    let mut result = json!({
        "ruleId": finding.code.name,
        "ruleIndex": rule_index,
        "level": level(finding.severity()),
        "message": { "text": message(finding, sources) },
        "locations": [location],
    });
    let related: Vec<Value> = further(finding)
        .map(|(id, label)| {
            let mut related = location_with_id(id, label, sources);
            if label.text.trim().is_empty() {
                related["message"] = json!({ "text": "see also" });
            }
            related
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    result["partialFingerprints"] = json!({ "coloc/v1": fingerprint(finding, path) });
    result
}

/// Places after the first, numbered from 1.
fn further(finding: &Finding) -> impl Iterator<Item = (usize, &Label)> {
    finding.labels.iter().enumerate().skip(1).take(MOST_PLACES)
}

/// Message, way out, and links to the further places.
fn message(finding: &Finding, sources: &Sources) -> String {
    let mut out = plain(super::message(finding));
    if let Some(help) = &finding.help {
        out.push_str("\n\nWhat to do: ");
        out.push_str(&plain(help));
    }
    for (id, label) in further(finding) {
        let (start, _) = sources.positions(label.span);
        let place = plain(&format!("{}:{}", sources.path(label.span), start.line))
            .replace('\\', r"\\")
            .replace('[', r"\[")
            .replace(']', r"\]");
        // Writing to a String cannot fail.
        let _ = write!(out, "\n\nSee also [{place}]({id})");
        if !label.text.trim().is_empty() {
            out.push_str(": ");
            out.push_str(&plain(&label.text));
        }
    }
    out
}

/// Text of a SARIF message: no placeholders, no links, nothing hidden.
fn plain(text: &str) -> String {
    visible::text(&visible::shorten(text, MOST_TEXT))
        .replace('{', "{{")
        .replace('}', "}}")
        .replace("](", "] (")
}

fn location(label: &Label, sources: &Sources) -> Value {
    let (start, end) = sources.positions(label.span);
    let mut location = json!({ "physicalLocation": {
        "artifactLocation": artifact(sources.path(label.span).as_str()),
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    } });
    if !label.text.trim().is_empty() {
        location["message"] = json!({ "text": plain(&label.text) });
    }
    location
}

fn location_with_id(id: usize, label: &Label, sources: &Sources) -> Value {
    let mut related = json!({ "id": id });
    if let (Value::Object(related), Value::Object(location)) =
        (&mut related, location(label, sources))
    {
        related.extend(location);
    }
    related
}

fn artifact(path: &str) -> Value {
    json!({ "uri": relative_uri(path), "uriBaseId": "%SRCROOT%" })
}

/// A path as a relative URI: all but unreserved characters (RFC 3986) and `/` is percent-encoded.
fn relative_uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

/// What stays the same when lines move: the code, the message and the file.
fn fingerprint(finding: &Finding, path: &str) -> String {
    let parts = [finding.code.name, &finding.message, path];
    format!("{:x}", Sha256::digest(parts.join("\0")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_relative_uris() {
        assert_eq!(
            relative_uri("members/zoé b.toml"),
            "members/zo%C3%A9%20b.toml"
        );
        assert_eq!(relative_uri("a:b?c#d%"), "a%3Ab%3Fc%23d%25");
    }

    #[test]
    fn messages_form_no_links_or_placeholders() {
        assert_eq!(
            plain("{0} [here](https://evil.example)"),
            "{{0}} [here] (https://evil.example)"
        );
    }
}
