//! `coloc diff`

use std::collections::BTreeMap;
use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use super::machines::{self, Manifest, Patience};
use super::{Failure, Output, formats};
use crate::deployed::ssh::{What, Which};
use crate::deployed::why::Why;
use crate::diff::machine::{MachineDiff, State};
use crate::emit::Tree;
use crate::evaluation::ask;
use crate::manifest::types::Name;
use crate::pipeline;
use crate::report::changes::{Changes, json, page};
use crate::report::{Format, why};
use crate::say;
use crate::standing::git::Repository;
use crate::standing::{self, Question, Source, Target};

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
#[command(after_help = EXAMPLES, arg = formats::only(formats::RESULTS))]
pub struct Arguments {
    /// Only these machines.
    #[arg(value_name = "MACHINE")]
    machines: Vec<String>,

    /// Read a folder instead of asking: one with `system-N-link`s, one with such folders by machine, or a system.
    #[arg(long, value_name = "DIR", conflicts_with = "snapshot")]
    deployed: Option<Utf8PathBuf>,

    /// Read a snapshot instead of asking, as `coloc snapshot` saves it.
    #[arg(long, value_name = "FILE")]
    snapshot: Option<Utf8PathBuf>,

    /// Take this generation instead of the active one.
    #[arg(long, value_name = "N")]
    generation: Option<u64>,

    /// Compare two generations of one machine with each other, whatever the manifest says.
    #[arg(long, value_names = ["OLD", "NEW"], num_args = 2, conflicts_with_all = ["generation", "new", "eval"])]
    between: Option<Vec<u64>>,

    /// Also compare files, units and packages with a system that was built from the manifest, as `nixos-rebuild build`
    /// leaves it at `result`; can be given once for each machine.
    #[arg(long, value_name = "PATH")]
    new: Vec<Utf8PathBuf>,

    /// Also compare files and units with those that Nix works out, from the generated files as they are now.
    ///
    /// Nothing is built, downloaded or locked: what Nix needs must be on this computer already. What only a build can
    /// tell is said. Takes as long as `coloc check --eval`.
    #[arg(long)]
    eval: bool,

    /// Write out what changes in the generated modules.
    #[arg(long)]
    text: bool,

    #[command(flatten)]
    patience: Patience,

    /// Exit with 1 if something differs.
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &mut Output,
) -> Result<ExitCode, Failure> {
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
    let hosts = machines::hosts(&arguments.machines, &plan, output)?;
    if arguments.eval {
        let asked = ask::ready(&plan, &tree, &mut reading)?;
        if !asked.answered {
            let fields = serde_json::Map::new();
            output.findings(&mut reading.findings, &reading.sources, fields)?;
            for text in &asked.said {
                output.note(text);
            }
            output.note("Nix was not asked: mend this first, or leave --eval out.");
            return Ok(ExitCode::from(2));
        }
    }
    let repository = Repository::around(&reading.root);
    let store = machines::store();
    let words = output.words();
    let built = standing::built(&arguments.new, |name| hosts.contains_key(name), &store);
    let mut target = Target {
        plan: &plan,
        tree: &tree,
        repository: repository.as_ref(),
        store: &store,
        built: built.map_err(|(path, reason)| {
            let reason = why::misfit(words, &reason);
            Failure::Said(say!(words, "misfit", path = &path, why = reason))
        })?,
        evaluated: BTreeMap::new(),
    };
    if arguments.eval {
        let machines = plan.machines.keys();
        let machines = machines.filter(|name| hosts.contains_key(name.as_str()));
        let tell = |name: &Name| output.tell(&say!(words, "asking-nix", machine = name));
        target.evaluated = standing::evaluate(&reading.root, machines, tell)?;
    }
    let asked = machines::ask(&arguments.question(hosts), output)?;
    // What was said to hold one machine, and does not, is a mistake of the command line.
    if let Some((_, Err(reason))) = asked.machines.first_key_value()
        && (arguments.deployed.is_some() || arguments.snapshot.is_some())
        && asked.machines.len() == 1
        && !matches!(reason, Why::PackagesAlone(_))
    {
        return Err(Failure::Said(why::why(words, reason)));
    }
    let mut compared = target.compare(&asked);
    let (mut shared, mut notes) = (Vec::new(), Vec::new());
    if arguments.between.is_none() {
        notes = target.notes(&compared, &reading.catalog);
        if arguments.text {
            shared = standing::shared(&mut compared, &tree, repository.as_ref());
        }
    }
    let unable = compared.iter().any(|one| one.unable);
    let machines: Vec<MachineDiff> = compared.into_iter().map(|one| one.diff).collect();
    let changes = Changes {
        machines: &machines,
        notes: &notes,
        shared: &shared,
        between: arguments.pair(),
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

impl Arguments {
    /// Two generations that are compared with each other.
    fn pair(&self) -> Option<(u64, u64)> {
        match self.between.as_deref() {
            Some([old, new]) => Some((*old, *new)),
            _ => None,
        }
    }

    fn question(&self, hosts: BTreeMap<String, String>) -> Question {
        Question {
            hosts,
            named: !self.machines.is_empty(),
            source: match (&self.deployed, &self.snapshot) {
                (Some(folder), _) => Source::Folder(folder.clone()),
                (None, Some(file)) => Source::Snapshot(file.clone()),
                (None, None) => Source::Ssh(self.patience.timeout),
            },
            which: match (self.pair(), self.generation) {
                (Some((old, new)), _) => Which::Pair(old, new),
                (None, Some(number)) => Which::Generation(number),
                (None, None) => Which::Current,
            },
            what: What::Files,
        }
    }
}
