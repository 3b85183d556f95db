//! Systems that were built from the manifest.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::deployed::stamp::{Foreign, Stamp, stamp};
use crate::deployed::store::Store;

/// Something that is no system that machines can be compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Its path, as given.
    pub path: Utf8PathBuf,
    /// Why it is none.
    pub why: Unfit,
}

/// Why something is no system that machines can be compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
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
) -> Result<BTreeMap<String, Utf8PathBuf>, Misfit> {
    let mut built = BTreeMap::new();
    for path in paths {
        let misfit = |why| Misfit {
            path: path.clone(),
            why,
        };
        let (machine, toplevel) = one(path, store).map_err(misfit)?;
        if !asked(&machine) {
            return Err(misfit(Unfit::NotAsked(machine)));
        }
        if built.insert(machine.clone(), toplevel).is_some() {
            return Err(misfit(Unfit::Second(machine)));
        }
    }
    Ok(built)
}

fn one(path: &Utf8Path, store: &Store) -> Result<(String, Utf8PathBuf), Unfit> {
    let toplevel = path.canonicalize_utf8();
    let toplevel = toplevel.map_err(|error| Unfit::Io(error.to_string()))?;
    if !toplevel.join("etc").exists() {
        return Err(Unfit::NoSystem);
    }
    match stamp(store, toplevel.as_str()) {
        Stamp::Of(snapshot, _) => Ok((snapshot.machine, toplevel)),
        Stamp::None => Err(Unfit::NotOurs),
        Stamp::Foreign(why) => Err(Unfit::NotUnderstood(why)),
    }
}
