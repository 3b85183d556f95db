//! Where Rust values become Nix: the one file that writes Nix literals.
//!
//! Every function is pure and returns source text of one expression (or attribute name, or comment text). The text
//! is valid but not laid out; `nixfmt_rs` does that later and leaves every value as it is. `tests/nix_values/`
//! holds all of this against a real Nix.
//!
//! What Nix cannot lex is written as arithmetic that evaluates to the same bits: the smallest integer, subnormal
//! floats and the negative zero.

use camino::{Utf8Component, Utf8Path};

use crate::manifest::value::Value;

/// Words that Nix reads as syntax where a name could stand.
const KEYWORDS: [&str; 10] = [
    "assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with",
];

/// A `"…"` literal of any text.
///
/// Nix strings hold no NUL, and reading the manifest refuses it; should one arrive, it becomes U+FFFD.
pub fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            // Nix turns a raw carriage return into a newline.
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0' => out.push(char::REPLACEMENT_CHARACTER),
            '$' if chars.peek() == Some(&'{') => out.push_str("\\$"),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A `''…''` literal, which reviewers can read line by line.
///
/// Nix takes the common indentation off such a literal, and formatters put another one on. Where a text does not
/// come through that for certain, or would hide something from a reader (tabs, spaces at the end of a line), this
/// is [`string`].
pub fn multiline(text: &str) -> String {
    if !survives_indentation(text) {
        return string(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str("''\n");
    let (body, end) = match text.strip_suffix('\n') {
        Some(body) => (body, "\n''"),
        None => (text, "''"),
    };
    for (at, line) in body.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        if !line.is_empty() {
            out.push_str("  ");
            out.push_str(&line.replace("''", "'''").replace("${", "''${"));
        }
    }
    out.push_str(end);
    out
}

/// Whether [`multiline`] may write a text as a `''` literal.
fn survives_indentation(text: &str) -> bool {
    let mut lines = text.split('\n').filter(|line| !line.is_empty()).peekable();
    lines.peek().is_some()
        // The indentation that is taken off is coloc's own only if one line has no other.
        && lines.clone().any(|line| !line.starts_with(' '))
        && lines.all(|line| !line.ends_with(' ') && !line.contains(char::is_control))
        // Quotes and dollars that touch: what belongs to which escape differs between readers of Nix.
        && !["'''", "'$", "$'", "$${", "''\\"].iter().any(|odd| text.contains(odd))
        && !text.ends_with(['\'', '$'])
}

/// A literal of any text: [`multiline`] where it has several lines, else [`string`].
fn text(text: &str) -> String {
    if text.trim_end_matches('\n').contains('\n') {
        multiline(text)
    } else {
        string(text)
    }
}

/// An attribute name: bare where Nix allows that, else quoted.
pub fn attribute(name: &str) -> String {
    let mut chars = name.chars();
    let bare = chars
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '\'' | '-'))
        && !KEYWORDS.contains(&name);
    if bare { name.to_owned() } else { string(name) }
}

/// An attribute path: `services."my site".enable`.
pub fn path<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names
        .into_iter()
        .map(attribute)
        .collect::<Vec<_>>()
        .join(".")
}

/// An integer. It can start with `-`: see [`argument`].
pub fn integer(number: i64) -> String {
    if number == i64::MIN {
        // Nix reads `-` and the digits apart, and the digits alone do not fit.
        return "(-9223372036854775807 - 1)".to_owned();
    }
    number.to_string()
}

/// A decimal number that Nix reads back as the same 64 bits. It can start with `-`: see [`argument`].
///
/// Reading the manifest refuses `inf` and `nan`; should one arrive, it stays what it is.
pub fn float(number: f64) -> String {
    const HUGE: &str = "1.7976931348623157e308";
    if number.is_nan() {
        return format!("({HUGE} * 10.0 * 0.0)");
    }
    if number.is_infinite() {
        let sign = if number < 0.0 { "-" } else { "" };
        return format!("({sign}{HUGE} * 10.0)");
    }
    if number == 0.0 && number.is_sign_negative() {
        // `-x` is `0 - x`, which has no sign here.
        return "(-1.0 * 0.0)".to_owned();
    }
    if number.is_subnormal() {
        // Nix refuses such literals; dividing by a power of two loses no bit.
        return format!(
            "({} * {})",
            float(number / f64::MIN_POSITIVE),
            float(f64::MIN_POSITIVE)
        );
    }
    // Shortest digits that read back the same: `0.1`, `1e-7`, `1.5e300`. Nix wants a dot in all of them.
    let digits = format!("{number:?}");
    match digits.split_once('e') {
        Some((mantissa, exponent)) if !mantissa.contains('.') => format!("{mantissa}.0e{exponent}"),
        _ => digits,
    }
}

/// A value of the manifest. It can start with `-`: see [`argument`].
pub fn value(value: &Value) -> String {
    match value {
        Value::String(it) => text(it),
        Value::Integer(it) => integer(*it),
        Value::Float(it) => float(*it),
        Value::Boolean(it) => it.to_string(),
        Value::Array(items) => list(items.iter().map(|item| self::value(&item.value))),
        Value::Table(entries) => set(entries
            .iter()
            .map(|it| (it.key.value.as_str(), self::value(&it.value.value)))),
    }
}

/// A value of the manifest as the argument of a function: `lib.mkForce (-1)`.
pub fn argument(value: &Value) -> String {
    operand(self::value(value))
}

/// A JSON value. Whole numbers above 2⁶³ become floats, which is all that Nix has for them.
pub fn json(value: &serde_json::Value) -> String {
    use serde_json::Value as Json;
    match value {
        Json::Null => "null".to_owned(),
        Json::Bool(it) => it.to_string(),
        Json::Number(it) => match (it.as_i64(), it.as_f64()) {
            (Some(whole), _) => integer(whole),
            (None, Some(decimal)) => float(decimal),
            (None, None) => string(&it.to_string()),
        },
        Json::String(it) => text(it),
        Json::Array(items) => list(items.iter().map(json)),
        Json::Object(entries) => set(entries.iter().map(|(key, it)| (key.as_str(), json(it)))),
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    let mut out = "[ ".to_owned();
    for item in items {
        out.push_str(&operand(item));
        out.push(' ');
    }
    out.push(']');
    out
}

fn set<'a>(entries: impl Iterator<Item = (&'a str, String)>) -> String {
    let mut out = "{ ".to_owned();
    for (key, value) in entries {
        out.push_str(&attribute(key));
        out.push_str(" = ");
        out.push_str(&value);
        out.push_str("; ");
    }
    out.push('}');
    out
}

/// Puts parentheses around what this module wrote where lists and functions need them: negative numbers alone.
fn operand(expression: String) -> String {
    if expression.starts_with('-') {
        format!("({expression})")
    } else {
        expression
    }
}

/// A path expression for a file of the repository, seen from a generated file `depth` directories below the root.
///
/// `target` is relative to the root; `.` and `..` in it are resolved, and `..` does not leave the root. A name that
/// a path literal cannot hold becomes `(../.. + "/strange name.nix")`.
pub fn relative(target: &Utf8Path, depth: usize) -> String {
    let mut parts = Vec::new();
    for component in target.components() {
        match component {
            Utf8Component::Normal(part) => parts.push(part),
            Utf8Component::ParentDir => drop(parts.pop()),
            _ => {}
        }
    }
    let up = if depth == 0 {
        ".".to_owned()
    } else {
        vec![".."; depth].join("/")
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    if !parts.is_empty() && parts.iter().all(|part| part.chars().all(plain)) {
        return format!("{up}/{}", parts.join("/"));
    }
    // A path literal has a slash in it.
    let root = if depth < 2 { format!("{up}/.") } else { up };
    if parts.is_empty() {
        root
    } else {
        format!("({root} + {})", string(&format!("/{}", parts.join("/"))))
    }
}

/// A text that is safe behind `# `: one line, and nothing in it that a terminal or an editor would obey.
///
/// Line breaks, tabs and control characters become spaces; characters that turn the reading direction, or that
/// cannot be seen, become U+FFFD.
pub fn comment(text: &str) -> String {
    let replace = |c: char| match c {
        '\u{2028}' | '\u{2029}' => ' ',
        c if c.is_control() => ' ',
        '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    text.trim()
        .chars()
        .map(replace)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, Span, Spanned};

    #[test]
    fn strings() {
        for (text, nix) in [
            ("", r#""""#),
            ("plain", r#""plain""#),
            ("a \"b\" \\", r#""a \"b\" \\""#),
            ("${x}", r#""\${x}""#),
            ("$${x} $$${ $", r#""$\${x} $$\${ $""#),
            ("$", r#""$""#),
            ("a\nb\r\tc\0", "\"a\\nb\\r\\tc\u{fffd}\""),
            ("é''", r#""é''""#),
        ] {
            assert_eq!(string(text), nix);
        }
    }

    #[test]
    fn multiline_strings() {
        for (text, nix) in [
            ("a\nb\n", "''\n  a\n  b\n''"),
            ("a\n  b", "''\n  a\n    b''"),
            ("\na\n\nb\n\n", "''\n\n  a\n\n  b\n\n''"),
            ("${x}\n'' a", "''\n  ''${x}\n  ''' a''"),
            // Not exact, or not visible.
            (" a\n b", r#"" a\n b""#),
            ("a \nb", r#""a \nb""#),
            ("a\n \nb", r#""a\n \nb""#),
            ("a\n\tb", r#""a\n\tb""#),
            ("a\r\nb", r#""a\r\nb""#),
            ("a\nb'", r#""a\nb'""#),
            ("a\n'${b}", r#""a\n'\${b}""#),
            ("\n\n", r#""\n\n""#),
        ] {
            assert_eq!(multiline(text), nix);
        }
    }

    #[test]
    fn attributes() {
        for (name, nix) in [
            ("a", "a"),
            ("_a-b'1", "_a-b'1"),
            ("", "\"\""),
            ("1a", "\"1a\""),
            ("-a", "\"-a\""),
            ("a.b", "\"a.b\""),
            ("é", "\"é\""),
            ("or", "\"or\""),
            ("inherit", "\"inherit\""),
            ("${x}", "\"\\${x}\""),
        ] {
            assert_eq!(attribute(name), nix);
        }
        assert_eq!(
            path(["services", "my site", "enable"]),
            "services.\"my site\".enable"
        );
    }

    #[test]
    fn numbers() {
        assert_eq!(integer(-1), "-1");
        assert_eq!(integer(i64::MIN), "(-9223372036854775807 - 1)");
        for (number, nix) in [
            (0.0, "0.0"),
            (-0.0, "(-1.0 * 0.0)"),
            (0.1, "0.1"),
            (-2.5, "-2.5"),
            (1e-7, "1.0e-7"),
            (1.5e300, "1.5e300"),
            (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
            (5e-324, "(2.220446049250313e-16 * 2.2250738585072014e-308)"),
            (f64::INFINITY, "(1.7976931348623157e308 * 10.0)"),
        ] {
            assert_eq!(float(number), nix);
        }
    }

    #[test]
    fn values() {
        let file = Sources::default().add("a.toml", "");
        let item = |value| Spanned::new(value, Span::new(file, 0, 0));
        let items = vec![
            item(Value::Integer(-1)),
            item(Value::Float(-0.5)),
            item(Value::Boolean(true)),
        ];
        assert_eq!(value(&Value::Array(items)), "[ (-1) (-0.5) true ]");
        assert_eq!(value(&Value::Integer(-1)), "-1");
        assert_eq!(argument(&Value::Integer(-1)), "(-1)");
        let value =
            serde_json::json!({ "a b": { "c": [null, -1, u64::MAX] }, "d": "x\ny", "e": "x\n" });
        assert_eq!(
            json(&value),
            "{ \"a b\" = { c = [ null (-1) 1.8446744073709552e19 ]; }; d = ''\n  x\n  y''; e = \"x\\n\"; }"
        );
    }

    #[test]
    fn relative_paths() {
        for (target, depth, nix) in [
            ("x.nix", 0, "./x.nix"),
            ("a/-x+_.nix", 2, "../../a/-x+_.nix"),
            ("./a/../x.nix", 1, "../x.nix"),
            ("", 0, "./."),
            ("", 1, "../."),
            ("..", 2, "../.."),
            ("strange name.nix", 2, r#"(../.. + "/strange name.nix")"#),
            ("a/~/${x}\".nix", 1, r#"(../. + "/a/~/\${x}\".nix")"#),
            ("é.nix", 0, r#"(./. + "/é.nix")"#),
        ] {
            assert_eq!(relative(Utf8Path::new(target), depth), nix);
        }
    }

    #[test]
    fn comments() {
        assert_eq!(comment("a\nb\r\tc\u{85}d\u{2028}\n"), "a b  c d");
        assert_eq!(comment("\u{202e}x\u{feff}y"), "\u{fffd}x\u{fffd}y");
    }
}
