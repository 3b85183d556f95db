//! Nix as text: is it Nix at all, is nothing defined twice, and what does it use and define.
//!
//! The parser is `rnix`, which is lenient: it lets some of what Nix refuses pass. What [`parse`] adds on top is held
//! against a real Nix in `tests/nix_values/`. What it cannot read although Nix can is refused: `- ! a`, and
//! `let { … }` as an argument. Names that are not defined anywhere are not looked for here.
//!
//! No text makes these functions panic or overflow the stack: nesting is limited before the parser sees a text,
//! and parsing happens in a [`room`] whose stack is sized after the text.

mod defined;
mod limits;
mod mentioned;
mod merge;
mod names;
mod room;
mod strict;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeSet;
use std::ops::Range;

use rnix::ast::{self, Attr, Expr, InterpolPart};
use rnix::{Root, SyntaxNode, TextRange};

pub use limits::NESTING_LIMIT;
pub use mentioned::mentioned;
pub(crate) use merge::repeated;
pub use room::on_all_cores;

/// Longest text that is looked at, in bytes.
const LENGTH_LIMIT: usize = 4 << 20;
/// More errors than these say nothing new.
const ERROR_LIMIT: usize = 20;

/// A place where a text is not Nix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Byte offsets, end excluded.
    pub range: Range<usize>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
}

impl SyntaxError {
    fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            range,
            message: message.into(),
        }
    }
}

/// A name that is defined twice where Nix allows it once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The attribute path as the second definition has it, or the one name of a function's argument.
    pub path: Vec<String>,
    /// The first definition, as byte offsets.
    pub first: Range<usize>,
    /// The second definition, as byte offsets.
    pub second: Range<usize>,
}

/// What an attribute is defined as, as far as the text alone tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// A string, with or without `${…}` in it.
    String,
    /// A whole or decimal number, and arithmetic on them.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`.
    Null,
    /// A path literal.
    Path,
    /// A list.
    List,
    /// A set without attributes, or with none that have static names.
    Set,
    /// Anything else: function calls (`lib.mkForce 1`), variables, conditions.
    Other,
}

/// An attribute that a module defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinedPath {
    /// The names, unquoted: `["services", "nginx", "enable"]`.
    pub path: Vec<String>,
    /// What it is defined as.
    pub leaf: Leaf,
    /// The attribute's value (after `inherit`, its name), as byte offsets.
    pub range: Range<usize>,
    /// Whether the value can be replaced in the text: it stands behind a `=`, and neither in `mkIf` nor in `mkMerge`.
    pub replaceable: bool,
}

/// Whether a text is one Nix expression.
pub fn parse(text: &str) -> Result<(), Vec<SyntaxError>> {
    on_tree(text, |_| ())
}

/// All names that Nix would refuse as defined twice, in the order of their second definitions.
///
/// Sets are merged as Nix does it: `a.b = 1; a.c = 2;` and `a = { b = 1; }; a.c = 2;` are allowed.
pub fn duplicates(text: &str) -> Result<Vec<Duplicate>, Vec<SyntaxError>> {
    on_tree(text, merge::repeated)
}

/// The identifiers that a text takes from outside: not those that its own functions, `let`s and `rec`s bind.
///
/// Those that a `with` may provide, and Nix's own (`true`, `builtins`), are among them. A text that is not Nix has
/// none: ask [`parse`] first.
pub fn identifiers(text: &str) -> BTreeSet<String> {
    on_tree(text, names::free_identifiers).unwrap_or_default()
}

/// [`identifiers`] and [`duplicates`], with one parse for both.
pub fn identifiers_and_duplicates(
    text: &str,
) -> Result<(BTreeSet<String>, Vec<Duplicate>), Vec<SyntaxError>> {
    on_tree(text, |root| {
        (names::free_identifiers(root), merge::repeated(root))
    })
}

/// The attributes that a module defines, by path, as far as their names are static.
///
/// The text is a set, or a set behind function headers, `let … in`, `with` and `assert`. What stands in `mkIf` and
/// `mkMerge` counts. A text that is not Nix defines nothing: ask [`parse`] first.
pub fn defined(text: &str) -> Vec<DefinedPath> {
    on_tree(text, defined::leaves).unwrap_or_default()
}

/// Parses a text and looks at its tree, where neither can run out of stack.
fn on_tree<T: Send>(
    text: &str,
    look: impl FnOnce(&Root) -> T + Send,
) -> Result<T, Vec<SyntaxError>> {
    on_tree_of(text, Dialect::Stable, look)
}

/// Which Nix a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// What every Nix takes.
    Stable,
    /// With what people may have switched on: `|>` and `<|`.
    Experimental,
}

/// Parses a text of a dialect and looks at its tree.
pub(crate) fn on_tree_of<T: Send>(
    text: &str,
    dialect: Dialect,
    look: impl FnOnce(&Root) -> T + Send,
) -> Result<T, Vec<SyntaxError>> {
    let whole = || 0..text.len();
    if text.len() > LENGTH_LIMIT {
        return Err(vec![SyntaxError::new(
            whole(),
            "the text is longer than 4 MiB",
        )]);
    }
    let work = || {
        limits::limits(text).map_err(|error| vec![error])?;
        let parsed = Root::parse(text);
        let mut errors: Vec<_> = parsed
            .errors()
            .iter()
            .map(|error| words::explain(error, text))
            .collect();
        let root = parsed.tree();
        if errors.is_empty() {
            strict::strictness(&root, dialect, &mut errors);
        }
        if errors.is_empty() {
            return Ok(look(&root));
        }
        errors.sort_by_key(|error| error.range.start);
        errors.truncate(ERROR_LIMIT);
        Err(errors)
    };
    room::with_room(text.len(), work)
        .unwrap_or_else(|why| Err(vec![SyntaxError::new(whole(), why)]))
}

pub(crate) fn offsets(range: TextRange) -> Range<usize> {
    range.start().into()..range.end().into()
}

/// The node behind a typed one (`rnix` does not export the trait that has this as a method).
pub(crate) fn syntax<T: ast::AstNode>(typed: &T) -> &SyntaxNode {
    typed.syntax()
}

/// Where a typed node stands.
pub(crate) fn place<T: ast::AstNode>(typed: &T) -> Range<usize> {
    offsets(typed.syntax().text_range())
}

/// A node as a typed one, if it is of that kind.
pub(crate) fn cast<T: ast::AstNode>(node: SyntaxNode) -> Option<T> {
    T::cast(node)
}

/// The static name of an attribute: `a`, `"a"`, `${"a"}`.
pub(crate) fn name(attr: &Attr) -> Option<String> {
    match attr {
        Attr::Ident(ident) => Some(syntax(ident).text().to_string()),
        Attr::Str(text) => static_text(text),
        Attr::Dynamic(dynamic) => match dynamic.expr().map(unwrapped) {
            Some(Expr::Str(text)) => static_text(&text),
            _ => None,
        },
    }
}

/// The value of a string without `${…}`.
pub(crate) fn static_text(text: &ast::Str) -> Option<String> {
    let part = |part| match part {
        InterpolPart::Literal(text) => Some(text),
        InterpolPart::Interpolation(_) => None,
    };
    text.normalized_parts().into_iter().map(part).collect()
}

/// An expression without the parentheses around it.
pub(crate) fn unwrapped(mut expr: Expr) -> Expr {
    while let Expr::Paren(paren) = &expr {
        match paren.expr() {
            Some(inner) => expr = inner,
            None => break,
        }
    }
    expr
}

/// The names that a function's header binds.
pub(crate) fn arguments(pattern: &ast::Pattern) -> impl Iterator<Item = ast::Ident> {
    let entries = pattern.pat_entries().filter_map(|entry| entry.ident());
    entries.chain(pattern.pat_bind().and_then(|bind| bind.ident()))
}
