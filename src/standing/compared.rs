//! What was read, compared with what the manifest makes of it.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use super::git::Repository;
use super::question::Asked;
use super::seen::Seen;
use super::shared::shared;
use super::{Evaluation, Planned, pair};
use crate::catalog::Catalog;
use crate::deployed::store::Store;
use crate::deployed::why::Why;
use crate::diff::data;
use crate::diff::drift::Place;
use crate::diff::machine::{Generation, MachineDiff, Shared, State};
use crate::diff::note::Note;
use crate::emit::Tree;
use crate::snapshot::Snapshot;

/// All that differs on the machines that were asked for.
pub struct Differences {
    /// Machines, by name.
    pub machines: Vec<MachineDiff>,
    /// What concerns more than one of them.
    pub notes: Vec<Note>,
    /// Generated files that machines share, as far as they differ from a commit.
    pub shared: Vec<Shared>,
    /// Whether something that was asked for could not be compared.
    pub unable: bool,
}

/// One machine's differences, and what it runs.
pub(super) struct Compared {
    /// What differs.
    pub diff: MachineDiff,
    /// What it runs, as it says itself; none: coloc did not make it, or nobody knows.
    pub deployed: Option<Snapshot>,
    /// Where that stands in the history; none: it is today's, or there is no history.
    pub place: Option<Place>,
    /// Whether something that was asked for could not be compared.
    pub unable: bool,
}

/// What machines are compared with.
pub struct Target<'t> {
    /// What the manifest makes of them.
    pub planned: Planned<'t>,
    /// The files of that.
    pub tree: &'t Tree,
    /// What can be hosted.
    pub catalog: &'t Catalog,
    /// Where commits are looked for.
    pub repository: Option<&'t Repository>,
    /// The store of this computer.
    pub store: &'t Store,
    /// Systems that were built from the manifest, by machine.
    pub built: BTreeMap<String, Utf8PathBuf>,
    /// What Nix works out for machines.
    pub evaluated: BTreeMap<String, Evaluation>,
}

impl Target<'_> {
    /// Compares all machines that were asked for, with `text` also the files that they share; two generations are
    /// compared with each other, and with nothing else.
    pub fn differences(&self, asked: &Asked, text: bool) -> Differences {
        let machines = asked.machines.iter();
        let compared = machines.map(|(name, seen)| match seen {
            Ok(seen) => self.one(name, seen),
            Err(why) => Compared::not_read(name, why),
        });
        let mut compared: Vec<Compared> = compared.collect();
        let (mut notes, mut files) = (Vec::new(), Vec::new());
        if !asked.is_of_pairs {
            notes = self.notes(&compared);
        }
        if text && !asked.is_of_pairs {
            files = shared(&mut compared, self.tree, self.repository);
        }
        Differences {
            unable: compared.iter().any(|one| one.unable),
            machines: compared.into_iter().map(|one| one.diff).collect(),
            notes,
            shared: files,
        }
    }

    fn one(&self, name: &str, seen: &Seen) -> Compared {
        let systems: Vec<_> = seen.systems().collect();
        match systems.as_slice() {
            [old, new] => pair::between(name, old, new, self.store),
            [system, ..] => {
                let mut compared = self.against_manifest(name, system);
                let troubles = seen.says.errors.iter().cloned();
                compared.diff.notes.extend(troubles.map(Note::Trouble));
                compared
            }
            [] => Compared::not_read(name, &Why::Troubles(seen.says.errors.clone())),
        }
    }

    /// What people must know of data when what was compared is deployed. The catalog knows what can never change.
    fn notes(&self, compared: &[Compared]) -> Vec<Note> {
        let deployed = compared
            .iter()
            .filter_map(|one| Some((one.diff.machine.clone(), one.deployed.as_ref()?)))
            .collect();
        let names = self.planned.plan.machines.keys();
        let planned: BTreeMap<String, Snapshot> = names
            .filter_map(|name| Some((name.to_string(), self.planned.own(name.as_str())?)))
            .collect();
        let planned = planned
            .iter()
            .map(|(name, snapshot)| (name.clone(), snapshot))
            .collect();
        let forever = |kind: &str, key: &str| {
            let entry = self.catalog.get(kind);
            entry.is_some_and(|entry| entry.forever.iter().any(|name| name == key))
        };
        data::notes(&deployed, &planned, &forever)
    }
}

impl Compared {
    /// A machine of which nothing is known but why.
    fn not_read(name: &str, why: &Why) -> Self {
        let state = if why.is_unreachable() {
            State::Unreachable
        } else {
            State::Unknown
        };
        let alone = match why {
            Why::PackagesAlone(path) => Some(path.clone()),
            _ => None,
        };
        Self {
            unable: alone.is_none(),
            diff: MachineDiff {
                notes: vec![Note::NotRead(why.clone())],
                deployed: alone.map(|path| Generation {
                    path: Some(path),
                    ..Generation::default()
                }),
                ..MachineDiff::nothing(name, state)
            },
            deployed: None,
            place: None,
        }
    }
}
