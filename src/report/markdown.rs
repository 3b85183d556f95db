//! Findings as Markdown, for comments on pull requests; and [`escape`], for all Markdown that coloc writes.

use std::fmt::Write as _;

use super::{message, summary, visible};
use crate::finding::{Finding, Findings, Severity};
use crate::source::Sources;

/// Forges take comments of up to 65,536 characters.
const MOST_REPORT: usize = 60_000;
/// Messages and help are cut to so many characters, before escaping.
const MOST_TEXT: usize = 1000;
/// Places listed for one finding.
const MOST_PLACES: usize = 8;

/// The whole report, errors first.
pub fn findings(findings: &Findings, sources: &Sources) -> String {
    let Some(first) = findings.iter().next() else {
        return "coloc found nothing to complain about.\n".to_owned();
    };
    let mut out = format!("**{}**\n", summary(findings));
    let mut left_out = 0;
    let sections = [
        (Severity::Error, "Errors"),
        (Severity::Warning, "Warnings"),
        (Severity::Advice, "Advice"),
    ];
    for (severity, title) in sections {
        let mut title_due = true;
        for finding in findings
            .iter()
            .filter(|finding| finding.severity() == severity)
        {
            let item = item(finding, sources);
            if left_out > 0 || out.len() + item.len() > MOST_REPORT {
                left_out += 1;
                continue;
            }
            if std::mem::take(&mut title_due) {
                // Writing to a String cannot fail.
                let _ = write!(out, "\n### {title}\n\n");
            }
            out.push_str(&item);
        }
    }
    if left_out > 0 {
        let _ = write!(
            out,
            "\n{left_out} more are left out here: `coloc check` shows them all.\n"
        );
    }
    let _ = write!(
        out,
        "\nMore about a finding: `coloc explain {}`\n",
        first.code.name
    );
    out
}

fn item(finding: &Finding, sources: &Sources) -> String {
    let mut out = format!(
        "- **{}** ({})\n",
        escape(&visible::shorten(message(finding), MOST_TEXT)),
        code(finding.code.name)
    );
    for label in finding.labels.iter().take(MOST_PLACES) {
        let (start, _) = sources.positions(label.span);
        let path = visible::shorten(sources.path(label.span).as_str(), 200);
        let place = code(&format!("{path}:{}", start.line));
        let text = escape(&visible::shorten(&label.text, MOST_TEXT));
        let gap = if text.is_empty() { "" } else { ": " };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  - {place}{gap}{text}");
    }
    let left_out = finding.labels.len().saturating_sub(MOST_PLACES);
    if left_out > 0 {
        let _ = writeln!(out, "  - and {left_out} more places");
    }
    if let Some(help) = &finding.help {
        let help = visible::shorten(help, MOST_TEXT);
        let lines: Vec<String> = help
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(help_line)
            .collect();
        if !lines.is_empty() {
            let _ = writeln!(out, "  - What to do: {}", lines.join("<br>\n    "));
        }
    }
    out
}

/// Lines that begin with two spaces are commands or examples.
fn help_line(line: &str) -> String {
    if line.starts_with("  ") || line.starts_with('\t') {
        code(line)
    } else {
        escape(line)
    }
}

/// Any text as a code span, on one line: nothing in it is Markdown, and forges look for no mentions there.
/// Not for cells of tables, where a `|` would end the cell: those take [`escape`].
pub fn code(text: &str) -> String {
    let text = visible::line(text.trim());
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
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = visible::line(&words);
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
