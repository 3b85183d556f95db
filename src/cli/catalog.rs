//! `coloc catalog`

use std::process::ExitCode;

use camino::Utf8Path;
use clap::Args;

use super::complete::Known;
use super::{Failure, Output};
use crate::catalog::{self, Catalog, Entry};
use crate::manifest::table::nearest;
use crate::manifest::types::{Language, Name};
use crate::pipeline::{self, Offer};
use crate::report::Format;
use crate::report::catalog::{Reader, human, json, markdown};

const EXAMPLES: &str = "\
Examples:
  coloc catalog                     what there is
  coloc catalog nextcloud           everything about one, with lines to paste
  coloc catalog doodle              what takes the place of that
  coloc catalog --format markdown   a table for your wiki";

/// Show the services on offer, and their settings.
///
/// Inside of a collective, the entries of its own `catalog` folder are there too.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// A type of service, such as `nextcloud`: its settings, ports, secrets, what to back up, and how to care for it. Or
    /// a word: the types that replace such a thing, or speak of it.
    #[arg(value_name = "TYPE", value_parser = Known(|| catalog::builtin().collect()), hide_possible_values = true)]
    kind: Option<String>,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let offer = pipeline::offer(directory)?;
    if offer.broken {
        output.note("Something is wrong in this collective's files, and may be missing here: `coloc check` says what.");
    }
    let reader = reader(&offer);
    let text = match &arguments.kind {
        None => list(&offer.catalog, &reader, output)?,
        Some(kind) => match found(&offer.catalog, kind)? {
            Found::One(entry) => page(entry, &reader, output)?,
            Found::Several(some) => list(&some, &reader, output)?,
        },
    };
    output.data(&text)?;
    let known = |kind: &String| offer.catalog.entries.contains_key(kind.as_str());
    if !arguments.kind.as_ref().is_some_and(known) && output.format == Format::Human {
        output.note("\n`coloc catalog TYPE` shows everything about one of them.");
    }
    Ok(ExitCode::SUCCESS)
}

fn list(catalog: &Catalog, reader: &Reader, output: &Output) -> Result<String, Failure> {
    Ok(match output.format {
        Format::Human => human::list(catalog, reader, output.colour, output.width),
        Format::Json => json::services(catalog.entries.values().map(AsRef::as_ref)),
        Format::Markdown => markdown::list(catalog, reader),
        Format::Sarif => return Err(Failure::no_sarif("the catalog")),
    })
}

fn page(entry: &Entry, reader: &Reader, output: &Output) -> Result<String, Failure> {
    Ok(match output.format {
        Format::Human => human::page(entry, reader, output.colour, output.width),
        Format::Json => json::services(std::iter::once(entry)),
        Format::Markdown => markdown::page(entry, reader),
        Format::Sarif => return Err(Failure::no_sarif("the catalog")),
    })
}

/// What a word on the command line leads to.
enum Found<'a> {
    /// A type.
    One(&'a Entry),
    /// Types that do what is asked for: the word is in what they replace, or in what they are.
    Several(Catalog),
}

fn found<'a>(catalog: &'a Catalog, kind: &str) -> Result<Found<'a>, Failure> {
    if let Some(entry) = catalog.entries.get(kind) {
        return Ok(Found::One(entry));
    }
    let word = kind.to_lowercase();
    let speaks_of = |entry: &Entry| {
        let replaces = entry.replaces.iter().map(String::as_str);
        let languages = [Language::En, Language::Fr].map(|language| entry.summary.text(language));
        let mut texts = replaces.chain(languages).chain([entry.title.as_str()]);
        word.chars().count() > 2 && texts.any(|text| text.to_lowercase().contains(&word))
    };
    let entries = catalog.entries.iter();
    let some: Catalog = Catalog {
        entries: entries
            .filter(|(_, entry)| speaks_of(entry))
            .map(|(name, entry)| (name.clone(), entry.clone()))
            .collect(),
    };
    if !some.entries.is_empty() {
        return Ok(Found::Several(some));
    }
    let near = nearest(kind, catalog.entries.keys().map(Name::as_str));
    let near = near.map_or_else(String::new, |near| format!(" Did you mean {near}?"));
    Err(Failure::Usage(format!(
        "the catalog has no `{kind}`.{near} `coloc catalog` lists what there is"
    )))
}

/// In the collective's words, or in the language of whoever sits at the terminal.
fn reader(offer: &Offer) -> Reader {
    let Some(manifest) = &offer.manifest else {
        return Reader {
            language: Some(spoken()),
            ..Reader::default()
        };
    };
    let collective = manifest.collective.as_ref();
    let machine = manifest.machines.iter().next();
    let caretakers = machine.map_or(&[][..], |(_, table)| &table.caretakers.value);
    let caretakers: Vec<String> = if caretakers.is_empty() {
        let members = manifest.members.keys();
        members.take(1).map(Name::to_string).collect()
    } else {
        let names = caretakers.iter();
        names.map(|name| name.value.to_string()).collect()
    };
    Reader {
        language: Some(collective.map_or_else(spoken, |table| table.language.value)),
        domain: collective
            .and_then(|table| table.domain.as_ref())
            .map(|domain| domain.value.to_string()),
        machine: machine.map(|(name, _)| name.to_string()),
        caretakers,
    }
}

/// The language that the environment asks for.
pub(super) fn spoken() -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty());
    match locale {
        Some(locale) if locale.to_string_lossy().starts_with("fr") => Language::Fr,
        _ => Language::En,
    }
}
