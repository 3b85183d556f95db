//! Systems in a folder of this computer: profiles by machine, one profile, or a system itself.

use camino::{Utf8Path, Utf8PathBuf};

use super::{Gathered, System, Target, between};
use crate::cli::diff::Arguments;
use crate::cli::{Failure, Output};
use crate::deployed::local::{self, Profile};
use crate::deployed::stamp::{self, Stamp};
use crate::deployed::store::Store;
use crate::diff::machine::State;

/// Reads a folder.
pub(super) fn read(
    arguments: &Arguments,
    folder: &Utf8Path,
    asked: &[String],
    target: &Target<'_>,
    output: &Output,
) -> Result<Vec<Gathered>, Failure> {
    let by_machine: Vec<(&String, Utf8PathBuf)> = asked
        .iter()
        .map(|name| (name, folder.join(name)))
        .filter(|(_, folder)| folder.is_dir())
        .collect();
    if by_machine.is_empty() {
        let name = match arguments.machines.as_slice() {
            [name] => Some(name.as_str()),
            _ => None,
        };
        return one(arguments, folder, name, asked, target).map(|one| vec![one]);
    }
    if arguments.between.is_some() && by_machine.len() != 1 {
        return Err(Failure::Usage(
            "--between compares two generations of one machine: name it".to_owned(),
        ));
    }
    let missing: Vec<&str> = asked
        .iter()
        .filter(|name| !by_machine.iter().any(|(there, _)| there == name))
        .map(String::as_str)
        .collect();
    let mut gathered: Vec<Gathered> = Vec::new();
    for (name, path) in &by_machine {
        // One that cannot be read keeps nobody from reading the others.
        gathered.push(match one(arguments, path, Some(name), asked, target) {
            Err(failure) if by_machine.len() > 1 => {
                Gathered::unknown(name, State::Unknown, failure.to_string())
            }
            other => other?,
        });
    }
    if arguments.machines.is_empty() {
        if !missing.is_empty() {
            output.note(&format!("Not in {folder}: {}.", missing.join(", ")));
        }
    } else {
        for name in missing {
            let why = format!("{folder} has no folder for it");
            gathered.push(Gathered::unknown(name, State::Unknown, why));
        }
        gathered.sort_by(|a, b| a.diff.machine.cmp(&b.diff.machine));
    }
    Ok(gathered)
}

fn one(
    arguments: &Arguments,
    folder: &Utf8Path,
    name: Option<&str>,
    asked: &[String],
    target: &Target<'_>,
) -> Result<Gathered, Failure> {
    let store = target.store;
    if folder.join("etc").exists() {
        if arguments.between.is_some() || arguments.generation.is_some() {
            return Err(Failure::Usage(format!(
                "{folder} is one system, without generations to choose from"
            )));
        }
        let path = folder.canonicalize_utf8()?;
        let system = System {
            files: store,
            path: path.as_str(),
            number: None,
        };
        return against_manifest(name, asked, &system, target);
    }
    let profile = local::profile(folder).map_err(|error| Failure::Usage(error.to_string()))?;
    if let Some([old, new]) = arguments.between.as_deref() {
        let (old, new) = (
            generation(&profile, *old, store)?,
            generation(&profile, *new, store)?,
        );
        let (name, _) = named(name, asked, &new)?;
        return Ok(between(&name, &old, &new, store));
    }
    let number = arguments.generation.or(profile.current).ok_or_else(|| {
        Failure::Usage(format!(
            "{folder}/system leads nowhere: name a --generation ({})",
            numbers(&profile)
        ))
    })?;
    let system = generation(&profile, number, store)?;
    against_manifest(name, asked, &system, target)
}

fn against_manifest(
    name: Option<&str>,
    asked: &[String],
    system: &System<'_>,
    target: &Target<'_>,
) -> Result<Gathered, Failure> {
    let (name, says) = named(name, asked, system)?;
    let mut gathered = target.against_manifest(&name, system);
    if let Some(other) = says.filter(|other| *other != name) {
        let note = format!("what it runs says that it is {other}");
        gathered.diff.notes.insert(0, note.into());
    }
    Ok(gathered)
}

/// Which machine a system is of: as named, as it says itself, or the only one there is. Second, what it says itself.
fn named(
    name: Option<&str>,
    asked: &[String],
    system: &System<'_>,
) -> Result<(String, Option<String>), Failure> {
    let says = match stamp::stamp(system.files, system.path) {
        Stamp::Of(snapshot, _) => Some(snapshot.machine),
        _ => None,
    };
    match (name, &says, asked) {
        (Some(name), ..) => Ok((name.to_owned(), says)),
        (None, Some(own), _) => Ok((own.clone(), says)),
        (None, None, [one]) => Ok((one.clone(), None)),
        _ => Err(Failure::Usage(
            "the system does not say which machine it is of: name the machine".to_owned(),
        )),
    }
}

fn generation<'s>(
    profile: &'s Profile,
    number: u64,
    store: &'s Store,
) -> Result<System<'s>, Failure> {
    let found = profile
        .generations
        .iter()
        .find(|generation| generation.number == number);
    let generation = found.ok_or_else(|| {
        Failure::Usage(format!(
            "there is no generation {number}; there are {}",
            numbers(profile)
        ))
    })?;
    if !generation.exists {
        return Err(Failure::Usage(format!(
            "generation {number} is gone: garbage collection took {}",
            generation.toplevel
        )));
    }
    Ok(System {
        files: store,
        path: &generation.toplevel,
        number: Some(number),
    })
}

/// `1, 2, 5`; of many, the newest.
fn numbers(profile: &Profile) -> String {
    const MOST: usize = 20;
    let all = &profile.generations;
    let newest = &all[all.len().saturating_sub(MOST)..];
    let numbers: Vec<String> = newest.iter().map(|one| one.number.to_string()).collect();
    let older = all.len() - newest.len();
    let before = if older > 0 {
        format!("{older} older ones, ")
    } else {
        String::new()
    };
    format!("{before}{}", numbers.join(", "))
}
