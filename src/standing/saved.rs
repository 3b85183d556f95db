//! A machine out of a file.

use camino::Utf8Path;

use super::question::{Asked, Question};
use super::seen::{At, Seen};
use crate::deployed::saved::Saved;
use crate::deployed::ssh::{Answer, Which};
use crate::deployed::why::Why;

/// A machine as it was saved; files of dix have packages alone.
pub(super) fn read(question: &Question, file: &Utf8Path) -> Result<Asked, Why> {
    if question.which != Which::Current {
        return Err(Why::OneSystem(file.to_owned()));
    }
    let saved = Saved::read(file).map_err(|error| Why::Snapshot(file.to_owned(), error))?;
    let mut asked = Asked::default();
    let Some(own) = saved.own else {
        let name = question.name(file, None)?;
        let why = Why::PackagesAlone(saved.path);
        asked.machines.insert(name, Err(why));
        return Ok(asked);
    };
    if !question.hosts.contains_key(&own.machine) {
        return Err(Why::NotAsked {
            path: file.to_owned(),
            machine: own.machine,
        });
    }
    let answer = Answer {
        host: own.host,
        profile: own.profile,
        current: own.current,
        generations: own.generations,
        files: own.files,
        live: own.live,
        errors: own.errors,
        ..Answer::default()
    };
    let seen = Seen::one(answer, At::Snapshot, saved.path, own.generation);
    asked.machines.insert(own.machine, Ok(seen));
    Ok(asked)
}
