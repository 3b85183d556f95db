//! Errors and tokens of `rnix` in plain words.

use rnix::{ParseError, SyntaxKind};

use super::{SyntaxError, offsets};

/// An error of `rnix` in plain words.
pub(super) fn explain(error: &ParseError, text: &str) -> SyntaxError {
    let end = text.len()..text.len();
    match error {
        ParseError::Unexpected(range) => {
            SyntaxError::new(offsets(*range), "this is not expected here")
        }
        ParseError::UnexpectedExtra(range) => SyntaxError::new(
            offsets(*range),
            "the expression has already ended before this",
        ),
        ParseError::UnexpectedWanted(got, range, wanted) => {
            let message = format!(
                "{} stands where {} is expected",
                words(*got),
                choice(wanted)
            );
            SyntaxError::new(offsets(*range), message)
        }
        ParseError::UnexpectedDoubleBind(range) => {
            SyntaxError::new(offsets(*range), "the argument has a second name behind `@`")
        }
        ParseError::UnexpectedEOF => SyntaxError::new(end, "the text ends too early"),
        ParseError::UnexpectedEOFWanted(wanted) => SyntaxError::new(
            end,
            format!("the text ends where {} is expected", choice(wanted)),
        ),
        ParseError::DuplicatedArgs(range, name) => SyntaxError::new(
            offsets(*range),
            format!("the argument `{name}` stands there twice"),
        ),
        ParseError::RecursionLimitExceeded => SyntaxError::new(end, "nested too deep"),
        _ => SyntaxError::new(0..text.len(), "this is not Nix"),
    }
}

/// `a`, `a or b`, `a, b or c`; the many ways in which an expression can start are `an expression`.
fn choice(wanted: &[SyntaxKind]) -> String {
    if wanted.contains(&SyntaxKind::TOKEN_REC) {
        return "an expression".to_owned();
    }
    let mut names: Vec<&str> = Vec::new();
    for kind in wanted {
        if !names.contains(&words(*kind)) {
            names.push(words(*kind));
        }
    }
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "something else".to_owned(),
    }
}

/// A kind of token as people call it.
pub(super) fn words(kind: SyntaxKind) -> &'static str {
    use SyntaxKind as K;
    match kind {
        K::TOKEN_ADD => "`+`",
        K::TOKEN_AND_AND => "`&&`",
        K::TOKEN_ASSIGN => "`=`",
        K::TOKEN_ASSERT => "`assert`",
        K::TOKEN_AT => "`@`",
        K::TOKEN_COLON => "`:`",
        K::TOKEN_COMMA => "`,`",
        K::TOKEN_COMMENT => "a comment",
        K::TOKEN_CONCAT => "`++`",
        K::TOKEN_DIV => "`/`",
        K::TOKEN_DOT => "`.`",
        K::TOKEN_ELLIPSIS => "`...`",
        K::TOKEN_ELSE => "`else`",
        K::TOKEN_EQUAL => "`==`",
        K::TOKEN_FLOAT | K::TOKEN_INTEGER => "a number",
        K::TOKEN_CUR_POS | K::TOKEN_IDENT => "a name",
        K::TOKEN_IF => "`if`",
        K::TOKEN_IMPLICATION => "`->`",
        K::TOKEN_IN => "`in`",
        K::TOKEN_INHERIT => "`inherit`",
        K::TOKEN_INTERPOL_START => "`${`",
        K::TOKEN_INTERPOL_END | K::TOKEN_R_BRACE => "`}`",
        K::TOKEN_INVERT => "`!`",
        K::TOKEN_L_BRACE => "`{`",
        K::TOKEN_L_BRACK => "`[`",
        K::TOKEN_L_PAREN => "`(`",
        K::TOKEN_LESS => "`<`",
        K::TOKEN_LESS_OR_EQ => "`<=`",
        K::TOKEN_LET => "`let`",
        K::TOKEN_MORE => "`>`",
        K::TOKEN_MORE_OR_EQ => "`>=`",
        K::TOKEN_MUL => "`*`",
        K::TOKEN_NOT_EQUAL => "`!=`",
        K::TOKEN_OR => "`or`",
        K::TOKEN_OR_OR => "`||`",
        K::TOKEN_PATH_ABS | K::TOKEN_PATH_HOME | K::TOKEN_PATH_REL | K::TOKEN_PATH_SEARCH => {
            "a path"
        }
        K::TOKEN_PIPE_LEFT => "`<|`",
        K::TOKEN_PIPE_RIGHT => "`|>`",
        K::TOKEN_QUESTION => "`?`",
        K::TOKEN_R_BRACK => "`]`",
        K::TOKEN_R_PAREN => "`)`",
        K::TOKEN_REC => "`rec`",
        K::TOKEN_SEMICOLON => "`;`",
        K::TOKEN_STRING_START => "a string",
        K::TOKEN_STRING_CONTENT => "the text of a string",
        K::TOKEN_STRING_END => "the end of a string",
        K::TOKEN_SUB => "`-`",
        K::TOKEN_THEN => "`then`",
        K::TOKEN_UPDATE => "`//`",
        K::TOKEN_URI => "a URI without quotes",
        K::TOKEN_WITH => "`with`",
        _ => "something that is not Nix",
    }
}
