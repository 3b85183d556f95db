//! `coloc history`

use std::collections::BTreeMap;
use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use super::machines::{self, Patience};
use super::{Failure, Output};
use crate::deployed::closure;
use crate::deployed::local::{Generation, number_of};
use crate::deployed::ssh::{What, Which};
use crate::deployed::stamp::{Stamp, stamp};
use crate::deployed::store::Store;
use crate::diff::history::{Counts, Entry, Mark, Side, changes};
use crate::diff::packages;
use crate::generation::Files;
use crate::report::Format;
use crate::report::history::{human, json, markdown};
use crate::snapshot::Snapshot;
use crate::standing::kept::{self, Kept};

const EXAMPLES: &str = "\
Examples:
  coloc history ananas
  coloc history ananas --limit 50
  coloc history ananas --deployed /nix/var/nix/profiles     on the machine itself";

/// Say what each generation of a machine changed, the newest first.
///
/// A generation is what one deployment made. Each is compared with the one before it: who could get in, what could be
/// reached, services and settings; and how many files, units and packages were others. Packages are counted where the
/// machine's store is at hand.
///
/// `NIX_SSHOPTS` in the environment gives ssh more options, as for nixos-rebuild.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The machine.
    #[arg(value_name = "MACHINE")]
    machine: String,

    /// Read a folder instead of asking: one with `system-N-link`s, or one with such folders by machine.
    #[arg(long, value_name = "DIR")]
    deployed: Option<Utf8PathBuf>,

    /// Tell of so many of the newest.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
    limit: u32,

    #[command(flatten)]
    patience: Patience,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &mut Output,
) -> Result<ExitCode, Failure> {
    if output.format == Format::Sarif {
        return Err(Failure::no_sarif("a history"));
    }
    let Some(manifest) = machines::manifest(directory, output)? else {
        return Ok(ExitCode::from(2));
    };
    let name = &arguments.machine;
    let hosts = machines::hosts(std::slice::from_ref(name), &manifest.plan)?;
    let most = arguments.limit as usize;
    let entries = if let Some(folder) = &arguments.deployed {
        let store = kept::store();
        let kept = kept::kept(folder, &[name])?.into_iter().next();
        let profile = match kept {
            Some((_, Ok(Kept::Profile(profile)))) => profile,
            Some((_, Err(why))) => return Err(Failure::Usage(why)),
            _ => {
                return Err(Failure::Usage(format!(
                    "{folder} is one system; its history is in a profile"
                )));
            }
        };
        let current = profile
            .generations
            .iter()
            .find(|one| Some(one.number) == profile.current);
        let told = Told {
            files: &store,
            generations: &profile.generations,
            profile: profile.current,
            active: None,
            booted: None,
            next: current.map(|generation| generation.toplevel.as_str()),
            store: Some(&store),
        };
        told.entries(most)
    } else {
        let host = hosts.get(name).cloned().unwrap_or_default();
        output.note(&format!("Asking {host} over ssh…"));
        // One more than are told: the oldest of them is compared with it.
        let which = Which::Last(arguments.limit + 1);
        let asking = arguments.patience.asking(which, What::Files)?;
        let answer = asking
            .one(&host)
            .map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
        for error in answer
            .errors
            .iter()
            .filter(|error| !error.starts_with("collected "))
        {
            output.note(&format!("{name}: {error}"));
        }
        let told = Told {
            files: &answer.files,
            generations: &answer.generations,
            profile: answer.profile,
            active: answer.current.as_deref(),
            booted: answer.live.booted.as_deref(),
            next: answer.live.next.as_deref(),
            store: None,
        };
        told.entries(most)
    };
    if entries.is_empty() {
        return Err(Failure::Usage(format!("{name} has no generation")));
    }
    output.data(&match output.format {
        Format::Json => json::history(name, &entries),
        Format::Markdown => markdown::history(name, &entries, output.words()),
        _ => human::history(name, &entries, output.words(), output.colour, output.width),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A machine's generations, and where they are read.
struct Told<'t> {
    files: &'t dyn Files,
    generations: &'t [Generation],
    profile: Option<u64>,
    active: Option<&'t str>,
    booted: Option<&'t str>,
    next: Option<&'t str>,
    /// The store whose closures can be read.
    store: Option<&'t Store>,
}

impl Told<'_> {
    /// The newest generations, the newest first.
    fn entries(&self, most: usize) -> Vec<Entry> {
        let newest: Vec<&Generation> = self.generations.iter().rev().take(most + 1).collect();
        let stamps: BTreeMap<u64, Snapshot> = newest
            .iter()
            .filter(|generation| generation.exists)
            .filter_map(|generation| match stamp(self.files, &generation.toplevel) {
                Stamp::Of(snapshot, _) => Some((generation.number, *snapshot)),
                _ => None,
            })
            .collect();
        let entries = newest.iter().enumerate().take(most);
        entries
            .map(|(at, generation)| {
                let older = newest.get(at + 1..).unwrap_or_default();
                let before = older.iter().find(|older| older.exists);
                self.entry(generation, before.copied(), &stamps)
            })
            .collect()
    }

    fn entry(
        &self,
        generation: &Generation,
        before: Option<&Generation>,
        stamps: &BTreeMap<u64, Snapshot>,
    ) -> Entry {
        let is = |path: Option<&str>| {
            path.is_some_and(|path| {
                number_of(self.generations, self.profile, path) == Some(generation.number)
            })
        };
        let marks = [
            (Mark::Active, is(self.active)),
            (Mark::Started, is(self.booted)),
            (Mark::Next, is(self.next)),
            (Mark::Gone, !generation.exists),
        ];
        let mut entry = Entry {
            number: generation.number,
            made: generation.made,
            path: generation.toplevel.clone(),
            marks: marks
                .into_iter()
                .filter(|(_, so)| *so)
                .map(|(mark, _)| mark)
                .collect(),
            ..Entry::default()
        };
        if !generation.exists {
            entry.notes.push("garbage collection took it".to_owned());
            return entry;
        }
        let Some(before) = before else {
            entry.notes.push("nothing before it is known".to_owned());
            return entry;
        };
        entry.since = Some(before.number);
        if before.toplevel == generation.toplevel {
            entry.notes.push(format!(
                "it is the same system as generation {}",
                before.number
            ));
            entry.changes = Some(Vec::new());
            entry.effects = Some(0);
            return entry;
        }
        if before.number + 1 != generation.number {
            entry
                .notes
                .push(format!("compared with generation {}", before.number));
        }
        let side = |generation: &'_ Generation| stamps.get(&generation.number);
        let folder = generation
            .toplevel
            .rsplit_once('/')
            .map_or("/nix/store", |(folder, _)| folder);
        let (old, new) = (side(before), side(generation));
        let (intents, effects) = changes(
            self.files,
            folder,
            Side {
                path: &before.toplevel,
                snapshot: old,
            },
            Side {
                path: &generation.toplevel,
                snapshot: new,
            },
        );
        if intents.is_none() {
            entry
                .notes
                .push("coloc did not make both, so what was meant is not known".to_owned());
        }
        entry.changes = intents;
        entry.effects = Some(effects);
        if let Some(store) = self.store {
            match closure::pair(store, &before.toplevel, &generation.toplevel) {
                Ok((from, to, _)) => {
                    entry.packages = Some(Counts::from(&packages::packages(&from, &to)));
                }
                Err(error) => entry
                    .notes
                    .push(format!("packages could not be compared: {error}")),
            }
        }
        entry
    }
}
