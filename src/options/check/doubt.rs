//! Which misfits are surely wrong, and which may only mean that coloc's list is older than the NixOS.
//!
//! From release to release, options come to take more: another word of an enumeration, a list where one value stood.
//! A text where a number or a yes or no was wanted stays wrong.

use crate::options::types::{Mismatch, Type};
use crate::options::value::{Key, Kind, Value};

/// Whether a value does not fit in any release.
pub(super) fn is_certain(whole: &Type, value: &Value, wrong: &Mismatch) -> bool {
    let wanted = within(whole, &wrong.path);
    let got = at(value, wrong);
    match (wanted, got) {
        (Some(wanted), Some(got)) => never(wanted, got),
        _ => false,
    }
}

/// Whether a type and all that it may grow into refuse a kind of value.
fn never(kind: &Type, got: &Kind) -> bool {
    let text = matches!(got, Kind::String(_));
    let number = matches!(got, Kind::Int(_) | Kind::Float(_));
    let yes_no = matches!(got, Kind::Bool(_));
    match kind {
        Type::NullOr(inner) => never(inner, got),
        Type::Either(all) => all.iter().all(|one| never(one, got)),
        Type::Bool => text || number,
        Type::Int(_) if *kind == Type::port() => text || number || yes_no,
        Type::Int(_) | Type::Number(_) | Type::Float(_) => text || yes_no,
        Type::Text(_) | Type::Path => number || yes_no,
        // One value may stand where a list of such stood: `string or list of string`.
        Type::List { of, .. } => never(of, got),
        Type::Package => text || number || yes_no,
        _ => false,
    }
}

/// The type at a path below a type.
fn within<'t>(kind: &'t Type, path: &[Key]) -> Option<&'t Type> {
    let Some((_, rest)) = path.split_first() else {
        return Some(kind);
    };
    match kind {
        Type::NullOr(inner) => within(inner, path),
        Type::List { of, .. } | Type::Attrs(of) => within(of, rest),
        _ => None,
    }
}

/// The part of a value that stands where a misfit was found, on the shortest way.
fn at<'v>(value: &'v Value, wrong: &Mismatch) -> Option<&'v Kind> {
    match &value.kind {
        Kind::If(inner) | Kind::Override(_, inner) | Kind::Order(inner) => at(inner, wrong),
        Kind::Merge(values) | Kind::Choice(values) => values.iter().find_map(|it| at(it, wrong)),
        _ if value.range == wrong.range => Some(&value.kind),
        Kind::List { items, .. } => items.iter().find_map(|it| at(it, wrong)),
        Kind::Set { attributes, .. } => attributes.iter().find_map(|it| at(&it.value, wrong)),
        _ => None,
    }
}
