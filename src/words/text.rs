//! A sentence, and which parts of it are to be copied.

use std::fmt;

/// Stands for a backtick of an argument while a message is put together: only those of the message itself are markup.
const MASK: char = '\u{f8ff}';

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// Words.
    Plain(String),
    /// What is to be copied, or written like that: a command, a key.
    Code(String),
}

/// Words for people, on one line. Any renderer makes them harmless in its own way.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// Its parts; no two plain ones follow each other, and none is empty.
    pub pieces: Vec<Piece>,
}

impl Text {
    /// Plain words.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::of(Piece::Plain(text.into()))
    }

    /// What is to be copied.
    pub fn code(text: impl Into<String>) -> Self {
        Self::of(Piece::Code(text.into()))
    }

    fn of(piece: Piece) -> Self {
        let mut text = Self::default();
        text.push(piece);
        text
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Adds a part.
    pub fn push(&mut self, piece: Piece) {
        match (self.pieces.last_mut(), piece) {
            (_, Piece::Plain(words) | Piece::Code(words)) if words.is_empty() => {}
            (Some(Piece::Plain(last)), Piece::Plain(words)) => last.push_str(&words),
            (_, piece) => self.pieces.push(piece),
        }
    }

    /// Adds another text.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        other.pieces.into_iter().for_each(|piece| self.push(piece));
        self
    }

    /// The texts one after the other, with something between.
    pub fn joined(texts: &[Self], between: &str) -> Self {
        let mut all = Self::default();
        for (at, text) in texts.iter().enumerate() {
            if at > 0 {
                all.push(Piece::Plain(between.to_owned()));
            }
            all = all.then(text.clone());
        }
        all
    }

    /// The same with its first letter as it begins a line.
    #[must_use]
    pub fn capitalized(mut self) -> Self {
        if let Some(Piece::Plain(words)) = self.pieces.first_mut() {
            let mut letters = words.chars();
            let first: String = letters
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .collect();
            *words = first + letters.as_str();
        }
        self
    }

    /// The same with a full stop, unless it has one.
    #[must_use]
    pub fn stopped(mut self) -> Self {
        match self.pieces.last() {
            Some(Piece::Plain(words)) if words.ends_with('.') => {}
            _ => self.push(Piece::Plain(".".to_owned())),
        }
        self
    }

    /// As a message writes it: code between backticks; those of the words themselves are masked.
    pub(super) fn to_markup(&self) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Plain(words) => masked(words),
            Piece::Code(code) => format!("`{}`", masked(code)),
        });
        pieces.collect()
    }

    /// Reads messages, and what coloc itself or its catalog brings: code stands between backticks.
    pub fn from_markup(markup: &str) -> Self {
        let mut text = Self::default();
        for (at, part) in markup.split('`').enumerate() {
            let part = part.replace(MASK, "`");
            text.push(if at % 2 == 0 {
                Piece::Plain(part)
            } else {
                Piece::Code(part)
            });
        }
        text
    }
}

/// A text whose backticks mean nothing.
pub(super) fn masked(text: &str) -> String {
    text.replace('`', MASK.encode_utf8(&mut [0; 4]))
}

impl fmt::Display for Text {
    /// Code stands between backticks.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in &self.pieces {
            match piece {
                Piece::Plain(words) => out.write_str(words)?,
                Piece::Code(code) => write!(out, "`{code}`")?,
            }
        }
        Ok(())
    }
}
