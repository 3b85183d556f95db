//! `map`, `mapAttrs`, `genAttrs`, `listToAttrs` and the like: a function over all of a list or set.

use std::ops::Range;

use super::meaning::{Found, Meaning, Reader};
use super::operators::list;
use crate::options::value::{Attribute, Key, Kind, Value};

impl Reader {
    /// `map`, `genAttrs`, `mapAttrs` and the like: a function over all of a list or set.
    pub(super) fn mapped(
        &mut self,
        name: &str,
        function: &Meaning,
        over: Meaning,
        range: &Range<usize>,
    ) -> Kind {
        const MOST: usize = 200;
        let over = self.settle(over, range.clone());
        let unknown = || Value::unknown(range.clone());
        // What it is called with, and whether that is all.
        let (calls, closed): (Vec<(Key, Vec<Value>)>, bool) = match name {
            "mapAttrs" | "mapAttrs'" | "mapAttrsToList" | "concatMapAttrs" => {
                let (attributes, open) = match over.kind {
                    Kind::Set { attributes, open } => (attributes, open),
                    _ => (Vec::new(), true),
                };
                let call = |it: Attribute| {
                    let text = match &it.name {
                        Key::Name(name) => Some(name.clone()),
                        Key::Any => None,
                    };
                    let text = Value::new(it.name_range, Kind::String(text));
                    (it.name, vec![text, it.value])
                };
                (attributes.into_iter().map(call).collect(), !open)
            }
            "genList" => (Vec::new(), false),
            _ => {
                let (items, open) = list(over);
                let call = |item: Value| {
                    let name = match &item.kind {
                        Kind::String(Some(name)) => Key::Name(name.clone()),
                        _ => Key::Any,
                    };
                    (name, vec![item])
                };
                (items.into_iter().map(call).collect(), !open)
            }
        };
        let takes_two = matches!(
            name,
            "mapAttrs" | "mapAttrs'" | "mapAttrsToList" | "concatMapAttrs"
        );
        let mut results = Vec::new();
        let all = closed && calls.len() <= MOST;
        let calls = if all {
            calls
        } else {
            let given = vec![unknown(); if takes_two { 2 } else { 1 }];
            vec![(Key::Any, given)]
        };
        for (key, given) in calls {
            let mut result = function.clone();
            if matches!(name, "imap0" | "imap1") {
                result = self.apply(result, Meaning::Value(unknown()), range);
            }
            for argument in given {
                if !self.spend(argument.weight()) {
                    return Kind::Unknown;
                }
                result = self.apply(result, Meaning::Value(argument), range);
            }
            results.push((key, self.settle(result, range.clone())));
        }
        let perhaps = |value: Value| if all { value } else { value.perhaps() };
        match name {
            "genAttrs" | "mapAttrs" => Kind::Set {
                attributes: results
                    .into_iter()
                    .map(|(key, value)| Attribute {
                        name: key,
                        name_range: range.clone(),
                        value: perhaps(value),
                    })
                    .collect(),
                open: false,
            },
            "mapAttrs'" => named(
                (results.into_iter().map(|(_, it)| it).collect(), !all),
                range,
            ),
            "concatMap" | "concatMapAttrs" => {
                let sets = name == "concatMapAttrs";
                let (mut items, mut attributes, mut open) = (Vec::new(), Vec::new(), !all);
                for (_, result) in results {
                    if sets {
                        let (more, more_open) = result.into_attributes();
                        attributes.extend(more.into_iter().map(Attribute::perhaps));
                        open |= more_open;
                    } else {
                        let (more, more_open) = list(result);
                        items.extend(more.into_iter().map(Value::perhaps));
                        open |= more_open;
                    }
                }
                if sets {
                    Kind::Set { attributes, open }
                } else {
                    Kind::List { items, open }
                }
            }
            _ => Kind::List {
                items: results.into_iter().map(|(_, it)| perhaps(it)).collect(),
                open: !all,
            },
        }
    }
}

/// A set out of `{ name = …; value = …; }`s.
pub(super) fn named((items, open): (Vec<Value>, bool), range: &Range<usize>) -> Kind {
    let mut attributes = Vec::new();
    let mut some_open = open;
    for item in items {
        let condition = matches!(item.kind, Kind::Choice(_));
        let item = match item.kind {
            Kind::Choice(mut values) if values.len() == 1 => values.remove(0),
            _ => item,
        };
        let found = (item.attribute("name"), item.attribute("value"));
        let (Found::Known(name), Found::Known(value)) = found else {
            some_open = true;
            continue;
        };
        let (key, name_range) = match name.kind {
            Kind::String(Some(text)) => (Key::Name(text), name.range),
            _ => (Key::Any, range.clone()),
        };
        attributes.push(Attribute {
            name: key,
            name_range,
            value: if condition { value.perhaps() } else { value },
        });
    }
    Kind::Set {
        attributes,
        open: some_open,
    }
}
