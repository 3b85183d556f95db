//! Text that shows all it holds: control characters cannot drive a terminal, nor invisible ones deceive a reader.
//!
//! Control characters become their Unicode pictures, one column each (`␛` for escape); C1 controls, and
//! characters that reorder text or take no room, become `\u{202e}`. Line breaks and tabs stay.

pub mod markdown;
pub mod secrets;
mod wrap;

pub use wrap::{Long, wrap};

use std::borrow::Cow;
use std::fmt::Write as _;

/// A tab as shown in excerpts and examples.
pub const TAB: &str = "    ";

/// Whether a character would act on a terminal or not be seen at all. Line breaks and tabs are not hidden.
pub fn is_hidden(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        // Soft hyphen, grapheme joiner, Arabic letter mark; Hangul, Khmer and Mongolian characters without a shape.
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{3164}' | '\u{ffa0}'
        // Zero-width characters; direction marks, embeddings, overrides and isolates; separators of lines.
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        // Variation selectors, byte order mark, interlinear annotation.
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
        // Shorthand and music controls; tags and further variation selectors.
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => true,
        other => other.is_control(),
    }
}

/// Whether a character is a space at which a line may end: not one that keeps two words together.
pub fn is_space(character: char) -> bool {
    character.is_whitespace() && !matches!(character, '\u{a0}' | '\u{202f}')
}

/// Adds a character, in its visible form if it is a hidden one.
pub fn push(out: &mut String, character: char) {
    let code = u32::from(character);
    match character {
        _ if !is_hidden(character) => out.push(character),
        '\0'..='\u{1f}' => out.extend(char::from_u32(0x2400 + code)),
        '\u{7f}' => out.push('␡'),
        // Writing to a String cannot fail.
        _ => {
            let _ = write!(out, "\\u{{{code:x}}}");
        }
    }
}

/// How many columns a character takes once shown. A good guess: East Asian characters and emoji take two.
pub fn columns(character: char) -> usize {
    match character {
        '\t' => TAB.len(),
        '\0'..='\u{1f}' | '\u{7f}' => 1,
        hidden if is_hidden(hidden) => {
            let mut shown = String::new();
            push(&mut shown, hidden);
            shown.len()
        }
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// How many columns a text takes on one line.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Text of several lines: hidden characters shown, line breaks (CRLF as LF) and tabs kept.
pub fn text(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.replace("\r\n", "\n").chars() {
        push(&mut out, character);
    }
    Cow::Owned(out)
}

/// Text of one line: hidden characters shown, line breaks as `␊`, tabs as spaces.
pub fn line(text: &str) -> Cow<'_, str> {
    if !text
        .chars()
        .any(|character| is_hidden(character) || matches!(character, '\n' | '\t'))
    {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\n' => out.push('␊'),
            '\t' => out.push(' '),
            other => push(&mut out, other),
        }
    }
    Cow::Owned(out)
}

/// Text of at most so many characters; the middle is left out of longer ones.
pub fn shorten(text: &str, most: usize) -> Cow<'_, str> {
    // A character takes at least a byte: short texts need no counting, and long ones are not walked through.
    if text.len() <= most || text.char_indices().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    let tail = most / 4;
    let head = most.saturating_sub(tail + 1);
    let head_end = text
        .char_indices()
        .nth(head)
        .map_or(text.len(), |(at, _)| at);
    let tail_start = match tail.checked_sub(1) {
        Some(back) => text.char_indices().rev().nth(back).map_or(0, |(at, _)| at),
        None => text.len(),
    };
    Cow::Owned(format!("{}…{}", &text[..head_end], &text[tail_start..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_are_shown() {
        assert_eq!(line("\u{1b}[31mred\u{7f}\u{9b}2J"), "␛[31mred␡\\u{9b}2J");
    }

    #[test]
    fn text_that_runs_backwards_is_shown() {
        assert_eq!(
            line("a\u{202e}b\u{200b}c\u{feff}"),
            "a\\u{202e}b\\u{200b}c\\u{feff}"
        );
    }

    #[test]
    fn accents_and_emoji_stay() {
        assert!(matches!(line("Zoé, 東京, 🍍"), Cow::Borrowed(_)));
    }

    #[test]
    fn lines_and_tabs() {
        assert_eq!(text("a\r\n\tb\rc\n"), "a\n\tb␍c\n");
        assert_eq!(line("a\r\n\tb"), "a␍␊ b");
    }

    #[test]
    fn columns_are_those_of_what_is_shown() {
        assert_eq!(
            width("é東\u{1b}\u{200b}\t"),
            1 + 2 + 1 + "\\u{200b}".len() + 4
        );
    }

    #[test]
    fn the_middle_is_left_out() {
        assert_eq!(shorten("abcdefghij", 10), "abcdefghij");
        assert_eq!(shorten("abcdefghijk", 9), "abcdef…jk");
        assert_eq!(shorten("éééé", 4), "éééé");
        assert_eq!(shorten("ééééé", 4), "éé…é");
        assert_eq!(shorten("abc", 1), "…");
    }
}
