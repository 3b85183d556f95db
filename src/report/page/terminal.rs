//! Pages for people at a terminal of any width.

mod table;

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::{Below, Block, Diff, Heading, Line, Lines, Page, Sign, Tone};
use crate::say;
use crate::visible::{self, Long};
use crate::words::{Piece, Text, Words};

/// Texts are cut to so many characters: a machine may have said anything.
const MOST_TEXT: usize = 2000;
/// What stands in brackets is cut to so many.
const MOST_ASIDE: usize = 200;
/// Titles with something behind them are cut to so many.
const MOST_TITLE: usize = 80;
/// Narrower than this, nothing can be read.
const LEAST_WIDTH: usize = 40;
/// Columns between those of a table.
const GAP: usize = 2;

/// The page in lines of at most `width` columns, as far as words allow: none is broken.
pub fn render(page: &Page, words: &Words, colour: bool, width: usize) -> String {
    let mut terminal = Terminal {
        out: String::new(),
        colour,
        width: width.max(LEAST_WIDTH),
        words,
        level: 0,
    };
    let mut before: Option<&Block> = None;
    for block in &page.blocks {
        terminal.gap(before, block);
        terminal.block(block);
        before = Some(block);
    }
    terminal.out
}

struct Terminal<'w> {
    out: String,
    colour: bool,
    width: usize,
    words: &'w Words,
    /// Of the heading above.
    level: u8,
}

impl Terminal<'_> {
    /// An empty line where something new begins. Titles with nothing below them stand together.
    fn gap(&mut self, before: Option<&Block>, block: &Block) {
        let Some(before) = before else { return };
        let is_new = match (before, block) {
            (Block::Heading(above), Block::Heading(below)) => {
                above.level < 3 && below.level < 3 && above.level != below.level
            }
            (Block::Back(level), _) if *level < 2 => false,
            (_, Block::Heading(heading)) => heading.level < 3,
            (_, Block::Back(level)) => *level < 2,
            (Block::Back(_), _) => false,
            (Block::Paragraph(_), Block::Paragraph(_) | Block::Facts(_))
            | (Block::Code { .. } | Block::Facts(_), _)
            | (_, Block::Code { .. } | Block::Document(_)) => true,
            _ => false,
        };
        if is_new {
            self.out.push('\n');
        }
    }

    fn block(&mut self, block: &Block) {
        let indent = self.indent();
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(text) => {
                self.wrapped(indent, indent, text, Style::new());
            }
            Block::Line(line) => self.line(line),
            Block::Note(note) => {
                let note = say!(self.words, "note", text = note.clone());
                self.wrapped(indent, indent + 2, &note, Style::new());
            }
            Block::Facts(facts) => self.facts(facts),
            Block::Table(table) => self.table(table),
            Block::Code { text, .. } => self.verbatim(indent.max(2), text),
            Block::Diff(diff) => self.diff(diff),
            Block::Document(text) => self.document(text),
            Block::Back(level) => self.level = *level,
        }
    }

    /// Columns before what stands below the heading.
    fn indent(&self) -> usize {
        match self.level {
            0 => 0,
            1 | 2 => 2,
            _ => 4,
        }
    }

    fn paint(&self, text: &str, style: Style) -> String {
        if self.colour && style != Style::new() && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// Text of any length; the first line stands `first` columns from the left, the others `rest`.
    fn wrapped(&mut self, first: usize, rest: usize, text: &Text, style: Style) -> usize {
        let text = shown(text, MOST_TEXT);
        let room = self
            .width
            .saturating_sub(first.max(rest))
            .max(LEAST_WIDTH / 2);
        let mut last = 0;
        for (at, line) in visible::wrap(&text, room, Long::Whole).lines().enumerate() {
            let by = if at == 0 { first } else { rest };
            if at > 0 {
                self.out.push('\n');
            }
            let painted = self.paint(line, style);
            let _ = write!(self.out, "{}{painted}", " ".repeat(by));
            last = by + visible::width(line);
        }
        self.out.push('\n');
        last
    }

    fn heading(&mut self, heading: &Heading) {
        self.level = heading.level;
        let (indent, style) = match heading.level {
            ..=2 => (0, Style::new().bold()),
            _ => (2, Style::new().underline()),
        };
        let Some((state, tone)) = &heading.state else {
            self.wrapped(indent, indent + 2, &heading.title, style);
            return;
        };
        let title = visible::shorten(&shown(&heading.title, MOST_TEXT), MOST_TITLE).into_owned();
        let text = Text::plain(&title);
        let text = shown(
            &say!(self.words, "titled", title = text, text = state),
            MOST_TEXT,
        );
        let room = self.width - indent - 2;
        for (at, line) in visible::wrap(&text, room, Long::Whole).lines().enumerate() {
            let painted = match line.strip_prefix(&title).filter(|_| at == 0) {
                Some(rest) => self.paint(&title, style) + &self.paint(rest, tone.style()),
                None => self.paint(line, tone.style()),
            };
            let by = if at == 0 { indent } else { indent + 2 };
            let _ = writeln!(self.out, "{}{painted}", " ".repeat(by));
        }
    }

    fn line(&mut self, line: &Line) {
        let indent = self.indent();
        let sign = match line.sign {
            Sign::None => "",
            Sign::Added => "+ ",
            Sign::Removed => "- ",
            Sign::Changed => "~ ",
            Sign::Done => "[x] ",
            Sign::ToDo => "[ ] ",
        };
        let text = Text::plain(sign).then(line.text.clone());
        let used = self.wrapped(indent, indent + 2, &text, line.tone.style());
        if !line.aside.is_empty() {
            self.aside(&line.aside, indent + 2, used);
        }
        self.below(&line.below, indent + 2);
    }

    /// What stands in brackets: at the end of the line, or below it.
    fn aside(&mut self, aside: &Text, indent: usize, used: usize) {
        let aside: String = aside
            .pieces
            .iter()
            .map(|(Piece::Plain(words) | Piece::Code(words))| visible::line(words))
            .collect();
        let aside = format!("[{}]", visible::shorten(&aside, MOST_ASIDE));
        self.out.truncate(self.out.trim_end_matches('\n').len());
        if used + GAP + visible::width(&aside) <= self.width {
            let aside = self.paint(&aside, Style::new().dimmed());
            let _ = writeln!(self.out, "  {aside}");
            return;
        }
        for line in visible::wrap(&aside, self.width - indent, Long::Whole).lines() {
            let line = self.paint(line, Style::new().dimmed());
            let _ = write!(self.out, "\n{}{line}", " ".repeat(indent));
        }
        self.out.push('\n');
    }

    fn below(&mut self, below: &[Below], indent: usize) {
        for one in below {
            match one {
                Below::Text(text) => {
                    self.wrapped(indent, indent, text, Style::new());
                }
                Below::Further(text) => {
                    self.wrapped(indent + 2, indent + 2, text, Style::new());
                }
                Below::Command(command) => {
                    let _ = writeln!(
                        self.out,
                        "{}$ {}",
                        " ".repeat(indent),
                        visible::line(command)
                    );
                }
            }
        }
    }

    fn facts(&mut self, facts: &[(Text, Text)]) {
        let indent = self.indent().max(2);
        let words: Vec<String> = facts
            .iter()
            .map(|(word, _)| cell(word, MOST_ASIDE))
            .collect();
        let widest = words
            .iter()
            .map(|word| visible::width(word))
            .max()
            .unwrap_or(0);
        let column = indent + widest + GAP;
        for (word, (_, what)) in words.iter().zip(facts) {
            let start = self.out.len();
            let what = Text::plain(cell(what, MOST_TEXT));
            self.wrapped(column, column, &what, Style::new());
            // The word takes the room before the first line.
            let pad = " ".repeat(column - indent - visible::width(word));
            let before = format!("{}{word}{pad}", " ".repeat(indent));
            if self.out.len() < start + column {
                self.out.insert_str(start, before.trim_end());
            } else {
                self.out.replace_range(start..start + column, &before);
            }
        }
    }

    fn verbatim(&mut self, indent: usize, text: &str) {
        for line in visible::text(text).lines() {
            let line = format!("{}{line}", " ".repeat(indent));
            let _ = writeln!(self.out, "{}", line.trim_end());
        }
    }

    /// Lines of a diff begin at the margin, so that they can be copied.
    fn diff(&mut self, diff: &Diff) {
        let indent = self.indent();
        let unified = match &diff.lines {
            Lines::Unified(unified) => unified,
            Lines::Hidden => {
                let text = say!(self.words, "diff-hidden", path = &diff.path);
                self.wrapped(indent, indent + 2, &text, Style::new());
                return;
            }
            Lines::Counted => {
                let path = visible::line(&diff.path);
                let (more, less) = (diff.more, diff.less);
                let _ = writeln!(self.out, "{}{path}  +{more} -{less}", " ".repeat(indent));
                return;
            }
        };
        for line in visible::text(unified).lines() {
            let style = match line.as_bytes().first() {
                _ if line.starts_with("---") || line.starts_with("+++") => Style::new().bold(),
                Some(b'+') => AnsiColor::Green.on_default(),
                Some(b'-') => AnsiColor::Red.on_default(),
                Some(b'@') => AnsiColor::Cyan.on_default(),
                _ => Style::new(),
            };
            let line = self.paint(line, style);
            let _ = writeln!(self.out, "{line}");
        }
    }

    /// Markdown as people read it: paragraphs are set anew, everything else stands as it is.
    fn document(&mut self, text: &str) {
        let mut paragraph = String::new();
        let mut fenced = false;
        for line in visible::text(text).lines().chain([""]) {
            let is_fence = line.trim_start().starts_with("```");
            let fixed = fenced
                || is_fence
                || line.starts_with([' ', '\t', '|', '#'])
                || line.trim().is_empty();
            let begins = ["- ", "* "].iter().any(|mark| line.starts_with(mark))
                || line
                    .split_once(". ")
                    .is_some_and(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()));
            // What goes on with a point of a list is set further in, and no example.
            let goes_on = !fenced
                && !paragraph.is_empty()
                && line.starts_with("  ")
                && !line.trim().is_empty();
            if (fixed && !goes_on) || begins {
                self.paragraph(&std::mem::take(&mut paragraph));
            }
            if fixed && !goes_on {
                self.out.push_str(line.trim_end());
                self.out.push('\n');
            } else {
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(line.trim());
            }
            fenced ^= is_fence;
        }
        let end = self.out.trim_end().len();
        self.out.truncate(end);
        self.out.push('\n');
    }

    fn paragraph(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let rest = text.split_once(' ').map_or(0, |(mark, _)| match mark {
            "-" | "*" => 2,
            mark if mark
                .strip_suffix('.')
                .is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit())) =>
            {
                3
            }
            _ => 0,
        });
        let lines = visible::wrap(text, self.width - rest, Long::Whole);
        for (at, line) in lines.lines().enumerate() {
            let by = if at == 0 { 0 } else { rest };
            let _ = writeln!(self.out, "{}{line}", " ".repeat(by));
        }
    }
}

impl Tone {
    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Caution => AnsiColor::Yellow.on_default(),
            Self::Grave => AnsiColor::Red.on_default(),
        }
    }
}

/// The same where it stands apart, in a column: what is all code needs no marks there.
fn cell(text: &Text, most: usize) -> String {
    match text.pieces.as_slice() {
        [Piece::Code(code)] => shown(&Text::plain(code), most),
        _ => shown(text, most),
    }
}

/// A text on one line, nothing hidden in it.
fn shown(text: &Text, most: usize) -> String {
    let text = text.to_string();
    visible::line(&visible::shorten(&text, most)).into_owned()
}
