//! `coloc man`

use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::{Failure, Output, formats};

const EXAMPLES: &str = "\
Examples:
  coloc man | man -l -
  coloc man /usr/local/share/man/man1";

/// Print the man page, or write the pages of all commands into a folder.
///
/// The Nix package installs them already.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg = formats::only(formats::TEXT))]
pub struct Arguments {
    /// Where to write coloc.1, coloc-check.1 and so on; without it, coloc.1 is printed.
    #[arg(value_name = "DIR")]
    folder: Option<Utf8PathBuf>,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let mut command = super::Arguments::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &arguments.folder else {
        output.data(&page(&command)?)?;
        return Ok(ExitCode::SUCCESS);
    };
    let folder = directory.join(folder);
    fs_err::create_dir_all(&folder)?;
    write(&command, &folder)?;
    Ok(ExitCode::SUCCESS)
}

/// The page of a command, and those of the commands below it.
fn write(command: &Command, folder: &Utf8Path) -> Result<(), Failure> {
    let name = command.get_display_name().unwrap_or(command.get_name());
    fs_err::write(folder.join(format!("{name}.1")), page(command)?)?;
    let below = command.get_subcommands();
    below
        .filter(|below| !below.is_hide_set() && below.get_name() != "help")
        .try_for_each(|below| write(below, folder))
}

/// One page. What stands after the options keeps its lines: clap_mangen would run them together.
fn page(command: &Command) -> Result<String, Failure> {
    let man = Man::new(command.clone())
        .manual("coloc")
        .source(concat!("coloc ", env!("CARGO_PKG_VERSION")));
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    if let Some(after) = command.get_after_help() {
        after_help(&after.to_string()).to_writer(&mut text)?;
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Lines that end in a colon become headings; indented ones stay as they are.
fn after_help(text: &str) -> Roff {
    let mut page = Roff::new();
    let mut kept = false;
    for line in text.lines() {
        let indented = line.starts_with(' ');
        if indented != kept {
            page.control(if indented { "nf" } else { "fi" }, []);
            kept = indented;
        }
        match line.strip_suffix(':') {
            Some(heading) if !indented => {
                page.control("SH", [heading.to_uppercase().as_str()]);
            }
            _ if line.is_empty() => {
                page.control("PP", []);
            }
            _ => {
                page.text([roman(line)]);
            }
        }
    }
    if kept {
        page.control("fi", []);
    }
    page
}
