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
    /// Whether it is a warning though its kind is an error: coloc is not sure, or it is less grave than the others.
    pub milder: bool,
}

impl Finding {
    /// A finding of a kind, without places yet.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            milder: false,
        }
    }

    /// Makes it a warning, if its kind is an error.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.milder = true;
        self
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
        if self.milder {
            self.code.severity.max(Severity::Warning)
        } else {
            self.code.severity
        }
    }
}

/// Findings as they are collected: up to [`Findings::MOST`] of them; those that come later are counted only.
#[derive(Debug, Default)]
pub struct Findings {
    kept: Vec<Finding>,
    /// How many were not kept: errors, warnings, advice.
    not_kept: [usize; 3],
}

impl Findings {
    /// As many are kept. A hostile file could give millions, and nobody reads thousands.
    pub const MOST: usize = 10_000;
    /// As many places one finding has by [`Findings::again`].
    const PLACES: usize = 20;

    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        if self.kept.len() < Self::MOST {
            self.kept.push(finding);
        } else {
            self.not_kept[finding.severity() as usize] += 1;
        }
    }

    /// Adds a place to one that is there already, of this kind and with this message: one cause is one finding.
    /// Whether there is one.
    pub fn again(&mut self, code: &Code, message: &str, place: Span) -> bool {
        let kept = self.kept.iter_mut().take(1_000);
        let mut same = kept.filter(|it| it.code == code && it.message == message);
        let Some(finding) = same.next() else {
            return false;
        };
        if finding.labels.len() < Self::PLACES {
            finding.labels.push(Label {
                span: place,
                text: "and here".to_owned(),
            });
        }
        true
    }

    /// Adds those of another stage.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Finding>) {
        others.into_iter().for_each(|finding| self.push(finding));
    }

    /// Whether something stands in the way of generating.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        let kept = self
            .kept
            .iter()
            .filter(|finding| finding.severity() == severity);
        kept.count() + self.not_kept[severity as usize]
    }

    /// Whether there are none at all.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Whether there are more than anybody reads. Guessing what was meant takes long: then it is left out.
    pub fn are_many(&self) -> bool {
        self.kept.len() > 1_000
    }

    /// In the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.kept.iter()
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
        self.kept.sort_by_cached_key(key);
        self.kept.dedup();
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.into_iter()
    }
}
