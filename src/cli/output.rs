//! Where commands write: stdout for data, stderr for notes.

use std::cell::{Cell, OnceCell};
use std::io::Write as _;
use std::process::ExitCode;

use serde_json::{Map, Value as Json};

use super::Failure;
use super::reader::Reader;
use crate::finding::Findings;
use crate::manifest::types::Language;
use crate::report::page::{Page, terminal};
use crate::report::{Format, Results, Screen, human, json};
use crate::source::Sources;
use crate::visible;
use crate::words::{Text, Words};

/// Where a command writes, and how.
pub struct Output {
    /// The format that was asked for.
    format: &'static Format,
    /// What stdout shows.
    pub screen: Screen,
    /// Whether somebody reads on so many columns; if not, notes are not wrapped.
    fits: bool,
    /// The language of whoever reads, as asked for or as the locale has it; none: neither says so.
    pub reader: Option<Language>,
    /// The collective's language, as soon as it is known.
    collective: Cell<Option<Language>>,
    words: OnceCell<Words>,
}

impl Output {
    pub(super) fn new(format: &'static Format, reader: &Reader) -> Self {
        Self {
            format,
            screen: Screen {
                colour: reader.colour,
                width: reader.columns.unwrap_or(100),
            },
            fits: reader.columns.is_some(),
            reader: reader.language,
            collective: Cell::default(),
            words: OnceCell::default(),
        }
    }

    /// Lets it speak the collective's language, to a reader who asks for none; to be called before the first word.
    pub fn speak(&self, language: Language) {
        self.collective.set(Some(language));
    }

    /// The words of the reader's language.
    pub fn words(&self) -> &Words {
        let language = self.reader.or(self.collective.get());
        self.words
            .get_or_init(|| Words::of(language.unwrap_or(Language::En)))
    }

    /// Whether somebody at a terminal reads it, who is told more than what was asked for.
    pub fn is_for_terminal(&self) -> bool {
        *self.format == human::FORMAT
    }

    /// Whether results are written as pages.
    pub fn has_pages(&self) -> bool {
        matches!(self.format.results, Results::Page(_))
    }

    /// Whether results are written as JSON.
    pub fn is_json(&self) -> bool {
        matches!(self.format.results, Results::Json)
    }

    /// Writes a page to stdout, in a format that has pages.
    pub fn page(&self, page: &Page) -> Result<(), Failure> {
        match self.format.results {
            Results::Page(render) => self.data(&render(page, self.words(), self.screen)),
            Results::Json | Results::None => Ok(()),
        }
    }

    /// Writes a result to stdout: a page for people, what it is made of for scripts.
    pub fn result(
        &self,
        page: impl FnOnce(&Words) -> Page,
        json: impl FnOnce() -> Json,
    ) -> Result<(), Failure> {
        if self.is_json() {
            self.data(&json::write(&json()))
        } else {
            self.page(&page(self.words()))
        }
    }

    /// Writes a page to stderr. Lines of a log stay whole.
    pub fn notes(&self, page: &Page) {
        let width = if self.fits {
            self.screen.width
        } else {
            usize::MAX
        };
        self.note(terminal::render(page, self.words(), false, width).trim_end());
    }

    /// Writes what was said to stderr.
    pub fn tell(&self, text: &Text) {
        self.fitting(&text.to_string());
    }

    fn fitting(&self, text: &str) {
        if self.fits {
            self.note(&visible::wrap(
                text,
                self.screen.width,
                visible::Long::Whole,
            ));
        } else {
            self.note(text);
        }
    }

    /// Writes data to stdout. A reader that has gone away (`coloc check | head`) is no failure.
    pub fn data(&self, text: &str) -> Result<(), Failure> {
        let mut stdout = std::io::stdout().lock();
        match stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush())
        {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Writes a note to stderr, one line or more.
    pub fn note(&self, text: &str) {
        let text = (self.format.note)(text);
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }

    /// Sorts findings and writes them to stdout: alone, or with a command's own fields where the format is JSON.
    pub fn findings(
        &self,
        findings: &mut Findings,
        sources: &Sources,
        fields: Map<String, Json>,
    ) -> Result<(), Failure> {
        findings.sort(sources);
        if self.is_json() {
            let object = json::with_findings(findings, sources, fields);
            return self.data(&json::write(&object));
        }
        self.data(&(self.format.findings)(findings, sources, self.screen))
    }

    pub(super) fn fail(&self, failure: &Failure) -> ExitCode {
        self.fitting(&failure.told(self.words()));
        ExitCode::from(2)
    }
}
