//! Patterns: POSIX extended regular expressions, as `builtins.match` takes them.

use std::fmt::Write as _;
use std::sync::OnceLock;

use regex_lite::{Regex, RegexBuilder};

/// The largest program that a pattern may become, in bytes.
const LARGEST: usize = 1 << 20;

/// A POSIX extended regular expression that a whole string must match.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    /// Compiled when it is first asked for; none if it is not certain to mean the same here.
    regex: OnceLock<Option<Regex>>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Pattern {
    /// The pattern as NixOS has it.
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            regex: OnceLock::new(),
        }
    }

    /// As NixOS has it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a string matches, in time linear in its length. True where it is not certain: Nix counts bytes, so
    /// what is not ASCII passes.
    pub fn matches(&self, string: &str) -> bool {
        let compile = || {
            let translated = translate(&self.text)?;
            RegexBuilder::new(&translated)
                .size_limit(LARGEST)
                .dot_matches_new_line(true)
                .build()
                .ok()
        };
        match self.regex.get_or_init(compile) {
            Some(regex) if string.is_ascii() => regex.is_match(string),
            _ => true,
        }
    }
}

/// The same in the other syntax; none for what POSIX leaves undefined, and what is not sure.
fn translate(posix: &str) -> Option<String> {
    let mut out = String::from(r"\A(?:");
    let mut chars = posix.chars().peekable();
    // Whether something stands before that can be repeated.
    let mut atom = false;
    let mut depth = 0_u32;
    while let Some(c) = chars.next() {
        if !c.is_ascii() {
            return None;
        }
        match c {
            '[' => {
                bracket(&mut chars, &mut out)?;
                atom = true;
            }
            '(' => {
                depth += 1;
                out.push_str("(?:");
                atom = false;
            }
            ')' => {
                depth = depth.checked_sub(1)?;
                out.push(')');
                atom = true;
            }
            '*' | '+' | '?' => {
                if !atom {
                    return None;
                }
                out.push(c);
                atom = false;
            }
            '{' => {
                if !atom {
                    return None;
                }
                let mut count = String::new();
                while let Some(c) = chars.next_if(|c| c.is_ascii_digit() || *c == ',') {
                    count.push(c);
                }
                if chars.next() != Some('}') || !count.starts_with(|c: char| c.is_ascii_digit()) {
                    return None;
                }
                let _ = write!(out, "{{{count}}}");
                atom = false;
            }
            '\\' => {
                let escaped = chars.next().filter(char::is_ascii_punctuation)?;
                push(escaped, &mut out);
                atom = true;
            }
            '|' | '^' | '$' => {
                out.push(c);
                atom = false;
            }
            '.' => {
                out.push('.');
                atom = true;
            }
            c => {
                push(c, &mut out);
                atom = true;
            }
        }
    }
    out.push_str(r")\z");
    (depth == 0).then_some(out)
}

/// `[…]`, after its `[`. A `\` in it is one of its characters.
fn bracket(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) -> Option<()> {
    out.push('[');
    if chars.next_if_eq(&'^').is_some() {
        out.push('^');
    }
    let mut first = true;
    loop {
        let c = chars.next().filter(char::is_ascii)?;
        match c {
            ']' if !first => break,
            '[' if chars.peek() == Some(&':') => {
                let mut name = String::new();
                chars.next();
                while let Some(c) = chars.next_if(char::is_ascii_alphabetic) {
                    name.push(c);
                }
                if chars.next() != Some(':') || chars.next() != Some(']') {
                    return None;
                }
                let _ = write!(out, "[:{name}:]");
            }
            // Collating elements and equivalence classes.
            '[' if matches!(chars.peek(), Some('.' | '=')) => return None,
            c => {
                push(c, out);
                let mut ahead = chars.clone();
                if ahead.next() == Some('-') && ahead.peek().is_some_and(|end| *end != ']') {
                    let end = ahead.next().filter(|end| end.is_ascii() && *end != '[')?;
                    out.push('-');
                    push(end, out);
                    *chars = ahead;
                }
            }
        }
        first = false;
    }
    out.push(']');
    Some(())
}

fn push(c: char, out: &mut String) {
    if c.is_ascii_punctuation() {
        out.push('\\');
    }
    out.push(c);
}
