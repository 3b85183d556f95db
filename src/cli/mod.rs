//! The command table, and one thin file per command.
//!
//! Data goes to stdout, progress and notes to stderr. Commands never print: they write to [`Output`].

mod arguments;
mod catalog;
mod check;
mod complete;
mod diff;
mod explain;
mod failure;
mod formats;
mod generate;
mod history;
mod init;
mod machines;
mod man;
mod option;
mod output;
mod reader;
mod schema;
mod secrets;
mod snapshot;
mod status;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Subcommand};

use crate::say;
pub use arguments::Arguments;
pub use failure::Failure;
pub use output::Output;
use reader::Reader;

#[derive(Debug, Subcommand)]
enum Command {
    Init(Box<init::Arguments>),
    Check(check::Arguments),
    Generate(generate::Arguments),
    Diff(diff::Arguments),
    Status(status::Arguments),
    History(history::Arguments),
    Snapshot(snapshot::Arguments),
    Explain(explain::Arguments),
    Catalog(catalog::Arguments),
    // The old name of `option import`.
    #[command(alias = "options")]
    Option(option::Arguments),
    Secrets(secrets::Arguments),
    Schema(schema::Arguments),
    Completions(complete::Arguments),
    Man(man::Arguments),
}

/// Runs one command line.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut command = Arguments::command();
    let parsed = command
        .try_get_matches_from_mut(arguments)
        .and_then(|matches| Ok((Arguments::from_arg_matches(&matches)?, matches)));
    let (arguments, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // Help and version go to stdout with 0, mistakes to stderr with 2.
            let code = u8::try_from(error.exit_code()).unwrap_or(2);
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let mut output = Output::new(
        arguments.format,
        &Reader::new(arguments.color, arguments.lang),
    );
    let done = match formats::refusal(&command, &matches, &output) {
        Some(refusal) => Err(Failure::Said(refusal)),
        None => dispatch(&arguments, &mut output),
    };
    match done {
        Ok(code) => code,
        Err(failure) => output.fail(&failure),
    }
}

fn dispatch(arguments: &Arguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let directory = &arguments.directory;
    if !directory.is_dir() {
        let text = say!(output.words(), "no-folder", folder = directory);
        return Err(Failure::Said(text));
    }
    match &arguments.command {
        Command::Init(own) => init::run(own, directory, output),
        Command::Check(own) => check::run(own, directory, output),
        Command::Generate(own) => generate::run(own, directory, output),
        Command::Diff(own) => diff::run(own, directory, output),
        Command::Status(own) => status::run(own, directory, output),
        Command::History(own) => history::run(own, directory, output),
        Command::Snapshot(own) => snapshot::run(own, directory, output),
        Command::Explain(own) => explain::run(own, output),
        Command::Option(own) => option::run(own, directory, output),
        Command::Catalog(own) => catalog::run(own, directory, output),
        Command::Secrets(own) => secrets::run(own, directory, output),
        Command::Schema(own) => schema::run(own, directory, output),
        Command::Completions(own) => complete::run(own, output),
        Command::Man(own) => man::run(own, directory, output),
    }
}
