//! The machines that a command is about: which, how they are asked, and where else they may be read.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use super::pipeline::{self, Reading};
use super::{Failure, Output};
use crate::deployed::local::{self, Profile};
use crate::deployed::ssh::{Asking, What, Which};
use crate::manifest::read::find_root;
use crate::manifest::table::nearest;
use crate::plan::{self, Plan};

/// How long a machine is waited for.
#[derive(Debug, Args)]
pub(super) struct Patience {
    /// Seconds until a machine that does not answer counts as unreachable.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600))]
    timeout: u32,
}

impl Patience {
    /// A question to machines, with the options of ssh that the environment gives.
    pub(super) fn asking(&self, which: Which, what: What) -> Result<Asking, Failure> {
        Asking::new(which, what, self.timeout, |name| std::env::var(name).ok())
            .map_err(|error| Failure::Usage(error.to_string()))
    }
}

/// A manifest without errors, and what it makes of machines.
pub(super) struct Manifest {
    pub(super) reading: Reading,
    pub(super) plan: Plan,
}

/// Reads the manifest; none: it has errors, which have been told.
pub(super) fn manifest(directory: &Utf8Path, output: &Output) -> Result<Option<Manifest>, Failure> {
    let mut reading = pipeline::read(&find_root(directory)?)?;
    if reading.findings.has_errors() {
        let fields = serde_json::Map::new();
        output.findings(&mut reading.findings, &reading.sources, fields)?;
        output.note("A manifest with errors makes no machines; mend them first.");
        return Ok(None);
    }
    let plan = plan::plan(&reading.collective, &reading.lock);
    Ok(Some(Manifest { reading, plan }))
}

impl Manifest {
    /// Machines by name → what ssh is given: those named, or all.
    pub(super) fn hosts(&self, named: &[String]) -> Result<BTreeMap<String, String>, Failure> {
        let all: BTreeMap<String, String> = self
            .plan
            .machines
            .iter()
            .map(|(name, machine)| (name.to_string(), machine.deploy_host.clone()))
            .collect();
        for name in named {
            if !all.contains_key(name) {
                let near = nearest(name, all.keys().map(String::as_str));
                let near = near.map_or_else(String::new, |near| format!(". Did you mean {near}?"));
                return Err(Failure::Usage(format!(
                    "there is no machine `{name}` in the manifest{near}"
                )));
            }
        }
        Ok(all
            .into_iter()
            .filter(|(name, _)| named.is_empty() || named.contains(name))
            .collect())
    }
}

/// What a folder has of a machine.
pub(super) enum Kept {
    /// Generations.
    Profile(Profile),
    /// One system: its path in the store.
    System(String),
}

/// A machine's name, where its folder has one, and what the folder has or why it cannot be read.
pub(super) type Found = (Option<String>, Result<Kept, String>);

/// Reads a folder: one with `system-N-link`s, one with such folders by machine, or a system. A folder of one machine
/// has no name of its own.
pub(super) fn kept(folder: &Utf8Path, names: &[&String]) -> Result<Vec<Found>, Failure> {
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
