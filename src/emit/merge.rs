//! Puts the manifest's own NixOS options into a generated module, where a reader looks for them.
//!
//! An option that the module does not set is added at its end, under a comment. One that it sets takes the place of
//! the module's value; lists are joined, as NixOS itself would. The result stays one plain attribute set, and no
//! `lib.mkForce` is needed.

use std::fmt::Write as _;

use super::nix;
use super::verify::{self, DefinedPath, Leaf};
use crate::manifest::value::{Entry, Value};

/// Adds options to a module's body: an attribute set, perhaps behind a `let … in`. `because` is the manifest's key.
pub fn options(body: &str, because: &str, options: &[Entry]) -> String {
    let table = Value::Table(options.to_vec());
    let defined = verify::defined(body);
    let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
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
            Relation::Same(place) => edits.push((
                place.range.clone(),
                replacement(body, place, because, value),
            )),
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
        text = append(&text, &format!("\n\n# {}\n{lines}", nix::comment(because)));
    }
    if !apart.is_empty() {
        text = append(
            &text,
            &format!(
                "\n\n# {}\nimports = [ {{\n{apart}}} ];\n",
                nix::comment(because)
            ),
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
    Inside,
    New,
}

fn relation<'a>(defined: &'a [DefinedPath], path: &[&str]) -> Relation<'a> {
    for place in defined {
        if place.path == path {
            return Relation::Same(place);
        }
        let shorter =
            place.path.len() < path.len() && place.path.iter().zip(path).all(|(a, b)| a == b);
        let longer =
            place.path.len() > path.len() && place.path.iter().zip(path).all(|(a, b)| a == b);
        if (shorter && place.leaf != Leaf::Set) || longer {
            return Relation::Inside;
        }
    }
    Relation::New
}

fn replacement(body: &str, place: &DefinedPath, because: &str, value: &Value) -> String {
    let mut text = format!("/* {} */ ", nix::comment(because).replace("*/", "* /"));
    let old = body.get(place.range.clone()).unwrap_or_default();
    let joined = place.leaf == Leaf::List && matches!(value, Value::Array(_));
    let _ = if joined {
        write!(text, "{old} ++ {}", nix::value(value))
    } else {
        write!(text, "{}", nix::value(value))
    };
    text
}
