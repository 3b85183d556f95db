//! 5: [`Plan`] → [`Tree`] (path → text), and 6: the tree → disk, in [`write`] alone.
//!
//! Every Nix file is rendered from a template, checked (syntax, nothing set twice) and formatted as nixfmt does,
//! on all cores.

pub mod causes;
pub mod codes;
mod context;
pub mod documents;
mod machine;
mod merge;
pub mod nix;
pub mod nix_module;
pub mod paths;
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
use crate::manifest::key::{ALL, Table};
use crate::manifest::read::PathFact;
use crate::manifest::types::Name;
use crate::options::text as nix_text;
use crate::plan::Plan;
use crate::snapshot::{Fleet, Snapshot};
use context::Everyone;
use nix_module::Module;
use paths::MachineFile;
use service::Part;
use template::{Engine, TemplateError};

static CORE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/modules/core");

/// A tree of generated files: path relative to the collective's root → what stands there.
///
/// Paths are relative, have no `.` or `..`, and are all coloc's own: `flake.nix`, `coloc.lock`, `generated/…`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// Sorted by path.
    pub files: BTreeMap<Utf8PathBuf, File>,
}

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its text.
    pub text: String,
    /// The machine whose folder it stands in, and which of its files it is.
    pub of: Option<(Name, MachineFile)>,
    /// Tables of the manifest that it comes from.
    pub tables: Vec<Table>,
}

impl File {
    /// A text that comes from no single machine or table.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            of: None,
            tables: Vec::new(),
        }
    }

    /// The machine that it is part of.
    pub fn machine(&self) -> Option<&Name> {
        self.of.as_ref().map(|(machine, _)| machine)
    }

    /// The service that it is about.
    pub fn service(&self) -> Option<&str> {
        self.of.as_ref().and_then(|(_, file)| file.service())
    }
}

impl Tree {
    /// Files of a machine's folder.
    pub fn of_machine(&self, machine: &str) -> impl Iterator<Item = (&MachineFile, &File)> {
        self.files.values().filter_map(move |file| {
            let (name, part) = file.of.as_ref()?;
            (name.as_str() == machine).then_some((part, file))
        })
    }
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
    of: Option<(Name, MachineFile)>,
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
            drafts.push(Draft {
                path: file.of(name.as_str()),
                of: Some((name.clone(), file)),
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
                    path: part.file(service_name).of(name.as_str()),
                    of: Some((name.clone(), part.file(service_name))),
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
            paths::OUTPUTS,
            shared::outputs(&engine, plan, &own_packages),
        ),
        (paths::COLLECTIVE, shared::collective(&engine, plan)),
    ] {
        let module = module.map_err(|error| own(path, error))?;
        drafts.push(Draft {
            path: path.into(),
            of: None,
            module,
            is_module: false,
            broken: None,
        });
    }
    let mut tree = Tree {
        files: finish(drafts, findings)?,
    };
    for file in CORE.files() {
        let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8()) else {
            continue;
        };
        let file = File::plain(format!("{}{text}", carried_header()));
        let path = Utf8PathBuf::from(paths::CARRIED).join(name);
        tree.files.insert(path, file);
    }
    for (name, machine) in &plan.machines {
        let file = File {
            text: Snapshot::own(plan, name, machine).to_json(),
            of: Some((name.clone(), MachineFile::Snapshot)),
            tables: vec![Table::Machine(name.into())],
        };
        let path = MachineFile::Snapshot.of(name.as_str());
        tree.files.insert(path, file);
    }
    let fleet = File {
        text: Fleet::of(plan).to_json(),
        of: None,
        tables: vec![Table::Machine(ALL.to_owned()), Table::Network],
    };
    tree.files.insert(paths::FLEET.into(), fleet);
    let lock = File::plain(plan.lock.to_text());
    tree.files.insert(lock::PATH.into(), lock);
    tree.files
        .insert(paths::RECORDS.into(), documents::dns(plan));
    let ledger = File::plain(documents::ledger(&tree));
    tree.files.insert(documents::LEDGER.into(), ledger);
    Ok(tree)
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

/// Checks and formats all files, on all cores; findings in the order of the drafts.
fn finish(
    drafts: Vec<Draft>,
    findings: &mut Findings,
) -> Result<BTreeMap<Utf8PathBuf, File>, EmitError> {
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
    let mut files = BTreeMap::new();
    for (draft, text) in finished {
        match (text, draft.broken) {
            (Ok(text), _) => {
                let (of, tables) = (draft.of, draft.module.tables);
                files.insert(draft.path, File { text, of, tables });
            }
            (Err(why), Some(finding)) => {
                findings.push(finding.help(format!("It renders {}: {why}.", draft.path)));
            }
            (Err(why), None) => return Err(EmitError::new(draft.path, why)),
        }
    }
    Ok(files)
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
            .filter_map(|draft| draft.of.as_ref().map(|of| (of, &draft.module)))
            .filter(|((machine, _), module)| machine == name && configures_nixpkgs(&module.body));
        let by_hand = machine
            .modules
            .iter()
            .filter(|path| match paths.get(path.as_path()) {
                Some(PathFact::File(Some(text))) => configures_nixpkgs(text) || imports_more(text),
                _ => true,
            });
        let reason = generated
            .map(|((_, file), _)| format!("{file} configures nixpkgs"))
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
