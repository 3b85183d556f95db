//! `coloc snapshot`

use std::process::ExitCode;

use camino::Utf8Path;
use clap::Args;

use super::machines::{self, Patience};
use super::{Failure, Output, formats};
use crate::deployed::saved::Saved;
use crate::deployed::ssh::{What, Which};
use crate::report::Format;

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
#[command(after_help = EXAMPLES, arg = formats::only(&[Format::Human, Format::Json]))]
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
    let hosts = machines::hosts(std::slice::from_ref(&arguments.machine), &manifest.plan)?;
    let which = arguments
        .generation
        .map_or(Which::Current, Which::Generation);
    let asking = arguments.patience.asking(which, What::Closure)?;
    let name = &arguments.machine;
    let host = hosts.get(name).cloned().unwrap_or_default();
    output.note(&format!("Asking {host} over ssh…"));
    let answer = asking
        .one(&host)
        .map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
    for error in &answer.errors {
        output.note(&format!("{name}: {error}"));
    }
    let errors = answer.errors.join(", ");
    let saved = Saved::of(name, answer)
        .ok_or_else(|| Failure::Usage(format!("{name} has no such system: {errors}")))?;
    output.data(&saved.to_json())?;
    Ok(ExitCode::SUCCESS)
}
