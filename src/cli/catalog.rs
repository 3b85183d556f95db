//! `coloc catalog`

use std::process::ExitCode;

use camino::Utf8Path;
use clap::Args;

use super::complete::Known;
use super::{Failure, Output, formats};
use crate::catalog::{self, Catalog};
use crate::manifest::table::nearest;
use crate::pipeline;
use crate::report::catalog::{self as report, Reader};
use crate::say;

const EXAMPLES: &str = "\
Examples:
  coloc catalog                     what there is
  coloc catalog nextcloud           everything about one, with lines to paste
  coloc catalog doodle              what takes the place of that
  coloc catalog --format markdown   a table for your wiki";

/// Show the services on offer, and their settings.
///
/// Inside of a collective, the entries of its own `catalog` folder are there too.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg = formats::only(formats::RESULTS))]
pub struct Arguments {
    /// A type of service, such as `nextcloud`: its settings, ports, secrets, what to back up, and how to care for it. Or
    /// a word: the types that replace such a thing, or speak of it.
    #[arg(value_name = "TYPE", value_parser = Known(|| catalog::builtin().collect()), hide_possible_values = true)]
    kind: Option<String>,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let offer = pipeline::offer(directory)?;
    if let Some(language) = offer.language() {
        output.speak(language);
    }
    if offer.broken {
        output.tell(&say!(output.words(), "catalog-broken"));
    }
    let Some(kind) = &arguments.kind else {
        return list(&offer.catalog, output);
    };
    if let Some(entry) = offer.catalog.get(kind) {
        let reader = offer.manifest.as_ref().map(Reader::of).unwrap_or_default();
        output.result(
            |words| report::page(entry, &reader, words),
            || report::json(std::iter::once(&**entry)),
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    let some = offer.catalog.speaking_of(kind);
    if !some.is_empty() {
        return list(&some, output);
    }
    let near = nearest(kind, offer.catalog.names());
    Err(Failure::Said(say!(
        output.words(),
        "catalog-unknown",
        name = kind,
        near = near.unwrap_or("none")
    )))
}

fn list(catalog: &Catalog, output: &Output) -> Result<ExitCode, Failure> {
    output.result(
        |words| report::list(catalog, words),
        || report::json(catalog.entries().map(AsRef::as_ref)),
    )?;
    if output.is_for_terminal() {
        output.note("");
        output.tell(&say!(output.words(), "catalog-more"));
    }
    Ok(ExitCode::SUCCESS)
}
