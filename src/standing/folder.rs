//! Machines in a folder of this computer: profiles by machine, one profile, or a system itself.

use camino::{Utf8Path, Utf8PathBuf};

use super::question::{Asked, Question};
use super::seen::{At, Seen};
use crate::deployed::local::{self, ProfileError};
use crate::deployed::ssh::{Answer, Which};
use crate::deployed::stamp::{Stamp, stamp};
use crate::deployed::store::Store;
use crate::deployed::trouble::Trouble;
use crate::deployed::why::Why;

/// Reads a folder.
pub(super) fn read(question: &Question, folder: &Utf8Path, store: &Store) -> Result<Asked, Why> {
    if !folder.is_dir() {
        return Err(Why::NoFolder(folder.to_owned()));
    }
    let names = question.hosts.keys();
    let own = |name: &String| Some(folder.join(name)).filter(|folder| folder.is_dir());
    let by_machine: Vec<(&String, Option<Utf8PathBuf>)> =
        names.map(|name| (name, own(name))).collect();
    let there = by_machine.iter().filter(|(_, own)| own.is_some()).count();
    let mut asked = Asked::default();
    if there == 0 {
        let seen = one(question, folder, store);
        let name = match &seen {
            Ok(seen) => question.name(folder, says(seen))?,
            // What holds no machine is no machine's fault.
            Err(why @ (Why::Empty(_) | Why::Folder(_) | Why::OneSystem(_))) => {
                return Err(why.clone());
            }
            Err(why) => question.only().ok_or_else(|| why.clone())?.clone(),
        };
        asked.machines.insert(name, seen);
        return Ok(asked);
    }
    question.fits(there)?;
    for (name, own) in by_machine {
        let seen = match own {
            Some(own) => one(question, &own, store),
            None if question.named => Err(Why::NotInFolder(folder.to_owned())),
            None => {
                asked.left_out.push(name.clone());
                continue;
            }
        };
        asked.machines.insert(name.clone(), seen);
    }
    Ok(asked)
}

/// One machine's folder.
fn one(question: &Question, folder: &Utf8Path, store: &Store) -> Result<Seen, Why> {
    let at = At::Folder(store.clone());
    if folder.join("etc").exists() {
        if question.which != Which::Current {
            return Err(Why::OneSystem(folder.to_owned()));
        }
        let path = folder
            .canonicalize_utf8()
            .map_err(|error| Why::Folder(format!("{folder}: {error}")))?;
        return Ok(Seen::one(Answer::default(), at, path.into_string(), None));
    }
    let profile = local::profile(folder).map_err(|error| match error {
        ProfileError::Empty(folder) => Why::Empty(folder),
        ProfileError::Io(error) => Why::Folder(error.to_string()),
    })?;
    let there = profile.generations.iter().filter(|one| one.exists);
    let systems: Vec<String> = there.map(|one| one.toplevel.clone()).collect();
    let number = |one: &&local::Generation| Some(one.number) == profile.current;
    let current = profile.generations.iter().find(number);
    let chosen = current.filter(|one| one.exists);
    let trouble = match current {
        None => Some(Trouble::NoSystem(folder.join("system").into_string())),
        Some(one) if !one.exists => Some(Trouble::Collected(one.toplevel.clone())),
        Some(_) => None,
    };
    let answer = Answer {
        profile: profile.current,
        chosen: chosen.map(|one| one.toplevel.clone()),
        systems,
        errors: trouble.into_iter().collect(),
        generations: profile.generations,
        ..Answer::default()
    };
    let mut seen = Seen::new(answer, at, question.which)?;
    // Of what was asked for, nothing is missing.
    seen.says.errors.clear();
    Ok(seen)
}

/// The machine that a system says that it is.
fn says(seen: &Seen) -> Option<String> {
    let system = seen.systems().next()?;
    match stamp(system.files, system.path) {
        Stamp::Of(snapshot, _) => Some(snapshot.machine),
        Stamp::None | Stamp::Foreign(_) => None,
    }
}
