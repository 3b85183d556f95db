//! Which attributes a module defines.

use rnix::ast::{self, Expr, HasEntry as _};
use rnix::{Root, SyntaxElement, SyntaxKind, SyntaxNode};

use super::{DefinedPath, Leaf, name, place, syntax};

/// The attributes of the set that a module comes down to.
pub(super) fn leaves(root: &Root) -> Vec<DefinedPath> {
    let mut found = Vec::new();
    for (body, plain) in root.expr().into_iter().flat_map(|body| bodies(body, true)) {
        if let Expr::AttrSet(set) = body {
            definitions(&set, plain, &mut Vec::new(), &mut found);
        }
    }
    found
}

/// What an expression comes down to behind `let`, `with`, `assert`, `mkIf`, `mkMerge` and, if wanted, functions;
/// and whether it is none of those in `mkIf` and `mkMerge`.
fn bodies(expr: Expr, in_functions: bool) -> Vec<(Expr, bool)> {
    let (mut todo, mut found) = (vec![(expr, true)], Vec::new());
    while let Some((expr, mut plain)) = todo.pop() {
        let inner = match &expr {
            Expr::Paren(it) => it.expr(),
            Expr::Lambda(it) if in_functions => it.body(),
            Expr::LetIn(it) => it.body(),
            Expr::With(it) => it.body(),
            Expr::Assert(it) => it.body(),
            Expr::Apply(call) => match (call.lambda(), call.argument()) {
                (Some(Expr::Apply(with_condition)), body)
                    if calls(with_condition.lambda(), "mkIf") =>
                {
                    plain = false;
                    body
                }
                (function, Some(Expr::List(list))) if calls(function.clone(), "mkMerge") => {
                    let items: Vec<_> = list.items().collect();
                    todo.extend(items.into_iter().rev().map(|item| (item, false)));
                    continue;
                }
                _ => None,
            },
            _ => None,
        };
        match inner {
            Some(inner) => todo.push((inner, plain)),
            None => found.push((expr, plain)),
        }
    }
    found
}

/// Whether a function is a library's of this name: `mkIf`, `lib.mkIf`.
fn calls(function: Option<Expr>, wanted: &str) -> bool {
    match function {
        Some(Expr::Ident(ident)) => syntax(&ident).text() == wanted,
        Some(Expr::Select(select)) => select
            .attrpath()
            .and_then(|path| path.attrs().last())
            .is_some_and(|attr| name(&attr).as_deref() == Some(wanted)),
        _ => false,
    }
}

/// Collects what a set defines, below a path.
fn definitions(
    set: &ast::AttrSet,
    plain: bool,
    below: &mut Vec<String>,
    found: &mut Vec<DefinedPath>,
) {
    for entry in set.entries() {
        match entry {
            ast::Entry::Inherit(inherit) => {
                for attr in inherit.attrs() {
                    if let Some(name) = name(&attr) {
                        let path = below.iter().cloned().chain([name]).collect();
                        let range = place(&attr);
                        found.push(DefinedPath {
                            path,
                            leaf: Leaf::Other,
                            range,
                            replaceable: false,
                        });
                    }
                }
            }
            ast::Entry::AttrpathValue(entry) => {
                let (Some(path), Some(value)) = (entry.attrpath(), entry.value()) else {
                    continue;
                };
                let names: Option<Vec<String>> = path.attrs().map(|attr| name(&attr)).collect();
                let Some(names) = names else { continue };
                let depth = below.len();
                below.extend(names);
                for (value, plain_value) in bodies(value, false) {
                    let plain = plain && plain_value;
                    let before = found.len();
                    if let Expr::AttrSet(set) = &value {
                        definitions(set, plain, below, found);
                    }
                    if found.len() == before {
                        let range = place(&value);
                        found.push(DefinedPath {
                            path: below.clone(),
                            leaf: leaf(&value),
                            range,
                            replaceable: plain,
                        });
                    }
                }
                below.truncate(depth);
            }
        }
    }
}

/// What a value is, as far as its own text tells.
fn leaf(value: &Expr) -> Leaf {
    match value {
        Expr::Str(_) => Leaf::String,
        Expr::PathAbs(_) | Expr::PathRel(_) | Expr::PathHome(_) | Expr::PathSearch(_) => Leaf::Path,
        Expr::List(_) => Leaf::List,
        Expr::AttrSet(_) => Leaf::Set,
        Expr::Literal(literal) if matches!(literal.kind(), ast::LiteralKind::Uri(_)) => {
            Leaf::String
        }
        Expr::Literal(_) | Expr::UnaryOp(_) | Expr::BinOp(_) if is_arithmetic(syntax(value)) => {
            Leaf::Number
        }
        Expr::Ident(ident) => match syntax(ident).text() {
            name if name == "true" || name == "false" => Leaf::Boolean,
            name if name == "null" => Leaf::Null,
            _ => Leaf::Other,
        },
        _ => Leaf::Other,
    }
}

/// Whether an expression is made of numbers, signs and parentheses alone.
fn is_arithmetic(node: &SyntaxNode) -> bool {
    use SyntaxKind as K;
    node.descendants_with_tokens()
        .all(|element: SyntaxElement| {
            matches!(
                element.kind(),
                K::NODE_LITERAL
                    | K::NODE_UNARY_OP
                    | K::NODE_BIN_OP
                    | K::NODE_PAREN
                    | K::TOKEN_INTEGER
                    | K::TOKEN_FLOAT
                    | K::TOKEN_ADD
                    | K::TOKEN_SUB
                    | K::TOKEN_MUL
                    | K::TOKEN_L_PAREN
                    | K::TOKEN_R_PAREN
                    | K::TOKEN_WHITESPACE
                    | K::TOKEN_COMMENT
            )
        })
}
