//! Findings for people: what is wrong, the lines in question, the way out. The only place that knows miette.
//!
//! A finding may have places in several files, while miette draws from one text. So a [`Page`] lays the excerpts
//! of all files one after the other, and answers with each one's own name and line numbers.

use std::fmt::Write as _;

use std::fmt;

use anstyle::{AnsiColor, Style};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents, ThemeStyles,
};

use super::excerpt::{Excerpt, MOST_PLACES, Mark, excerpts};
use super::page::terminal;
use super::{Format, Results, summary};
use crate::finding::{Finding, Findings, Severity};
use crate::source::Sources;
use crate::visible;

/// `--format human`
pub static FORMAT: Format = Format {
    name: "human",
    purpose: "For people at a terminal: the lines in question, and the way out",
    findings: |all, sources, screen| findings(all, sources, screen.colour, screen.width),
    results: Results::Page(|page, words, screen| {
        terminal::render(page, words, screen.colour, screen.width)
    }),
    note: visible::text,
};

/// Messages and help are cut to so many characters.
const MOST_TEXT: usize = 2000;

/// So many findings are drawn.
const MOST_FINDINGS: usize = 500;

/// Narrower than this, nothing can be read.
const LEAST_WIDTH: usize = 40;

/// All findings, and at the end how many of each severity; nothing when there are none.
pub fn findings(findings: &Findings, sources: &Sources, colour: bool, width: usize) -> String {
    let Some(first) = findings.iter().next() else {
        return String::new();
    };
    let width = width.max(LEAST_WIDTH);
    let mut out = String::new();
    for finding in findings.iter().take(MOST_FINDINGS) {
        out.push_str(&draw(finding, sources, colour, width));
        out.push('\n');
    }
    let more = findings.iter().count().saturating_sub(MOST_FINDINGS);
    if more > 0 {
        let _ = writeln!(
            out,
            "And {more} more, not shown here. Mend these first; `--format json` has them.\n"
        );
    }
    out.push_str("More about a finding: coloc explain ");
    let example = findings
        .iter()
        .find(|finding| finding.severity() == Severity::Error);
    out.push_str(example.unwrap_or(first).code.name);
    out.push('\n');
    out.push_str(&summary(findings));
    out.push('\n');
    out
}

fn draw(finding: &Finding, sources: &Sources, colour: bool, width: usize) -> String {
    let paint = |words: &str, style: Style| {
        if colour {
            format!("{style}{words}{style:#}")
        } else {
            words.to_owned()
        }
    };
    let severity = finding.severity();
    let title = format!("{}:", severity.as_str());
    let indent = " ".repeat(title.len() + 1);
    let message = visible::shorten(super::message(finding), MOST_TEXT);
    let message = format!("{} [{}]", visible::text(&message), finding.code.name);
    let message = wrap(&message, width - indent.len()).replace('\n', &format!("\n{indent}"));
    let title_style = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Advice => AnsiColor::Cyan,
    };
    let mut out = format!(
        "{} {message}\n",
        paint(&title, title_style.on_default().bold())
    );

    out.push_str(&frames(excerpts(finding, sources, width), colour, width));

    let left_out = finding.labels.len().saturating_sub(MOST_PLACES);
    if left_out > 0 {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  and {left_out} more places");
    }
    let help = finding.help.as_deref().unwrap_or_default();
    if !help.trim().is_empty() {
        let help = visible::shorten(help.trim_end(), MOST_TEXT);
        let help = wrap(&visible::text(&help), width - 8).replace('\n', "\n        ");
        let title = paint("help:", AnsiColor::Cyan.on_default());
        let _ = writeln!(out, "  {title} {help}");
    }
    // No line ends in spaces.
    out.lines()
        .flat_map(|line| [line.trim_end_matches(' '), "\n"])
        .collect()
}

/// Draws the excerpts, one under the other, their numbers aligned.
fn frames(excerpts: Vec<Excerpt>, colour: bool, width: usize) -> String {
    if excerpts.is_empty() {
        return String::new();
    }
    let mut theme = GraphicalTheme::unicode_nocolor();
    if colour {
        theme.styles = ThemeStyles::ansi();
    }
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_wrap_lines(false)
        .with_context_lines(1)
        .without_syntax_highlighting();
    let page = Page::new(excerpts, width);
    let mut drawn = String::new();
    if handler.render_report(&mut drawn, &page).is_err() {
        // miette gave up: the places alone are better than nothing.
        return page.places();
    }
    // Before the frames there is an empty message. Each frame is as far to the right as its numbers are long.
    let corner = |line: &str| line.find('╭').filter(|at| line[..*at].trim().is_empty());
    let furthest = drawn.lines().filter_map(corner).max().unwrap_or(0);
    let mut pad = String::new();
    let mut out = String::new();
    for line in drawn.lines().skip_while(|line| line.trim().is_empty()) {
        if let Some(at) = corner(line) {
            pad = " ".repeat(furthest - at);
        }
        out.push_str(&pad);
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// Breaks lines at spaces, and words that are too long for a line: excerpts beside them are never wider.
pub fn wrap(text: &str, room: usize) -> String {
    visible::wrap(text, room, visible::Long::Broken)
}

/// The excerpts of one finding, as the one text that miette wants.
#[derive(Debug)]
struct Page {
    /// Each with the offset at which it lies in the page.
    excerpts: Vec<(usize, Excerpt)>,
    labels: Vec<LabeledSpan>,
}

impl Page {
    fn new(excerpts: Vec<Excerpt>, width: usize) -> Self {
        let mut end = 0;
        let mut page = Self {
            excerpts: Vec::new(),
            labels: Vec::new(),
        };
        for excerpt in excerpts {
            page.labels.extend(
                excerpt
                    .marks
                    .iter()
                    .map(|mark| label(mark, end, &excerpt, width)),
            );
            let offset = end;
            end += excerpt.text.len();
            page.excerpts.push((offset, excerpt));
        }
        page
    }

    /// Each place on a line of its own, without the text.
    fn places(&self) -> String {
        let mut out = String::new();
        for (_, excerpt) in &self.excerpts {
            for Mark { position, text, .. } in &excerpt.marks {
                let place = format!("{}:{}:{}", excerpt.name, position.line, position.column);
                let _ = writeln!(out, "  {place} {text}");
            }
        }
        out
    }
}

fn label(mark: &Mark, offset: usize, excerpt: &Excerpt, width: usize) -> LabeledSpan {
    let numbers = (excerpt.first_line + excerpt.lines).to_string().len() + 4;
    // A label's words hang from the middle of its underline, after `╰── `.
    let middle = visible::width(&excerpt.text[mark.bytes.clone()]) / 2;
    let room = width
        .saturating_sub(numbers + mark.indent + middle + 4)
        .max(24);
    let text = (!mark.text.is_empty()).then(|| wrap(&mark.text, room));
    let span = SourceSpan::from((offset + mark.bytes.start, mark.bytes.len()));
    if mark.primary {
        LabeledSpan::new_primary_with_span(text, span)
    } else {
        LabeledSpan::new_with_span(text, span)
    }
}

impl fmt::Display for Page {
    /// What is wrong is said above the frames already.
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Page {}

impl Diagnostic for Page {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl SourceCode for Page {
    /// The excerpt that a span lies in. Spans across excerpts are refused: miette then draws them apart.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        let (offset, excerpt) = self
            .excerpts
            .iter()
            .find(|(offset, excerpt)| *offset <= span.offset() && end < offset + excerpt.text.len())
            .ok_or(MietteError::OutOfBounds)?;
        let mark = excerpt.marks.iter().find(|mark| {
            offset + mark.bytes.start == span.offset() && mark.bytes.len() == span.len()
        });
        // Without lines around it, miette asks for the line and the column that it names above the excerpt.
        let (line, column) = match mark {
            Some(mark) if lines_before == 0 => (mark.position.line, mark.position.column),
            _ => (excerpt.first_line, 1),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            excerpt.name.clone(),
            excerpt.text.as_bytes(),
            (*offset, excerpt.text.len()).into(),
            line.saturating_sub(1),
            column.saturating_sub(1),
            excerpt.lines,
        )))
    }
}
