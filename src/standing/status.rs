//! What was read, judged: how each machine stands, and why.

use super::Planned;
use super::commits;
use super::git::Repository;
use super::question::Asked;
use super::seen::{At, Seen, System};
use crate::deployed::accounts::accounts;
use crate::deployed::stamp::{Stamp, stamp};
use crate::deployed::why::Why;
use crate::diff::drift::{Cause, Generations, Place, Status, causes};
use crate::diff::note::Note;
use crate::plan::Plan;

/// How all machines stand that were asked for.
pub fn status(asked: &Asked, plan: &Plan, repository: Option<&Repository>) -> Vec<Status> {
    let judge = Judge {
        planned: Planned::of(plan),
        repository,
    };
    let machines = asked.machines.iter();
    machines
        .map(|(machine, seen)| match seen {
            Ok(seen) => judge.seen(machine, seen),
            Err(why) => not_read(machine, why.clone()),
        })
        .collect()
}

fn not_read(machine: &str, why: Why) -> Status {
    Status {
        machine: machine.to_owned(),
        causes: vec![Cause::NotRead(why)],
        ..Status::default()
    }
}

/// What machines are measured by.
struct Judge<'j> {
    planned: Planned<'j>,
    repository: Option<&'j Repository>,
}

impl Judge<'_> {
    fn seen(&self, machine: &str, seen: &Seen) -> Status {
        let Some(system) = seen.systems().next() else {
            return not_read(machine, Why::Troubles(seen.says.errors.clone()));
        };
        let (commit, cause) = self.runs(machine, &system);
        let numbers = seen.says.generations.iter().map(|one| one.number);
        let generations = Generations {
            active: system.number,
            profile: seen.says.profile,
            newest: numbers.max(),
        };
        let declared = accounts(system.files, system.path);
        let mut all = seen.says.generations.iter();
        let made = all.find(|generation| Some(generation.number) == system.number);
        Status {
            machine: machine.to_owned(),
            generation: system.number,
            made: made.and_then(|generation| generation.made),
            commit,
            causes: causes(cause, &generations, declared.as_ref(), seen.live()),
            notes: notes(seen),
        }
    }

    /// The commit that has what runs, and what is wrong with it.
    fn runs(&self, machine: &str, system: &System<'_>) -> (Option<String>, Option<Cause>) {
        let (snapshot, texts) = match stamp(system.files, system.path) {
            Stamp::Of(snapshot, texts) => (snapshot, texts),
            Stamp::None => return (None, Some(Cause::NotOurs)),
            Stamp::Foreign(why) => return (None, Some(Cause::NotUnderstood(why))),
        };
        if snapshot.machine != machine {
            return (None, Some(Cause::Misplaced(snapshot.machine)));
        }
        if !self.planned.plan.machines.contains_key(machine) {
            return (None, Some(Cause::NotInManifest));
        }
        let place = commits::place(self.repository, machine, &texts);
        let commit = place.as_ref().ok().and_then(Place::commit);
        let commit = commit.map(str::to_owned);
        if self.planned.is(machine, &texts) {
            return (commit, None);
        }
        (
            commit,
            Some(place.map_or_else(Cause::Unplaced, Cause::Runs)),
        )
    }
}

/// What was not looked at.
fn notes(seen: &Seen) -> Vec<Note> {
    let troubles = seen.says.errors.iter().cloned();
    let mut notes: Vec<Note> = troubles.map(Note::Trouble).collect();
    match &seen.at {
        At::Folder(_) | At::Snapshot => notes.push(Note::FromFolder),
        At::Machine if !seen.says.live.etc_was_checked => notes.push(Note::EtcNotCompared),
        At::Machine if !seen.says.live.unread.is_empty() => notes.push(Note::MayNotRead {
            user: seen.says.user.clone(),
            files: seen.says.live.unread.clone(),
        }),
        At::Machine => {}
    }
    notes
}
