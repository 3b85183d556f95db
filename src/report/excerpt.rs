//! The few lines of a file that a finding is about, fit to be shown: hidden characters visible, tabs as spaces,
//! long lines cut around the places that matter. Places are kept as bytes of the excerpt's own text.

use std::ops::Range;

use crate::finding::{Finding, Label};
use crate::source::{FileId, Position, Source, Sources};
use crate::visible;

/// Places of one finding that are shown; the rest are counted.
pub(super) const MOST_PLACES: usize = 8;

/// Places that are further apart get an excerpt each.
const MOST_LINES_APART: usize = 4;

/// An excerpt begins with the table's `[heading]`, if that is at most so many lines up.
const MOST_LINES_TO_HEADING: usize = 4;

/// Consecutive lines of a file.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// The file's path.
    pub name: String,
    /// The number of the first line, from 1.
    pub first_line: usize,
    /// How many lines there are.
    pub lines: usize,
    /// The lines, each ended by `\n`.
    pub text: String,
    /// Places in it, in the order of the text.
    pub marks: Vec<Mark>,
}

/// A place in an excerpt.
#[derive(Debug)]
pub(super) struct Mark {
    /// Bytes of [`Excerpt::text`], within one line.
    pub bytes: Range<usize>,
    /// Where that is in the file.
    pub position: Position,
    /// Columns before it in the excerpt's line.
    pub indent: usize,
    /// What is to be seen there, on one line; may be empty.
    pub text: String,
    /// Whether it is where a person would mend the finding.
    pub primary: bool,
}

/// A label, looked up in its file and cut to its first line.
struct Place<'a> {
    file: FileId,
    label: &'a Label,
    position: Position,
    /// Where the line lies in the file, its end of line not counted.
    line: Range<usize>,
    /// Where the label lies in the line.
    within: Range<usize>,
    /// The last line, if that is another one.
    last_line: Option<usize>,
    primary: bool,
}

/// The excerpts of a finding: the one with its first label first. `width` is that of the page.
pub(super) fn excerpts(finding: &Finding, sources: &Sources, width: usize) -> Vec<Excerpt> {
    let mut groups: Vec<Vec<Place>> = Vec::new();
    for (at, label) in finding.labels.iter().take(MOST_PLACES).enumerate() {
        groups.push(vec![place(label, at == 0, sources)]);
        // A new place may bring together groups that were apart: always try the last one against all.
        while let Some(near) = last_group_is_near(&groups) {
            let mut last = groups.pop().unwrap_or_default();
            groups[near].append(&mut last);
            let joined = groups.remove(near);
            groups.push(joined);
        }
    }
    for group in &mut groups {
        group.sort_by_key(|place| (place.line.start, place.within.start, place.within.end));
    }
    groups.sort_by_key(|group| order(group, finding));
    groups
        .iter()
        .map(|group| excerpt(group, sources, width))
        .collect()
}

/// The index of an earlier group that is in reach of the last one.
fn last_group_is_near(groups: &[Vec<Place>]) -> Option<usize> {
    let (last, earlier) = groups.split_last()?;
    earlier.iter().position(|group| {
        group.iter().any(|one| {
            last.iter().any(|other| {
                one.file == other.file
                    && one.position.line.abs_diff(other.position.line) <= MOST_LINES_APART
            })
        })
    })
}

/// Groups are shown in the order in which the finding names their places.
fn order(group: &[Place], finding: &Finding) -> usize {
    let first = |place: &Place| {
        finding
            .labels
            .iter()
            .position(|label| std::ptr::eq(label, place.label))
    };
    group.iter().filter_map(first).min().unwrap_or(usize::MAX)
}

fn place<'a>(label: &'a Label, primary: bool, sources: &Sources) -> Place<'a> {
    let text = &sources.get(label.span.file).text;
    let start = text.floor_char_boundary(label.span.start as usize);
    let line = line_at(text, start);
    let (position, end_position) = sources.positions(label.span);
    // `ceil` after `max`: an end before the start, or within a character, becomes an end after it.
    let end = text.ceil_char_boundary((label.span.end as usize).max(start));
    let within_end = end.min(line.end).max(start.min(line.end));
    // A label that ends with the line's own break is on that line alone.
    let ends_later = end_position.line > position.line
        && !(end_position.column == 1 && end_position.line == position.line + 1);
    Place {
        file: label.span.file,
        label,
        position,
        within: start.min(line.end) - line.start..within_end - line.start,
        line,
        last_line: ends_later.then_some(end_position.line),
        primary,
    }
}

/// The line around a byte, its end of line (LF or CRLF) not counted.
fn line_at(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline);
    let end = if text[start..end].ends_with('\r') && end < text.len() {
        end - 1
    } else {
        end
    };
    start..end
}

fn excerpt(group: &[Place], sources: &Sources, width: usize) -> Excerpt {
    let empty = Excerpt {
        name: String::new(),
        first_line: 1,
        lines: 0,
        text: String::new(),
        marks: Vec::new(),
    };
    let (Some(first), Some(last)) = (group.first(), group.last()) else {
        return empty;
    };
    let source = sources.get(first.file);
    let last_line = last.position.line + 1;
    // Left of the text: a space, the line's number, ` │ `.
    let room = width
        .saturating_sub(last_line.to_string().len() + 4)
        .max(24);

    let mut excerpt = Excerpt {
        name: visible::line(&visible::shorten(source.path.as_str(), 200)).into_owned(),
        first_line: first.position.line,
        ..empty
    };
    for before in lines_before(source, &first.line) {
        excerpt.first_line -= 1;
        excerpt.add_line(&source.text[before], &[], room);
    }
    let mut line = first.line.clone();
    loop {
        let here: Vec<&Place> = group.iter().filter(|place| place.line == line).collect();
        excerpt.add_line(&source.text[line.clone()], &here, room);
        let Some(next) = line_after(source, &line) else {
            break;
        };
        if line.start < last.line.start {
            line = next;
            continue;
        }
        let after = &source.text[next];
        if !after.trim().is_empty() && !is_heading(after) {
            excerpt.add_line(after, &[], room);
        }
        break;
    }
    excerpt
}

/// What tells people where they are: the lines from the table's heading on if it is near, else the one before.
fn lines_before(source: &Source, line: &Range<usize>) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut next = line.clone();
    while !is_heading(&source.text[next.clone()]) && lines.len() < MOST_LINES_TO_HEADING {
        let Some(end) = next.start.checked_sub(1) else {
            break;
        };
        next = line_at(&source.text, end);
        lines.push(next.clone());
    }
    if !is_heading(&source.text[next]) {
        lines.truncate(1);
        lines.retain(|before| !source.text[before.clone()].trim().is_empty());
    }
    lines.reverse();
    lines
}

fn is_heading(line: &str) -> bool {
    line.starts_with('[')
}

/// The line after, if there is one.
fn line_after(source: &Source, line: &Range<usize>) -> Option<Range<usize>> {
    let newline = line.end + source.text[line.end..].find('\n')?;
    Some(line_at(&source.text, newline + 1))
}

impl Excerpt {
    fn add_line(&mut self, line: &str, places: &[&Place], room: usize) {
        let wanted: Vec<Range<usize>> = places.iter().map(|place| place.within.clone()).collect();
        let windows = windows(line, &wanted, room);
        let base = self.text.len();
        let mut starts = vec![None; wanted.len()];
        let mut ends = vec![None; wanted.len()];
        let mut note = |read: usize, written: usize| {
            for (range, (start, end)) in wanted.iter().zip(starts.iter_mut().zip(&mut ends)) {
                if range.start <= read {
                    start.get_or_insert(written);
                }
                if range.end <= read {
                    end.get_or_insert(written);
                }
            }
        };
        let mut read = 0;
        for window in windows {
            if window.start > read {
                self.text.push('…');
            }
            for (at, character) in line[window.clone()].char_indices() {
                note(window.start + at, self.text.len());
                match character {
                    '\t' => self.text.push_str(visible::TAB),
                    other => visible::push(&mut self.text, other),
                }
            }
            read = window.end;
            note(read, self.text.len());
        }
        if read < line.len() {
            self.text.push('…');
        }
        let written = self.text.len();
        let mut marks: Vec<Mark> = Vec::new();
        for ((place, start), end) in places.iter().zip(starts).zip(ends) {
            let mark = Mark {
                indent: 0,
                bytes: start.unwrap_or(written)..end.unwrap_or(written),
                position: place.position,
                text: label_text(place),
                primary: place.primary,
            };
            add_apart(&mut marks, mark);
        }
        for mark in &mut marks {
            mark.indent = visible::width(&self.text[base..mark.bytes.start]);
        }
        self.marks.append(&mut marks);
        self.text.push('\n');
        self.lines += 1;
    }
}

/// Adds a mark after those that begin no later. Underlines have one row: marks that begin together become one,
/// and others end where the next begins.
fn add_apart(marks: &mut Vec<Mark>, mark: Mark) {
    match marks.last_mut() {
        Some(last) if last.bytes.start == mark.bytes.start => {
            if !last.primary {
                last.bytes.end = mark.bytes.end;
            }
            if !last.text.is_empty() && !mark.text.is_empty() {
                last.text.push_str("; ");
            }
            last.text.push_str(&mark.text);
            last.primary |= mark.primary;
        }
        Some(last) => {
            last.bytes.end = last.bytes.end.min(mark.bytes.start);
            marks.push(mark);
        }
        None => marks.push(mark),
    }
}

fn label_text(place: &Place) -> String {
    let shortened = visible::shorten(&place.label.text, 300);
    let text = visible::line(shortened.trim());
    match place.last_line {
        Some(last) if text.is_empty() => format!("down to line {last}"),
        Some(last) => format!("{text} (down to line {last})"),
        None => text.into_owned(),
    }
}

/// The parts of a line that are shown in so many columns: its beginning, and what is around the wanted places.
/// In order, apart from each other.
fn windows(line: &str, wanted: &[Range<usize>], room: usize) -> Vec<Range<usize>> {
    let whole_room = forward(line, 0, room);
    if whole_room == line.len() {
        return std::iter::once(0..line.len()).collect();
    }
    // One column is for the `…` at the end.
    let head = forward(line, 0, room - 1);
    if wanted.iter().all(|range| range.end <= head) {
        return std::iter::once(0..head).collect();
    }
    let around = room / 8;
    let beginning = 0..forward(line, 0, room / 6);
    let mut parts = vec![beginning];
    for range in wanted {
        let start = back(line, range.start, around);
        let end = forward(line, range.end, around);
        let first_end = forward(line, range.start, room / 3);
        let last_start = back(line, range.end, room / 6);
        if first_end >= last_start {
            parts.push(start..end);
        } else {
            parts.push(start..first_end);
            parts.push(last_start..end);
        }
    }
    parts.sort_by_key(|part| (part.start, part.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for part in parts {
        match apart.last_mut() {
            // Leaving out a column or two for a `…` would gain nothing.
            Some(last) if part.start <= forward(line, last.end, 2) => {
                last.end = last.end.max(part.end);
            }
            _ => apart.push(part),
        }
    }
    apart
}

/// So many columns further on.
fn forward(line: &str, from: usize, columns: usize) -> usize {
    let mut used = 0;
    let too_far = line[from..].char_indices().find(|(_, character)| {
        used += visible::columns(*character);
        used > columns
    });
    too_far.map_or(line.len(), |(at, _)| from + at)
}

/// So many columns back.
fn back(line: &str, from: usize, columns: usize) -> usize {
    let mut used = 0;
    let too_far = line[..from].char_indices().rev().find(|(_, character)| {
        used += visible::columns(*character);
        used > columns
    });
    too_far.map_or(0, |(at, character)| at + character.len_utf8())
}
