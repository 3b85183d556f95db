//! `coloc snapshot`

use std::process::ExitCode;

use camino::Utf8Path;
use clap::Args;

use super::machines::{self, Patience};
use super::{Failure, Output, formats};
use crate::deployed::saved::Saved;
use crate::deployed::ssh::{What, Which};
use crate::standing::{Question, Source};

const EXAMPLES: &str = "\
Examples:
  coloc snapshot ananas > ananas.json
  coloc snapshot ananas --generation 11 > before.json
  coloc diff --snapshot ananas.json         later, or where nobody may ask the machine
  dix diff before.json ananas.json          packages alone, with another tool";

/// Save what runs on a machine as one JSON file.
///
/// The file holds the configuration of the system, its packages and their sizes, and how the machine is while it runs;
/// passwords and keys in it are covered. `coloc diff --snapshot` reads it; so does dix, as a snapshot of version 1.
///
/// `NIX_SSHOPTS` in the environment gives ssh more options, as for nixos-rebuild.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg = formats::only(formats::DATA))]
pub struct Arguments {
    /// The machine.
    #[arg(value_name = "MACHINE")]
    machine: String,

    /// Take this generation instead of the active one.
    #[arg(long, value_name = "N")]
    generation: Option<u64>,

    #[command(flatten)]
    patience: Patience,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &mut Output,
) -> Result<ExitCode, Failure> {
    let Some(manifest) = machines::manifest(directory, output)? else {
        return Ok(ExitCode::from(2));
    };
    let named = std::slice::from_ref(&arguments.machine);
    let question = Question {
        hosts: machines::hosts(named, &manifest.plan, output)?,
        named: true,
        source: Source::Ssh(arguments.patience.timeout),
        which: arguments
            .generation
            .map_or(Which::Current, Which::Generation),
        what: What::Closure,
    };
    let seen = machines::ask_one(&arguments.machine, &question, output)?;
    if let Some(saved) = Saved::of(&arguments.machine, seen.says) {
        output.data(&saved.to_json())?;
    }
    Ok(ExitCode::SUCCESS)
}
