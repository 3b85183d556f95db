//! `coloc status`

use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use super::machines::{self, Manifest, Patience};
use super::{Failure, Output};
use crate::deployed::accounts::accounts;
use crate::deployed::local::{Generation, number_of};
use crate::deployed::ssh::{Answer, SshError, What, Which};
use crate::deployed::stamp::{Stamp, stamp};
use crate::diff::drift::{Cause, Generations, Place, Runs, Standing, Status, causes};
use crate::generation::Files;
use crate::generation::Live;
use crate::report::Format;
use crate::report::status::{human, json, markdown};
use crate::snapshot::Snapshot;
use crate::standing::commits;
use crate::standing::git::Repository;
use crate::standing::kept::{self, Kept};

const EXAMPLES: &str = "\
Examples:
  coloc status                      all machines, asked over ssh
  coloc status ananas brioche       these only
  coloc status --exit-code          for a timer that tells somebody
  NIX_SSHOPTS='-p 2222' coloc status
  coloc status --deployed /nix/var/nix/profiles";

/// Say how every machine stands: in step, behind, changed by hand.
///
/// Each machine that is not in step is told with the cause and what to do: a commit that is not deployed, a generation
/// that was rolled back or waits for a start, files and accounts that somebody changed, units that failed. Machines are
/// asked over ssh, with your own keys and configuration, many at a time; nothing is changed there.
///
/// `NIX_SSHOPTS` in the environment gives ssh more options, as for nixos-rebuild.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Only these machines.
    #[arg(value_name = "MACHINE")]
    machines: Vec<String>,

    /// Read a folder instead of asking: one with `system-N-link`s, one with such folders by machine, or a system.
    #[arg(long, value_name = "DIR")]
    deployed: Option<Utf8PathBuf>,

    #[command(flatten)]
    patience: Patience,

    /// Exit with 1 if a machine is not in step.
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &mut Output,
) -> Result<ExitCode, Failure> {
    if output.format == Format::Sarif {
        return Err(Failure::no_sarif("a status"));
    }
    let Some(manifest) = machines::manifest(directory, output)? else {
        return Ok(ExitCode::from(2));
    };
    let hosts = machines::hosts(&arguments.machines, &manifest.plan)?;
    let repository = Repository::around(&manifest.reading.root);
    let judge = Judge {
        manifest: &manifest,
        repository: repository.as_ref(),
    };
    let table = if let Some(folder) = &arguments.deployed {
        let names: Vec<&String> = hosts.keys().collect();
        judge.folder(folder, &names)?
    } else {
        machines::note_asking(hosts.len(), output);
        let asking = arguments.patience.asking(Which::Current, What::Stamp)?;
        let answers = asking.all(&hosts);
        answers
            .iter()
            .map(|(name, answer)| judge.answer(name, answer))
            .collect()
    };
    output.data(&match output.format {
        Format::Json => json::status(&table),
        Format::Markdown => markdown::status(&table),
        _ => human::status(&table, output.colour, output.width),
    })?;
    let all = |standing: Standing| table.iter().all(|status| status.standing() == standing);
    Ok(if !table.is_empty() && all(Standing::Unreachable) {
        ExitCode::from(2)
    } else {
        ExitCode::from(u8::from(arguments.exit_code && !all(Standing::InStep)))
    })
}

/// What machines are measured by.
struct Judge<'j> {
    manifest: &'j Manifest,
    repository: Option<&'j Repository>,
}

/// A system that was read.
struct Seen<'s> {
    files: &'s dyn Files,
    path: &'s str,
    generations: &'s [Generation],
    profile: Option<u64>,
    live: Option<&'s Live>,
}

impl Judge<'_> {
    fn answer(&self, name: &str, answer: &Result<Answer, SshError>) -> Status {
        let bare = |cause| Status {
            machine: name.to_owned(),
            generation: None,
            made: None,
            commit: None,
            causes: vec![cause],
            notes: Vec::new(),
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(error @ (SshError::Other(_) | SshError::Nonsense(_))) => {
                return bare(Cause::unknown(&error.to_string()));
            }
            Err(error) => return bare(Cause::unreachable(&error.to_string())),
        };
        let Some(path) = &answer.chosen else {
            return bare(Cause::unknown(&answer.errors.join(", ")));
        };
        let mut status = self.seen(
            name,
            &Seen {
                files: &answer.files,
                path,
                generations: &answer.generations,
                profile: answer.profile,
                live: Some(&answer.live),
            },
        );
        status.notes.extend(answer.errors.iter().cloned());
        if !answer.live.etc_was_checked {
            status.notes.push("its /etc was not compared".to_owned());
        } else if !answer.live.unread.is_empty() {
            status.notes.push(format!(
                "{} may not read {}, so these were not compared",
                answer.user,
                answer.live.unread.join(", ")
            ));
        }
        status
    }

    fn folder(&self, folder: &Utf8Path, names: &[&String]) -> Result<Vec<Status>, Failure> {
        let store = kept::store();
        let mut table = Vec::new();
        for (name, kept) in kept::kept(folder, names)? {
            let bare = |machine: String, why: &str| Status {
                machine,
                generation: None,
                made: None,
                commit: None,
                causes: vec![Cause::unknown(why)],
                notes: Vec::new(),
            };
            let (path, generations, profile) = match kept {
                Err(why) => {
                    table.push(bare(name.unwrap_or_default(), &why));
                    continue;
                }
                Ok(Kept::System(path)) => (path, Vec::new(), None),
                Ok(Kept::Profile(profile)) => {
                    let current = profile
                        .generations
                        .iter()
                        .find(|one| Some(one.number) == profile.current);
                    let Some(current) = current.filter(|one| one.exists) else {
                        let why =
                            format!("{folder}/system leads nowhere, or garbage collection took it");
                        let Some(name) = name.or_else(|| only(names)) else {
                            return Err(Failure::Usage(why));
                        };
                        table.push(bare(name, &why));
                        continue;
                    };
                    (
                        current.toplevel.clone(),
                        profile.generations.clone(),
                        profile.current,
                    )
                }
            };
            let seen = Seen {
                files: &store,
                path: &path,
                generations: &generations,
                profile,
                live: None,
            };
            let name = match (name, stamp(&store, &path)) {
                (Some(name), _) => name,
                (None, Stamp::Of(snapshot, _)) if names.contains(&&snapshot.machine) => {
                    snapshot.machine
                }
                _ => only(names).ok_or_else(|| {
                    Failure::Usage(
                        "the system does not say which machine it is of: name the machine"
                            .to_owned(),
                    )
                })?,
            };
            table.push(self.seen(&name, &seen));
        }
        for status in &mut table {
            let note =
                "read from a folder: what runs now, and what was changed by hand, is not known";
            status.notes.push(note.to_owned());
        }
        Ok(table)
    }

    fn seen(&self, name: &str, seen: &Seen<'_>) -> Status {
        let runs = self.runs(name, seen);
        let active = number_of(seen.generations, seen.profile, seen.path);
        let numbers = || seen.generations.iter().map(|generation| generation.number);
        let generations = Generations {
            active,
            profile: seen.profile,
            newest: numbers().max(),
        };
        let declared = accounts(seen.files, seen.path);
        let made = seen
            .generations
            .iter()
            .find(|generation| Some(generation.number) == active);
        Status {
            machine: name.to_owned(),
            generation: active,
            made: made.and_then(|generation| generation.made),
            commit: runs.commit().map(str::to_owned),
            causes: causes(name, &runs, &generations, declared.as_ref(), seen.live),
            notes: Vec::new(),
        }
    }

    fn runs(&self, name: &str, seen: &Seen<'_>) -> Runs {
        let (snapshot, text) = match stamp(seen.files, seen.path) {
            Stamp::Of(snapshot, text) => (snapshot, text),
            Stamp::None => return Runs::Foreign("coloc did not make what runs there".to_owned()),
            Stamp::Foreign(why) => {
                return Runs::Foreign(format!(
                    "its /etc/coloc/machine.json is not understood: {why}"
                ));
            }
        };
        if snapshot.machine != name {
            return Runs::Misplaced(snapshot.machine);
        }
        let plan = &self.manifest.plan;
        let Some((name, machine)) = plan
            .machines
            .iter()
            .find(|(machine, _)| machine.as_str() == name)
        else {
            return Runs::Gone;
        };
        let same = Snapshot::of(plan, name, machine).to_json() == text;
        let place = self.repository.map(|repository| {
            let digest = commits::digest(text.as_bytes());
            commits::place(repository, name.as_str(), &digest)
        });
        match place {
            _ if same => Runs::Same(match place {
                Some(Ok(
                    Place::Behind(_, commit) | Place::Ahead(commit) | Place::Elsewhere(commit),
                )) => Some(commit),
                _ => None,
            }),
            None => Runs::Unplaced("there is no git repository here".to_owned()),
            Some(Ok(place)) => Runs::Other(place),
            Some(Err(why)) => Runs::Unplaced(format!("git says: {why}")),
        }
    }
}

fn only(names: &[&String]) -> Option<String> {
    match names {
        [one] => Some((*one).clone()),
        _ => None,
    }
}
