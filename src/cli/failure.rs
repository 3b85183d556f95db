//! Why a command could not run.

use crate::emit::EmitError;
use crate::emit::write::WriteError;
use crate::evaluation::ask::AskError;
use crate::manifest::read::ReadError;
use crate::pipeline::CheckError;
use crate::say;
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
    /// The same, in the reader's language.
    #[error("{0}")]
    Said(Text),
}

impl Failure {
    /// On one line or more, with the causes that it does not name itself.
    pub(super) fn told(&self, words: &Words) -> String {
        let what = match self {
            Self::Read(ReadError::NoManifest(folder))
            | Self::Check(CheckError::Read(ReadError::NoManifest(folder))) => {
                say!(words, "no-manifest", folder = folder).to_string()
            }
            other => other.to_string(),
        };
        let mut text = format!("coloc: {what}");
        let mut cause = std::error::Error::source(self);
        while let Some(inner) = cause {
            let words = inner.to_string();
            if !text.contains(&words) {
                text.push_str(": ");
                text.push_str(&words);
            }
            cause = inner.source();
        }
        text
    }
}
