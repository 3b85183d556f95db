//! A system against what the manifest makes of its machine.

use std::collections::BTreeMap;

use super::compared::{Compared, Target};
use super::seen::System;
use crate::deployed::stamp::{self, Stamp};
use crate::diff::drift::Place;
use crate::diff::intent;
use crate::diff::machine::{MachineDiff, State, modules};
use crate::diff::modules::left;
use crate::diff::note::Note;
use crate::standing::commits;

impl Target<'_> {
    /// Compares a system with the manifest's machine of that name.
    pub(super) fn against_manifest(&self, name: &str, system: &System<'_>) -> Compared {
        let mut diff = MachineDiff::nothing(name, State::Unknown);
        let stamped = match stamp::stamp(system.files, system.path) {
            Stamp::Of(snapshot, texts) => Some((*snapshot, texts)),
            Stamp::None => {
                diff.notes.push(Note::NotOurs);
                None
            }
            Stamp::Foreign(why) => {
                diff.notes.push(Note::NotUnderstood(why));
                None
            }
        };
        let says = stamped.as_ref().map(|(snapshot, _)| &snapshot.machine);
        if let Some(other) = says.filter(|other| *other != name) {
            diff.notes.push(Note::OtherMachine(other.clone()));
        }
        let digest = stamped
            .as_ref()
            .map(|(_, texts)| commits::digest(texts.machine.as_bytes()));
        diff.deployed = Some(system.generation(digest.clone()));
        let Some(planned) = self.planned.machine(name) else {
            diff.notes.push(Note::NotInManifest);
            if stamped.is_some() {
                diff.state = State::Diverged;
            }
            return Compared {
                diff,
                deployed: stamped.map(|both| both.0),
                place: None,
                unable: false,
            };
        };
        let mut place = None;
        if let Some((snapshot, texts)) = &stamped {
            diff.changes = intent(snapshot, &planned);
            let then = stamp::modules(system.files, system.path);
            if then.is_empty() {
                diff.notes.push(Note::NoModules);
            } else {
                diff.modules = modules(&then, &self.modules(name));
                diff.modules.retain(|module| module.path != "machine.json");
                diff.notes
                    .extend(left(&diff.modules, &diff.changes).notes());
            }
            diff.state = if self.planned.is(name, texts) {
                State::InStep
            } else {
                match commits::place(self.repository, name, texts) {
                    Ok(found) => place = Some(found),
                    Err(why) => diff.notes.push(Note::Unplaced(why)),
                }
                match place {
                    Some(Place::Behind(..)) => State::Behind,
                    Some(Place::Ahead(_)) => State::Ahead,
                    Some(Place::Elsewhere(_) | Place::Nowhere) | None => State::Diverged,
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
        } else if diff.state == State::InStep
            && let Some(machine) = self.planned.plan.machines.get(name)
            && !machine.modules.is_empty()
        {
            let modules = machine.modules.iter();
            let modules = modules.map(|path| path.value.as_path().to_string());
            diff.notes.push(Note::ByHand(modules.collect()));
        }
        Compared {
            diff,
            deployed,
            place,
            unable: evaluation.is_some_and(Result::is_err),
        }
    }

    /// The machine's generated files, by path below its folder.
    fn modules(&self, name: &str) -> BTreeMap<String, String> {
        self.tree
            .of_machine(name)
            .map(|(part, file)| (part.to_string(), file.text().to_owned()))
            .collect()
    }
}
