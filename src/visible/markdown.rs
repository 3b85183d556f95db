//! The same for Markdown: any text, so that nothing in it is markup.

use super::{is_space, line};

/// Any text as a code span, on one line: nothing in it is Markdown, and forges look for no mentions there.
/// Not for cells of tables, where a `|` would end the cell: those take [`escape`].
pub fn code(text: &str) -> String {
    let text = line(text.trim());
    if text.is_empty() {
        return String::new();
    }
    // The fence is longer than any run of backticks in the text.
    let longest = text
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Any text as plain words of Markdown, on one line: in a paragraph, a list or a cell of a table.
///
/// It forms no markup, HTML or link; hidden characters are shown. Forges look for mentions (`@team`), references
/// (`#123`, `!123`) and addresses after Markdown is done, where no escape helps: a zero-width space, as an
/// entity, keeps those apart.
pub fn escape(text: &str) -> String {
    const APART: &str = "&#8203;";
    let words = text.split(is_space).filter(|word| !word.is_empty());
    let text = line(&words.collect::<Vec<_>>().join(" ")).into_owned();
    let mut out = String::with_capacity(text.len() + 16);
    for (at, character) in text.char_indices() {
        let before = &text[..at];
        let after = &text[at + character.len_utf8()..];
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Forges read `$…$` as mathematics.
            '$' => out.push_str("&#36;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '#' | '!' => {
                out.push('\\');
                out.push(character);
                if matches!(character, '#' | '!') && after.starts_with(char::is_alphanumeric) {
                    out.push_str(APART);
                }
            }
            '@' => {
                out.push('@');
                if after.starts_with(|next| next != ' ') {
                    out.push_str(APART);
                }
            }
            // Lists, underlines of headings: at the beginning, or after a number there.
            '-' | '+' | '=' if before.is_empty() => {
                out.push('\\');
                out.push(character);
            }
            '.' | ')' if !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit()) => {
                out.push('\\');
                out.push(character);
            }
            // `www.` and `https://` become links, `GH-123` a reference.
            '.' if ends_with_word(before, "www") => {
                out.push_str(APART);
                out.push('.');
            }
            ':' if after.starts_with("//") => {
                out.push(':');
                out.push_str(APART);
            }
            '-' if ends_with_word(before, "gh")
                && after.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                out.push('-');
                out.push_str(APART);
            }
            other => out.push(other),
        }
    }
    out
}

/// Whether a text ends with a word, whatever its case.
fn ends_with_word(text: &str, word: &str) -> bool {
    let Some((rest, end)) = text
        .len()
        .checked_sub(word.len())
        .and_then(|at| text.split_at_checked(at))
    else {
        return false;
    };
    end.eq_ignore_ascii_case(word) && !rest.ends_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped() {
        assert_eq!(
            escape("*a* _b_ `c` |d| ~e~"),
            r"\*a\* \_b\_ \`c\` \|d\| \~e\~"
        );
        assert_eq!(escape("[a](b) ![c](d)"), r"\[a\](b) \!\[c\](d)");
        assert_eq!(escape("<script>&amp;"), "&lt;script&gt;&amp;amp;");
    }

    #[test]
    fn beginnings_of_blocks_are_escaped() {
        assert_eq!(escape("- a - b"), r"\- a - b");
        assert_eq!(escape("1. one"), r"1\. one");
        assert_eq!(escape("# title"), r"\# title");
        assert_eq!(escape("    code\n\n# title"), r"code \# title");
    }

    #[test]
    fn forges_find_nothing_to_link() {
        assert_eq!(
            escape("@team #12 !3"),
            r"@&#8203;team \#&#8203;12 \!&#8203;3"
        );
        assert_eq!(
            escape("GH-1 high-1a bob@example.org"),
            "GH-&#8203;1 high-1a bob@&#8203;example.org"
        );
        assert_eq!(escape("https://a WWW.b"), "https:&#8203;//a WWW&#8203;.b");
    }

    #[test]
    fn ordinary_names_stay() {
        assert_eq!(
            escape("nuage.trois-maisons.example (2001:db8::7)"),
            "nuage.trois-maisons.example (2001:db8::7)"
        );
    }

    #[test]
    fn spaces_that_do_not_break_stay() {
        assert_eq!(escape("oui\u{a0}: \n non"), "oui\u{a0}: non");
    }

    #[test]
    fn hidden_characters_are_shown() {
        assert_eq!(escape("a\u{202e}b\u{1b}c"), r"a\\u\{202e\}b␛c");
        assert_eq!(code("a\u{202e}b\nc"), r"`a\u{202e}b␊c`");
    }

    #[test]
    fn code_has_a_longer_fence() {
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(" \n"), "");
    }
}
