//! `lib.types` in the text of a module: as sets, the shape that they have in Nix.
//!
//! `lib.types.listOf lib.types.port` becomes `{ _type = "option-type"; name = "listOf"; given = [ { … name = "port"; } ]; }`.

use std::ops::Range;

use crate::options::value::{Kind, Value};

/// Types by name, and how many arguments they take.
const TYPES: &[(&str, usize)] = &[
    ("addCheck", 2),
    ("anything", 0),
    ("attrTag", 1),
    ("attrs", 0),
    ("attrsOf", 1),
    ("attrsWith", 1),
    ("bool", 0),
    ("boolByOr", 0),
    ("coercedTo", 3),
    ("commas", 0),
    ("deferredModule", 0),
    ("either", 2),
    ("enum", 1),
    ("envVar", 0),
    ("externalPath", 0),
    ("float", 0),
    ("functionTo", 1),
    ("int", 0),
    ("ints.between", 2),
    ("ints.positive", 0),
    ("ints.s16", 0),
    ("ints.s32", 0),
    ("ints.s8", 0),
    ("ints.u16", 0),
    ("ints.u32", 0),
    ("ints.u8", 0),
    ("ints.unsigned", 0),
    ("lazyAttrsOf", 1),
    ("lines", 0),
    ("listOf", 1),
    ("luaInline", 0),
    ("nonEmptyListOf", 1),
    ("nonEmptyStr", 0),
    ("nullOr", 1),
    ("number", 0),
    ("numbers.between", 2),
    ("numbers.nonnegative", 0),
    ("numbers.positive", 0),
    ("oneOf", 1),
    ("package", 0),
    ("passwdEntry", 1),
    ("path", 0),
    ("pathInStore", 0),
    ("pathWith", 1),
    ("pkgs", 0),
    ("port", 0),
    ("raw", 0),
    ("separatedString", 1),
    ("shellPackage", 0),
    ("singleLineStr", 0),
    ("str", 0),
    ("strMatching", 1),
    ("string", 0),
    ("submodule", 1),
    ("submoduleWith", 1),
    ("uniq", 1),
    ("unique", 2),
    ("unspecified", 0),
];

/// Whether `lib.types` has this, or something by this first name.
pub(super) fn is_type(name: &str) -> bool {
    arity(name).is_some() || matches!(name, "ints" | "numbers" | "mkOptionType" | "optionType")
}

/// How many arguments a type takes.
pub(super) fn arity(name: &str) -> Option<usize> {
    let at = TYPES
        .binary_search_by(|(known, _)| (*known).cmp(name))
        .ok()?;
    TYPES.get(at).map(|(_, arity)| *arity)
}

/// What a name of the library is as a value: a type, or unknown.
pub(super) fn named(name: &str, range: &Range<usize>) -> Kind {
    match name.strip_prefix("types.") {
        Some(name) if arity(name) == Some(0) => applied(name, Vec::new(), range).kind,
        _ => Kind::Unknown,
    }
}

/// A type with its arguments.
pub(super) fn applied(name: &str, given: Vec<Value>, range: &Range<usize>) -> Value {
    let text = |text: &str| Value::new(range.clone(), Kind::String(Some(text.to_owned())));
    let given = Kind::List {
        items: given,
        open: false,
    };
    Value::set(
        range.clone(),
        vec![
            ("_type", text("option-type")),
            ("name", text(name)),
            ("given", Value::new(range.clone(), given)),
        ],
    )
}

#[test]
fn types_are_sorted() {
    assert!(TYPES.is_sorted_by(|a, b| a.0 < b.0));
}
