//! Which formats a command writes: declared beside each, shown by its `--help`, checked before it begins.

use std::ffi::OsStr;

use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::{Arg, ArgMatches, Command, Error, ValueEnum as _};

use super::Output;
use super::arguments::GLOBAL;
use crate::report::Format;
use crate::say;
use crate::words::Text;

/// Of commands that give findings.
pub(super) const FINDINGS: &[Format] = &[
    Format::Human,
    Format::Json,
    Format::Sarif,
    Format::Github,
    Format::Markdown,
];

/// Of commands that give something else.
pub(super) const RESULTS: &[Format] = &[Format::Human, Format::Json, Format::Markdown];

/// The argument's name.
const ID: &str = "format";

/// `--format` of one command, in the place of that of all: its help shows these formats only.
pub(super) fn only(formats: &'static [Format]) -> Arg {
    Arg::new(ID)
        .long(ID)
        .global(true)
        .value_name("FORMAT")
        .value_parser(Shown(formats))
        .default_value("human")
        .help("How findings and results are written")
        .help_heading(GLOBAL)
        .display_order(1)
        .hide(formats.len() == 1)
}

/// Takes any format, and shows some: what a command does not write, [`refusal`] says better than clap.
#[derive(Clone, Copy)]
struct Shown(&'static [Format]);

impl TypedValueParser for Shown {
    type Value = Format;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Format, Error> {
        EnumValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(
            self.0.iter().filter_map(Format::to_possible_value),
        ))
    }
}

/// Why a command does not write the format that was asked for; none: it does.
pub(super) fn refusal(command: &Command, matches: &ArgMatches, output: &Output) -> Option<Text> {
    let (mut command, mut matches) = (command, matches);
    let mut name = command.get_name().to_owned();
    let mut declared = Vec::new();
    while let Some((below, its)) = matches.subcommand() {
        (command, matches) = (command.find_subcommand(below)?, its);
        name = format!("{name} {below}");
        if let Some(format) = command.get_arguments().find(|known| known.get_id() == ID) {
            declared = format.get_possible_values();
        }
    }
    let asked = matches.get_one::<Format>(ID)?.to_possible_value()?;
    if declared.contains(&asked) {
        return None;
    }
    let others = declared.iter().map(|format| Text::plain(format.get_name()));
    let others: Vec<Text> = others.collect();
    Some(say!(
        output.words(),
        "format-refused",
        command = name,
        format = asked.get_name(),
        others = others
    ))
}
