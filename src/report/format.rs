//! The formats: what each is called, what it writes, and how. A new one is a file beside this one, and its line in
//! [`FORMATS`].

use std::borrow::Cow;

use super::{github, human, json, markdown, sarif};
use crate::finding::Findings;
use crate::report::page::Page;
use crate::source::Sources;
use crate::words::Words;

/// All of them, in the order of `--help`.
pub const FORMATS: &[&Format] = &[
    &human::FORMAT,
    &json::FORMAT,
    &sarif::FORMAT,
    &github::FORMAT,
    &markdown::FORMAT,
];

/// What a report is written for.
#[derive(Debug)]
pub struct Format {
    /// Its word on the command line.
    pub name: &'static str,
    /// What it is for, as `--help` says it.
    pub purpose: &'static str,
    /// How it writes findings, in the order given.
    pub findings: fn(&Findings, &Sources, Screen) -> String,
    /// How it writes anything else.
    pub results: Results,
    /// How it makes a note harmless that stands in the same log, on stderr.
    pub note: fn(&str) -> Cow<'_, str>,
}

/// How a format writes what a command found out.
#[derive(Clone, Copy, Debug)]
pub enum Results {
    /// Not at all: it is for findings.
    None,
    /// As a page.
    Page(fn(&Page, &Words, Screen) -> String),
    /// As the JSON that the command gives.
    Json,
}

/// What is written on; matters to [`human::FORMAT`] alone.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Whether it takes colours.
    pub colour: bool,
    /// Its columns.
    pub width: usize,
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
