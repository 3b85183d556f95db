//! `coloc schema`

use std::process::ExitCode;

use camino::Utf8Path;
use clap::Args;

use super::{Failure, Output, formats};
use crate::catalog::schema::types;
use crate::manifest::schema;
use crate::pipeline;
use crate::report::{json, reference};

const EXAMPLES: &str = "\
Examples:
  coloc schema > coloc.schema.json
  coloc schema --format markdown    the reference of the manifest, to read

An editor with taplo (in VS Code: Even Better TOML) completes and checks a manifest that begins with
  #:schema ./coloc.schema.json";

/// Print the manifest's JSON Schema, for editors, or its reference, for people.
///
/// The reference is what `--format markdown` prints: every table and key, in words. Inside of a collective, the
/// schema knows the settings of its own `catalog` folder too.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg = formats::only(formats::RESULTS))]
pub struct Arguments {}

pub(super) fn run(
    _: &Arguments,
    directory: &Utf8Path,
    output: &Output,
) -> Result<ExitCode, Failure> {
    if output.has_pages() && !output.is_for_terminal() {
        output.data(&reference::markdown())?;
    } else {
        let offer = pipeline::offer(directory)?;
        output.data(&json::write(&schema::schema(&types(&offer.catalog))))?;
    }
    Ok(ExitCode::SUCCESS)
}
