//! What a Nix expression comes down to, as far as its own text tells; and places in the texts that it was read from.
//!
//! This is the one shape that modules are read into (by [`super::read`]), manifest values are turned into, and types
//! are checked against. What is not known is [`Kind::Unknown`], never guessed.

use std::ops::Range;

/// A value, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Byte offsets in the text that it was read from.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Anything: a function call, a variable from outside.
    Unknown,
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a decimal point.
    Float(f64),
    /// A string; `None` if it has `${…}` of unknown value in it.
    String(Option<String>),
    /// A path literal, or something that is known to be a path: as it is written (`./disks.nix`), if that is known.
    Path(Option<String>),
    /// A list; `open` if it has more items than are known (`[ 1 ] ++ others`).
    List {
        /// The items that are known, in order.
        items: Vec<Value>,
        /// Whether there may be more.
        open: bool,
    },
    /// An attribute set; `open` if it may have more attributes than are known (`{ a = 1; } // others`).
    Set {
        /// The attributes that are known, in the order of the text; one name may stand here more than once
        /// (`a.b = 1; a.c = 2;` gives `a` twice).
        attributes: Vec<Attribute>,
        /// Whether there may be more.
        open: bool,
    },
    /// A function, and what it gives, as far as its text tells. As a value of an option it stands for what functions
    /// stand for there: `{ config, ... }: { … }` is a module where a submodule is wanted.
    Function(Option<Box<Value>>),
    /// `mkMerge [ … ]`: all of these.
    Merge(Vec<Value>),
    /// `if … then … else …` and the like: one of these. A single one stands there on some condition.
    Choice(Vec<Value>),
    /// `mkIf CONDITION VALUE`
    If(Box<Value>),
    /// `mkForce`, `mkDefault`, `mkOverride N`…: the priority (100 is usual, lower wins), if it is known.
    Override(Option<i64>, Box<Value>),
    /// `mkBefore`, `mkAfter`, `mkOrder N`
    Order(Box<Value>),
}

/// An attribute: `name = value;`
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Its name.
    pub name: Key,
    /// Where the name stands.
    pub name_range: Range<usize>,
    /// Its value.
    pub value: Value,
}

/// A name in an attribute path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// As written, unquoted.
    Name(String),
    /// `${…}` of unknown value.
    Any,
}
