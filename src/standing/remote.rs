//! Machines over ssh.

use std::collections::BTreeMap;

use super::{Gathered, System, Target, between};
use crate::cli::diff::Arguments;
use crate::cli::machines;
use crate::cli::{Failure, Output};
use crate::deployed::ssh::{Answer, SshError, What, Which};
use crate::diff::machine::State;
use crate::diff::note::Note;

/// Asks all machines at once.
pub(super) fn ask(
    arguments: &Arguments,
    hosts: &BTreeMap<String, String>,
    target: &Target<'_>,
    output: &Output,
) -> Result<Vec<Gathered>, Failure> {
    let numbers = match arguments.between.as_deref() {
        Some([old, new]) => Some((*old, *new)),
        _ => None,
    };
    if numbers.is_some() && hosts.len() != 1 {
        return Err(Failure::Usage(
            "--between compares two generations of one machine: name it, as in `coloc diff --between 11 12 NAME`"
                .to_owned(),
        ));
    }
    machines::note_asking(hosts.len(), output);
    let which = match (numbers, arguments.generation) {
        (Some((old, new)), _) => Which::Pair(old, new),
        (None, Some(number)) => Which::Generation(number),
        (None, None) => Which::Current,
    };
    let asking = arguments.patience.asking(which, What::Files)?;
    let answers = asking.all(hosts);
    Ok(answers
        .iter()
        .map(|(name, answer)| match (answer, numbers) {
            (Err(error), _) => unreachable(name, error),
            (Ok(answer), Some(numbers)) => pair(name, answer, numbers, target),
            (Ok(answer), None) => one(arguments, name, answer, target),
        })
        .collect())
}

fn one(arguments: &Arguments, name: &str, answer: &Answer, target: &Target<'_>) -> Gathered {
    let Some(path) = &answer.chosen else {
        return Gathered::unknown(name, State::Unknown, why(answer, arguments.generation));
    };
    let number = arguments.generation.or_else(|| {
        let same = |one: &&crate::deployed::local::Generation| &one.toplevel == path;
        // The newest of those that are the same system.
        Some(answer.generations.iter().rev().find(same)?.number)
    });
    let system = System {
        files: &answer.files,
        path,
        number,
    };
    let mut gathered = target.against_manifest(name, &system);
    gathered
        .diff
        .notes
        .extend(answer.errors.iter().cloned().map(Note::Said));
    gathered
}

/// Two generations of a machine.
fn pair(name: &str, answer: &Answer, (old, new): (u64, u64), target: &Target<'_>) -> Gathered {
    let system = |number| {
        let generation = answer
            .generations
            .iter()
            .find(|generation| generation.number == number)?;
        answer
            .systems
            .contains(&generation.toplevel)
            .then(|| System {
                files: &answer.files,
                path: &generation.toplevel,
                number: Some(number),
            })
    };
    match (system(old), system(new)) {
        (Some(old), Some(new)) => between(name, &old, &new, target.store),
        (None, _) => Gathered::unknown(name, State::Unknown, why(answer, Some(old))),
        (_, None) => Gathered::unknown(name, State::Unknown, why(answer, Some(new))),
    }
}

fn unreachable(name: &str, error: &SshError) -> Gathered {
    Gathered::unknown(name, State::Unreachable, error.to_string())
}

/// Why a machine that answers has no system to compare.
fn why(answer: &Answer, wanted: Option<u64>) -> String {
    let numbers: Vec<String> = answer
        .generations
        .iter()
        .map(|generation| generation.number.to_string())
        .collect();
    let collected = answer
        .errors
        .iter()
        .find_map(|error| error.strip_prefix("collected "));
    match (collected, wanted) {
        (Some(path), Some(number)) if numbers.contains(&number.to_string()) => {
            format!("generation {number} is gone: garbage collection took {path}")
        }
        (_, Some(number)) if !numbers.is_empty() => {
            let there = numbers.join(", ");
            format!("there is no generation {number}; there are {there}")
        }
        (Some(path), _) => format!("what it should run is gone: {path}"),
        _ => format!(
            "it answers, but has no system of NixOS: {}",
            answer.errors.join(", ")
        ),
    }
}
