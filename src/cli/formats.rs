//! Which formats a command writes: declared beside each, shown by its `--help`, checked before it begins.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgMatches, Command, Error};

use super::Output;
use super::arguments::GLOBAL;
use crate::report::{FORMATS, Format, Results, human, json};
use crate::say;
use crate::words::Text;

/// Which formats a command writes.
pub(super) type Written = fn(&Format) -> bool;

/// Of commands that give findings.
pub(super) const FINDINGS: Written = |_| true;

/// Of commands that give something else.
pub(super) const RESULTS: Written = |format| !matches!(format.results, Results::None);

/// Of commands that give a text which somebody else reads.
pub(super) const TEXT: Written = |format| *format == human::FORMAT;

/// Of commands whose text is JSON.
pub(super) const DATA: Written = |format| *format == human::FORMAT || *format == json::FORMAT;

/// The argument's name.
const ID: &str = "format";

/// `--format` of one command, in the place of that of all: its help shows these formats only.
pub(super) fn only(written: Written) -> Arg {
    Arg::new(ID)
        .long(ID)
        .global(true)
        .value_name("FORMAT")
        .value_parser(Shown(written))
        .default_value(human::FORMAT.name)
        .help("How findings and results are written")
        .help_heading(GLOBAL)
        .display_order(1)
        .hide(FORMATS.iter().filter(|format| written(format)).count() == 1)
}

/// Takes any format, and shows some: what a command does not write, [`refusal`] says better than clap.
#[derive(Clone, Copy)]
pub(super) struct Shown(pub(super) Written);

impl TypedValueParser for Shown {
    type Value = &'static Format;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, Error> {
        let names = FORMATS.iter().map(|format| format.name);
        let name = PossibleValuesParser::new(names).parse_ref(command, argument, value)?;
        let mut formats = FORMATS.iter();
        let format = formats.find(|format| format.name == name);
        Ok(format.unwrap_or(&&human::FORMAT))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let shown = FORMATS.iter().filter(|format| (self.0)(format));
        Some(Box::new(shown.map(|format| {
            PossibleValue::new(format.name).help(format.purpose)
        })))
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
    let asked = matches.get_one::<&Format>(ID)?.name;
    if declared.iter().any(|format| format.get_name() == asked) {
        return None;
    }
    let others = declared.iter().map(|format| Text::plain(format.get_name()));
    let others: Vec<Text> = others.collect();
    Some(say!(
        output.words(),
        "format-refused",
        command = name,
        format = asked,
        others = others
    ))
}
