//! What Nix works out for a machine without building it: which files and units its system would have, and the texts of
//! those that are known before.
//!
//! Nix knows the store path of everything before it is built. A file whose path is the deployed one's is the same; of
//! one whose path is another, the text is known where it was written in Nix. What only a build can tell is said.

mod derivations;
mod tree;

use std::collections::BTreeMap;

use serde::Deserialize;

use self::tree::Evaluated;
use super::pair::{compare, packages_of};
use super::{System, Target};
use crate::cli::{Failure, Output};
use crate::diff::machine::{MachineDiff, State};
use crate::diff::note::Note;
use crate::diff::trace::Part;
use crate::diff::value::Value;
use crate::diff::{About, Certainty, Risk};
use crate::generation::{Files as _, Node};
use crate::manifest::types::Name;
use crate::nix;
use crate::plan::Plan;
use crate::snapshot::Snapshot;

/// What is asked of `nixosConfigurations.NAME`.
const EXPRESSION: &str = include_str!("evaluated/system.nix");

/// What Nix says of a machine, or why it does not.
pub(crate) type Evaluation = Result<Outline, String>;

/// A system before it is built.
#[derive(Debug, Deserialize)]
pub(crate) struct Outline {
    /// The system's own path.
    toplevel: String,
    /// The path of what `/etc` leads to.
    etc: String,
    /// Its recipe.
    derivation: String,
    /// Files of `/etc` by their paths there.
    files: BTreeMap<String, EtcFile>,
    /// Units of the system and of users: folder below `/etc` → units.
    units: BTreeMap<String, BTreeMap<String, Unit>>,
    /// What is done at activation.
    activate: Option<String>,
    /// Links and texts at the top of a system: `kernel`.
    top: BTreeMap<String, Option<Top>>,
    /// Texts of store paths, from their recipes.
    #[serde(skip)]
    texts: BTreeMap<String, derivations::Text>,
}

/// A file of `/etc`. Source: `nixos/modules/system/etc/etc.nix`.
#[derive(Debug, Deserialize)]
struct EtcFile {
    source: String,
    text: Option<String>,
    mode: String,
    uid: String,
    gid: String,
}

/// A unit. Source: `nixos/lib/systemd-lib.nix`, `makeUnit`.
#[derive(Debug, Deserialize)]
struct Unit {
    path: String,
    text: Option<String>,
    enable: bool,
    /// Whether it always stands beside a unit of its name.
    beside: bool,
}

/// Something at the top of a system.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Top {
    Link(String),
    Text(String),
}

/// Asks Nix about machines, one after the other.
pub(super) fn all(
    root: &camino::Utf8Path,
    plan: &Plan,
    asked: &[String],
    output: &Output,
) -> Result<BTreeMap<String, Evaluation>, Failure> {
    let mut all = BTreeMap::new();
    let machines = plan
        .machines
        .keys()
        .filter(|name| asked.iter().any(|one| one == name.as_str()));
    for machine in machines {
        output.note(&format!("{machine}: asking Nix"));
        all.insert(machine.to_string(), one(root, machine)?);
    }
    Ok(all)
}

fn one(root: &camino::Utf8Path, machine: &Name) -> Result<Evaluation, Failure> {
    let ran = nix::outline(root, machine, EXPRESSION)?;
    if !ran.status.success() {
        let why = ran
            .log
            .error
            .map_or_else(|| ran.status.to_string(), |error| error.message);
        let why = why.trim().lines().next().unwrap_or_default().to_owned();
        return Ok(Err(why));
    }
    let mut outline: Outline = match serde_json::from_str(&ran.stdout) {
        Ok(outline) => outline,
        Err(error) => return Ok(Err(format!("its answer is not understood ({error})"))),
    };
    // Without the recipes some texts are not known; that is said where they matter.
    outline.texts = derivations::texts(root, &outline.derivation)?;
    Ok(Ok(outline))
}

impl Target<'_> {
    /// Adds what is known of the new system without a build.
    pub(super) fn add_evaluated(
        &self,
        diff: &mut MachineDiff,
        old: &System<'_>,
        evaluation: &Evaluation,
        (was, will): (Option<&Snapshot>, &Snapshot),
    ) {
        let outline = match evaluation {
            Ok(outline) => outline,
            Err(why) => {
                let note = format!(
                    "Nix could not work out its system: {why} (`coloc check --eval` says more)"
                );
                diff.notes.push(note.into());
                return;
            }
        };
        if outline.toplevel == old.path {
            // The very same system.
            return;
        }
        if diff.state == State::InStep {
            diff.state = State::Diverged;
            diff.notes.push(
                "the manifest says the same of it; flake.lock or a module written by hand does not"
                    .into(),
            );
        }
        let intents = std::mem::take(&mut diff.changes);
        if self.store.node(&outline.toplevel) != Node::Missing {
            // Somebody has built it.
            let new = System {
                files: self.store,
                path: &outline.toplevel,
                number: None,
            };
            compare(diff, (old, &new), (was, Some(will)), intents, self.store);
            packages_of(diff, old.path, &outline.toplevel, self.store);
            return;
        }
        let evaluated = Evaluated::new(outline, self.store, old);
        let new = System {
            files: &evaluated,
            path: &outline.toplevel,
            number: None,
        };
        compare(diff, (old, &new), (was, Some(will)), intents, self.store);
        only_known(diff, &evaluated);
        diff.notes
            .push("it is not built yet: packages are not compared".into());
    }
}

/// Tells apart what differs for sure and what only gets another store path, its text being known after the build.
fn only_known(diff: &mut MachineDiff, evaluated: &Evaluated<'_>) {
    let is_unknown = |to: Option<&Value>| match to {
        Some(Value::Text(path)) => evaluated.node(path) == Node::Missing,
        _ => false,
    };
    let mut open = Vec::new();
    diff.changes.retain_mut(|change| {
        let About::Trace(trace) = &change.about else {
            return true;
        };
        if !is_unknown(change.to.as_ref()) {
            return true;
        }
        if change.keys.is_empty() && trace.part.risk() > Risk::Exposure {
            open.push(trace.part.clone());
            return false;
        }
        change.certainty = Certainty::OnlyABuildTells;
        true
    });
    if let Some(activation) = &mut diff.activation {
        // A unit that is only built anew restarts all the same: its path is another.
        let units = open.iter().filter_map(Part::unit);
        activation.units.extend(units.map(str::to_owned));
    }
    if !open.is_empty() {
        diff.notes.push(Note::OnlyABuildTells(open));
    }
}
