//! The types of NixOS' options: what may be given as a value.
//!
//! A type is read from its description, the sentence that the manual and `options.json` have
//! ([`Type::described`]), and a [`super::value::Value`] is checked against it ([`Type::check`]). What a description
//! does not tell passes: a value is refused only where NixOS refuses it too.

mod check;
mod describe;
mod names;
mod pattern;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::needless_raw_string_hashes,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it measured"
)]
mod tests;
mod words;

use super::index::Place;
pub use check::Mismatch;
pub use pattern::Pattern;

/// What may be given as the value of an option.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// Whatever it is: `anything`, `raw value`, and types that check nothing.
    Anything,
    /// A description that coloc does not understand: everything passes.
    Unknown(String),
    /// A type with a name behind which its check hides: everything passes.
    Named(String),
    /// `true` or `false`
    Bool,
    /// Whole numbers.
    Int(Ints),
    /// Numbers with a decimal point; NixOS refuses whole numbers here.
    Float(Numbers),
    /// Whole numbers, and those with a decimal point.
    Number(Numbers),
    /// Strings.
    Text(Text),
    /// Path literals, and strings that begin with `/`.
    Path,
    /// Paths into the Nix store.
    StorePath,
    /// Derivations, and paths into the Nix store.
    Package,
    /// One of these.
    Enum(Vec<Scalar>),
    /// `null`, or a value of the type.
    NullOr(Box<Type>),
    /// A list.
    List {
        /// What each item is.
        of: Box<Type>,
        /// Whether the empty list is refused.
        some: bool,
    },
    /// An attribute set with any names.
    Attrs(Box<Type>),
    /// A value of one of these.
    Either(Vec<Type>),
    /// A value of `to`, or one of `from`, which NixOS converts.
    Coerced {
        /// What the option holds in the end.
        to: Box<Type>,
        /// What is taken as well.
        from: Box<Type>,
    },
    /// A set of options of its own; the places below tell them. If there are none, NixOS does not tell.
    Submodule,
    /// The same, which takes other names too; what those hold, most often a set.
    Open(Box<Type>),
    /// A whole NixOS configuration: `containers.<name>.config`.
    System,
    /// A module that somebody else evaluates.
    Module,
    /// A function; what it returns.
    Function(Box<Type>),
    /// Data that becomes a file in some format: everything but functions.
    Data {
        /// `JSON`, `TOML`, `YAML`
        format: &'static str,
        /// Whether the format has a `null`.
        null: bool,
    },
}

/// Which whole numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ints {
    /// The least one.
    pub least: Option<i64>,
    /// The greatest one.
    pub most: Option<i64>,
    /// Whether 0 is refused.
    pub not_zero: bool,
}

/// Which numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Numbers {
    /// The least one.
    pub least: Option<f64>,
    /// The greatest one.
    pub most: Option<f64>,
    /// Whether 0 is refused.
    pub not_zero: bool,
}

/// Which strings.
#[derive(Clone, Debug, PartialEq)]
pub enum Text {
    /// All.
    Any,
    /// Those with something else than blanks in them.
    NonEmpty,
    /// Those of one line; a line break at the end is fine.
    OneLine,
    /// Those without a line break and without `:`.
    NoColon,
    /// Those of the pattern, a POSIX extended regular expression.
    Matching(Pattern),
    /// Those that pass a check that the description only names.
    Named(String),
}

/// A value that an enumeration names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scalar {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A string.
    Text(String),
}

/// What is below a value of a type: how to walk on. More than one may be given, if the type is one of several; the
/// value tells.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nesting<'t> {
    /// A set with any names: what each value is. The place below is [`Place::any`].
    pub attributes: Option<&'t Type>,
    /// A list: what each item is. The place below is [`Place::any`].
    pub items: Option<&'t Type>,
    /// A set of options: their places are the [`Place::child`]ren.
    pub options: bool,
    /// With `options`: other names are fine too, and this is what they hold. None: they are unknown options.
    pub freeform: Option<&'t Type>,
    /// With `options`, but NixOS does not tell which ones: everything below passes.
    pub open: bool,
    /// A whole NixOS configuration: below it, the root of the tree begins again.
    pub system: bool,
}

impl Type {
    /// The type that a description means. Never fails: what is not understood is [`Type::Unknown`].
    pub fn described(text: &str) -> Self {
        describe::read(text)
    }

    /// Whole numbers in a range, both ends included.
    pub fn between(least: i64, most: i64) -> Self {
        Self::Int(Ints {
            least: Some(least),
            most: Some(most),
            not_zero: false,
        })
    }

    /// A TCP or UDP port.
    pub fn port() -> Self {
        Self::between(0, 65_535)
    }

    /// Any whole number.
    pub fn int() -> Self {
        Self::Int(Ints::default())
    }

    /// Any string.
    pub fn string() -> Self {
        Self::Text(Text::Any)
    }

    /// `null or …`
    #[must_use]
    pub fn null_or(self) -> Self {
        Self::NullOr(Box::new(self))
    }

    /// `list of …`
    #[must_use]
    pub fn list(self) -> Self {
        Self::List {
            of: Box::new(self),
            some: false,
        }
    }

    /// `attribute set of …`
    #[must_use]
    pub fn attrs(self) -> Self {
        Self::Attrs(Box::new(self))
    }

    /// How to walk on below a value of this type. `place` is where the option stands.
    pub fn nesting<'t>(&'t self, place: Option<Place<'_>>) -> Nesting<'t> {
        let mut nesting = Nesting::default();
        let named = place.is_some_and(Place::has_options);
        self.nest(&mut nesting);
        if named && !nesting.options {
            // A type that is no submodule, with options below it: it is what the other names hold.
            nesting.options = true;
            nesting.freeform = Some(nesting.attributes.unwrap_or(match self {
                Self::Data { .. } => self,
                _ => &Self::Anything,
            }));
        }
        nesting.open = nesting.options && !named && nesting.freeform.is_none();
        nesting
    }

    fn nest<'t>(&'t self, nesting: &mut Nesting<'t>) {
        match self {
            Self::NullOr(inner) => inner.nest(nesting),
            Self::Coerced { to, from } => {
                to.nest(nesting);
                from.nest(nesting);
            }
            Self::Either(all) => all.iter().for_each(|one| one.nest(nesting)),
            Self::List { of, .. } => {
                nesting.items.get_or_insert(of);
            }
            Self::Attrs(of) => {
                nesting.attributes.get_or_insert(of);
            }
            Self::Submodule => nesting.options = true,
            Self::Open(of) => {
                nesting.options = true;
                nesting.freeform = Some(match of.as_ref() {
                    Self::Attrs(of) => of,
                    other => other,
                });
            }
            Self::System => nesting.system = true,
            _ => {}
        }
    }
}
