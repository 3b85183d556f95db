//! `coloc diff`

use std::collections::BTreeMap;
use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use super::machines::{self, Manifest, Patience};
use super::{Failure, Output};
use crate::catalog::Catalog;
use crate::diff::data;
use crate::diff::machine::{MachineDiff, State};
use crate::diff::note::Note;
use crate::emit::Tree;
use crate::evaluation::ask;
use crate::pipeline;
use crate::pipeline::Reading;
use crate::plan::Plan;
use crate::report::Format;
use crate::report::changes::{Changes, json, page};
use crate::snapshot::Snapshot;
use crate::standing::git::Repository;
use crate::standing::{self, Gathered};

const EXAMPLES: &str = "\
Examples:
  coloc diff                             all machines, asked over ssh
  coloc diff ananas --text               one of them, with the text of its modules
  coloc diff ananas --eval               also files and units, as Nix works them out
  coloc diff ananas --new ./result       all of it, with a system that was built
  coloc diff ananas --between 11 12      what its generation 12 changed
  coloc diff --deployed /nix/var/nix/profiles";

/// Say what would change on the machines, against what they run.
///
/// First who can get in and what can be reached, then services, data and settings, each with the line of the manifest
/// that causes it; then files and units, packages, restarts and reboots, as far as both systems are at hand. Machines
/// are asked over ssh, with your own keys and configuration; nothing is changed there.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Only these machines.
    #[arg(value_name = "MACHINE")]
    pub(crate) machines: Vec<String>,

    /// Read a folder instead of asking: one with `system-N-link`s, one with such folders by machine, or a system.
    #[arg(long, value_name = "DIR", conflicts_with = "snapshot")]
    pub(crate) deployed: Option<Utf8PathBuf>,

    /// Read a snapshot instead of asking, as `coloc snapshot` saves it.
    #[arg(long, value_name = "FILE")]
    pub(crate) snapshot: Option<Utf8PathBuf>,

    /// Take this generation instead of the active one.
    #[arg(long, value_name = "N")]
    pub(crate) generation: Option<u64>,

    /// Compare two generations of one machine with each other, whatever the manifest says.
    #[arg(long, value_names = ["OLD", "NEW"], num_args = 2, conflicts_with_all = ["generation", "new", "eval"])]
    pub(crate) between: Option<Vec<u64>>,

    /// Also compare files, units and packages with a system that was built from the manifest, as `nixos-rebuild build`
    /// leaves it at `result`; can be given once for each machine.
    #[arg(long, value_name = "PATH")]
    pub(crate) new: Vec<Utf8PathBuf>,

    /// Also compare files and units with those that Nix works out, from the generated files as they are now.
    ///
    /// Nothing is built, downloaded or locked: what Nix needs must be on this computer already. What only a build can
    /// tell is said. Takes as long as `coloc check --eval`.
    #[arg(long)]
    pub(crate) eval: bool,

    /// Write out what changes in the generated modules.
    #[arg(long)]
    text: bool,

    #[command(flatten)]
    pub(crate) patience: Patience,

    /// Exit with 1 if something differs.
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &mut Output,
) -> Result<ExitCode, Failure> {
    if output.format == Format::Sarif {
        return Err(Failure::no_sarif("a diff"));
    }
    let Some(Manifest {
        mut reading,
        mut plan,
    }) = machines::manifest(directory, output)?
    else {
        return Ok(ExitCode::from(2));
    };
    let mut tree = Tree::default();
    // Two generations say themselves what they were made from.
    if arguments.between.is_none() {
        (plan, tree) = pipeline::emit(&mut reading)?;
        // Templates of the collective's own catalog can be wrong as well.
        if machines::unfit(&mut reading, output)? {
            return Ok(ExitCode::from(2));
        }
    }
    let hosts = machines::hosts(&arguments.machines, &plan)?;
    if arguments.eval {
        let asked = ask::ready(&plan, &tree, &mut reading)?;
        if !asked.answered {
            refuse(&mut reading, output)?;
            for text in &asked.said {
                output.note(text);
            }
            output.note("Nix was not asked: mend this first, or leave --eval out.");
            return Ok(ExitCode::from(2));
        }
    }
    let mut gathered = standing::all(arguments, &hosts, &reading, &plan, &tree, output)?;
    let shared = if arguments.text && arguments.between.is_none() {
        let repository = Repository::around(&reading.root);
        standing::shared(&mut gathered, &tree, repository.as_ref())
    } else {
        Vec::new()
    };
    let notes = if arguments.between.is_some() {
        Vec::new()
    } else {
        moved(&gathered, &plan, &reading.catalog)
    };
    let unable = gathered.iter().any(|one| one.unable);
    let machines: Vec<MachineDiff> = gathered.into_iter().map(|one| one.diff).collect();
    let changes = Changes {
        machines: &machines,
        notes: &notes,
        shared: &shared,
        between: match arguments.between.as_deref() {
            Some([old, new]) => Some((*old, *new)),
            _ => None,
        },
        keys: &reading.keys,
        sources: &reading.sources,
        text: arguments.text,
    };
    match output.format {
        Format::Json => output.data(&json::changes(&changes))?,
        _ => output.page(&page(&changes, output.words()))?,
    }
    let differs = machines.iter().any(|machine| {
        machine.state != State::InStep || !machine.changes.is_empty() || !machine.modules.is_empty()
    });
    Ok(ExitCode::from(match () {
        () if unable => 2,
        () if differs && arguments.exit_code => 1,
        () => 0,
    }))
}

/// Services that change machines.
fn moved(gathered: &[Gathered], plan: &Plan, catalog: &Catalog) -> Vec<Note> {
    let deployed = gathered
        .iter()
        .filter_map(|one| Some((one.diff.machine.clone(), one.deployed.as_ref()?)))
        .collect();
    let planned: BTreeMap<String, Snapshot> = plan
        .machines
        .iter()
        .map(|(name, machine)| (name.to_string(), Snapshot::of(plan, name, machine)))
        .collect();
    let planned = planned
        .iter()
        .map(|(name, snapshot)| (name.clone(), snapshot))
        .collect();
    let forever = |kind: &str, key: &str| {
        let entry = catalog
            .entries
            .iter()
            .find(|(name, _)| name.as_str() == kind);
        entry.is_some_and(|(_, entry)| entry.forever.iter().any(|name| name == key))
    };
    data::notes(&deployed, &planned, &forever)
}

fn refuse(reading: &mut Reading, output: &Output) -> Result<(), Failure> {
    output.findings(
        &mut reading.findings,
        &reading.sources,
        serde_json::Map::new(),
    )
}
