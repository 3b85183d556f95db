//! `coloc secrets`

use std::process::ExitCode;

use camino::Utf8Path;
use clap::Args;
use serde_json::Map;

use super::machines::chosen;
use super::{Failure, Output, formats};
use crate::manifest::read::{self, find_root};
use crate::manifest::types::Backend;
use crate::pipeline;
use crate::plan;
use crate::report::secrets::{self as report, Shown};
use crate::say;
use crate::secrets::{self, State};

const EXAMPLES: &str = "\
Examples:
  coloc secrets                     all of them: for whom, where, and whether they are there
  coloc secrets --missing           what is still to be made, and how
  coloc secrets ananas              those of one machine";

/// Say which secrets must exist, and how to make those that are missing.
///
/// Passwords and keys are never in the manifest: they are encrypted in `secrets/`, or made on the machine. coloc says
/// who can open each, which account reads it, and whether it is there; it opens none, and needs no key for that.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg = formats::only(formats::RESULTS))]
pub struct Arguments {
    /// Only those of these machines.
    #[arg(value_name = "MACHINE")]
    machines: Vec<String>,

    /// Only those that are not there, or that coloc cannot see; exit with 1 if the repository lacks any.
    #[arg(long)]
    missing: bool,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let root = find_root(directory)?;
    let mut reading = pipeline::read(&root)?;
    if reading.findings.has_errors() {
        output.findings(&mut reading.findings, &reading.sources, Map::new())?;
        return Ok(ExitCode::from(1));
    }
    output.speak(reading.collective.language.value);
    let plan = plan::plan(&reading.collective, &reading.lock);
    let machines = if arguments.machines.is_empty() {
        Vec::new()
    } else {
        chosen(&arguments.machines, &plan, output)?
    };
    let shown = Shown {
        missing: arguments.missing,
        machines: machines.into_iter().cloned().collect(),
    };
    let facts = read::look(&root, secrets::files(&plan))?;
    let inventory = secrets::inventory(&plan, &facts);
    for problem in &inventory.problems {
        output.tell(&report::problem(problem, output.words()));
    }
    output.result(
        |words| report::page(&inventory, &shown, words),
        || report::json(&inventory, &shown),
    )?;
    let any = inventory.secrets.iter().any(|due| shown.shows(due));
    if !any && output.is_for_terminal() {
        let words = output.words();
        output.tell(&if arguments.missing && !inventory.secrets.is_empty() {
            say!(words, "secrets-all-there")
        } else {
            say!(words, "secrets-none")
        });
    }
    // Without a backend nobody can tell from here; then it is no news.
    let missing = inventory.secrets.iter().any(|due| {
        shown.shows(due) && due.state != State::Present && inventory.backend != Backend::None
    });
    Ok(ExitCode::from(u8::from(arguments.missing && missing)))
}
