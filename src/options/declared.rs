//! The options that a repository's own modules declare, as a tree beside the index.

use std::collections::BTreeMap;

use super::read::{Declared, Module};
use super::types::{Scalar, Type};
use super::value::{Key, Kind, Value};

/// Types as a module names them, and as the manual of NixOS describes them.
const DESCRIBED: &[(&str, &str)] = &[
    ("attrs", "attribute set"),
    ("bool", "boolean"),
    ("commas", "strings concatenated with \",\""),
    ("envVar", "strings concatenated with \":\""),
    ("float", "floating point number"),
    ("int", "signed integer"),
    ("ints.positive", "positive integer, meaning >0"),
    (
        "ints.s16",
        "16 bit signed integer; between -32768 and 32767 (both inclusive)",
    ),
    (
        "ints.s8",
        "8 bit signed integer; between -128 and 127 (both inclusive)",
    ),
    (
        "ints.u16",
        "16 bit unsigned integer; between 0 and 65535 (both inclusive)",
    ),
    (
        "ints.u8",
        "8 bit unsigned integer; between 0 and 255 (both inclusive)",
    ),
    ("ints.unsigned", "unsigned integer, meaning >=0"),
    ("lines", "strings concatenated with \"\\n\""),
    ("nonEmptyStr", "non-empty string"),
    ("number", "integer or floating point number"),
    ("package", "package"),
    ("path", "path"),
    (
        "port",
        "16 bit unsigned integer; between 0 and 65535 (both inclusive)",
    ),
    ("singleLineStr", "single-line string"),
    ("str", "string"),
];

/// A place in the tree.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// By name.
    pub below: BTreeMap<String, Node>,
    /// For any name, or any item of a list.
    pub any: Option<Box<Node>>,
    /// The option here; none: only a branch.
    pub r#type: Option<Type>,
    /// Whether there may be names below that nobody can read from the texts.
    pub open: bool,
}

impl Node {
    /// The options of these modules.
    pub fn of<'m>(modules: impl IntoIterator<Item = &'m Module>) -> Self {
        let mut root = Self::default();
        for module in modules {
            root.add(module, 0);
        }
        root
    }

    /// Adds the options of a module.
    pub fn add(&mut self, module: &Module, depth: usize) {
        for Declared { path, r#type, .. } in &module.options {
            if path.is_empty() {
                self.open = true;
                continue;
            }
            let mut node = &mut *self;
            for key in path {
                node = match key {
                    Key::Name(name) => node.below.entry(name.clone()).or_default(),
                    Key::Any => node.any.get_or_insert_default(),
                };
            }
            let kind = if let Some(value) = r#type {
                node.fill(value, depth)
            } else {
                node.open = true;
                Type::Unknown(String::new())
            };
            // Declared twice: NixOS merges the types, as far as they go together.
            node.r#type = Some(match &node.r#type {
                Some(old) if *old != kind => Type::Unknown(String::new()),
                _ => kind,
            });
        }
    }

    /// The type that a value of `lib.types` is; options in it go below this node.
    fn fill(&mut self, value: &Value, depth: usize) -> Type {
        const DEEPEST: usize = 16;
        let unknown = || Type::Unknown(String::new());
        let Some((name, given)) = applied(value).filter(|_| depth < DEEPEST) else {
            self.open = true;
            return unknown();
        };
        match (name, given) {
            ("attrsOf" | "lazyAttrsOf", [of]) => {
                let of = self.any.get_or_insert_default().fill(of, depth + 1);
                of.attrs()
            }
            ("listOf" | "nonEmptyListOf", [of]) => {
                let of = self.any.get_or_insert_default().fill(of, depth + 1);
                of.list()
            }
            ("nullOr", [of]) => self.fill(of, depth).null_or(),
            ("uniq", [of]) | ("unique", [_, of]) | ("addCheck", [of, _]) => self.fill(of, depth),
            ("either", [_, _]) | ("oneOf", [_]) => {
                let all = match given {
                    [
                        Value {
                            kind: Kind::List { items, open: false },
                            ..
                        },
                    ] => items.as_slice(),
                    all => all,
                };
                self.open = true;
                let all = all.iter().map(|one| Self::default().fill(one, depth + 1));
                let all: Vec<Type> = all.collect();
                let closed = given.len() == 2
                    || matches!(
                        given,
                        [Value {
                            kind: Kind::List { open: false, .. },
                            ..
                        }]
                    );
                if closed { Type::Either(all) } else { unknown() }
            }
            (
                "enum",
                [
                    Value {
                        kind: Kind::List { items, open: false },
                        ..
                    },
                ],
            ) => {
                let all: Option<Vec<Scalar>> = items.iter().map(scalar).collect();
                all.map_or_else(unknown, Type::Enum)
            }
            ("submodule", [of]) => {
                let module = Module::of(of.clone(), "");
                self.open |= module.open || !module.imports.is_empty();
                self.add(&module, depth + 1);
                Type::Submodule
            }
            (name, []) if described(name).is_some() => {
                described(name).map_or_else(unknown, Type::described)
            }
            _ => {
                self.open = true;
                unknown()
            }
        }
    }
}

/// The name of a type and its arguments, as [`super::read`] writes them.
fn applied(value: &Value) -> Option<(&str, &[Value])> {
    let Kind::Set { attributes, .. } = &value.kind else {
        return None;
    };
    let get = |wanted: &str| {
        let named = |name: &Key| matches!(name, Key::Name(name) if name == wanted);
        let found = attributes.iter().find(|it| named(&it.name));
        found.map(|it| &it.value.kind)
    };
    match (get("_type"), get("name"), get("given")) {
        (
            Some(Kind::String(Some(mark))),
            Some(Kind::String(Some(name))),
            Some(Kind::List { items, .. }),
        ) if mark == "option-type" => Some((name, items)),
        _ => None,
    }
}

/// The words of the manual for a type.
fn described(name: &str) -> Option<&'static str> {
    let at = DESCRIBED.binary_search_by(|(known, _)| (*known).cmp(name));
    Some(DESCRIBED.get(at.ok()?)?.1)
}

fn scalar(value: &Value) -> Option<Scalar> {
    match &value.kind {
        Kind::Null => Some(Scalar::Null),
        Kind::Bool(it) => Some(Scalar::Bool(*it)),
        Kind::Int(it) => Some(Scalar::Int(*it)),
        Kind::String(Some(it)) => Some(Scalar::Text(it.clone())),
        _ => None,
    }
}

#[test]
fn descriptions_are_sorted() {
    assert!(DESCRIBED.is_sorted_by(|a, b| a.0 < b.0));
}
