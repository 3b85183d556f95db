//! Differences as JSON, in the shape that the design gives: `{ "version": 1, "machines": […] }`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value as Json;

use super::page::at_boot;
use super::words::{Machines, sentence};
use super::{Changes, shown, text};
use crate::diff;
use crate::diff::machine::{Generation, MachineDiff, ModuleChange};
use crate::diff::packages::Packages;
use crate::diff::value::Value;
use crate::manifest::types::Language;
use crate::report::json::label_value;
use crate::report::note;
use crate::report::page::Lines;
use crate::words::Words;

#[derive(Serialize)]
struct Report<'r> {
    version: u32,
    machines: Vec<Differences<'r>>,
    notes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shared: Option<Vec<Shared<'r>>>,
}

#[derive(Serialize)]
struct Differences<'r> {
    machine: &'r str,
    deployed: Option<&'r Generation>,
    state: &'static str,
    changes: Vec<Change>,
    packages: Option<&'r Packages>,
    activation: Option<Activation<'r>>,
    modules: Vec<Module<'r>>,
    notes: Vec<String>,
}

/// A change, as all commands have it.
#[derive(Serialize)]
pub struct Change {
    kind: &'static str,
    action: &'static str,
    subject: String,
    risk: &'static str,
    what: String,
    from: Option<String>,
    to: Option<String>,
    /// None where places are not told at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<Json>,
}

#[derive(Serialize)]
struct Activation<'r> {
    reboot: Vec<String>,
    /// Those that start or restart.
    units: BTreeSet<&'r String>,
    #[serde(flatten)]
    lists: BTreeMap<&'static str, &'r BTreeSet<String>>,
}

#[derive(Serialize)]
struct Module<'r> {
    path: &'r str,
    action: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Serialize)]
struct Shared<'r> {
    machines: &'r [String],
    commit: &'r str,
    files: Vec<Module<'r>>,
}

/// The whole report. Nothing is grouped or cut.
pub fn changes(changes: &Changes<'_>) -> Json {
    let words = &Words::of(Language::En);
    let machines = changes.machines.iter();
    let report = Report {
        version: 1,
        machines: machines.map(|diff| machine(changes, diff, words)).collect(),
        notes: note::texts(words, changes.notes, Machines::These),
        shared: changes.text.then(|| {
            let shared = changes.shared.iter().map(|shared| Shared {
                machines: &shared.machines,
                commit: &shared.commit,
                files: shared.files.iter().map(|file| module(file, true)).collect(),
            });
            shared.collect()
        }),
    };
    serde_json::to_value(report).unwrap_or_default()
}

fn machine<'r>(changes: &Changes<'_>, diff: &'r MachineDiff, words: &Words) -> Differences<'r> {
    let found = diff.changes.iter().map(|one| Change {
        because: Some(because(changes, one)),
        ..change(one, &diff.machine, words)
    });
    let activation = diff.activation.as_ref().map(|activation| Activation {
        reboot: activation
            .reboot
            .iter()
            .map(|part| at_boot(*part, words).to_string())
            .collect(),
        units: (activation.units.restart.iter())
            .chain(&activation.units.start)
            .collect(),
        lists: activation.units.lists().into(),
    });
    let modules = diff.modules.iter();
    Differences {
        machine: &diff.machine,
        deployed: diff.deployed.as_ref(),
        state: diff.state.as_str(),
        changes: found.collect(),
        packages: diff.packages.as_ref(),
        activation,
        modules: modules.map(|one| module(one, changes.text)).collect(),
        notes: note::texts(words, &diff.notes, Machines::One(&diff.machine)),
    }
}

fn because(changes: &Changes<'_>, change: &diff::Change) -> Json {
    let labels = changes.because(change);
    if labels.is_empty() {
        return Json::Null;
    }
    labels
        .iter()
        .map(|label| label_value(label, changes.sources))
        .collect()
}

/// A change of a machine, as it may be shown; without its places.
pub fn change(change: &diff::Change, machine: &str, words: &Words) -> Change {
    let shown = shown::change(change);
    let value =
        |value: &Option<Value>| Some(shown::line(&value.as_ref()?.to_string()).into_owned());
    Change {
        kind: shown.kind().as_str(),
        action: shown.action.as_str(),
        subject: shown.subject(machine).to_string(),
        risk: shown.risk().as_str(),
        what: sentence(words, &shown, Machines::One(machine)).to_string(),
        from: value(&shown.from),
        to: value(&shown.to),
        because: None,
    }
}

fn module(module: &ModuleChange, with_text: bool) -> Module<'_> {
    Module {
        path: &module.path,
        action: module.action.as_str(),
        text: with_text.then(|| match text::of(module, true).lines {
            Lines::Unified(unified) => unified,
            Lines::Counted | Lines::Hidden => String::new(),
        }),
    }
}
