//! The texts that were read, and places in them.
//!
//! Every typed value of the manifest keeps the [`Span`] it came from, so that a finding of any later stage can
//! point at a line. Texts hold no secrets: what looks like one is masked before it is added (see
//! [`crate::manifest::secrets`]), so nothing that prints a source can leak it.

use camino::{Utf8Path, Utf8PathBuf};

/// Index of a file in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A place in a file: byte offsets, end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file that the offsets are in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// First byte after the place.
    pub end: u32,
}

impl Span {
    /// A place from byte offsets; offsets beyond 4 GiB are cut (files are limited to 4 MiB).
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let cut = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            file,
            start: cut(start),
            end: cut(end.max(start)),
        }
    }
}

/// A value, and the place that it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spanned<T> {
    /// What was read.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Puts a value and its place together.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// The same place with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned {
            value: f(self.value),
            span: self.span,
        }
    }

    /// A borrowed value at the same place.
    pub fn as_ref(&self) -> Spanned<&T> {
        Spanned {
            value: &self.value,
            span: self.span,
        }
    }
}

/// A line and a column as people count: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One text with its name.
#[derive(Debug)]
pub struct Source {
    /// Path relative to the collective's root, with `/`.
    pub path: Utf8PathBuf,
    /// The text, secrets masked.
    pub text: String,
    line_starts: Vec<usize>,
}

/// All texts that findings can point into.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a text under a path relative to the collective's root.
    pub fn add(&mut self, path: impl Into<Utf8PathBuf>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        self.files.push(Source {
            path: path.into(),
            text,
            line_starts,
        });
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// The file behind an index that [`Sources::add`] gave.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }

    /// Replaces a text by one of the same length (masking keeps every offset).
    pub fn mask(&mut self, file: FileId, text: String) {
        let source = &mut self.files[file.0 as usize];
        debug_assert_eq!(source.text.len(), text.len(), "masking keeps offsets");
        source.text = text;
    }

    /// The path of a span's file.
    pub fn path(&self, span: Span) -> &Utf8Path {
        &self.get(span.file).path
    }

    /// The text of a span, cut to the file.
    pub fn text(&self, span: Span) -> &str {
        let text = &self.get(span.file).text;
        text.get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    /// Where a span begins and ends, for people.
    pub fn positions(&self, span: Span) -> (Position, Position) {
        let source = self.get(span.file);
        (
            source.position(span.start as usize),
            source.position(span.end as usize),
        )
    }

    /// All files with their indices, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files
            .iter()
            .enumerate()
            .map(|(at, source)| (FileId(u32::try_from(at).unwrap_or(u32::MAX)), source))
    }
}

impl Source {
    /// Line and column of a byte offset; an offset past the end is the end.
    fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts[line - 1];
        let column = self.text[start..]
            .char_indices()
            .take_while(|(at, _)| start + at < offset)
            .count();
        Position {
            line,
            column: column + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", "é = 1\nname = \"Zoé\"\n");
        let at = sources.get(file).text.find("Zoé").unwrap_or_default();
        let (start, end) = sources.positions(Span::new(file, at, at + "Zoé".len()));
        assert_eq!(start, Position { line: 2, column: 9 });
        assert_eq!(
            end,
            Position {
                line: 2,
                column: 12
            }
        );
    }

    #[test]
    fn the_end_of_a_file_is_a_place() {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", "a\n");
        let (start, _) = sources.positions(Span::new(file, 2, 2));
        assert_eq!(start, Position { line: 2, column: 1 });
        let (start, _) = sources.positions(Span::new(file, 99, 99));
        assert_eq!(start, Position { line: 2, column: 1 });
    }
}
