//! `coloc option`

use std::fmt::Write as _;
use std::process::ExitCode;

use camino::Utf8Path;
use clap::Args;
use serde_json::{Map, Value as Json, json};

use super::{Failure, Output};
use crate::finding::Label;
use crate::inspection::stored;
use crate::inspection::{self, blame};
use crate::manifest::read::{ReadError, find_root};
use crate::options::definitions::{self, Definition};
use crate::options::index::{Fate, Index, Origin, Place};
use crate::options::near::near;
use crate::pipeline;
use crate::report::Format;
use crate::report::json::{label_value, write};
use crate::visible;

const EXAMPLES: &str = "\
Examples:
  coloc option services.nextcloud.maxUploadSize
  coloc option services.nginx.virtualHosts.'<name>'.root
  coloc option services.openssh           what is in a group";

/// Options of a group that are listed.
const MOST: usize = 40;

/// Say what an option of NixOS holds, and which machines set it, from which line of the manifest.
///
/// Without a collective around it, the command tells the type and the default alone. A name that NixOS does not have
/// is answered with those that are nearly the same.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The option: services.openssh.enable
    #[arg(value_name = "NAME")]
    name: String,
}

/// An option that a machine sets.
struct Set {
    machine: String,
    definition: Definition,
    value: String,
    /// In the manifest, where that is the cause.
    because: Option<Label>,
    /// In the file.
    place: Option<Label>,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &mut Output,
) -> Result<ExitCode, Failure> {
    if output.format == Format::Sarif {
        return Err(Failure::no_sarif("an option"));
    }
    let names = definitions::names(&arguments.name);
    if names.is_empty() {
        return Err(Failure::Usage(
            "name an option, such as services.openssh.enable".to_owned(),
        ));
    }
    let mut reading = match find_root(directory) {
        Ok(root) => Some(pipeline::read(&root)?),
        Err(ReadError::NoManifest(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let release = reading
        .as_ref()
        .map(|reading| reading.collective.release.number());
    let stored = match &reading {
        Some(reading) => Some(stored::load(
            &reading.root,
            reading.collective.release.value,
        )?),
        None => None,
    };
    let index = stored.as_deref().unwrap_or_else(|| Index::embedded());
    let sets = match &mut reading {
        Some(reading) if !reading.findings.has_errors() => sets(reading, &names)?,
        Some(_) => {
            output.note("The manifest has errors, so it is not known which machines set the option: `coloc check`.");
            Vec::new()
        }
        None => Vec::new(),
    };
    let path: Vec<&str> = names.iter().map(String::as_str).collect();
    let located = locate(index, &path);
    let place = located.map(|(place, _)| place);
    let depth = located.map_or(path.len(), |(_, depth)| depth);
    let sources = reading.map(|reading| reading.sources).unwrap_or_default();
    let known = place.is_some() || !sets.is_empty();
    let near: Vec<String> = match place {
        Some(_) => Vec::new(),
        None => near(index.root(), &path)
            .into_iter()
            .map(|near| near.path)
            .collect(),
    };
    let name = definitions::path(&names);
    if output.format == Format::Json {
        let facts = place.and_then(Place::facts);
        let fate = place.map(Place::fate);
        let label =
            |label: &Option<Label>| label.as_ref().map(|label| label_value(label, &sources));
        let sets: Vec<Json> = sets
            .iter()
            .map(|set| {
                json!({
                    "machine": set.machine, "option": set.definition.option, "value": set.value,
                    "certain": set.definition.certain, "place": label(&set.place), "because": label(&set.because),
                })
            })
            .collect();
        let mut object = Map::new();
        for (key, value) in [
            ("version", 1.into()),
            ("option", name.into()),
            ("known", place.is_some().into()),
            ("type", facts.map(|facts| facts.type_text).into()),
            ("default", facts.and_then(|facts| facts.default).into()),
            (
                "read-only",
                facts.is_some_and(|facts| facts.read_only).into(),
            ),
            (
                "renamed-to",
                match fate {
                    Some(Fate::Renamed(new)) => new.into(),
                    _ => Json::Null,
                },
            ),
            (
                "removed",
                match fate {
                    Some(Fate::Removed(why)) => why.into(),
                    _ => Json::Null,
                },
            ),
            ("near", near.into()),
            ("below", place.map(below).unwrap_or_default().into()),
            ("set", sets.into()),
        ] {
            object.insert(key.to_owned(), value);
        }
        output.data(&write(&Json::Object(object)))?;
        return Ok(ExitCode::from(u8::from(!known)));
    }
    let mut text = String::new();
    match place {
        None => {
            let _ = writeln!(text, "NixOS has no option `{name}` that coloc knows of.");
            for near in &near {
                let _ = writeln!(text, "  Nearly the same: {near}");
            }
        }
        Some(place) if depth < names.len() && place.fate() == Fate::Here => {
            let above = definitions::path(&names[..depth]);
            let _ = writeln!(text, "{name}\n  is a name of your own choice in {above}:");
            describe(&mut text, &above, place);
        }
        Some(place) => describe(&mut text, &name, place),
    }
    for set in &sets {
        let at = set
            .because
            .as_ref()
            .or(set.place.as_ref())
            .map_or_else(String::new, |label| {
                let (start, _) = sources.positions(label.span);
                format!("   {}:{}", sources.path(label.span), start.line)
            });
        let option = if set.definition.option == name {
            String::new()
        } else {
            format!("{} = ", set.definition.option)
        };
        let doubt = if set.definition.certain {
            ""
        } else {
            " (in some cases)"
        };
        let _ = writeln!(
            text,
            "  set by {}: {option}{}{doubt}{at}",
            set.machine, set.value
        );
    }
    if *index.origin() == Origin::Embedded
        && release.is_some_and(|release| index.release() < release)
    {
        output.note(
            "coloc's own list of options is of December 2024, with some later changes: `coloc options import` gives it \
             yours.",
        );
    }
    output.data(&visible::text(&text))?;
    Ok(ExitCode::from(u8::from(!known)))
}

/// The place of an option, by its own names or by those that stand for any; and how many names lead to it: what is
/// left stands in an option that takes any name.
fn locate<'i>(index: &'i Index, path: &[&str]) -> Option<(Place<'i>, usize)> {
    let mut place = index.root();
    for (depth, name) in path.iter().enumerate() {
        match place.child(name).or_else(|| place.any()) {
            Some(below) => place = below,
            None if is_free(place) => return Some((place, depth)),
            None => return None,
        }
        if place.fate() != Fate::Here {
            return Some((place, depth + 1));
        }
    }
    Some((place, path.len()))
}

/// Whether an option takes names that no list shows.
fn is_free(place: Place<'_>) -> bool {
    place.facts().is_some_and(|facts| {
        let nesting = facts.r#type.nesting(Some(place));
        nesting.open || nesting.freeform.is_some() || nesting.attributes.is_some()
    })
}

fn describe(text: &mut String, name: &str, place: Place<'_>) {
    let _ = writeln!(text, "{name}");
    match place.fate() {
        Fate::Renamed(new) => {
            let _ = writeln!(text, "  is an old name: it is {new} now");
        }
        Fate::Removed(why) => {
            let _ = writeln!(text, "  is gone: {why}");
        }
        Fate::Here => {}
    }
    if let Some(facts) = place.facts() {
        let _ = writeln!(text, "  type     {}", facts.type_text);
        if let Some(default) = facts.default {
            let _ = writeln!(
                text,
                "  default  {}",
                default.replace('\n', "\n           ")
            );
        }
        if facts.read_only {
            let _ = writeln!(text, "  can only be read: NixOS works it out");
        }
    }
    let below = below(place);
    for name in below.iter().take(MOST) {
        let _ = writeln!(text, "  .{}", definitions::path(&[(*name).to_owned()]));
    }
    if below.len() > MOST {
        let _ = writeln!(text, "  … and {} more", below.len() - MOST);
    }
}

fn below(place: Place<'_>) -> Vec<&str> {
    place.children().map(|(name, _)| name).collect()
}

/// Where machines set an option.
fn sets(reading: &mut pipeline::Reading, names: &[String]) -> Result<Vec<Set>, Failure> {
    let (plan, tree) = pipeline::emit(reading)?;
    let inspection = inspection::read(&reading.root, &plan, &tree)?;
    let wanted: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut sets = Vec::new();
    for machine in plan.machines.keys() {
        for definition in definitions::of(
            &inspection.files,
            inspection::root(machine.as_str()),
            &wanted,
        ) {
            let into = (&mut reading.sources, &mut reading.findings);
            let place = inspection.span(&tree, into, &definition.file, &definition.range);
            let value = place.map_or_else(String::new, |span| one_line(reading.sources.text(span)));
            let because = blame::cause(&definition.file, &definition.option, &reading.keys);
            sets.push(Set {
                machine: machine.to_string(),
                value,
                because: because.map(|(key, place)| Label {
                    span: place.key,
                    text: key.to_string(),
                }),
                place: place.map(|span| Label {
                    span,
                    text: definition.option.clone(),
                }),
                definition,
            });
        }
    }
    Ok(sets)
}

/// A value on one line, shortened.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    visible::shorten(&words.join(" "), 60).into_owned()
}
