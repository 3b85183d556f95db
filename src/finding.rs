//! What coloc has to say about a collective: one shape for every stage and every report.
//!
//! A finding is data. Stages push findings and go on; only [`crate::report`] turns them into text.

use crate::source::{Sources, Span};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It cannot be generated, or would be unsafe.
    Error,
    /// It works, and will hurt some day.
    Warning,
    /// Could be better.
    Advice,
}

impl Severity {
    /// The word that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }
}

/// A kind of finding: `area/what`, and what `coloc explain` says of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `area/what`, kept for good: scripts and pull requests quote it.
    pub name: &'static str,
    /// How much every finding of this kind matters.
    pub severity: Severity,
    /// One line: what is wrong.
    pub summary: &'static str,
    /// Markdown: why it matters, an example, the way out.
    pub explanation: &'static str,
}

/// A place that a finding is about, with a few words on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there; may be empty.
    pub text: String,
}

/// One thing that coloc found. The first label is the place where a person would mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its kind.
    pub code: &'static Code,
    /// A sentence that a volunteer understands.
    pub message: String,
    /// Places, the most important one first.
    pub labels: Vec<Label>,
    /// The way out.
    pub help: Option<String>,
}

impl Finding {
    /// A finding of a kind, without places yet.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Says the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        self.code.severity
    }
}

/// Findings as they are collected.
#[derive(Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Adds those of another stage.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Finding>) {
        self.0.extend(others);
    }

    /// Whether something stands in the way of generating.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0
            .iter()
            .filter(|finding| finding.severity() == severity)
            .count()
    }

    /// Whether there are none at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there are more than anybody reads. Guessing what was meant takes long: then it is left out.
    pub fn are_many(&self) -> bool {
        self.0.len() > 1_000
    }

    /// In the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter()
    }

    /// Sorted by file path, place and code, doubles removed: the order of every report.
    pub fn sort(&mut self, sources: &Sources) {
        let key = |finding: &Finding| {
            let place = finding.labels.first().map(|label| {
                (
                    sources.path(label.span).to_owned(),
                    label.span.start,
                    label.span.end,
                )
            });
            (place, finding.code.name, finding.message.clone())
        };
        self.0.sort_by_cached_key(key);
        self.0.dedup();
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
