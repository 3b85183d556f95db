//! Who reads: what their terminal shows, and their language. The only file that asks terminals.

use std::io::IsTerminal as _;

use rustix::termios::tcgetwinsize;

use super::arguments::Color;
use crate::manifest::types::Language;

/// Whoever reads.
pub(super) struct Reader {
    /// Whether stdout takes colours.
    pub colour: bool,
    /// Columns of their terminal, if there is one.
    pub columns: Option<usize>,
    /// Their language, as asked for or as the locale has it; none: neither says so.
    pub language: Option<Language>,
}

impl Reader {
    /// From what was asked for, and the environment.
    pub(super) fn new(color: Color, language: Option<Language>) -> Self {
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let plain = set("NO_COLOR").is_some() || set("TERM").is_some_and(|term| term == "dumb");
        let given = std::env::var("COLUMNS").ok();
        let given = given.and_then(|columns| columns.parse().ok());
        let columns = given
            .or_else(|| {
                tcgetwinsize(std::io::stdout())
                    .ok()
                    .map(|it| it.ws_col.into())
            })
            .or_else(|| {
                tcgetwinsize(std::io::stderr())
                    .ok()
                    .map(|it| it.ws_col.into())
            })
            .filter(|columns: &usize| *columns > 0);
        Self {
            colour: match color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => std::io::stdout().is_terminal() && !plain,
            },
            columns: columns.map(|columns| columns.clamp(40, 120)),
            language: language.or_else(locale),
        }
    }
}

/// The language that the environment asks for, if it is one that coloc speaks.
fn locale() -> Option<Language> {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty())?;
    Language::from_word(locale.to_string_lossy().get(..2)?)
}
