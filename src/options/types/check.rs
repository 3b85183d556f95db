//! Whether a value fits a type.
//!
//! What is not known fits. Conditions, priorities and orders are looked through: `mkIf c (mkForce 1)` is a 1.

use std::ops::Range;

use super::{Ints, Numbers, Scalar, Text, Type};
use crate::options::index::Place;
use crate::options::value::{Attribute, Key, Kind, Value};

/// How deep values are looked into.
const DEEPEST: usize = 64;

/// A value that NixOS refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Where it stands, in the text that the value was read from.
    pub range: Range<usize>,
    /// The names and the items below the option that lead to it; an item of a list is [`Key::Any`].
    pub path: Vec<Key>,
    /// What would fit, in plain words: `a whole number from 0 to 65535`.
    pub wanted: String,
    /// What is there: `the text "80"`.
    pub got: String,
}

impl Type {
    /// What of a value does not fit. With the option's place, names that are options of their own are left out:
    /// whoever walks the tree asks for them one by one, by [`Type::nesting`].
    pub fn check(&self, value: &Value, place: Option<Place<'_>>) -> Vec<Mismatch> {
        let mut check = Check {
            path: Vec::new(),
            found: Vec::new(),
        };
        // NixOS describes second names of options so, whatever those hold.
        let alias = |place: Place<'_>| place.children().next().is_none();
        if !(*self == Self::Submodule && place.is_some_and(alias)) {
            check.value(self, value, place);
        }
        check.found
    }

    /// Whether options may stand below a value of this type.
    fn holds_options(&self) -> bool {
        match self {
            Self::NullOr(inner) => inner.holds_options(),
            Self::Either(all) => all.iter().any(Self::holds_options),
            Self::Coerced { to, from } => to.holds_options() || from.holds_options(),
            Self::Attrs(_)
            | Self::Data { .. }
            | Self::Submodule
            | Self::Open(_)
            | Self::System
            | Self::Module => true,
            _ => false,
        }
    }

    /// Whether a value fits.
    pub fn fits(&self, value: &Value) -> bool {
        self.check(value, None).is_empty()
    }
}

struct Check {
    path: Vec<Key>,
    found: Vec<Mismatch>,
}

impl Check {
    fn refuse(&mut self, wanted: &Type, value: &Value) {
        self.found.push(Mismatch {
            range: value.range.clone(),
            path: self.path.clone(),
            wanted: wanted.words(),
            got: value.words(),
        });
    }

    /// What a try gives that is taken back.
    fn attempt(&mut self, run: impl FnOnce(&mut Self)) -> Vec<Mismatch> {
        let before = self.found.len();
        run(self);
        self.found.split_off(before)
    }

    fn value(&mut self, kind: &Type, value: &Value, place: Option<Place<'_>>) {
        match &value.kind {
            Kind::Unknown => {}
            Kind::Merge(values) => {
                for one in values {
                    self.value(kind, one, place);
                }
            }
            // Which one it is may well depend on the type: only what can never fit is told.
            Kind::Choice(values) => {
                let tries: Vec<_> = values
                    .iter()
                    .map(|one| self.attempt(|check| check.value(kind, one, place)))
                    .collect();
                if tries.iter().all(|found| !found.is_empty()) {
                    self.found.extend(tries.into_iter().flatten());
                }
            }
            Kind::If(inner) | Kind::Override(_, inner) | Kind::Order(inner) => {
                self.value(kind, inner, place);
            }
            // `{ _type = "if"; … }`: written by hand, it means something to the module system.
            Kind::Set { attributes, .. } if typed(attributes) => {}
            _ if self.path.len() > DEEPEST => {}
            _ => self.plain(kind, value, place),
        }
    }

    fn plain(&mut self, kind: &Type, value: &Value, place: Option<Place<'_>>) {
        let options = place.is_some_and(Place::has_options);
        let module = matches!(value.kind, Kind::Set { .. } | Kind::Function(_));
        // Options below a type that holds none: it is what the other names of a submodule hold.
        if options && module && !kind.holds_options() {
            return;
        }
        match kind {
            Type::Anything | Type::Unknown(_) | Type::Named(_) => {}
            Type::NullOr(inner) => {
                if value.kind != Kind::Null {
                    let found = self.attempt(|check| check.value(inner, value, place));
                    self.explain(kind, inner, value, found);
                }
            }
            Type::Either(all) => self.either(kind, all, value, place),
            Type::Coerced { to, from } => {
                let all = [to.as_ref().clone(), from.as_ref().clone()];
                self.either(kind, &all, value, place);
            }
            Type::Attrs(_) | Type::Data { .. } | Type::Submodule if options => {
                self.freeform(kind, value, place);
            }
            Type::Open(_) => self.freeform(kind, value, place),
            Type::List { of, some } => match &value.kind {
                Kind::List { items, open } => {
                    if *some && items.is_empty() && !open {
                        self.refuse(kind, value);
                    }
                    let below = place.and_then(Place::any);
                    self.path.push(Key::Any);
                    for item in items {
                        self.value(of, item, below);
                    }
                    self.path.pop();
                }
                _ => self.refuse(kind, value),
            },
            Type::Attrs(of) => match &value.kind {
                Kind::Set { attributes, .. } => {
                    let below = place.and_then(Place::any);
                    for attribute in attributes {
                        self.attribute(of, attribute, below);
                    }
                }
                // A submodule of any names, which its description does not tell from a set, takes modules.
                Kind::Function(_) | Kind::Path(_) => {}
                _ => self.refuse(kind, value),
            },
            Type::Data { null, .. } => self.data(kind, *null, value),
            Type::Function(to) => match &value.kind {
                Kind::Function(Some(result)) => self.value(to, result, None),
                _ if fits(kind, value) => {}
                _ => self.refuse(kind, value),
            },
            _ if fits(kind, value) => {}
            _ => self.refuse(kind, value),
        }
    }

    fn attribute(&mut self, kind: &Type, attribute: &Attribute, place: Option<Place<'_>>) {
        self.path.push(attribute.name.clone());
        self.value(kind, &attribute.value, place);
        self.path.pop();
    }

    /// A value that fits one of the types, or what is wrong with it: at the place within, if only one of them has
    /// that shape; as a whole otherwise.
    fn either(&mut self, whole: &Type, all: &[Type], value: &Value, place: Option<Place<'_>>) {
        let mut nearest = None;
        for one in all {
            let below = place.filter(|_| one.holds_options() || matches!(one, Type::List { .. }));
            let found = self.attempt(|check| check.value(one, value, below));
            if found.is_empty() {
                return;
            }
            if found.iter().all(|wrong| wrong.path.len() > self.path.len()) {
                nearest = match nearest {
                    None => Some(Some(found)),
                    Some(_) => Some(None),
                };
            }
        }
        match nearest.flatten() {
            Some(found) => self.found.extend(found),
            None => self.refuse(whole, value),
        }
    }

    /// What is wrong within a value stays; what is wrong with the value itself is told of the whole type.
    fn explain(&mut self, whole: &Type, inner: &Type, value: &Value, found: Vec<Mismatch>) {
        let here = |wrong: &Mismatch| wrong.path.len() == self.path.len();
        if found.iter().any(here) && whole != inner && !matches!(value.kind, Kind::Choice(_)) {
            self.refuse(whole, value);
        } else {
            self.found.extend(found);
        }
    }

    fn freeform(&mut self, kind: &Type, value: &Value, place: Option<Place<'_>>) {
        let Kind::Set { attributes, .. } = &value.kind else {
            if !fits(&Type::Submodule, value) {
                self.refuse(&Type::Submodule, value);
            }
            return;
        };
        let of = match kind {
            Type::Attrs(of) => of,
            Type::Open(of) => match of.as_ref() {
                Type::Attrs(of) => of,
                other => other,
            },
            Type::Data { .. } => kind,
            _ => return,
        };
        for attribute in attributes {
            let known = match &attribute.name {
                Key::Name(name) => place.is_some_and(|place| place.child(name).is_some()),
                Key::Any => true,
            };
            // `_module`, `imports`, `config`: the module system's own.
            if !known && !own(&attribute.name) {
                self.attribute(of, attribute, place.and_then(Place::any));
            }
        }
    }

    fn data(&mut self, kind: &Type, null: bool, value: &Value) {
        match &value.kind {
            Kind::Function(_) if !self.path.is_empty() => self.refuse(kind, value),
            Kind::Null if !null => self.refuse(kind, value),
            Kind::List { items, .. } => {
                self.path.push(Key::Any);
                for item in items {
                    self.value(kind, item, None);
                }
                self.path.pop();
            }
            // A set that can be made a string is written as one.
            Kind::Set { attributes, .. } if !has(attributes, &["__toString", "outPath"]) => {
                for attribute in attributes {
                    self.attribute(kind, attribute, None);
                }
            }
            _ => {}
        }
    }
}

/// Whether a set says itself what it is: a property, a derivation, a file set…
fn typed(attributes: &[Attribute]) -> bool {
    attributes.iter().any(
        |attribute| matches!(&attribute.name, Key::Name(name) if name == "_type" || name == "type" && is_derivation(&attribute.value)),
    )
}

fn is_derivation(value: &Value) -> bool {
    match &value.kind {
        Kind::String(text) => text.as_deref().is_none_or(|text| text == "derivation"),
        Kind::Unknown => true,
        _ => false,
    }
}

/// Whether a set has, or may have, one of these names.
fn has(attributes: &[Attribute], names: &[&str]) -> bool {
    attributes.iter().any(|attribute| match &attribute.name {
        Key::Name(name) => names.contains(&name.as_str()),
        Key::Any => true,
    })
}

/// Names that the module system takes in every submodule.
fn own(name: &Key) -> bool {
    match name {
        Key::Name(name) => matches!(
            name.as_str(),
            "_module" | "_file" | "key" | "imports" | "config" | "options" | "freeformType"
        ),
        Key::Any => true,
    }
}

/// The types that have nothing below them.
fn fits(kind: &Type, value: &Value) -> bool {
    match (kind, &value.kind) {
        (Type::Bool, Kind::Bool(_))
        | (Type::Path | Type::StorePath | Type::Package, Kind::Path(_))
        | (
            Type::Submodule | Type::Module | Type::System,
            Kind::Set { .. } | Kind::Function(_) | Kind::Path(_),
        )
        | (Type::Function(_), Kind::Function(_)) => true,
        (Type::Int(ints), Kind::Int(number)) => ints.hold(*number),
        (Type::Float(numbers) | Type::Number(numbers), Kind::Float(number)) => {
            numbers.hold(*number)
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "limits are small; a rounded large number is on the same side"
        )]
        (Type::Number(numbers), Kind::Int(number)) => numbers.hold(*number as f64),
        (Type::Text(text), Kind::String(string)) => {
            string.as_deref().is_none_or(|string| text.holds(string))
        }
        (Type::Path | Type::Submodule | Type::Module | Type::System, Kind::String(string)) => {
            string.as_deref().is_none_or(|text| text.starts_with('/'))
        }
        (Type::StorePath | Type::Package, Kind::String(string)) => string
            .as_deref()
            .is_none_or(|text| text.starts_with("/nix/store/")),
        // What can be made a string is as good as one.
        (Type::Path | Type::StorePath | Type::Package, Kind::Set { attributes, open }) => {
            *open || has(attributes, &["outPath", "__toString", "type"])
        }
        (Type::Function(_), Kind::Set { attributes, open }) => {
            *open || has(attributes, &["__functor"])
        }
        (Type::Enum(values), kind) => values.iter().any(|one| one.is(kind)),
        _ => false,
    }
}

impl Ints {
    fn hold(self, number: i64) -> bool {
        self.least.is_none_or(|least| number >= least)
            && self.most.is_none_or(|most| number <= most)
            && !(self.not_zero && number == 0)
    }
}

impl Numbers {
    fn hold(self, number: f64) -> bool {
        self.least.is_none_or(|least| number >= least)
            && self.most.is_none_or(|most| number <= most)
            && !(self.not_zero && number == 0.0)
    }
}

impl Text {
    fn holds(&self, string: &str) -> bool {
        match self {
            Self::Any | Self::Named(_) => true,
            Self::NonEmpty => !string.trim_matches([' ', '\t', '\n']).is_empty(),
            Self::OneLine => {
                let line = string.strip_suffix('\n').unwrap_or(string);
                !line.contains(['\n', '\r'])
            }
            Self::NoColon => !string.contains(['\n', ':']),
            Self::Matching(pattern) => pattern.matches(string),
        }
    }
}

impl Scalar {
    fn is(&self, kind: &Kind) -> bool {
        match (self, kind) {
            (Self::Null, Kind::Null) => true,
            (Self::Bool(one), Kind::Bool(other)) => one == other,
            (Self::Int(one), Kind::Int(other)) => one == other,
            #[expect(
                clippy::cast_precision_loss,
                clippy::float_cmp,
                reason = "Nix compares them so"
            )]
            (Self::Int(one), Kind::Float(other)) => *one as f64 == *other,
            (Self::Text(one), Kind::String(other)) => {
                other.as_ref().is_none_or(|other| one == other)
            }
            _ => false,
        }
    }
}
