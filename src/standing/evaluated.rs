//! What Nix works out for a machine without building it: which files and units its system would have, and the texts of
//! those that are known before.
//!
//! Nix knows the store path of everything before it is built. A file whose path is the deployed one's is the same; of
//! one whose path is another, the text is known where it was written in Nix. What only a build can tell is said.

mod derivations;
mod tree;

use std::collections::BTreeMap;

use camino::Utf8Path;
use serde::Deserialize;

use self::tree::Evaluated;
use super::compared::Target;
use super::pair::{compare, packages_of};
use super::seen::System;
use crate::diff::machine::{MachineDiff, State};
use crate::diff::note::{Note, Unevaluated};
use crate::diff::value::Value;
use crate::diff::{About, Certainty, Risk};
use crate::generation::{Files as _, Node};
use crate::manifest::types::Name;
use crate::nix;
use crate::snapshot::Snapshot;

/// What is asked of `nixosConfigurations.NAME`.
const EXPRESSION: &str = include_str!("evaluated/system.nix");

/// What Nix says of a machine, or why it does not.
pub type Evaluation = Result<Outline, Unevaluated>;

/// A system before it is built.
#[derive(Debug, Deserialize)]
pub struct Outline {
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
///
/// `tell` hears of each before it is asked about.
pub fn evaluate<'p>(
    root: &Utf8Path,
    machines: impl Iterator<Item = &'p Name>,
    tell: impl Fn(&Name),
) -> std::io::Result<BTreeMap<String, Evaluation>> {
    let mut all = BTreeMap::new();
    for machine in machines {
        tell(machine);
        all.insert(machine.to_string(), one(root, machine)?);
    }
    Ok(all)
}

fn one(root: &Utf8Path, machine: &Name) -> std::io::Result<Evaluation> {
    let ran = nix::outline(root, machine, EXPRESSION)?;
    if !ran.status.success() {
        let why = ran
            .log
            .error
            .map_or_else(|| ran.status.to_string(), |error| error.message);
        let why = why.trim().lines().next().unwrap_or_default().to_owned();
        return Ok(Err(Unevaluated::Failed(why)));
    }
    let mut outline: Outline = match serde_json::from_str(&ran.stdout) {
        Ok(outline) => outline,
        Err(error) => return Ok(Err(Unevaluated::Nonsense(error.to_string()))),
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
                diff.notes.push(Note::NotEvaluated(why.clone()));
                return;
            }
        };
        if outline.toplevel == old.path {
            // The very same system.
            return;
        }
        if diff.state == State::InStep {
            diff.state = State::Diverged;
            diff.notes.push(Note::SameManifest);
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
        diff.notes.push(Note::NotBuilt);
    }
}

/// Tells apart what differs for sure and what only gets another store path, its text being known after the build.
fn only_known(diff: &mut MachineDiff, evaluated: &Evaluated<'_>) {
    let is_unknown = |to: Option<&Value>| match to.and_then(Value::as_text) {
        Some(path) => evaluated.node(path) == Node::Missing,
        None => false,
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
    if !open.is_empty() {
        diff.notes.push(Note::OnlyABuildTells(open));
    }
}
