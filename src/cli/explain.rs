//! `coloc explain`

use std::process::ExitCode;

use clap::Args;

use super::complete::Known;
use super::{Failure, Output, formats};
use crate::codes;
use crate::finding::Code;
use crate::manifest::table::nearest;
use crate::report::explain;
use crate::say;

const EXAMPLES: &str = "\
Examples:
  coloc explain                     all kinds of findings
  coloc explain clash/domain        one of them";

/// Explain a kind of finding: why it matters, with an example and the way out.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg = formats::only(formats::RESULTS))]
pub struct Arguments {
    /// The code that stands with the finding, such as `clash/domain`; without one, all are listed.
    #[arg(value_parser = Known(|| codes::all().map(|code| code.name).collect()), hide_possible_values = true)]
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let codes: Vec<&Code> = codes::all().collect();
    let Some(name) = &arguments.code else {
        output.result(
            |words| explain::list(&codes, words),
            || explain::json(&codes),
        )?;
        return Ok(ExitCode::SUCCESS);
    };
    let Some(code) = codes.iter().find(|code| code.name == name) else {
        let near = nearest(name, codes.iter().map(|code| code.name)).unwrap_or("none");
        return Err(Failure::Said(say!(
            output.words(),
            "explain-unknown",
            name = name,
            near = near
        )));
    };
    output.result(|_| explain::one(code), || explain::json(&[*code]))?;
    Ok(ExitCode::SUCCESS)
}
