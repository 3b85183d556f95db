//! Pages as Markdown, for comments on pull requests, tickets and wikis.

use std::fmt::Write as _;

use super::{Below, Block, Diff, Heading, Line, Lines, Page, Sign, Table};
use crate::say;
use crate::visible;
use crate::visible::markdown::{code, escape};
use crate::words::{Piece, Text, Words};

/// Forges take comments of up to 65,536 characters.
const MOST_REPORT: usize = 60_000;
/// Titles of parts that are left out have so much more.
const MOST_TITLES: usize = 4_000;
/// Texts are cut to so many characters, before escaping.
const MOST_TEXT: usize = 1_000;
/// Lines of one file's difference.
const MOST_LINES: usize = 200;

/// The whole page. Parts that would make it too long are named and counted; nobody is passed over in silence.
pub fn render(page: &Page, words: &Words) -> String {
    let mut out = String::new();
    let mut left_out = 0_usize;
    for part in parts(page) {
        let text = blocks(part, words);
        if out.len() + text.len() <= MOST_REPORT {
            out.push_str(&text);
            continue;
        }
        left_out += 1;
        if let Some(Block::Heading(heading)) = part.first()
            && out.len() < MOST_REPORT + MOST_TITLES
        {
            let too_long = inline(&say!(words, "part-too-long"));
            let _ = write!(out, "{}{too_long}\n\n", self::heading(heading, words));
        }
    }
    if left_out > 0 {
        let text = inline(&say!(words, "parts-left-out", count = left_out));
        let _ = writeln!(out, "{text}");
    }
    let end = out.trim_end().len();
    out.truncate(end);
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// The page cut before each of its titles of the first two levels, and before what concerns all of it.
fn parts(page: &Page) -> Vec<&[Block]> {
    let begins = |block: &Block| match block {
        Block::Heading(heading) => heading.level < 3,
        Block::Back(level) => *level < 2,
        _ => false,
    };
    let mut parts = Vec::new();
    let mut rest = page.blocks.as_slice();
    while !rest.is_empty() {
        let next = rest.iter().skip(1).position(begins);
        let (part, others) = rest.split_at(next.map_or(rest.len(), |at| at + 1));
        parts.push(part);
        rest = others;
    }
    parts
}

fn blocks(blocks: &[Block], words: &Words) -> String {
    let mut out = String::new();
    let mut in_list = false;
    for block in blocks {
        let is_line = match block {
            Block::Line(_) | Block::Facts(_) => true,
            Block::Diff(diff) => diff.lines == Lines::Counted,
            _ => false,
        };
        if in_list && !is_line {
            out.push('\n');
        }
        in_list = is_line;
        match block {
            Block::Heading(heading) => out.push_str(&self::heading(heading, words)),
            Block::Paragraph(text) => {
                let _ = write!(out, "{}\n\n", inline(text));
            }
            Block::Line(line) => self::line(&mut out, line),
            Block::Note(note) => {
                let _ = write!(out, "> {}.\n\n", inline(note));
            }
            Block::Facts(facts) => {
                for (word, what) in facts {
                    let fact = if what.is_empty() {
                        word.clone()
                    } else {
                        say!(words, "titled", title = word, text = what)
                    };
                    let _ = writeln!(out, "- {}", inline(&fact));
                }
            }
            Block::Table(table) => self::table(&mut out, table),
            Block::Code { language, text } => {
                let fence = fence(text);
                let text = visible::text(text.trim_end_matches('\n')).into_owned();
                let _ = write!(out, "{fence}{language}\n{text}\n{fence}\n\n");
            }
            Block::Diff(diff) => self::diff(&mut out, diff, words),
            Block::Document(text) => {
                let _ = write!(out, "{}\n\n", visible::text(text.trim_end()));
            }
            Block::Back(_) => {}
        }
    }
    if in_list {
        out.push('\n');
    }
    out
}

fn heading(heading: &Heading, words: &Words) -> String {
    let marks = "#".repeat(usize::from(heading.level.clamp(1, 6)));
    let title = &heading.title;
    let title = match &heading.state {
        Some((state, _)) => inline(&say!(words, "titled", title, text = state)),
        None => inline(title),
    };
    format!("{marks} {title}\n\n")
}

fn line(out: &mut String, line: &Line) {
    let sign = match line.sign {
        Sign::None => "",
        Sign::Added => "➕ ",
        Sign::Removed => "➖ ",
        Sign::Changed => "✏️ ",
        Sign::Done => "[x] ",
        Sign::ToDo => "[ ] ",
    };
    let _ = write!(out, "- {sign}{}", inline(&line.text));
    if !line.aside.is_empty() {
        let _ = write!(out, " ({})", inline(&line.aside));
    }
    for below in &line.below {
        let _ = write!(out, "  \n  {}", self::below(below));
    }
    out.push('\n');
}

fn below(below: &Below) -> String {
    match below {
        Below::Text(text) | Below::Further(text) => inline(text),
        Below::Command(command) => code(command),
    }
}

fn table(out: &mut String, table: &Table) {
    if table.rows.is_empty() {
        return;
    }
    let mut titles: Vec<String> = table.columns.iter().map(cell).collect();
    if !table.below.is_empty() {
        titles.push(cell(&table.below));
    }
    let _ = writeln!(out, "| {} |", titles.join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(titles.len()));
    for row in &table.rows {
        let mut cells: Vec<String> = row.cells.iter().map(cell).collect();
        if !table.below.is_empty() {
            let below: Vec<String> = row
                .below
                .iter()
                .map(|below| match below {
                    Below::Text(text) | Below::Further(text) => cell(text),
                    Below::Command(command) => escape(command),
                })
                .collect();
            cells.push(below.join("<br>"));
        }
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.push('\n');
}

fn diff(out: &mut String, diff: &Diff, words: &Words) {
    let unified = match &diff.lines {
        Lines::Unified(unified) => unified,
        Lines::Hidden => {
            let text = inline(&say!(words, "diff-hidden", path = &diff.path));
            let _ = write!(out, "{text}\n\n");
            return;
        }
        Lines::Counted => {
            let _ = writeln!(
                out,
                "- {} (+{} -{})",
                code(&diff.path),
                diff.more,
                diff.less
            );
            return;
        }
    };
    let text = visible::text(unified);
    let lines: Vec<&str> = text.lines().take(MOST_LINES).collect();
    let cut = if text.lines().nth(MOST_LINES).is_some() {
        "\n…"
    } else {
        ""
    };
    let fence = fence(unified);
    let _ = write!(
        out,
        "<details><summary>{} (+{} -{})</summary>\n\n{fence}diff\n{}{cut}\n{fence}\n\n</details>\n\n",
        escape(&diff.path),
        diff.more,
        diff.less,
        lines.join("\n")
    );
}

/// Words and code, on one line. A space between them stays.
fn inline(text: &Text) -> String {
    pieces(text, code)
}

/// The same for a cell of a table, which a `|` in code would end.
fn cell(text: &Text) -> String {
    pieces(text, |text| {
        if text.contains('|') {
            escape(text)
        } else {
            code(text)
        }
    })
}

fn pieces(text: &Text, code: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut room = MOST_TEXT;
    for piece in &text.pieces {
        let (Piece::Plain(words) | Piece::Code(words)) = piece;
        let words = visible::shorten(words, room);
        room = room.saturating_sub(words.chars().count()).max(1);
        if let Piece::Code(_) = piece {
            out.push_str(&code(&words));
            continue;
        }
        if words.starts_with(visible::is_space) && !out.is_empty() {
            out.push(' ');
        }
        let escaped = escape(&words);
        out.push_str(&escaped);
        if words.ends_with(visible::is_space) && !escaped.is_empty() {
            out.push(' ');
        }
    }
    out.trim_end().to_owned()
}

/// Backticks that no line of a text can end.
fn fence(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max();
    "`".repeat((longest.unwrap_or(0) + 1).max(3))
}
