//! 5: [`Plan`] → [`Tree`] (path → text), and 6: the tree → disk, in [`write`] alone.
//!
//! Every Nix file is rendered from a template, checked (syntax, nothing set twice) and formatted as nixfmt does,
//! on all cores.

pub mod codes;
mod context;
pub mod documents;
mod machine;
mod merge;
pub mod nix;
pub mod nix_module;
mod service;
mod shared;
pub mod template;
pub mod write;

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use include_dir::{Dir, include_dir};
use rayon::prelude::*;

use crate::finding::{Finding, Findings};
use crate::lock;
use crate::manifest::read::PathFact;
use crate::manifest::types::Name;
use crate::options::text as nix_text;
use crate::plan::Plan;
use crate::snapshot::Snapshot;
use context::Everyone;
use nix_module::Module;
use service::Part;
use template::{Engine, TemplateError};

static CORE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/modules/core");

/// A tree of generated files: path relative to the collective's root → text.
///
/// Paths are relative, have no `.` or `..`, and are all coloc's own: `flake.nix`, `coloc.lock`, `generated/…`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// Sorted by path.
    pub files: BTreeMap<Utf8PathBuf, String>,
}

/// Why no tree can be made although the manifest has no errors: a fault of coloc's own templates.
#[derive(Debug, thiserror::Error)]
#[error("coloc's own template of {file} is broken: {why}. Please report this")]
pub struct EmitError {
    file: String,
    why: String,
}

impl EmitError {
    fn new(file: impl Into<String>, why: impl std::fmt::Display) -> Self {
        Self {
            file: file.into(),
            why: why.to_string(),
        }
    }
}

/// A file on its way: rendered, to be checked and formatted.
struct Draft {
    path: Utf8PathBuf,
    module: Module,
    /// Whether it is a NixOS module (with a function in front) or a plain expression.
    is_module: bool,
    /// The finding to give if it is no valid Nix; none for coloc's own templates.
    broken: Option<Finding>,
}

/// Makes the whole tree. Templates of the collective's own catalog can give findings; then the tree is not to be
/// written.
pub fn emit(
    plan: &Plan,
    paths: &BTreeMap<Utf8PathBuf, PathFact>,
    findings: &mut Findings,
) -> Result<Tree, EmitError> {
    let engine = engine(plan, findings)?;
    let own = |file: &str, error: TemplateError| EmitError::new(file, error);
    let mut drafts = Vec::new();
    let everyone = Everyone::of(plan);
    for (name, machine) in &plan.machines {
        for (file, module) in machine::render(&engine, plan, name, machine)
            .map_err(|error| own("a machine", error))?
        {
            let path = folder(name).join(file);
            drafts.push(Draft {
                path,
                module,
                is_module: true,
                broken: None,
            });
        }
        let runs = machine.services.iter().map(|service| (service, Part::Own));
        let everywhere = machine
            .everywhere
            .iter()
            .map(|service| (service, Part::Everywhere));
        for ((service_name, service), part) in runs.chain(everywhere) {
            if !engine.has(&part.name(&service.entry.name)) {
                // Its template was refused, and that has been told.
                continue;
            }
            let on = (name, machine);
            match service::render(&engine, plan, &everyone, on, (service_name, service), part) {
                Ok(module) => drafts.push(Draft {
                    path: folder(name).join(format!("{}/{service_name}.nix", part.folder())),
                    module,
                    is_module: true,
                    broken: Some(service::broken(&service.entry, part, "")),
                }),
                Err(finding) => findings.push(*finding),
            }
        }
    }
    let own_packages = own_packages(plan, &drafts, paths);
    for (path, module) in [
        ("flake.nix", shared::flake(&engine, plan)),
        (
            "generated/default.nix",
            shared::outputs(&engine, plan, &own_packages),
        ),
        (
            "generated/collective.nix",
            shared::collective(&engine, plan),
        ),
    ] {
        let module = module.map_err(|error| own(path, error))?;
        drafts.push(Draft {
            path: path.into(),
            module,
            is_module: false,
            broken: None,
        });
    }
    let mut tree = Tree::default();
    for (path, text) in finish(drafts, findings)? {
        tree.files.insert(path, text);
    }
    for file in CORE.files() {
        let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8()) else {
            continue;
        };
        let text = format!("{}{text}", carried_header());
        tree.files
            .insert(Utf8PathBuf::from("generated/modules").join(name), text);
    }
    for (name, machine) in &plan.machines {
        let snapshot = Snapshot::of(plan, name, machine);
        tree.files
            .insert(folder(name).join("machine.json"), snapshot.to_json());
    }
    tree.files
        .insert("generated/DNS.md".into(), documents::dns(plan));
    tree.files.insert(lock::PATH.into(), plan.lock.to_text());
    let ledger = documents::ledger(&tree);
    tree.files.insert(documents::LEDGER.into(), ledger);
    Ok(tree)
}

fn folder(machine: &Name) -> Utf8PathBuf {
    Utf8PathBuf::from(format!("generated/machines/{machine}"))
}

fn carried_header() -> &'static str {
    "# Carried along by coloc, so that the repository builds without fetching it. Do not edit.\n#\n"
}

/// An engine with the templates of all services that the plan has.
fn engine(plan: &Plan, findings: &mut Findings) -> Result<Engine, EmitError> {
    let mut engine = Engine::new().map_err(|error| EmitError::new("the engine", error))?;
    let services = plan
        .machines
        .values()
        .flat_map(|machine| machine.services.values().chain(machine.everywhere.values()));
    let by_type: BTreeMap<&Name, _> = services
        .map(|service| (&service.entry.name, &service.entry))
        .collect();
    for entry in by_type.into_values() {
        for part in [Part::Own, Part::Everywhere] {
            if let Err(finding) = service::add(&mut engine, entry, part) {
                findings.push(*finding);
            }
        }
    }
    Ok(engine)
}

/// Checks and formats all files, on all cores; findings and texts in the order of the drafts.
fn finish(
    drafts: Vec<Draft>,
    findings: &mut Findings,
) -> Result<Vec<(Utf8PathBuf, String)>, EmitError> {
    let finished: Vec<(Draft, Result<String, String>)> = drafts
        .into_par_iter()
        .map(|draft| {
            let text = if draft.is_module {
                draft.module.finish()
            } else {
                draft.module.finish_expression()
            };
            (draft, text)
        })
        .collect();
    let mut texts = Vec::new();
    for (draft, text) in finished {
        match (text, draft.broken) {
            (Ok(text), _) => texts.push((draft.path, text)),
            (Err(why), Some(finding)) => {
                findings.push(finding.help(format!("It renders {}: {why}.", draft.path)));
            }
            (Err(why), None) => return Err(EmitError::new(draft.path, why)),
        }
    }
    Ok(texts)
}

/// Machines whose modules configure nixpkgs by themselves, and which one does: NixOS refuses `nixpkgs.config` beside
/// packages that were evaluated elsewhere.
fn own_packages(
    plan: &Plan,
    drafts: &[Draft],
    paths: &BTreeMap<Utf8PathBuf, PathFact>,
) -> BTreeMap<Name, String> {
    let mut own = BTreeMap::new();
    for (name, machine) in &plan.machines {
        let generated = drafts
            .iter()
            .filter(|draft| draft.path.starts_with(folder(name)));
        let generated = generated.filter(|draft| configures_nixpkgs(&draft.module.body));
        let by_hand = machine
            .modules
            .iter()
            .filter(|path| match paths.get(path.as_path()) {
                Some(PathFact::File(Some(text))) => configures_nixpkgs(text) || imports_more(text),
                _ => true,
            });
        let reason = generated
            .map(|draft| {
                let file = draft.path.strip_prefix(folder(name)).unwrap_or(&draft.path);
                format!("{file} configures nixpkgs")
            })
            .chain(by_hand.map(|path| format!("{} may configure nixpkgs", path.as_path())))
            .next();
        if let Some(reason) = reason {
            own.insert(name.clone(), reason);
        }
    }
    own
}

/// Whether a module sets an option of nixpkgs other than the platform, which is the same anyway.
fn configures_nixpkgs(text: &str) -> bool {
    // Most texts do not even name it; only the others are read.
    if !text.replace("nixpkgs.hostPlatform", "").contains("nixpkgs") {
        return false;
    }
    nix_text::parse(text).is_err()
        || nix_text::defined(text).iter().any(|place| {
            let at = place.path.iter().position(|name| name == "nixpkgs");
            at.is_some_and(|at| {
                place
                    .path
                    .get(at + 1)
                    .is_none_or(|name| name != "hostPlatform")
            })
        })
}

/// Whether a module imports files that have not been looked at.
fn imports_more(text: &str) -> bool {
    text.lines().any(|line| {
        !line.trim_start().starts_with('#') && (line.contains("./") || line.contains("inputs."))
    })
}
