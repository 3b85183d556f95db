//! The machines that a command is about: which, and how they are asked.

use std::collections::BTreeMap;

use camino::Utf8Path;
use clap::Args;

use super::{Failure, Output};
use crate::deployed::ssh::{Asking, What, Which};
use crate::manifest::read::find_root;
use crate::manifest::table::nearest;
use crate::manifest::types::Name;
use crate::pipeline::{self, Reading};
use crate::plan::{self, Plan};

/// How long a machine is waited for.
#[derive(Debug, Args)]
pub(crate) struct Patience {
    /// Seconds until a machine that does not answer counts as unreachable.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600))]
    timeout: u32,
}

impl Patience {
    /// A question to machines, with the options of ssh that the environment gives.
    pub(crate) fn asking(&self, which: Which, what: What) -> Result<Asking, Failure> {
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
    output.speak(*reading.collective.language);
    if unfit(&mut reading, output)? {
        return Ok(None);
    }
    let plan = plan::plan(&reading.collective, &reading.lock);
    Ok(Some(Manifest { reading, plan }))
}

/// Whether a manifest has errors, and makes no machines; tells them.
pub(super) fn unfit(reading: &mut Reading, output: &Output) -> Result<bool, Failure> {
    if !reading.findings.has_errors() {
        return Ok(false);
    }
    let fields = serde_json::Map::new();
    output.findings(&mut reading.findings, &reading.sources, fields)?;
    output.note("A manifest with errors makes no machines; mend them first.");
    Ok(true)
}

/// The machines that are named, or all; a name that the manifest does not have is a failure.
pub(super) fn chosen<'p>(named: &[String], plan: &'p Plan) -> Result<Vec<&'p Name>, Failure> {
    let all = || plan.machines.keys();
    for name in named {
        if plan.machines.contains_key(name.as_str()) {
            continue;
        }
        let names = || all().map(Name::as_str);
        let way_out = match nearest(name, names()) {
            Some(near) => format!(" Did you mean `{near}`?"),
            None => format!(" There are {}.", names().collect::<Vec<_>>().join(", ")),
        };
        return Err(Failure::Usage(format!(
            "there is no machine `{name}` in the manifest.{way_out}"
        )));
    }
    let wanted = |name: &&Name| named.is_empty() || named.iter().any(|one| one == name.as_str());
    Ok(all().filter(wanted).collect())
}

/// Machines by name → what ssh is given: those named, or all.
pub(super) fn hosts(named: &[String], plan: &Plan) -> Result<BTreeMap<String, String>, Failure> {
    let chosen = chosen(named, plan)?;
    let host = |name: &Name| {
        plan.machines
            .get(name)
            .map(|machine| machine.deploy_host.clone())
    };
    Ok(chosen
        .into_iter()
        .filter_map(|name| Some((name.to_string(), host(name)?)))
        .collect())
}

/// Says that machines are about to be asked.
pub(crate) fn note_asking(count: usize, output: &Output) {
    let many = if count == 1 { "" } else { "s" };
    output.note(&format!("Asking {count} machine{many} over ssh…"));
}
