//! Attributes that are defined twice, by the rules of Nix's own parser.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::ops::Range;

use rnix::ast::{self, Expr};
use rnix::{Root, SyntaxKind, SyntaxNode};

use super::{Duplicate, arguments, cast, name, place, syntax, unwrapped};

/// Finds all of them in a tree.
pub(crate) fn repeated(root: &Root) -> Vec<Duplicate> {
    let mut found = Vec::new();
    for node in syntax(root).descendants() {
        if let Some(pattern) = cast::<ast::Pattern>(node.clone()) {
            repeated_arguments(&pattern, &mut found);
        } else if is_binding(&node) && !is_attribute_value(&node) {
            bindings(&node, &mut found);
        }
    }
    found.sort_by_key(|it| (it.second.start, it.first.start));
    found
}

/// Whether this binds attributes: a set, a `let`.
fn is_binding(node: &SyntaxNode) -> bool {
    use SyntaxKind as K;
    matches!(
        node.kind(),
        K::NODE_ATTR_SET | K::NODE_LET_IN | K::NODE_LEGACY_LET
    )
}

/// Whether this is a set that is, but for parentheses, the value of an attribute: its owner merges it.
fn is_attribute_value(node: &SyntaxNode) -> bool {
    let mut above = node
        .ancestors()
        .skip(1)
        .skip_while(|it| it.kind() == SyntaxKind::NODE_PAREN);
    node.kind() == SyntaxKind::NODE_ATTR_SET
        && above
            .next()
            .is_some_and(|it| it.kind() == SyntaxKind::NODE_ATTRPATH_VALUE)
}

/// What an attribute is defined as: for the rules of merging.
enum Bound {
    /// A set, whose attributes others can be added to.
    Set(Bindings),
    /// Anything else.
    Value,
}

/// The attributes of a set or `let`, each with the place that defined it first.
type Bindings = BTreeMap<String, (Range<usize>, Bound)>;

/// The attributes of a set or `let`, merged as Nix's parser does it.
fn bindings(node: &SyntaxNode, found: &mut Vec<Duplicate>) -> Bindings {
    let mut all = Bindings::new();
    for entry in node.children().filter_map(cast::<ast::Entry>) {
        match entry {
            ast::Entry::Inherit(inherit) => {
                for attr in inherit.attrs() {
                    if let Some(name) = name(&attr) {
                        let path = [(Some(name), place(&attr))];
                        bind(&mut all, &path, Bound::Value, found);
                    }
                }
            }
            ast::Entry::AttrpathValue(entry) => {
                let bound = match entry.value().map(unwrapped) {
                    Some(Expr::AttrSet(set)) => Bound::Set(bindings(syntax(&set), found)),
                    _ => Bound::Value,
                };
                let attrs = entry.attrpath().into_iter().flat_map(|path| path.attrs());
                let path: Vec<_> = attrs.map(|it| (name(&it), place(&it))).collect();
                bind(&mut all, &path, bound, found);
            }
        }
    }
    all
}

/// Adds one definition, or finds that it cannot be added.
fn bind(
    all: &mut Bindings,
    path: &[(Option<String>, Range<usize>)],
    bound: Bound,
    found: &mut Vec<Duplicate>,
) {
    let Some(((last, place), parents)) = path.split_last() else {
        return;
    };
    let names = || {
        path.iter()
            .filter_map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    let mut into = all;
    for (name, place) in parents {
        // Nobody can tell where a dynamic name leads.
        let Some(name) = name else { return };
        let inner = into
            .entry(name.clone())
            .or_insert_with(|| (place.clone(), Bound::Set(Bindings::new())));
        match inner {
            (_, Bound::Set(set)) => into = set,
            (first, Bound::Value) => {
                found.push(Duplicate {
                    path: names(),
                    first: first.clone(),
                    second: place.clone(),
                });
                return;
            }
        }
    }
    let Some(last) = last else { return };
    let second = place.clone();
    let mut path = names();
    path.pop();
    join(into, &mut path, last.clone(), (second, bound), found);
}

/// Adds a definition to those of a set. Two sets become one, and so do the sets in them, at any depth: Nix since 2.20
/// does so; older ones refuse some of these files.
fn join(
    all: &mut Bindings,
    path: &mut Vec<String>,
    name: String,
    (second, bound): (Range<usize>, Bound),
    found: &mut Vec<Duplicate>,
) {
    path.push(name.clone());
    match all.entry(name) {
        Slot::Vacant(slot) => drop(slot.insert((second, bound))),
        Slot::Occupied(mut slot) => match (slot.get_mut(), bound) {
            ((_, Bound::Set(old)), Bound::Set(new)) => {
                for (name, new) in new {
                    join(old, path, name, new, found);
                }
            }
            ((first, _), _) => found.push(Duplicate {
                path: path.clone(),
                first: first.clone(),
                second,
            }),
        },
    }
    path.pop();
}

fn repeated_arguments(pattern: &ast::Pattern, found: &mut Vec<Duplicate>) {
    let mut seen = BTreeMap::new();
    for ident in arguments(pattern) {
        let second = place(&ident);
        match seen.entry(syntax(&ident).text().to_string()) {
            Slot::Vacant(slot) => drop(slot.insert(second)),
            Slot::Occupied(slot) => {
                found.push(Duplicate {
                    path: vec![slot.key().clone()],
                    first: slot.get().clone(),
                    second,
                });
            }
        }
    }
}
