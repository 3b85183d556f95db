//! What functions of the library make of their arguments.

use std::ops::Range;

use super::library::{self, Makes};
use super::meaning::{Found, Meaning, Reader};
use super::operators::{list, update};
use super::{mapped::named, types};
use crate::options::value::{Attribute, Key, Kind, Value};

impl Reader {
    /// Calls a function of the library with all of its arguments.
    pub(super) fn call(
        &mut self,
        name: &str,
        given: Vec<Meaning>,
        range: &Range<usize>,
    ) -> Meaning {
        let value = |kind| Meaning::Value(Value::new(range.clone(), kind));
        if let Some(name) = name.strip_prefix("types.") {
            let given = given
                .into_iter()
                .map(|it| self.settle(it, range.clone()))
                .collect();
            return Meaning::Value(types::applied(name, given, range));
        }
        let makes = library::entry(name).map_or(Makes::Unknown, |(_, makes)| makes);
        match makes {
            Makes::Text => value(Kind::String(None)),
            Makes::Boolean => Meaning::Value(Value::boolean(range.clone())),
            Makes::List => value(Kind::List {
                items: Vec::new(),
                open: true,
            }),
            Makes::Unknown => value(Kind::Unknown),
            Makes::Last => given.into_iter().last().unwrap_or_else(Meaning::unknown),
            Makes::Special => value(self.special(name, given, range)),
        }
    }

    fn special(&mut self, name: &str, mut given: Vec<Meaning>, range: &Range<usize>) -> Kind {
        let Some(last) = given.pop() else {
            return Kind::Unknown;
        };
        if matches!(
            name,
            "map"
                | "imap0"
                | "imap1"
                | "forEach"
                | "concatMap"
                | "genList"
                | "genAttrs"
                | "mapAttrs"
                | "mapAttrs'"
                | "mapAttrsToList"
                | "concatMapAttrs"
        ) {
            let Some(first) = given.pop() else {
                return Kind::Unknown;
            };
            let (function, over) = match name {
                "forEach" | "genAttrs" => (last, first),
                _ => (first, last),
            };
            return self.mapped(name, &function, over, range);
        }
        let last = self.settle(last, range.clone());
        let first = given.into_iter().next();
        let first = first.map(|it| self.settle(it, range.clone()));
        match name {
            "mkIf" => Kind::If(Box::new(last)),
            "mkMerge" => {
                let (mut items, open) = list(last);
                if open {
                    items.push(Value::unknown(range.clone()));
                }
                Kind::Merge(items)
            }
            "mkForce" => Kind::Override(Some(50), Box::new(last)),
            "mkVMOverride" => Kind::Override(Some(10), Box::new(last)),
            "mkImageMediaOverride" => Kind::Override(Some(60), Box::new(last)),
            "mkDefault" => Kind::Override(Some(1000), Box::new(last)),
            "mkOptionDefault" => Kind::Override(Some(1500), Box::new(last)),
            "mkOverride" => {
                let priority = match first.map(|it| it.kind) {
                    Some(Kind::Int(priority)) => Some(priority),
                    _ => None,
                };
                Kind::Override(priority, Box::new(last))
            }
            "mkBefore" | "mkAfter" | "mkOrder" => Kind::Order(Box::new(last)),
            "optional" => Kind::List {
                items: vec![last.perhaps()],
                open: false,
            },
            "singleton" => Kind::List {
                items: vec![last],
                open: false,
            },
            "optionals" | "filter" => {
                let (items, open) = list(last);
                let items = items.into_iter().map(Value::perhaps).collect();
                Kind::List { items, open }
            }
            "unique" | "flatten" | "concatLists" => Kind::List {
                items: Vec::new(),
                open: true,
            },
            "optionalAttrs" | "filterAttrs" => {
                let (attributes, open) = last.into_attributes();
                let attributes = attributes.into_iter().map(Attribute::perhaps).collect();
                Kind::Set { attributes, open }
            }
            "attrValues" => match last.kind {
                Kind::Set { attributes, open } => Kind::List {
                    items: attributes
                        .into_iter()
                        .map(|it| it.value.perhaps())
                        .collect(),
                    open,
                },
                _ => Kind::List {
                    items: Vec::new(),
                    open: true,
                },
            },
            "removeAttrs" => {
                let removed: Vec<Key> = list(last)
                    .0
                    .into_iter()
                    .filter_map(|it| match it.kind {
                        Kind::String(Some(name)) => Some(Key::Name(name)),
                        _ => None,
                    })
                    .collect();
                match first.map(Value::into_attributes) {
                    Some((mut attributes, open)) => {
                        attributes.retain(|it| !removed.contains(&it.name));
                        let attributes = attributes.into_iter().map(Attribute::perhaps).collect();
                        Kind::Set { attributes, open }
                    }
                    None => Kind::Unknown,
                }
            }
            "listToAttrs" => named(list(last), range),
            "mergeAttrs" => first.map_or(Kind::Unknown, |first| update(first, last)),
            "recursiveUpdate" => match first {
                Some(first) => {
                    let (mut attributes, left_open) = first.into_attributes();
                    let (more, right_open) = last.into_attributes();
                    attributes.extend(more);
                    Kind::Set {
                        attributes: attributes.into_iter().map(Attribute::perhaps).collect(),
                        open: left_open || right_open,
                    }
                }
                None => Kind::Unknown,
            },
            "mergeAttrsList" => {
                let (items, open) = list(last);
                let (mut attributes, mut some_open) = (Vec::new(), open);
                for item in items {
                    let (more, more_open) = item.into_attributes();
                    attributes.extend(more.into_iter().map(Attribute::perhaps));
                    some_open |= more_open;
                }
                Kind::Set {
                    attributes,
                    open: some_open,
                }
            }
            "nameValuePair" => match first {
                Some(first) => {
                    Value::set(range.clone(), vec![("name", first), ("value", last)]).kind
                }
                None => Kind::Unknown,
            },
            "setAttrByPath" => match first.and_then(|path| names(&path)) {
                Some(path) => below(&path, last, range).kind,
                None => Kind::Unknown,
            },
            "toString" => match last.kind {
                Kind::Int(number) => Kind::String(Some(number.to_string())),
                Kind::String(text) => Kind::String(text),
                _ => Kind::String(None),
            },
            "concatStringsSep" => joined(first, last),
            "mkOption" => match last.kind {
                Kind::Set { attributes, open } => {
                    let Kind::Set {
                        attributes: mark, ..
                    } = option(range, None).kind
                    else {
                        return Kind::Unknown;
                    };
                    let attributes = attributes.into_iter().chain(mark).collect();
                    Kind::Set { attributes, open }
                }
                _ => option(range, None).kind,
            },
            "mkEnableOption" => option(range, Some("bool")).kind,
            "mkPackageOption" | "mkPackageOptionMD" => option(range, None).kind,
            "mkRenamedOptionModule"
            | "mkRemovedOptionModule"
            | "mkAliasOptionModule"
            | "mkAliasOptionModuleMD" => declaring(first, range),
            "mkRenamedOptionModuleWith" => match last.attribute("from") {
                Found::Known(from) => declaring(Some(from), range),
                _ => Kind::Unknown,
            },
            _ => Kind::Unknown,
        }
    }
}

/// `concatStringsSep`
fn joined(separator: Option<Value>, items: Value) -> Kind {
    let Some(Kind::String(Some(separator))) = separator.map(|it| it.kind) else {
        return Kind::String(None);
    };
    let (items, open) = list(items);
    let texts: Option<Vec<String>> = items
        .into_iter()
        .map(|it| match it.kind {
            Kind::String(text) => text,
            _ => None,
        })
        .collect();
    Kind::String(texts.filter(|_| !open).map(|texts| texts.join(&separator)))
}

/// The names in a list of strings.
fn names(path: &Value) -> Option<Vec<String>> {
    let Kind::List { items, open: false } = &path.kind else {
        return None;
    };
    let name = |item: &Value| match &item.kind {
        Kind::String(Some(name)) => Some(name.clone()),
        _ => None,
    };
    items.iter().map(name).collect()
}

/// A value in a set for each name of a path.
fn below(path: &[String], value: Value, range: &Range<usize>) -> Value {
    path.iter().rev().fold(value, |value, name| {
        Value::set(range.clone(), vec![(name, value)])
    })
}

/// What `mkOption` gives, perhaps with a type.
fn option(range: &Range<usize>, r#type: Option<&str>) -> Value {
    let mark = Value::new(range.clone(), Kind::String(Some("option".to_owned())));
    let mut attributes = vec![("_type", mark)];
    if let Some(name) = r#type {
        attributes.push(("type", types::applied(name, Vec::new(), range)));
    }
    Value::set(range.clone(), attributes)
}

/// A module that declares the option at a path: an old name of another one.
fn declaring(path: Option<Value>, range: &Range<usize>) -> Kind {
    match path.and_then(|path| names(&path)) {
        Some(path) => {
            let options = below(&path, option(range, None), range);
            Value::set(range.clone(), vec![("options", options)]).kind
        }
        None => Kind::Unknown,
    }
}
