//! A problem in a Nix file → a finding at the line that a person would change: in a file written by hand that is the
//! place itself, in a generated one the manifest's.

use std::ops::Range;

use camino::Utf8Path;

use super::codes;
use crate::finding::Finding;
use crate::manifest::key::{Field, Key, Table};
use crate::manifest::keys::{Keys, Place};
use crate::options::check::Problem;
use crate::source::Span;

/// Where texts are, for findings to point into.
pub trait Texts {
    /// The place of a range of bytes in a file of the repository, generated or not; none: its text is not at hand.
    fn span(&mut self, file: &Utf8Path, range: &Range<usize>) -> Option<Span>;
}

/// Turns a problem into a finding.
pub fn finding(problem: Problem, keys: &Keys, texts: &mut dyn Texts) -> Finding {
    let mut finding = Finding::new(codes::of(problem.fault), problem.message).help(problem.help);
    finding.milder = problem.doubtful;
    let here = texts.span(&problem.file, &problem.range);
    match cause(&problem.file, &problem.option, keys) {
        Some((key, place)) => {
            let text = match (&key.field, key.service_name()) {
                (Field::Option(_), _) => "this option",
                (_, Some(_)) => "this service",
                (_, None) => "this table",
            };
            finding = finding.at(place.key, text);
            if let Some(here) = here {
                finding = finding.at(here, "becomes this");
            }
        }
        None => {
            if let Some(here) = here {
                finding = finding.at(here, "");
            }
        }
    }
    for related in problem.related {
        // The other side of a conflict may be the manifest's as well.
        let place = match cause(&related.file, &problem.option, keys) {
            Some((_, place)) => Some(place.key),
            None => texts.span(&related.file, &related.range),
        };
        if let Some(place) = place {
            finding = finding.at(place, related.text);
        }
    }
    finding
}

/// The key of the manifest that made a generated file set an option; none for files written by hand.
///
/// `option` is a path as Nix writes it. A table `nixos` that sets the option, or something around it, is named before
/// what the file as a whole comes from.
pub fn cause(file: &Utf8Path, option: &str, keys: &Keys) -> Option<(Key, Place)> {
    let mut parts = file.strip_prefix("generated").ok()?.iter();
    let (table, field) = match (parts.next(), parts.next()) {
        (Some("machines"), Some(machine)) => match (parts.next(), parts.next()) {
            (Some("services" | "for"), Some(service)) => {
                let service = service.trim_end_matches(".nix").to_owned();
                (Table::Service(service), Field::Type)
            }
            _ => (Table::Machine(machine.to_owned()), Field::Whole),
        },
        _ => (Table::Collective, Field::Whole),
    };
    let option = Key::of(table.clone(), Field::Option(option.replace('"', "")));
    let around = std::iter::successors(Some(option), Key::above);
    let mut options = around.take_while(|key| key.field != Field::Nixos);
    options
        .find_map(|key| keys.exact(&key).map(|place| (key, place)))
        .or_else(|| {
            let key = Key::of(table, field);
            let place = keys.find(&key)?;
            Some((key, place))
        })
}
