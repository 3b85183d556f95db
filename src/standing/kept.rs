//! What a folder of this computer has of machines.

use camino::{Utf8Path, Utf8PathBuf};

use crate::cli::Failure;
use crate::deployed::local::{self, Profile};
use crate::deployed::store::Store;

/// The store of this computer.
pub(crate) fn store() -> Store {
    Store::of_environment(|name| std::env::var(name).ok())
}

/// What a folder has of a machine.
pub(crate) enum Kept {
    /// Generations.
    Profile(Profile),
    /// One system: its path in the store.
    System(String),
}

/// A machine's name, where its folder has one, and what the folder has or why it cannot be read.
pub(crate) type Found = (Option<String>, Result<Kept, String>);

/// Reads a folder: one with `system-N-link`s, one with such folders by machine, or a system. A folder of one machine
/// has no name of its own.
pub(crate) fn kept(folder: &Utf8Path, names: &[&String]) -> Result<Vec<Found>, Failure> {
    if !folder.is_dir() {
        return Err(Failure::Usage(format!("{folder}: there is no such folder")));
    }
    let by_machine: Vec<(&String, Utf8PathBuf)> = names
        .iter()
        .map(|name| (*name, folder.join(name.as_str())))
        .filter(|(_, folder)| folder.is_dir())
        .collect();
    if by_machine.is_empty() {
        let one = one(folder).map_err(Failure::Usage)?;
        return Ok(vec![(None, Ok(one))]);
    }
    Ok(by_machine
        .into_iter()
        .map(|(name, folder)| (Some(name.clone()), one(&folder)))
        .collect())
}

fn one(folder: &Utf8Path) -> Result<Kept, String> {
    if folder.join("etc").exists() {
        let path = folder
            .canonicalize_utf8()
            .map_err(|error| format!("{folder}: {error}"))?;
        return Ok(Kept::System(path.into_string()));
    }
    local::profile(folder)
        .map(Kept::Profile)
        .map_err(|error| error.to_string())
}
