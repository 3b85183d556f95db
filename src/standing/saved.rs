//! A machine out of a file.

use camino::Utf8Path;

use super::{Gathered, System, Target, nothing};
use crate::cli::Failure;
use crate::cli::diff::Arguments;
use crate::deployed::saved::Saved;
use crate::diff::machine::{Generation, State};
use crate::diff::note::Note;

/// A machine as it was saved; files of dix have packages alone.
pub(super) fn read(
    arguments: &Arguments,
    file: &Utf8Path,
    asked: &[String],
    target: &Target<'_>,
) -> Result<Gathered, Failure> {
    if arguments.between.is_some() || arguments.generation.is_some() {
        return Err(Failure::Usage(format!(
            "{file} is one system, without generations to choose from"
        )));
    }
    let saved = Saved::read(file).map_err(|error| Failure::Usage(format!("{file}: {error}")))?;
    let only = || match asked {
        [one] => Some(one.clone()),
        _ => None,
    };
    let Some(own) = &saved.own else {
        let name = only().ok_or_else(|| {
            Failure::Usage(format!(
                "{file} does not say which machine it is of: name the machine"
            ))
        })?;
        let mut diff = nothing(&name, State::Unknown);
        diff.notes.push(
            "the snapshot is not coloc's and has packages alone; these can be compared once the new system is built"
                .into(),
        );
        diff.deployed = Some(Generation {
            path: Some(saved.path.clone()),
            ..Generation::default()
        });
        return Ok(Gathered {
            diff,
            deployed: None,
            place: None,
            unable: false,
        });
    };
    let system = System {
        files: &own.files,
        path: &saved.path,
        number: own.generation,
    };
    if !asked.contains(&own.machine) {
        return Err(Failure::Usage(format!(
            "{file} is of the machine `{}`, which was not asked for or is not in the manifest",
            own.machine
        )));
    }
    let mut gathered = target.against_manifest(&own.machine, &system);
    gathered
        .diff
        .notes
        .extend(own.errors.iter().cloned().map(Note::Said));
    Ok(gathered)
}
