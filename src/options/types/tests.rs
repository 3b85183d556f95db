//! Descriptions, values, and what NixOS' own library says of them.

mod described;
mod library;
mod refused;

use crate::options::value::{Attribute, Key, Kind, Value};

fn value(kind: Kind) -> Value {
    Value { range: 0..0, kind }
}

fn text(text: &str) -> Value {
    value(Kind::String(Some(text.to_owned())))
}

fn int(number: i64) -> Value {
    value(Kind::Int(number))
}

fn list(items: Vec<Value>) -> Value {
    value(Kind::List { items, open: false })
}

fn set(attributes: Vec<(&str, Value)>) -> Value {
    let attribute = |(name, value): (&str, Value)| Attribute {
        name: Key::Name(name.to_owned()),
        name_range: 0..0,
        value,
    };
    value(Kind::Set {
        attributes: attributes.into_iter().map(attribute).collect(),
        open: false,
    })
}
