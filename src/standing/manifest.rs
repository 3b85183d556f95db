//! A system against what the manifest makes of its machine.

use std::collections::BTreeMap;

use super::{Gathered, System, Target, nothing};
use crate::deployed::stamp::{self, Stamp};
use crate::diff::drift::Place;
use crate::diff::intent;
use crate::diff::machine::{State, modules};
use crate::diff::modules::left;
use crate::diff::note::Note;
use crate::snapshot::Snapshot;
use crate::standing::commits;

impl Target<'_> {
    /// Compares a system with the manifest's machine of that name.
    pub(crate) fn against_manifest(&self, name: &str, system: &System<'_>) -> Gathered {
        let mut diff = nothing(name, State::Unknown);
        let stamped = match stamp::stamp(system.files, system.path) {
            Stamp::Of(snapshot, text) => Some((*snapshot, text)),
            Stamp::None => {
                diff.notes.push(
                    "coloc did not make what runs there, so what was meant is not known".into(),
                );
                None
            }
            Stamp::Foreign(why) => {
                let note = format!("its /etc/coloc/machine.json is not understood: {why}");
                diff.notes.push(note.into());
                None
            }
        };
        let digest = stamped
            .as_ref()
            .map(|(_, text)| commits::digest(text.as_bytes()));
        diff.deployed = Some(system.generation(digest.clone()));
        let Some(planned) = self.planned(name) else {
            diff.notes
                .push("the manifest does not have it any more".into());
            if stamped.is_some() {
                diff.state = State::Diverged;
            }
            return Gathered {
                diff,
                deployed: stamped.map(|both| both.0),
                place: None,
                unable: false,
            };
        };
        let mut place = None;
        if let (Some((snapshot, text)), Some(digest)) = (&stamped, &digest) {
            diff.changes = intent(snapshot, &planned);
            let then = stamp::modules(system.files, system.path);
            if then.is_empty() {
                diff.notes
                    .push("its generated modules are not at hand".into());
            } else {
                diff.modules = modules(&then, &self.modules(name));
                diff.modules.retain(|module| module.path != "machine.json");
                diff.notes
                    .extend(left(&diff.modules, &diff.changes).notes());
            }
            diff.state = if *text == planned.to_json() {
                State::InStep
            } else {
                place = self.place(name, digest, &mut diff.notes);
                match place {
                    Some(Place::Behind(..)) => State::Behind,
                    Some(Place::Ahead(_)) => State::Ahead,
                    _ => State::Diverged,
                }
            };
        }
        let deployed = stamped.map(|both| both.0);
        let both = (deployed.as_ref(), &planned);
        let evaluation = self.evaluated.get(name);
        if let Some(toplevel) = self.built.get(name) {
            self.add_built(&mut diff, system, toplevel.as_str(), both);
        } else if let Some(evaluation) = evaluation {
            self.add_evaluated(&mut diff, system, evaluation, both);
        }
        Gathered {
            diff,
            deployed,
            place,
            unable: evaluation.is_some_and(Result::is_err),
        }
    }

    /// What the manifest makes of a machine; none: it has no such machine.
    pub(crate) fn planned(&self, name: &str) -> Option<Snapshot> {
        self.plan
            .machines
            .iter()
            .find(|(machine, _)| machine.as_str() == name)
            .map(|(name, machine)| Snapshot::of(self.plan, name, machine))
    }

    /// The machine's generated files, by path below its folder.
    fn modules(&self, name: &str) -> BTreeMap<String, String> {
        let folder = format!("generated/machines/{name}/");
        let below = |path: &str| path.strip_prefix(&folder).map(str::to_owned);
        self.tree
            .files
            .iter()
            .filter_map(|(path, text)| Some((below(path.as_str())?, text.clone())))
            .collect()
    }

    fn place(&self, name: &str, digest: &str, notes: &mut Vec<Note>) -> Option<Place> {
        let Some(repository) = self.repository else {
            notes.push("there is no git repository to find its commit in".into());
            return None;
        };
        match commits::place(repository, name, digest) {
            Ok(place) => Some(place),
            Err(why) => {
                notes.push(format!("git was of no help: {why}").into());
                None
            }
        }
    }
}
