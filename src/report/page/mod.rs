//! A page: what a command has to say to people, before anybody decides how it is drawn.
//!
//! Every result of a command is described once, as [`Block`]s; [`terminal`] draws them for a terminal of any width,
//! [`markdown`] for forges and wikis. Scripts get JSON instead, which serde makes of the values themselves.
//!
//! Texts may hold anything (manifests and machines are other people's): the renderers make them harmless.

pub mod markdown;
pub mod terminal;

#[cfg(test)]
mod tests;

use crate::words::Text;

/// What a command has to say, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its parts.
    pub blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A title.
    Heading(Heading),
    /// A sentence or more.
    Paragraph(Text),
    /// One thing of a list.
    Line(Line),
    /// What people must know besides, without a full stop.
    Note(Text),
    /// A word, and what holds; aligned.
    Facts(Vec<(Text, Text)>),
    /// Rows and columns.
    Table(Table),
    /// What is to be copied, never wrapped.
    Code {
        /// For colours in Markdown: `toml`, `sh`; empty for none.
        language: &'static str,
        /// Lines.
        text: String,
    },
    /// The difference of one file, folded where that is possible.
    Diff(Diff),
    /// Markdown that coloc itself brings: a README of the catalog, an explanation.
    Document(String),
    /// What follows stands below the last title of this level again; 0: below none, it concerns the whole page.
    Back(u8),
}

/// A title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// 1: the page's, 2: a part's, 3: of something in a part.
    pub level: u8,
    /// The title itself.
    pub title: Text,
    /// What follows it after a colon, and how it is meant.
    pub state: Option<(Text, Tone)>,
}

/// One thing of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What stands before it.
    pub sign: Sign,
    /// What it says, without a full stop.
    pub text: Text,
    /// How it is meant.
    pub tone: Tone,
    /// Why, or where: in brackets behind it.
    pub aside: Text,
    /// More on it, on lines of their own.
    pub below: Vec<Below>,
}

/// More on a line or a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Below {
    /// A sentence, with its full stop.
    Text(Text),
    /// A sentence that belongs to the one above it.
    Further(Text),
    /// A line to type.
    Command(String),
}

/// What stands before a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sign {
    /// Nothing.
    #[default]
    None,
    /// Something comes.
    Added,
    /// Something goes.
    Removed,
    /// Something is another.
    Changed,
    /// To do, and done.
    Done,
    /// To do.
    ToDo,
}

/// How something is meant: a colour on a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// All is well.
    Good,
    /// Take care.
    Caution,
    /// Look at this first.
    Grave,
}

/// Rows and columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What stands above the columns.
    pub columns: Vec<Text>,
    /// In Markdown, what stands above the column of what is below rows; none if no row has such.
    pub below: Text,
    /// Rows, each with as many cells as there are columns.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Cells; the first one names the row.
    pub cells: Vec<Text>,
    /// How one of the cells is meant: its column, from 0.
    pub tone: Option<(usize, Tone)>,
    /// More on it.
    pub below: Vec<Below>,
}

/// The difference of one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diff {
    /// Its path.
    pub path: String,
    /// Lines that come.
    pub more: usize,
    /// Lines that go.
    pub less: usize,
    /// Its lines, as far as they are asked for.
    pub lines: Lines,
}

/// The lines of a difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lines {
    /// They are counted alone.
    Counted,
    /// They may not be shown.
    Hidden,
    /// A unified diff, with a header.
    Unified(String),
}

impl Page {
    /// Adds a part.
    pub fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Adds a title.
    pub fn heading(&mut self, level: u8, title: Text) {
        self.push(Block::Heading(Heading {
            level,
            title,
            state: None,
        }));
    }

    /// Goes back to what stands below a title of this level, unless that is where the page is.
    pub fn back(&mut self, level: u8) {
        match self.blocks.last() {
            Some(Block::Heading(Heading { level: above, .. }) | Block::Back(above))
                if *above <= level => {}
            _ => self.push(Block::Back(level)),
        }
    }

    /// Adds a line.
    pub fn line(&mut self, line: Line) {
        self.push(Block::Line(line));
    }

    /// Adds a plain line.
    pub fn plain(&mut self, text: Text) {
        self.line(Line {
            text,
            ..Line::default()
        });
    }

    /// Adds a note.
    pub fn note(&mut self, text: Text) {
        self.push(Block::Note(text));
    }

    /// Whether there is nothing on it.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }
}
