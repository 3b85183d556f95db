//! Two systems that are both at hand: everything can be told.

use super::compared::{Compared, Target};
use super::seen::System;
use crate::deployed::closure;
use crate::deployed::stamp::{self, Stamp};
use crate::deployed::store::Store;
use crate::diff::activation::activation;
use crate::diff::configuration::configuration;
use crate::diff::effects::{effects, without_effect};
use crate::diff::equal::Comparison;
use crate::diff::machine::{MachineDiff, State, modules};
use crate::diff::note::Note;
use crate::diff::{Change, intent, packages};
use crate::snapshot::Snapshot;
use crate::standing::commits;

/// Two generations, whatever the manifest says.
pub(super) fn between(name: &str, old: &System<'_>, new: &System<'_>, store: &Store) -> Compared {
    let snapshot = |system: &System<'_>| match stamp::stamp(system.files, system.path) {
        Stamp::Of(snapshot, texts) => Some((*snapshot, texts)),
        _ => None,
    };
    let (was, will) = (snapshot(old), snapshot(new));
    let digest = was
        .as_ref()
        .map(|(_, texts)| commits::digest(texts.machine.as_bytes()));
    let (was, will) = (was.map(|both| both.0), will.map(|both| both.0));
    let mut diff = MachineDiff::nothing(name, State::InStep);
    diff.deployed = Some(old.generation(digest));
    let intents = if let (Some(was), Some(will)) = (&was, &will) {
        intent(was, will)
    } else {
        diff.notes.push(Note::NotBothOurs);
        Vec::new()
    };
    let snapshots = (was.as_ref(), will.as_ref());
    compare(&mut diff, (old, new), snapshots, intents, store);
    packages_of(&mut diff, old.path, new.path, store);
    diff.modules = modules(
        &stamp::modules(old.files, old.path),
        &stamp::modules(new.files, new.path),
    );
    diff.modules.retain(|module| module.path != "machine.json");
    if old.path != new.path {
        diff.state = State::Diverged;
    }
    Compared {
        diff,
        deployed: was,
        place: None,
        unable: false,
    }
}

impl Target<'_> {
    /// Adds what a system that was built from the manifest makes different.
    pub(super) fn add_built(
        &self,
        diff: &mut MachineDiff,
        old: &System<'_>,
        toplevel: &str,
        (was, will): (Option<&Snapshot>, &Snapshot),
    ) {
        let new = System {
            files: self.store,
            path: toplevel,
            number: None,
        };
        match stamp::stamp(self.store, toplevel) {
            Stamp::Of(_, texts) if self.planned.is(&will.machine, &texts) => {}
            _ => diff.notes.push(Note::OldBuild),
        }
        let intents = std::mem::take(&mut diff.changes);
        compare(diff, (old, &new), (was, Some(will)), intents, self.store);
        packages_of(diff, old.path, toplevel, self.store);
        if old.path != toplevel && diff.state == State::InStep {
            diff.state = State::Diverged;
            diff.notes.push(Note::SameManifest);
        }
    }
}

/// Puts effects behind intents, and tells what a switch brings.
pub(super) fn compare(
    diff: &mut MachineDiff,
    (old, new): (&System<'_>, &System<'_>),
    snapshots: (Option<&Snapshot>, Option<&Snapshot>),
    intents: Vec<Change>,
    store: &Store,
) {
    let comparison =
        Comparison::new(old.files, new.files, store.folder.as_str()).between(old.path, new.path);
    let found = effects(&comparison, (old.path, new.path), snapshots, &intents);
    if comparison.is_whole() {
        let idle = without_effect(&intents, &found).into_iter().cloned();
        diff.notes.extend(idle.map(Note::NothingFollows));
    }
    diff.activation = Some(activation(old.files, new.files, old.path, new.path));
    diff.changes = intents.into_iter().chain(found).collect();
}

/// Compares the packages of two systems of this computer's store.
pub(super) fn packages_of(diff: &mut MachineDiff, old: &str, new: &str, store: &Store) {
    match closure::pair(store, old, new) {
        Ok((from, to, _)) => {
            let of = |system| configuration(store, system, store.folder.as_str());
            let configuration = of(old).union(&of(new)).cloned().collect();
            let found = packages::packages_beside(&configuration, &from, &to);
            diff.packages = Some(found);
        }
        Err(error) => diff.notes.push(Note::PackagesUnknown(error)),
    }
}
