//! The texts that were read, and places in them.
//!
//! Every typed value of the manifest keeps the [`Span`] it came from, so that a finding of any later stage can
//! point at a line. Texts hold no secrets: what looks like one is masked before it is added (see
//! [`crate::manifest::secrets`]), so nothing that prints a source can leak it.

use std::fmt;
use std::ops::Deref;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Spanned<T> {
    /// What was read.
    pub value: T,
    /// Where.
    #[serde(skip)]
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
}

/// Who does not ask for the place reads the value as if it stood alone.
impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Display> fmt::Display for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

#[expect(
    clippy::into_iter_without_iter,
    reason = "the value's own is there by `Deref`"
)]
impl<'a, T> IntoIterator for &'a Spanned<T>
where
    &'a T: IntoIterator,
{
    type Item = <&'a T as IntoIterator>::Item;
    type IntoIter = <&'a T as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.value.into_iter()
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
    /// Characters before each block of [`BLOCK`] bytes: a column of a line of megabytes is found at once.
    characters: Vec<usize>,
}

/// All texts that findings can point into.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    hasher: blake3::Hasher,
}

impl Sources {
    /// Adds a text under a path relative to the collective's root.
    pub fn add(&mut self, path: impl Into<Utf8PathBuf>, text: impl Into<String>) -> FileId {
        let (path, text) = (path.into(), text.into());
        for part in [path.as_str(), &text] {
            self.hasher.update(&part.len().to_le_bytes());
            self.hasher.update(part.as_bytes());
        }
        self.files.push(Source::new(path, text));
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// A digest of all texts so far, as they were before anything in them was masked (BLAKE3).
    pub fn digest(&self) -> [u8; 32] {
        self.hasher.finalize().into()
    }

    /// The file behind an index that [`Sources::add`] gave.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }

    /// Replaces a text by one of the same length (masking keeps every offset).
    pub fn mask(&mut self, file: FileId, text: String) {
        let source = &mut self.files[file.0 as usize];
        debug_assert_eq!(source.text.len(), text.len(), "masking keeps offsets");
        *source = Source::new(std::mem::take(&mut source.path), text);
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
    fn new(path: Utf8PathBuf, text: String) -> Self {
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let characters = text.as_bytes().chunks(BLOCK).scan(0, |before, block| {
            let here = *before;
            *before += begun(block);
            Some(here)
        });
        let characters = characters.collect();
        Self {
            path,
            text,
            line_starts,
            characters,
        }
    }

    /// Line and column of a byte offset; an offset past the end is the end.
    fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let column =
            self.characters_before(offset) - self.characters_before(self.line_starts[line - 1]);
        Position {
            line,
            column: column + 1,
        }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        // An offset at the very end may begin a block that is not there.
        let (block, before) = match self.characters.get(block) {
            Some(before) => (block, *before),
            None => (
                block.saturating_sub(1),
                self.characters.last().copied().unwrap_or(0),
            ),
        };
        before + begun(&self.text.as_bytes()[block * BLOCK..offset])
    }
}

/// Bytes of a block whose characters are counted together.
const BLOCK: usize = 1024;

/// How many characters begin in some bytes of UTF-8: all bytes but the continuing ones.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
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
    fn columns_of_long_lines_are_those_of_counting() {
        let text = "aé🍍\n".to_owned() + &"é🍍x".repeat(1500) + "\n" + &"y".repeat(BLOCK * 2);
        let mut sources = Sources::default();
        let file = sources.add("a.toml", text.clone());
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let before = &text[..at];
            let line = before.matches('\n').count() + 1;
            let column = before
                .rsplit('\n')
                .next()
                .unwrap_or_default()
                .chars()
                .count()
                + 1;
            let (start, _) = sources.positions(Span::new(file, at, at));
            assert_eq!(start, Position { line, column }, "byte {at}");
        }
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
