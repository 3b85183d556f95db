//! The command table, and one thin file per command.
//!
//! Data goes to stdout, progress and notes to stderr. Commands never print: they write to [`Output`].

mod catalog;
mod check;
mod complete;
pub(crate) mod diff;
mod explain;
mod generate;
mod history;
mod init;
pub(crate) mod machines;
mod man;
mod option;
mod options;
mod output;
mod schema;
mod secrets;
mod snapshot;
mod status;

use std::ffi::OsString;
use std::process::ExitCode;

use camino::Utf8PathBuf;
use clap::{Parser, Subcommand, ValueEnum};

use crate::manifest::types::Language;
use crate::report::Format;
pub use output::{Failure, Output};

/// Heading of the flags that every command takes.
const GLOBAL: &str = "Global options";

/// Exit codes of every command, and where to begin.
const HELP_AFTER: &str = "\
Exit codes:
  0  fine, or the same
  1  findings of severity error, or differences where asked
  2  could not run

Examples:
  coloc init                        begin a collective in this folder
  coloc check                       say what is wrong, or could go wrong
  coloc generate                    write the NixOS modules and the flake
  coloc explain clash/domain        what a finding means, and the way out";

/// Turns a collective's manifest of members, sites, machines and services into NixOS modules, and checks it.
#[derive(Debug, Parser)]
#[command(
    name = "coloc",
    version,
    after_help = HELP_AFTER,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub struct Arguments {
    /// Begin in this folder; `coloc.toml` is looked for there and above.
    #[arg(short = 'C', value_name = "DIR", global = true, default_value = ".", help_heading = GLOBAL)]
    directory: Utf8PathBuf,

    /// How findings and results are written.
    #[arg(long, global = true, value_enum, default_value_t = Format::Human, help_heading = GLOBAL)]
    format: Format,

    /// When to use colours.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto, help_heading = GLOBAL)]
    color: Color,

    /// The language of what is said to you; that of your locale if not given, else the collective's.
    #[arg(long, global = true, value_enum, value_name = "LANGUAGE", help_heading = GLOBAL)]
    lang: Option<Lang>,

    #[command(subcommand)]
    command: Command,
}

/// Languages that coloc speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Lang {
    /// French
    Fr,
    /// English
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Fr => Self::Fr,
            Lang::En => Self::En,
        }
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

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
    Option(option::Arguments),
    Options(options::Arguments),
    Secrets(secrets::Arguments),
    Schema(schema::Arguments),
    Completions(complete::Arguments),
    Man(man::Arguments),
}

/// Runs one command line.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to stdout with 0, mistakes to stderr with 2.
            let code = u8::try_from(error.exit_code()).unwrap_or(2);
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let mut output = Output::new(
        arguments.format,
        arguments.color,
        arguments.lang.map(Into::into),
    );
    match dispatch(&arguments, &mut output) {
        Ok(code) => code,
        Err(failure) => output.fail(&failure),
    }
}

fn dispatch(arguments: &Arguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let directory = &arguments.directory;
    if !directory.is_dir() {
        return Err(Failure::Usage(format!(
            "-C {directory}: there is no such folder"
        )));
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
        Command::Options(own) => options::run(own, directory, output),
        Command::Secrets(own) => secrets::run(own, directory, output),
        Command::Schema(own) => schema::run(own, directory, output),
        Command::Completions(own) => complete::run(own, output),
        Command::Man(own) => man::run(own, directory, output),
    }
}
