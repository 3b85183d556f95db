//! Which identifiers a text takes from outside.

use std::collections::{BTreeMap, BTreeSet};

use rnix::ast;
use rnix::{Root, SyntaxKind, SyntaxNode, WalkEvent};

use super::{arguments, cast, name, syntax};

/// The names that a node binds for what stands in it.
fn scope(node: &SyntaxNode) -> BTreeSet<String> {
    use SyntaxKind as K;
    let recursive = match node.kind() {
        K::NODE_LET_IN | K::NODE_LEGACY_LET => true,
        K::NODE_ATTR_SET => node
            .first_token()
            .is_some_and(|token| token.kind() == K::TOKEN_REC),
        _ => false,
    };
    if recursive {
        let names = |entry| match entry {
            ast::Entry::Inherit(inherit) => inherit
                .attrs()
                .filter_map(|attr| name(&attr))
                .collect::<Vec<_>>(),
            ast::Entry::AttrpathValue(entry) => entry
                .attrpath()
                .and_then(|path| name(&path.attrs().next()?))
                .into_iter()
                .collect(),
        };
        return node
            .children()
            .filter_map(cast::<ast::Entry>)
            .flat_map(names)
            .collect();
    }
    match cast::<ast::Lambda>(node.clone()).and_then(|lambda| lambda.param()) {
        Some(ast::Param::Pattern(pattern)) => arguments(&pattern)
            .map(|ident| syntax(&ident).text().to_string())
            .collect(),
        Some(ast::Param::IdentParam(param)) => param
            .ident()
            .into_iter()
            .map(|ident| syntax(&ident).text().to_string())
            .collect(),
        None => BTreeSet::new(),
    }
}

/// The identifiers that nothing in the tree binds.
pub(super) fn free_identifiers(root: &Root) -> BTreeSet<String> {
    let mut free = BTreeSet::new();
    // How many of the scopes around the place bind a name.
    let mut bound: BTreeMap<String, usize> = BTreeMap::new();
    let mut scopes: Vec<(SyntaxNode, BTreeSet<String>)> = Vec::new();
    for event in syntax(root).preorder() {
        match event {
            WalkEvent::Enter(node) => {
                if let Some(inherit) = cast::<ast::Inherit>(node.clone()) {
                    if inherit.from().is_none() {
                        // These come from outside of the set or `let` that they are added to.
                        let own = scopes
                            .last()
                            .filter(|(owner, _)| Some(owner) == node.parent().as_ref());
                        let own = usize::from(own.is_some());
                        let names = inherit.attrs().filter_map(|attr| name(&attr));
                        free.extend(
                            names.filter(|name| bound.get(name).copied().unwrap_or(0) <= own),
                        );
                    }
                } else if is_use(&node) {
                    let name = node.text().to_string();
                    if bound.get(&name).copied().unwrap_or(0) == 0 {
                        free.insert(name);
                    }
                }
                let names = scope(&node);
                if !names.is_empty() {
                    for name in &names {
                        *bound.entry(name.clone()).or_default() += 1;
                    }
                    scopes.push((node, names));
                }
            }
            WalkEvent::Leave(node) => {
                if let Some((_, names)) = scopes.pop_if(|(owner, _)| *owner == node) {
                    for name in names {
                        bound.entry(name).and_modify(|count| *count -= 1);
                    }
                }
            }
        }
    }
    free
}

/// Whether a node is an identifier that is looked up, and neither an attribute's name nor a new name.
fn is_use(node: &SyntaxNode) -> bool {
    use SyntaxKind as K;
    node.kind() == K::NODE_IDENT
        && node.parent().is_some_and(|parent| match parent.kind() {
            K::NODE_ATTRPATH | K::NODE_INHERIT | K::NODE_PAT_BIND | K::NODE_IDENT_PARAM => false,
            // The argument's name comes first, its default second.
            K::NODE_PAT_ENTRY => node.prev_sibling().is_some(),
            _ => true,
        })
}
