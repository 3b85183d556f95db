//! The command line as a whole, and the flags that every command takes.

use camino::Utf8PathBuf;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, ValueEnum};

use super::Command;
use super::formats::{FINDINGS, Shown};
use crate::manifest::types::Language;
use crate::report::Format;

/// Heading of the flags that every command takes.
pub(super) const GLOBAL: &str = "Global options";

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
    pub(super) directory: Utf8PathBuf,

    /// How findings and results are written.
    #[arg(long, global = true, value_parser = Shown(FINDINGS), default_value = "human", value_name = "FORMAT", help_heading = GLOBAL)]
    pub(super) format: &'static Format,

    /// When to use colours.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto, help_heading = GLOBAL)]
    pub(super) color: Color,

    /// The language of what is said to you; that of your locale if not given, else the collective's.
    #[arg(long, global = true, value_parser = languages(), value_name = "LANGUAGE", help_heading = GLOBAL)]
    pub(super) lang: Option<Language>,

    #[command(subcommand)]
    pub(super) command: Command,
}

fn languages() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::WORDS)
        .try_map(|word| Language::from_word(&word).ok_or("not one of these"))
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
