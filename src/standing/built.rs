//! Systems that were built from the manifest.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::deployed::stamp::{Foreign, Stamp, stamp};
use crate::deployed::store::Store;

/// Why something is no system that machines can be compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// It cannot be read.
    Io(String),
    /// It is no system.
    NoSystem,
    /// coloc did not make it.
    NotOurs,
    /// What coloc stamped into it is not understood.
    NotUnderstood(Foreign),
    /// It is of a machine that was not asked for.
    NotAsked(String),
    /// It is the second one of a machine.
    Second(String),
}

/// Systems by the machine that each says it is of, if that was asked for.
pub fn built(
    paths: &[Utf8PathBuf],
    asked: impl Fn(&str) -> bool,
    store: &Store,
) -> Result<BTreeMap<String, Utf8PathBuf>, (Utf8PathBuf, Misfit)> {
    let mut built = BTreeMap::new();
    for path in paths {
        let misfit = |why| (path.clone(), why);
        let (machine, toplevel) = one(path, store).map_err(misfit)?;
        if !asked(&machine) {
            return Err(misfit(Misfit::NotAsked(machine)));
        }
        if built.insert(machine.clone(), toplevel).is_some() {
            return Err(misfit(Misfit::Second(machine)));
        }
    }
    Ok(built)
}

fn one(path: &Utf8Path, store: &Store) -> Result<(String, Utf8PathBuf), Misfit> {
    let toplevel = path.canonicalize_utf8();
    let toplevel = toplevel.map_err(|error| Misfit::Io(error.to_string()))?;
    if !toplevel.join("etc").exists() {
        return Err(Misfit::NoSystem);
    }
    match stamp(store, toplevel.as_str()) {
        Stamp::Of(snapshot, _) => Ok((snapshot.machine, toplevel)),
        Stamp::None => Err(Misfit::NotOurs),
        Stamp::Foreign(why) => Err(Misfit::NotUnderstood(why)),
    }
}
