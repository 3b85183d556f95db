//! `coloc check`

use std::process::ExitCode;

use camino::Utf8Path;
use clap::Args;
use serde_json::Map;

use super::{Failure, Output, pipeline};
use crate::finding::Severity;
use crate::manifest::read::find_root;
use crate::report::Format;

const EXAMPLES: &str = "\
Examples:
  coloc check
  coloc check --deny warnings       in CI, where nobody reads along
  coloc check --format markdown     for a comment on a pull request";

/// Say what is wrong with the manifest, or could go wrong.
///
/// Reads all files of the manifest and the modules that it names, and reports everything that it finds: mistakes,
/// clashes, secrets, and what would hurt some day (one caretaker only, no backup in another house). Writes nothing.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Make warnings count as errors for the exit code.
    #[arg(long, value_name = "WHAT", value_parser = ["warnings"])]
    deny: Option<String>,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &mut Output,
) -> Result<ExitCode, Failure> {
    let mut reading = pipeline::read(&find_root(directory)?)?;
    if !reading.findings.has_errors() {
        // Templates of the collective's own catalog can be wrong as well.
        pipeline::emit(&mut reading)?;
    }
    output.findings(&mut reading.findings, &reading.sources, Map::new())?;
    let warnings = reading.findings.count(Severity::Warning);
    if reading.findings.is_empty() && output.format == Format::Human {
        let collective = &reading.collective;
        output.note(&format!(
            "Nothing to complain about: {}, {}, {}.",
            count(collective.members.len(), "member"),
            count(collective.machines.len(), "machine"),
            count(collective.services.len(), "service"),
        ));
    }
    let denied = arguments.deny.is_some() && warnings > 0;
    Ok(ExitCode::from(u8::from(
        reading.findings.has_errors() || denied,
    )))
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
