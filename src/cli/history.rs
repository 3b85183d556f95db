//! `coloc history`

use std::process::ExitCode;

use camino::Utf8Path;
use clap::Args;

use super::machines::{self, Place};
use super::{Failure, Output, formats};
use crate::deployed::ssh::{What, Which};
use crate::report::history;
use crate::standing::{self, Question};

const EXAMPLES: &str = "\
Examples:
  coloc history ananas
  coloc history ananas --limit 50
  coloc history ananas --deployed /nix/var/nix/profiles     on the machine itself";

/// Say what each generation of a machine changed, the newest first.
///
/// A generation is what one deployment made. Each is compared with the one before it: who could get in, what could be
/// reached, services and settings; and how many files, units and packages were others. Packages are counted where the
/// machine's store is at hand.
///
/// `NIX_SSHOPTS` in the environment gives ssh more options, as for nixos-rebuild.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg = formats::only(formats::RESULTS))]
pub struct Arguments {
    /// The machine.
    #[arg(value_name = "MACHINE")]
    machine: String,

    #[command(flatten)]
    place: Place,

    /// Tell of so many of the newest.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
    limit: u32,
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
        source: arguments.place.source(),
        // One more than are told: the oldest of them is compared with it.
        which: Which::Last(arguments.limit + 1),
        what: What::Files,
    };
    let name = arguments.machine.as_str();
    let seen = machines::ask_one(name, &question, output)?;
    let entries = standing::history(&seen, arguments.limit as usize);
    output.result(
        |words| history::page(name, &entries, words),
        || history::json(name, &entries),
    )?;
    Ok(ExitCode::SUCCESS)
}
