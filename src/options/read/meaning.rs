//! What an expression means, as far as the text of its file tells.

use std::ops::Range;

use rnix::ast;

use super::scope::{Scope, ScopeId};
use super::{library, types};
use crate::options::value::{Attribute, Key, Kind, Value};

/// Reads the expressions of one file.
pub(super) struct Reader {
    pub(super) scopes: Vec<Scope>,
    /// Steps that may still be taken: when there are none, all the rest is unknown.
    pub(super) fuel: usize,
    /// Expressions that are being read inside each other.
    pub(super) depth: usize,
}

/// What an expression means.
#[derive(Clone)]
pub(super) enum Meaning {
    /// A value.
    Value(Value),
    /// Something of nixpkgs' `lib` or of Nix' `builtins`, by its name; `lib` itself has none.
    Library(String),
    /// A function of the library that waits for more arguments.
    Call(String, Vec<Meaning>),
    /// A function of this file.
    Closure(ast::Lambda, ScopeId),
    /// All arguments of a module.
    Arguments,
    /// `pkgs`
    Packages,
}

/// What a set has under a name.
pub(super) enum Found<T> {
    /// This.
    Known(T),
    /// It has no such attribute.
    Missing,
    /// Nobody can tell from the text.
    Unknown,
}

impl Meaning {
    /// Anything, from nowhere.
    pub(super) fn unknown() -> Self {
        Self::Value(Value::unknown(0..0))
    }

    /// How many values it holds.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Value(value) => value.weight(),
            Self::Call(_, given) => 1 + given.iter().map(Self::weight).sum::<usize>(),
            _ => 1,
        }
    }

    /// What it has under a name, as a set.
    pub(super) fn provides(&self, name: &str) -> Found<Meaning> {
        match self {
            Self::Value(value) => match value.attribute(name) {
                Found::Known(value) => Found::Known(Self::Value(value)),
                Found::Missing => Found::Missing,
                Found::Unknown => Found::Unknown,
            },
            Self::Library(path) => library::member(path, name),
            Self::Arguments => match library::argument(name, 0..0) {
                Self::Value(_) => Found::Unknown,
                known => Found::Known(known),
            },
            Self::Packages if name == "lib" => Found::Known(Self::Library(String::new())),
            Self::Packages | Self::Call(..) | Self::Closure(..) => Found::Unknown,
        }
    }
}

impl Reader {
    /// A reader of a text of this many bytes.
    pub(super) fn new(length: usize) -> Self {
        Self {
            scopes: Vec::new(),
            fuel: 100_000 + 4 * length,
            depth: 0,
        }
    }

    /// Takes steps; false if there are not as many left.
    pub(super) fn spend(&mut self, steps: usize) -> bool {
        let enough = self.fuel >= steps;
        self.fuel = if enough { self.fuel - steps } else { 0 };
        enough
    }

    /// A meaning as a value that stands at a place.
    pub(super) fn settle(&mut self, meaning: Meaning, range: Range<usize>) -> Value {
        let kind = match meaning {
            Meaning::Value(value) if value.kind == Kind::Unknown || value.range.is_empty() => {
                value.kind
            }
            Meaning::Value(value) => return value,
            Meaning::Library(name) => types::named(&name, &range),
            Meaning::Call(..) | Meaning::Arguments | Meaning::Packages => Kind::Unknown,
            Meaning::Closure(lambda, scope) => {
                let body = self.module_scope(&lambda, scope).and_then(|scope| {
                    let body = lambda.body()?;
                    Some(Box::new(self.value(&body, scope)))
                });
                Kind::Function(body)
            }
        };
        Value { range, kind }
    }
}

impl Value {
    /// Anything, at a place.
    pub(super) fn unknown(range: Range<usize>) -> Self {
        Self::new(range, Kind::Unknown)
    }

    pub(super) fn new(range: Range<usize>, kind: Kind) -> Self {
        Self { range, kind }
    }

    /// A set with these attributes only.
    pub(super) fn set(range: Range<usize>, attributes: Vec<(&str, Value)>) -> Self {
        let attributes = attributes
            .into_iter()
            .map(|(name, value)| Attribute {
                name: Key::Name(name.to_owned()),
                name_range: range.clone(),
                value,
            })
            .collect();
        let open = false;
        Self::new(range, Kind::Set { attributes, open })
    }

    /// `true` or `false`.
    pub(super) fn boolean(range: Range<usize>) -> Self {
        let either = [true, false].map(|it| Self::new(range.clone(), Kind::Bool(it)));
        Self::new(range, Kind::Choice(either.to_vec()))
    }

    /// The same on some condition.
    pub(super) fn perhaps(self) -> Self {
        if matches!(self.kind, Kind::Unknown | Kind::Choice(_)) {
            return self;
        }
        Self::new(self.range.clone(), Kind::Choice(vec![self]))
    }

    /// How many values it holds.
    pub(super) fn weight(&self) -> usize {
        let all = |values: &[Self]| values.iter().map(Self::weight).sum::<usize>();
        1 + match &self.kind {
            Kind::List { items, .. } => all(items),
            Kind::Set { attributes, .. } => attributes
                .iter()
                .map(|attribute| attribute.value.weight())
                .sum(),
            Kind::Merge(values) | Kind::Choice(values) => all(values),
            Kind::If(value)
            | Kind::Override(_, value)
            | Kind::Order(value)
            | Kind::Function(Some(value)) => value.weight(),
            _ => 0,
        }
    }

    /// Its attribute of this name, if it is a set.
    pub(super) fn attribute(&self, wanted: &str) -> Found<Value> {
        let (attributes, open) = match &self.kind {
            Kind::Set { attributes, open } => (attributes, *open),
            _ => return Found::Unknown,
        };
        let named = |attribute: &&Attribute| attribute.name == Key::Name(wanted.to_owned());
        let mut found: Vec<&Value> = attributes
            .iter()
            .filter(named)
            .map(|attribute| &attribute.value)
            .collect();
        let dynamic = attributes
            .iter()
            .any(|attribute| attribute.name == Key::Any);
        match (found.pop(), found.is_empty()) {
            (Some(one), true) => Found::Known(one.clone()),
            (Some(last), false) => {
                let (mut all, mut some_open) = (Vec::new(), false);
                for value in found.into_iter().chain([last]) {
                    match &value.kind {
                        Kind::Set { attributes, open } => {
                            all.extend(attributes.iter().cloned());
                            some_open |= open;
                        }
                        _ => return Found::Unknown,
                    }
                }
                let kind = Kind::Set {
                    attributes: all,
                    open: some_open,
                };
                Found::Known(Value::new(last.range.clone(), kind))
            }
            (None, _) if open || dynamic => Found::Unknown,
            (None, _) => Found::Missing,
        }
    }

    /// Its attributes if it is a set, or one of several: then each on some condition; and whether there may be more.
    pub(super) fn into_attributes(self) -> (Vec<Attribute>, bool) {
        match self.kind {
            Kind::Set { attributes, open } => (attributes, open),
            Kind::Choice(values) => {
                let (mut all, mut some_open) = (Vec::new(), false);
                for value in values {
                    let (attributes, open) = value.into_attributes();
                    all.extend(attributes.into_iter().map(Attribute::perhaps));
                    some_open |= open;
                }
                (all, some_open)
            }
            _ => (Vec::new(), true),
        }
    }
}

impl Attribute {
    /// The same on some condition.
    pub(super) fn perhaps(self) -> Self {
        Self {
            value: self.value.perhaps(),
            ..self
        }
    }
}
