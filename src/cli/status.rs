//! `coloc status`

use std::process::ExitCode;

use camino::Utf8Path;
use clap::Args;

use super::machines::{self, Place};
use super::{Failure, Output, formats};
use crate::deployed::ssh::{What, Which};
use crate::diff::drift::Standing;
use crate::report::status;
use crate::standing::git::Repository;
use crate::standing::{self, Question};

const EXAMPLES: &str = "\
Examples:
  coloc status                      all machines, asked over ssh
  coloc status ananas brioche       these only
  coloc status --exit-code          for a timer that tells somebody
  NIX_SSHOPTS='-p 2222' coloc status
  coloc status --deployed /nix/var/nix/profiles";

/// Say how every machine stands: in step, behind, changed by hand.
///
/// Each machine that is not in step is told with the cause and what to do: a commit that is not deployed, a generation
/// that was rolled back or waits for a start, files and accounts that somebody changed, units that failed. Machines are
/// asked over ssh, with your own keys and configuration, many at a time; nothing is changed there.
///
/// `NIX_SSHOPTS` in the environment gives ssh more options, as for nixos-rebuild.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg = formats::only(formats::RESULTS))]
pub struct Arguments {
    /// Only these machines.
    #[arg(value_name = "MACHINE")]
    machines: Vec<String>,

    #[command(flatten)]
    place: Place,

    /// Exit with 1 if a machine is not in step.
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &mut Output,
) -> Result<ExitCode, Failure> {
    let Some(manifest) = machines::manifest(directory, output)? else {
        return Ok(ExitCode::from(2));
    };
    let question = Question {
        hosts: machines::hosts(&arguments.machines, &manifest.plan, output)?,
        named: !arguments.machines.is_empty(),
        source: arguments.place.source(),
        which: Which::Current,
        what: What::Stamp,
    };
    let asked = machines::ask(&question, output)?;
    let repository = Repository::around(&manifest.reading.root);
    let table = standing::status(&asked, &manifest.plan, repository.as_ref());
    output.result(|words| status::page(&table, words), || status::json(&table))?;
    let all = |standing: Standing| table.iter().all(|status| status.standing() == standing);
    Ok(if !table.is_empty() && all(Standing::Unreachable) {
        ExitCode::from(2)
    } else {
        ExitCode::from(u8::from(arguments.exit_code && !all(Standing::InStep)))
    })
}
