//! A Nix file as a NixOS module: what it sets, what it declares, what it imports.
//!
//! Nothing is evaluated that is not in the text: names are looked up where they are bound, functions of the file and
//! some of nixpkgs' `lib` are applied, and all that comes from elsewhere is [`Kind::Unknown`](super::value::Kind).
//! `lib` is the module's argument, `pkgs.lib`, or what was taken out of them; another thing of that name is unknown.
//!
//! No text makes this panic, overflow the stack or run for long: see [`crate::options::text`] for the parser, and
//! there is a number of steps after which everything else is unknown.

mod calls;
mod eval;
mod library;
mod mapped;
mod meaning;
mod operators;
mod scope;
mod shape;
#[cfg(test)]
mod tests;
mod types;

use std::ops::Range;

use rnix::Root;

pub use crate::options::text::{Duplicate, SyntaxError};

use super::value::{Attribute, Key, Value};
use crate::options::text::Dialect;
use meaning::{Meaning, Reader};

/// A file as a module.
#[derive(Clone, Debug, PartialEq)]
pub struct Module {
    /// What it sets: a set, or several behind `mkMerge`, `mkIf` or a condition.
    pub config: Value,
    /// The options that it declares.
    pub options: Vec<Declared>,
    /// The modules that it takes in.
    pub imports: Vec<Import>,
    /// Whether it may import or declare more than can be read from its text.
    pub open: bool,
    /// Attributes beside `config` or `options`, where NixOS allows none.
    pub stray: Vec<Attribute>,
    /// Whether the file is a function with arguments that NixOS gives to modules, and whether it says what it sets
    /// in the long form (`config = …`).
    pub form: Form,
}

/// What a file looks like from outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The names of the arguments of its functions, outermost first.
    pub arguments: Vec<Vec<String>>,
    /// Whether `config`, `options` or `imports` stand at its top.
    pub explicit: bool,
    /// Whether it comes down to a set.
    pub set: bool,
}

/// An option that a module declares.
#[derive(Clone, Debug, PartialEq)]
pub struct Declared {
    /// Its names.
    pub path: Vec<Key>,
    /// Where the last of the names stands.
    pub range: Range<usize>,
    /// Its type, as [`super::declared`] reads it; none if the text does not tell.
    pub r#type: Option<Value>,
    /// Whether it is kept out of manuals and lists: `internal = true`, `visible = false`.
    pub hidden: bool,
}

/// A module that another one takes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// A path, as it is written, if it is a literal: `./disks.nix`, `../common`, `<nixpkgs/nixos/…>`.
    pub path: Option<String>,
    /// The text of the expression.
    pub what: String,
    /// Where it stands.
    pub range: Range<usize>,
}

/// Reads a module, and finds the names that stand twice in one of its sets, in one go. An error says why a text is not
/// Nix, or that it is too long or too deep to be looked at.
pub fn module_and_duplicates(text: &str) -> Result<(Module, Vec<Duplicate>), Vec<SyntaxError>> {
    crate::options::text::on_tree_of(text, Dialect::Experimental, |root| {
        let duplicates = crate::options::text::repeated(root);
        (shape::module(text, file(text, root)), duplicates)
    })
}

/// The value that a file comes down to, and the arguments of its functions.
fn file(text: &str, root: &Root) -> (Value, Vec<Vec<String>>) {
    let mut reader = Reader::new(text.len());
    let scope = reader.names(None, std::collections::BTreeMap::new());
    let mut arguments = Vec::new();
    let Some(expr) = root.expr() else {
        return (Value::unknown(0..text.len()), arguments);
    };
    let mut meaning = reader.eval(&expr, scope);
    while let Meaning::Closure(lambda, around) = &meaning {
        let (lambda, around) = (lambda.clone(), *around);
        arguments.push(shape::arguments(&lambda));
        meaning = match (reader.module_scope(&lambda, around), lambda.body()) {
            (Some(scope), Some(body)) => reader.eval(&body, scope),
            _ => Meaning::unknown(),
        };
    }
    (reader.settle(meaning, 0..text.len()), arguments)
}
