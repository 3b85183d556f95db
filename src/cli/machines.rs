//! The machines that a command is about: which, and how they are asked.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use super::{Failure, Output};
use crate::deployed::store::Store;
use crate::deployed::why::Why;
use crate::manifest::read::find_root;
use crate::manifest::table::nearest;
use crate::manifest::types::Name;
use crate::pipeline::{self, Reading};
use crate::plan::{self, Plan};
use crate::report::why;
use crate::say;
use crate::standing::{Asked, Question, Seen, Source};

/// How long a machine is waited for.
#[derive(Debug, Args)]
pub(super) struct Patience {
    /// Seconds until a machine that does not answer counts as unreachable.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600))]
    pub(super) timeout: u32,
}

/// Where machines are read.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// Read a folder instead of asking: one with `system-N-link`s, one with such folders by machine, or a system.
    #[arg(long, value_name = "DIR")]
    deployed: Option<Utf8PathBuf>,

    #[command(flatten)]
    patience: Patience,
}

impl Place {
    pub(super) fn source(&self) -> Source {
        match &self.deployed {
            Some(folder) => Source::Folder(folder.clone()),
            None => Source::Ssh(self.patience.timeout),
        }
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
    output.speak(reading.collective.language.value);
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
    output.tell(&say!(output.words(), "no-machines-made"));
    Ok(true)
}

/// The machines that are named, or all; a name that the manifest does not have is a failure.
pub(super) fn chosen<'p>(
    named: &[String],
    plan: &'p Plan,
    output: &Output,
) -> Result<Vec<&'p Name>, Failure> {
    let all = || plan.machines.keys();
    let is_unknown = |name: &&String| !plan.machines.contains_key(name.as_str());
    if let Some(name) = named.iter().find(is_unknown) {
        let words = output.words();
        let all: Vec<&str> = all().map(Name::as_str).collect();
        return Err(Failure::Said(match nearest(name, all.iter().copied()) {
            Some(near) => say!(words, "no-machine-near", name, near),
            None => say!(words, "no-machine", name, all = all.join(", ")),
        }));
    }
    let wanted = |name: &&Name| named.is_empty() || named.iter().any(|one| one == name.as_str());
    Ok(all().filter(wanted).collect())
}

/// Machines by name → what ssh is given: those named, or all.
pub(super) fn hosts(
    named: &[String],
    plan: &Plan,
    output: &Output,
) -> Result<BTreeMap<String, String>, Failure> {
    let chosen = chosen(named, plan, output)?.into_iter();
    let host = |name| Some(plan.machines.get(name)?.deploy_host.to_string());
    Ok(chosen
        .filter_map(|name| Some((name.to_string(), host(name)?)))
        .collect())
}

/// The store of this computer.
pub(super) fn store() -> Store {
    Store::of_environment(|name| std::env::var(name).ok())
}

/// Asks, and says so.
pub(super) fn ask(question: &Question, output: &Output) -> Result<Asked, Failure> {
    let words = output.words();
    let asked = question.ask(&store(), |hosts| {
        let host = hosts.values().next().map_or("", String::as_str);
        output.tell(&say!(words, "asking-machines", count = hosts.len(), host));
    });
    let asked = asked.map_err(|reason| Failure::Said(why::why(words, &reason)))?;
    if let Some(folder) = question.folder().filter(|_| !asked.left_out.is_empty()) {
        let machines = asked.left_out.join(", ");
        output.tell(&say!(words, "not-in-folder", folder, machines));
    }
    Ok(asked)
}

/// Asks one machine, and says what it cannot tell; that it cannot be read is a failure.
pub(super) fn ask_one(name: &str, question: &Question, output: &Output) -> Result<Seen, Failure> {
    let words = output.words();
    let of_machine = |text| say!(words, "of-machine", machine = name, why = text);
    let seen = ask(question, output)?.machines.remove(name);
    let seen = seen.unwrap_or_else(|| Err(Why::Troubles(Vec::new())));
    let seen = seen.map_err(|reason| Failure::Said(of_machine(why::why(words, &reason))))?;
    for trouble in &seen.says.errors {
        output.tell(&of_machine(why::trouble(words, trouble)));
    }
    Ok(seen)
}
