//! Differences as JSON, in the shape that the design gives: `{ "version": 1, "machines": […] }`.

use serde_json::{Value, json};

use super::{Changes, shown, text};
use crate::diff::Change;
use crate::diff::machine::{MachineDiff, ModuleChange};
use crate::diff::packages::Package;
use crate::manifest::types::Language;
use crate::report::json::{label_value, write};
use crate::report::note;
use crate::words::Words;

/// The whole report. Nothing is grouped or cut.
pub fn changes(changes: &Changes<'_>) -> String {
    let machines: Vec<Value> = changes
        .machines
        .iter()
        .map(|diff| machine(changes, diff))
        .collect();
    let notes: Vec<_> = changes.notes.iter().map(|note| shown::line(note)).collect();
    let mut object = json!({ "version": 1, "machines": machines, "notes": notes });
    if changes.text {
        let shared = changes.shared.iter().map(|shared| {
            let files: Vec<Value> = shared.files.iter().map(|file| module(file, true)).collect();
            json!({ "machines": shared.machines, "commit": shared.commit, "files": files })
        });
        object["shared"] = shared.collect();
    }
    write(&object)
}

fn machine(changes: &Changes<'_>, diff: &MachineDiff) -> Value {
    let deployed = diff.deployed.as_ref().map(|generation| {
        json!({ "generation": generation.number, "path": generation.path, "digest": generation.digest })
    });
    let packages = diff.packages.as_ref().map(|packages| {
        let list = |list: &[Package]| list.iter().map(package).collect::<Value>();
        json!({
            "added": list(&packages.added),
            "removed": list(&packages.removed),
            "changed": list(&packages.changed),
            "rebuilt": list(&packages.rebuilt),
            "roots": packages.roots,
            "size-from": packages.size_from,
            "size-to": packages.size_to,
        })
    });
    let activation = diff
        .activation
        .as_ref()
        .map(|activation| json!({ "reboot": activation.reboot, "units": activation.units }));
    let modules: Vec<Value> = diff
        .modules
        .iter()
        .map(|one| module(one, changes.text))
        .collect();
    let notes = note::texts(&Words::of(Language::En), &diff.notes);
    let notes: Vec<_> = notes.iter().map(|note| shown::line(note)).collect();
    json!({
        "machine": diff.machine,
        "deployed": deployed,
        "state": diff.state.as_str(),
        "changes": diff.changes.iter().map(|one| change(changes, one)).collect::<Vec<_>>(),
        "packages": packages,
        "activation": activation,
        "modules": modules,
        "notes": notes,
    })
}

fn change(changes: &Changes<'_>, change: &Change) -> Value {
    let labels = changes.because(change);
    let labels: Vec<Value> = labels
        .iter()
        .map(|label| label_value(label, changes.sources))
        .collect();
    let shown = shown::change(change);
    json!({
        "kind": shown.kind.as_str(),
        "action": shown.action.as_str(),
        "subject": shown.subject,
        "risk": shown.risk.as_str(),
        "what": shown.what,
        "from": shown.from,
        "to": shown.to,
        "because": if labels.is_empty() { Value::Null } else { labels.into() },
    })
}

fn module(module: &ModuleChange, with_text: bool) -> Value {
    let mut value = json!({ "path": module.path, "action": module.action.as_str() });
    if with_text {
        value["text"] = text::of(module, true).unified.into();
    }
    value
}

fn package(package: &Package) -> Value {
    json!({ "name": package.name, "from": package.from, "to": package.to, "growth": package.growth })
}
