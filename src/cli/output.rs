//! Where commands write: stdout for data, stderr for notes. The only file that knows terminals.

use std::cell::{Cell, OnceCell};
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use serde_json::{Map, Value as Json};

use super::Color;
use crate::emit::EmitError;
use crate::emit::write::WriteError;
use crate::evaluation::ask::AskError;
use crate::finding::Findings;
use crate::manifest::read::ReadError;
use crate::manifest::types::Language;
use crate::pipeline::CheckError;
use crate::report::page::{Page, markdown, terminal};
use crate::report::{self, Format, json};
use crate::source::Sources;
use crate::visible;
use crate::words::{Text, Words};

/// Why a command could not run: exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The collective could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The tree could not be made.
    #[error(transparent)]
    Emit(#[from] EmitError),
    /// The one or the other.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// The tree could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Nix could not be asked.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// Files or pipes.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// What was asked for does not fit.
    #[error("{0}")]
    Usage(String),
}

impl Failure {
    /// SARIF is for findings; some commands have none.
    pub(super) fn no_sarif(what: &str) -> Self {
        Self::Usage(format!(
            "{what} has no form in SARIF, which is for findings: take human, json or markdown"
        ))
    }
}

/// Where a command writes, and how.
pub struct Output {
    /// The format that was asked for.
    pub format: Format,
    /// Whether stdout takes colours.
    pub colour: bool,
    /// Columns of stdout.
    pub width: usize,
    /// The language of whoever reads, as asked for or as the locale has it; none: neither says so.
    reader: Option<Language>,
    /// The collective's language, as soon as it is known.
    collective: Cell<Option<Language>>,
    words: OnceCell<Words>,
}

/// The language that the environment asks for, if it is one that coloc speaks.
pub(super) fn locale() -> Option<Language> {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty())?;
    Language::from_word(locale.to_string_lossy().get(..2)?)
}

impl Output {
    pub(super) fn new(format: Format, color: Color, language: Option<Language>) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let colour = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => std::io::stdout().is_terminal() && !plain,
        };
        let given = std::env::var("COLUMNS").ok();
        let given = given.and_then(|columns| columns.parse().ok());
        let terminal = || rustix::termios::tcgetwinsize(std::io::stdout()).ok();
        let columns = given.or_else(|| terminal().map(|size| usize::from(size.ws_col)));
        let columns = columns.filter(|columns| *columns > 0);
        let width = columns.unwrap_or(100).clamp(40, 120);
        Self {
            format,
            colour,
            width,
            reader: language.or_else(locale),
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

    /// Writes a page for people to stdout.
    pub fn page(&self, page: &Page) -> Result<(), Failure> {
        self.data(&match self.format {
            Format::Markdown => markdown::render(page, self.words()),
            _ => terminal::render(page, self.words(), self.colour, self.width),
        })
    }

    /// Writes what was said to stderr.
    pub fn tell(&self, text: &Text) {
        self.note(&text.to_string());
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
        let mut stderr = std::io::stderr().lock();
        let _ = writeln!(stderr, "{}", visible::text(text));
    }

    /// Sorts findings and writes them to stdout: alone, or with a command's own fields where the format is JSON.
    pub fn findings(
        &self,
        findings: &mut Findings,
        sources: &Sources,
        fields: Map<String, Json>,
    ) -> Result<(), Failure> {
        findings.sort(sources);
        if self.format == Format::Json {
            let mut object = Map::new();
            object.insert("version".to_owned(), 1.into());
            object.insert(
                "findings".to_owned(),
                json::findings_value(findings, sources),
            );
            object.extend(fields);
            return self.data(&json::write(&Json::Object(object)));
        }
        self.data(&report::findings(
            self.format,
            findings,
            sources,
            self.colour,
            self.width,
        ))
    }

    pub(super) fn fail(&self, failure: &Failure) -> ExitCode {
        let mut text = format!("coloc: {failure}");
        let mut cause = std::error::Error::source(failure);
        while let Some(inner) = cause {
            let words = inner.to_string();
            if !text.contains(&words) {
                text.push_str(": ");
                text.push_str(&words);
            }
            cause = inner.source();
        }
        self.note(&text);
        ExitCode::from(2)
    }
}
