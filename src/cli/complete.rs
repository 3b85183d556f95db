//! `coloc completions`, and what completions offer for values.

use std::ffi::OsStr;
use std::process::ExitCode;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Args, Command, CommandFactory as _, Error};
use clap_complete::Shell;

use super::{Failure, Output, formats};

const EXAMPLES: &str = "\
Examples:
  coloc completions bash > ~/.local/share/bash-completion/completions/coloc
  coloc completions fish > ~/.config/fish/completions/coloc.fish
  coloc completions zsh  > ~/.zfunc/_coloc       with fpath+=~/.zfunc before compinit";

/// Print completions for a shell.
///
/// The Nix package installs them already.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg = formats::only(formats::TEXT))]
pub struct Arguments {
    /// The shell that is to complete.
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments, output: &Output) -> Result<ExitCode, Failure> {
    let mut text = Vec::new();
    let mut command = super::Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "coloc", &mut text);
    output.data(&String::from_utf8_lossy(&text))?;
    Ok(ExitCode::SUCCESS)
}

/// Takes any text; completions offer what is known. What is unknown, the command says better than clap.
#[derive(Clone)]
pub(super) struct Known(pub fn() -> Vec<&'static str>);

impl TypedValueParser for Known {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.0)().into_iter().map(PossibleValue::new)))
    }
}
