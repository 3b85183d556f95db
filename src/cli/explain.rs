//! `coloc explain`

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;

use super::complete::Known;
use super::{Failure, Output};
use crate::codes;
use crate::finding::Code;
use crate::manifest::table::nearest;
use crate::report::{Format, json};

const EXAMPLES: &str = "\
Examples:
  coloc explain                     all kinds of findings
  coloc explain clash/domain        one of them";

/// Explain a kind of finding: why it matters, with an example and the way out.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The code that stands with the finding, such as `clash/domain`; without one, all are listed.
    #[arg(value_parser = Known(|| codes::all().map(|code| code.name).collect()), hide_possible_values = true)]
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let codes: Vec<&Code> = codes::all().collect();
    let chosen: Vec<&Code> = match &arguments.code {
        None => codes,
        Some(name) => {
            if let Some(code) = codes.iter().find(|code| code.name == name) {
                vec![code]
            } else {
                let near = nearest(name, codes.iter().map(|code| code.name));
                let near = near.map_or_else(String::new, |near| format!(" Did you mean {near}?"));
                return Err(Failure::Usage(format!(
                    "there is no finding `{name}`.{near} `coloc explain` lists them all"
                )));
            }
        }
    };
    if output.format == Format::Sarif {
        return Err(Failure::no_sarif("an explanation"));
    }
    if output.format == Format::Json {
        let codes: Vec<serde_json::Value> = chosen
            .iter()
            .map(|code| {
                serde_json::json!({
                    "code": code.name,
                    "severity": code.severity.as_str(),
                    "summary": code.summary,
                    "explanation": code.explanation,
                })
            })
            .collect();
        output.data(&json::write(
            &serde_json::json!({ "version": 1, "codes": codes }),
        ))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut text = String::new();
    if arguments.code.is_some() {
        for code in chosen {
            let mark = if output.format == Format::Markdown {
                "# "
            } else {
                ""
            };
            text = format!(
                "{mark}{} ({}): {}\n\n{}",
                code.name,
                code.severity.as_str(),
                code.summary,
                code.explanation
            );
        }
    } else {
        let width = chosen.iter().map(|code| code.name.len()).max().unwrap_or(0);
        for code in chosen {
            // Writing to a String cannot fail.
            let (name, severity) = (code.name, code.severity.as_str());
            let _ = if output.format == Format::Markdown {
                writeln!(text, "- `{name}` ({severity}): {}", code.summary)
            } else {
                writeln!(text, "{name:width$}  {severity:7}  {}", code.summary)
            };
        }
    }
    output.data(&text)?;
    Ok(ExitCode::SUCCESS)
}
