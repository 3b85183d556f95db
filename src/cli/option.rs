//! `coloc option`

mod import;

use std::process::ExitCode;

use camino::Utf8Path;
use clap::{Args, Subcommand};

use super::{Failure, Output, formats};
use crate::emit::Scope;
use crate::inspection::sets::Set;
use crate::inspection::{self, stored};
use crate::manifest::read::{ReadError, find_root};
use crate::options::asked::Asked;
use crate::options::definitions;
use crate::options::index::{Index, Origin};
use crate::pipeline::{self, Reading};
use crate::report::option::{self as report, Answer};
use crate::say;

const EXAMPLES: &str = "\
Examples:
  coloc option services.nextcloud.maxUploadSize
  coloc option services.nginx.virtualHosts.'<name>'.root
  coloc option services.openssh           what is in a group
  coloc option import result/share/doc/nixos/options.json";

/// Say what an option of NixOS holds, and which machines set it, from which line of the manifest.
///
/// Without a collective around it, the command tells the type and the default alone. A name that NixOS does not have
/// is answered with those that are nearly the same.
#[derive(Debug, Args)]
#[command(
    after_help = EXAMPLES,
    arg = formats::only(formats::RESULTS),
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true
)]
pub struct Arguments {
    /// The option: services.openssh.enable
    #[arg(value_name = "NAME", required = true)]
    name: Option<String>,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Import(import::Arguments),
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &mut Output,
) -> Result<ExitCode, Failure> {
    if let Some(Command::Import(own)) = &arguments.command {
        return import::run(own, directory, output);
    }
    let names = definitions::names(arguments.name.as_deref().unwrap_or_default());
    if names.is_empty() {
        return Err(Failure::Said(say!(output.words(), "option-none")));
    }
    let mut reading = match find_root(directory) {
        Ok(root) => Some(pipeline::read(&root)?),
        Err(ReadError::NoManifest(_)) => None,
        Err(error) => return Err(error.into()),
    };
    if let Some(reading) = &reading {
        output.speak(reading.collective.language.value);
    }
    let release = reading
        .as_ref()
        .map(|reading| reading.collective.release.number());
    let stored = match &reading {
        Some(reading) => Some(stored::load(
            &reading.root,
            reading.collective.release.value,
        )?),
        None => None,
    };
    let embedded = || release.map_or_else(Index::embedded, Index::embedded_for);
    let index = stored.as_deref().unwrap_or_else(embedded);
    let sets = match &mut reading {
        Some(reading) if !reading.findings.has_errors() => sets(reading, &names)?,
        Some(_) => {
            output.tell(&say!(output.words(), "option-manifest-errors"));
            Vec::new()
        }
        None => Vec::new(),
    };
    let is_old = release.is_some_and(|release| index.release() < release);
    if *index.origin() == Origin::Embedded && is_old {
        output.tell(&say!(output.words(), "option-old-list"));
    }
    let answer = Answer {
        asked: &Asked::of(names, index),
        sets: &sets,
        sources: &reading.map(|reading| reading.sources).unwrap_or_default(),
    };
    output.result(
        |words| report::page(&answer, words),
        || report::json(&answer),
    )?;
    let known = answer.asked.place.is_some() || !sets.is_empty();
    Ok(ExitCode::from(u8::from(!known)))
}

/// Where machines set an option.
fn sets(reading: &mut Reading, names: &[String]) -> Result<Vec<Set>, Failure> {
    let (plan, tree) = pipeline::emit(reading, Scope::All)?;
    let inspection = inspection::read(&reading.root, plan.machines.keys(), &tree)?;
    let into = (&mut reading.sources, &mut reading.findings);
    Ok(inspection.sets(names, &reading.keys, (&plan, &tree), into))
}
