//! For a page that a forge shows: one table.

use std::fmt::Write as _;

use super::human::sentence;
use crate::diff::drift::{Status, short};
use crate::report::moment::utc;
use crate::visible::markdown::escape;

/// The whole table; empty if there is no machine.
pub fn status(table: &[Status]) -> String {
    if table.is_empty() {
        return String::new();
    }
    let mut out = "| machine | state | generation | commit | cause, and what to do |\n".to_owned();
    out.push_str("| --- | --- | --- | --- | --- |\n");
    for status in table {
        let generation = status.generation.map_or_else(String::new, |number| {
            let made = status
                .made
                .map_or_else(String::new, |made| format!(" ({})", utc(made)));
            format!("{number}{made}")
        });
        let mut causes: Vec<String> = status
            .causes
            .iter()
            .map(|cause| {
                format!(
                    "{} {}.",
                    escape(&sentence(&cause.what)),
                    escape(&cause.to_do)
                )
            })
            .collect();
        causes.extend(
            status
                .notes
                .iter()
                .map(|note| format!("Note: {}.", escape(note))),
        );
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            escape(&status.machine),
            status.standing().words(),
            generation,
            status.commit.as_deref().map(short).unwrap_or_default(),
            causes.join("<br>")
        );
    }
    out
}
