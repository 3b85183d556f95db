//! Puts the manifest's own NixOS options into a generated module, where a reader looks for them.
//!
//! An option that the module does not set is added at its end, under a comment. One that it sets takes the place of
//! the module's value; lists are joined, as NixOS itself would. The result stays one plain attribute set, and no
//! `lib.mkForce` is needed.

use std::fmt::Write as _;

use super::nix;
use crate::manifest::key::Key;
use crate::manifest::value::{Entry, Value};
use crate::options::text::{self as nix_text, DefinedPath, Leaf};

/// A range of bytes, and what takes its place.
type Edit = (std::ops::Range<usize>, String);

/// Adds options to a module's body: an attribute set, perhaps behind a `let … in`. `because` is the manifest's key.
pub fn options(body: &str, because: &Key, options: &[Entry]) -> String {
    let because = nix::comment(&because.to_string());
    let table = Value::Table(options.to_vec());
    let defined = nix_text::defined(body);
    let mut edits: Vec<Edit> = Vec::new();
    let mut lines = String::new();
    let mut apart = String::new();
    for (path, value) in table.leaves() {
        let path: Vec<&str> = path.iter().map(|name| name.value.as_str()).collect();
        let line = format!(
            "{} = {};\n",
            nix::path(path.iter().copied()),
            nix::value(value)
        );
        match relation(&defined, &path) {
            Relation::Same(place) => edits.push(replacement(body, place, &because, value)),
            // A list is joined by NixOS; a value that is computed or conditional gives way.
            Relation::Computed if matches!(value, Value::Array(_)) => apart.push_str(&line),
            Relation::Computed => {
                let name = nix::path(path.iter().copied());
                let _ = writeln!(apart, "{name} = lib.mkForce {};", nix::argument(value));
            }
            // Text cannot be merged into what is computed; NixOS merges the values.
            Relation::Inside => apart.push_str(&line),
            Relation::New => lines.push_str(&line),
        }
    }
    let mut text = body.to_owned();
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    for (range, replacement) in edits {
        text.replace_range(range, &replacement);
    }
    if !lines.is_empty() {
        text = append(&text, &format!("\n\n# {because}\n{lines}"));
    }
    if !apart.is_empty() {
        text = append(
            &text,
            &format!("\n\n# {because}\nimports = [ {{\n{apart}}} ];\n"),
        );
    }
    text
}

/// Adds lines before the closing brace of a body.
pub fn append(body: &str, lines: &str) -> String {
    let body = body.trim_end();
    match body.strip_suffix('}') {
        Some(open) => format!("{}{lines}}}\n", open.trim_end()),
        // Not a set: the check that follows says so.
        None => body.to_owned(),
    }
}

enum Relation<'a> {
    Same(&'a DefinedPath),
    Computed,
    Inside,
    New,
}

fn relation<'a>(defined: &'a [DefinedPath], path: &[&str]) -> Relation<'a> {
    let mut same = defined.iter().filter(|place| place.path == path);
    match (same.next(), same.next()) {
        (Some(place), None) if place.replaceable => return Relation::Same(place),
        (Some(_), _) => return Relation::Computed,
        (None, _) => {}
    }
    let begins =
        |long: &[&str], short: &[&str]| long.len() > short.len() && long.starts_with(short);
    let inside = defined.iter().any(|place| {
        let names: Vec<&str> = place.path.iter().map(String::as_str).collect();
        (begins(path, &names) && place.leaf != Leaf::Set) || begins(&names, path)
    });
    if inside {
        Relation::Inside
    } else {
        Relation::New
    }
}

/// The value that takes a place, and behind its `;` a comment that says why.
fn replacement(body: &str, place: &DefinedPath, because: &str, value: &Value) -> Edit {
    let old = body.get(place.range.clone()).unwrap_or_default();
    let joined = place.leaf == Leaf::List && matches!(value, Value::Array(_));
    let new = if joined {
        format!("{old} ++ {}", nix::value(value))
    } else {
        nix::value(value)
    };
    let rest = body.get(place.range.end..).unwrap_or_default();
    let space = rest.len() - rest.trim_start().len();
    if !rest[space..].starts_with(';') {
        return (place.range.clone(), new);
    }
    let end_of_line = if rest[space + 1..].starts_with('\n') {
        ""
    } else {
        "\n"
    };
    let text = format!("{new}; # {because}{end_of_line}");
    (place.range.start..place.range.end + space + 1, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, Span, Spanned};

    /// Options of a TOML table, merged into a body, formatted.
    fn merged(body: &str, toml: &str) -> String {
        let mut sources = Sources::default();
        let file = sources.add("t.toml", toml);
        let mut findings = crate::finding::Findings::default();
        let root = crate::manifest::toml::parse(file, toml, &mut findings)
            .unwrap_or_else(|| Spanned::new(Value::Boolean(false), Span::new(file, 0, 0)));
        let Value::Table(entries) = root.value else {
            return String::new();
        };
        let text = options(body, &Key::parse("services.x.nixos"), &entries);
        nixfmt_rs::format(&text).unwrap_or(text)
    }

    #[test]
    fn a_new_option_is_added_and_an_old_value_replaced() {
        let body = "{ services.x = { enable = true; port = 80; names = [ \"a\" ]; }; }";
        let out = merged(
            body,
            "services.x.port = 81\nservices.x.names = [\"b\"]\nservices.x.more = 1",
        );
        assert!(out.contains("port = 81; # services.x.nixos"), "{out}");
        assert!(out.contains("[ \"a\" ] ++ [ \"b\" ]"), "{out}");
        assert!(
            out.contains("# services.x.nixos\n  services.x.more = 1;"),
            "{out}"
        );
        assert!(!out.contains("port = 80"), "{out}");
    }

    #[test]
    fn what_is_computed_gives_way_in_a_module_of_its_own() {
        let body = "{ services.x.port = lib.mkIf true 80; services.y = lib.mkMerge [ { a = 1; } { a = 1; } ]; }";
        let out = merged(
            body,
            "services.x.port = -1\nservices.y.a = 2\nservices.y.b = 3",
        );
        assert!(out.contains("services.x.port = lib.mkForce (-1);"), "{out}");
        assert!(out.contains("services.y.a = lib.mkForce 2;"), "{out}");
        assert!(out.contains("imports = ["), "{out}");
        assert!(out.contains("services.x.port = lib.mkIf true 80;"), "{out}");
    }

    #[test]
    fn hostile_keys_stay_keys() {
        let out = merged("{ }", "\"a = 1; } b\".\"${x}\" = \"*/ ''${y}\"");
        assert!(crate::options::text::parse(&out).is_ok(), "{out}");
        assert_eq!(crate::options::text::defined(&out).len(), 1, "{out}");
    }
}
