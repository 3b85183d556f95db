//! What `coloc diff` is given.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use clap::Args;

use crate::cli::formats;
use crate::cli::machines::Place;
use crate::deployed::ssh::{What, Which};
use crate::standing::{Question, Source};

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
    pub(super) machines: Vec<String>,

    #[command(flatten)]
    place: Place,

    /// Read a snapshot instead of asking, as `coloc snapshot` saves it.
    #[arg(long, value_name = "FILE", conflicts_with = "deployed")]
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
    pub(super) new: Vec<Utf8PathBuf>,

    /// Also compare files and units with those that Nix works out, from the generated files as they are now.
    ///
    /// Nothing is built, downloaded or locked: what Nix needs must be on this computer already. What only a build can
    /// tell is said. Takes as long as `coloc check --eval`.
    #[arg(long)]
    pub(super) eval: bool,

    /// Write out what changes in the generated modules.
    #[arg(long)]
    pub(super) text: bool,

    /// Exit with 1 if something differs.
    #[arg(long)]
    pub(super) exit_code: bool,
}

impl Arguments {
    /// Two generations that are compared with each other.
    pub(super) fn pair(&self) -> Option<(u64, u64)> {
        match self.between.as_deref() {
            Some([old, new]) => Some((*old, *new)),
            _ => None,
        }
    }

    /// What is asked.
    pub(super) fn question(&self, hosts: BTreeMap<String, String>) -> Question {
        Question {
            hosts,
            named: !self.machines.is_empty(),
            source: match &self.snapshot {
                Some(file) => Source::Snapshot(file.clone()),
                None => self.place.source(),
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
