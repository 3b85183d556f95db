//! What is refused before `rnix` sees a text: what would make it slow or deep, or lose track of the nesting.

use std::ops::Range;

use rnix::SyntaxKind;

use super::SyntaxError;
use super::words::words;

/// How deep expressions may be nested: brackets, `${…}`, `let`, functions, operators in a row.
///
/// `nixfmt_rs`, which comes after, needs up to 8 KiB of stack for each level, and threads have 2 MiB.
pub const NESTING_LIMIT: usize = 200;
/// How many operands an expression may have side by side (a list may have any number of elements).
const OPERAND_LIMIT: usize = 1000;
/// Words and signs without a space between them: `rnix` looks at the rest of such a run for each of them.
const RUN_LIMIT: usize = 500;

/// An open bracket, string or `let`, and the statement in it that is being read.
struct Frame {
    /// What opened it; none is the text itself.
    opener: Option<SyntaxKind>,
    at: Range<usize>,
    /// Operators and the like: each can nest once more.
    operators: usize,
    /// Operands: in `f a b`, each nests once more.
    operands: usize,
    /// `with` and `assert` whose `;` is still to come.
    pending: usize,
    /// Between `inherit` and `;` stand names, not operands.
    inherits: bool,
}

/// Refuses what would make the parser slow or deep, brackets that do not match, and missing operands.
///
/// These are also the places where `rnix` would lose track of the nesting.
pub(super) fn limits(text: &str) -> Result<(), SyntaxError> {
    use SyntaxKind as K;
    let fail = |range: &Range<usize>, message: String| {
        Err(SyntaxError {
            range: range.clone(),
            message,
        })
    };
    if let Some(at) = text.find('\0') {
        return fail(
            &(at..at + 1),
            "a NUL character stands in the text".to_owned(),
        );
    }
    let frame = |opener, at| Frame {
        opener,
        at,
        operators: 0,
        operands: 0,
        pending: 0,
        inherits: false,
    };
    let mut outer: Vec<Frame> = Vec::new();
    let mut now = frame(None, 0..0);
    let (mut end, mut run, mut before, mut after_let) = (0, 0, None, None);
    for (kind, token) in rnix::tokenize(text) {
        let range = end..end + token.len();
        end = range.end;
        run = if kind.is_trivia() || kind == K::TOKEN_STRING_CONTENT {
            0
        } else {
            run + 1
        };
        if run > RUN_LIMIT {
            return fail(
                &range,
                format!("more than {RUN_LIMIT} words and signs without a space"),
            );
        }
        if kind.is_trivia() {
            continue;
        }
        if before.replace(kind).is_some_and(wants_operand) && !starts_operand(kind) {
            return fail(
                &range,
                format!("{} stands where an expression is expected", words(kind)),
            );
        }
        let mut opens = closer(kind).is_some().then(|| (kind, range.clone()));
        if let Some(place) = after_let.take()
            && kind != K::TOKEN_L_BRACE
        {
            outer.push(std::mem::replace(
                &mut now,
                frame(Some(K::TOKEN_LET), place),
            ));
        }
        match kind {
            // `let {` is an old form that has no `in`: the next token tells.
            K::TOKEN_LET => after_let = opens.take().map(|(_, place)| place),
            K::TOKEN_INHERIT => now.inherits = true,
            K::TOKEN_WITH | K::TOKEN_ASSERT => now.pending += 1,
            K::TOKEN_SEMICOLON if now.pending > 0 => now.pending -= 1,
            K::TOKEN_SEMICOLON if !matches!(now.opener, Some(K::TOKEN_L_BRACE | K::TOKEN_LET)) => {
                return fail(&range, "`;` ends nothing here".to_owned());
            }
            K::TOKEN_SEMICOLON | K::TOKEN_COMMA => now = frame(now.opener, now.at),
            _ if is_closer(kind) => {
                let Some(around) = outer.pop() else {
                    return fail(&range, format!("{} closes nothing", words(kind)));
                };
                let closed = std::mem::replace(&mut now, around);
                let Some(opener) = closed.opener else {
                    continue;
                };
                if closer(opener) != Some(kind) {
                    let wanted = closer(opener).map_or("the end", words);
                    let open = words(opener);
                    return fail(
                        &range,
                        format!(
                            "{} stands where {wanted} is expected, after {open}",
                            words(kind)
                        ),
                    );
                }
            }
            _ => {}
        }
        now.operators += usize::from(nests(kind));
        let counts =
            !now.inherits && !matches!(now.opener, Some(K::TOKEN_L_BRACK | K::TOKEN_STRING_START));
        now.operands += usize::from(counts && starts_operand(kind));
        if now.operands > OPERAND_LIMIT {
            return fail(
                &range,
                format!("more than {OPERAND_LIMIT} operands in one expression"),
            );
        }
        if let Some((opener, place)) = opens {
            outer.push(std::mem::replace(&mut now, frame(Some(opener), place)));
        }
        let depth = outer.iter().map(|frame| frame.operators + 1).sum::<usize>() + now.operators;
        if depth > NESTING_LIMIT {
            return fail(
                &range,
                format!("nested more than {NESTING_LIMIT} levels deep"),
            );
        }
    }
    match now.opener {
        Some(opener) => {
            let wanted = closer(opener).map_or("the end", words);
            fail(
                &now.at,
                format!("{} is never closed: {wanted} is missing", words(opener)),
            )
        }
        None => Ok(()),
    }
}

/// Whether a token can nest the expression that it stands in once more.
fn nests(kind: SyntaxKind) -> bool {
    use SyntaxKind as K;
    kind == K::TOKEN_OR
        || kind == K::TOKEN_AT
        || matches!(
            kind,
            K::TOKEN_IF | K::TOKEN_WITH | K::TOKEN_ASSERT | K::TOKEN_IN
        )
        || is_operator(kind)
}

fn is_operator(kind: SyntaxKind) -> bool {
    use SyntaxKind as K;
    matches!(
        kind,
        K::TOKEN_ADD
            | K::TOKEN_AND_AND
            | K::TOKEN_COLON
            | K::TOKEN_CONCAT
            | K::TOKEN_DIV
            | K::TOKEN_EQUAL
            | K::TOKEN_IMPLICATION
            | K::TOKEN_INVERT
            | K::TOKEN_LESS
            | K::TOKEN_LESS_OR_EQ
            | K::TOKEN_MORE
            | K::TOKEN_MORE_OR_EQ
            | K::TOKEN_MUL
            | K::TOKEN_NOT_EQUAL
            | K::TOKEN_OR_OR
            | K::TOKEN_PIPE_LEFT
            | K::TOKEN_PIPE_RIGHT
            | K::TOKEN_QUESTION
            | K::TOKEN_SUB
            | K::TOKEN_UPDATE
    )
}

/// Whether an expression (or, after `?`, a name) must follow.
fn wants_operand(kind: SyntaxKind) -> bool {
    use SyntaxKind as K;
    matches!(
        kind,
        K::TOKEN_ASSERT
            | K::TOKEN_ASSIGN
            | K::TOKEN_ELSE
            | K::TOKEN_IF
            | K::TOKEN_IN
            | K::TOKEN_INTERPOL_START
            | K::TOKEN_L_PAREN
            | K::TOKEN_THEN
            | K::TOKEN_WITH
    ) || is_operator(kind)
}

/// Whether an expression can start like this.
fn starts_operand(kind: SyntaxKind) -> bool {
    use SyntaxKind as K;
    matches!(
        kind,
        K::TOKEN_ASSERT
            | K::TOKEN_IDENT
            | K::TOKEN_IF
            | K::TOKEN_INTERPOL_START
            | K::TOKEN_INVERT
            | K::TOKEN_L_BRACE
            | K::TOKEN_L_BRACK
            | K::TOKEN_L_PAREN
            | K::TOKEN_LET
            | K::TOKEN_OR
            | K::TOKEN_REC
            | K::TOKEN_STRING_START
            | K::TOKEN_SUB
            | K::TOKEN_WITH
    ) || kind.is_literal()
}

/// What closes a token that opens something.
fn closer(kind: SyntaxKind) -> Option<SyntaxKind> {
    use SyntaxKind as K;
    Some(match kind {
        K::TOKEN_L_PAREN => K::TOKEN_R_PAREN,
        K::TOKEN_L_BRACK => K::TOKEN_R_BRACK,
        K::TOKEN_L_BRACE => K::TOKEN_R_BRACE,
        K::TOKEN_INTERPOL_START => K::TOKEN_INTERPOL_END,
        K::TOKEN_STRING_START => K::TOKEN_STRING_END,
        K::TOKEN_LET => K::TOKEN_IN,
        _ => return None,
    })
}

fn is_closer(kind: SyntaxKind) -> bool {
    use SyntaxKind as K;
    matches!(
        kind,
        K::TOKEN_R_PAREN
            | K::TOKEN_R_BRACK
            | K::TOKEN_R_BRACE
            | K::TOKEN_INTERPOL_END
            | K::TOKEN_STRING_END
            | K::TOKEN_IN
    )
}
