//! What Nix refuses and `rnix` lets pass.

use rnix::ast::Attr;
use rnix::{NodeOrToken, Root, SyntaxKind, SyntaxNode};

use super::{Dialect, SyntaxError, cast, name, offsets, syntax};

/// Adds what Nix refuses in a text that `rnix` has read.
pub(super) fn strictness(root: &Root, dialect: Dialect, errors: &mut Vec<SyntaxError>) {
    use SyntaxKind as K;
    for element in syntax(root).descendants_with_tokens() {
        let message = match &element {
            NodeOrToken::Node(node) => match node.kind() {
                K::NODE_ERROR => "this is not expected here",
                K::NODE_PAREN if last_token(node) != Some(K::TOKEN_R_PAREN) => {
                    "`)` is missing at the end of this"
                }
                K::NODE_LAMBDA if is_operand(node) => "this function needs parentheses around it",
                K::NODE_DYNAMIC | K::NODE_STRING if name_must_be_static(node) => {
                    "a name with `${…}` cannot stand here"
                }
                _ => continue,
            },
            NodeOrToken::Token(token) => match (token.kind(), token.text()) {
                (K::TOKEN_ERROR, _) => "this is not a word or sign of Nix",
                (K::TOKEN_PIPE_LEFT | K::TOKEN_PIPE_RIGHT, _) if dialect == Dialect::Stable => {
                    "pipe operators are not part of Nix yet"
                }
                (K::TOKEN_WHITESPACE, space)
                    if !space.chars().all(|c| matches!(c, ' ' | '\t' | '\r' | '\n')) =>
                {
                    "this space is not an ordinary one"
                }
                // Nix ends the comment there.
                (K::TOKEN_COMMENT, text)
                    if text.starts_with('#') && text.trim_end_matches('\r').contains('\r') =>
                {
                    "a carriage return stands in a comment"
                }
                (K::TOKEN_INTEGER, digits) if digits.parse::<i64>().is_err() => {
                    "this number is too large"
                }
                (K::TOKEN_FLOAT, digits) if !is_float(digits) => {
                    "this number is too large or too small"
                }
                _ => continue,
            },
        };
        errors.push(SyntaxError::new(offsets(element.text_range()), message));
    }
}

/// Whether a node stands beside an operator or an operand, or in a list.
fn is_operand(node: &SyntaxNode) -> bool {
    use SyntaxKind as K;
    node.parent().is_some_and(|parent| {
        matches!(
            parent.kind(),
            K::NODE_APPLY
                | K::NODE_UNARY_OP
                | K::NODE_BIN_OP
                | K::NODE_SELECT
                | K::NODE_HAS_ATTR
                | K::NODE_LIST
        )
    })
}

fn last_token(node: &SyntaxNode) -> Option<SyntaxKind> {
    node.last_child_or_token().map(|it| it.kind())
}

/// Whether Nix takes these digits: neither infinite nor subnormal.
fn is_float(digits: &str) -> bool {
    let mantissa = digits.split(['e', 'E']).next().unwrap_or(digits);
    let zero = !mantissa.contains(|c: char| matches!(c, '1'..='9'));
    digits
        .parse::<f64>()
        .is_ok_and(|number| zero || number.is_normal())
}

/// Whether a `${…}` stands where Nix wants a name that it knows when parsing: in `inherit`, first in a `let`.
fn name_must_be_static(dynamic: &SyntaxNode) -> bool {
    use SyntaxKind as K;
    let mut above = dynamic.ancestors().skip(1).map(|node| node.kind());
    let place = match above.next() {
        Some(K::NODE_INHERIT) => true,
        Some(K::NODE_ATTRPATH) => {
            let first = dynamic.prev_sibling().is_none();
            first
                && above.next() == Some(K::NODE_ATTRPATH_VALUE)
                && above.next() == Some(K::NODE_LET_IN)
        }
        _ => false,
    };
    place && cast::<Attr>(dynamic.clone()).is_some_and(|attr| name(&attr).is_none())
}
