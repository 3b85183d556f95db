//! 5: [`Plan`] → [`Tree`] (path → text), and 6: the tree → disk, in [`write`] alone.
//!
//! Every Nix file is rendered from a template, checked as [closely](nix_module::Look) as its author asks for, and
//! formatted as nixfmt does, on all cores.

pub mod causes;
pub mod codes;
mod context;
pub mod documents;
mod machine;
pub mod memory;
mod merge;
pub mod nix;
pub mod nix_module;
pub mod paths;
mod service;
mod shared;
pub mod template;
mod workshop;
pub mod write;

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use include_dir::{Dir, include_dir};
use rayon::prelude::*;

use crate::finding::Findings;
use crate::lock;
use crate::manifest::key::{ALL, Table};
use crate::manifest::read::PathFact;
use crate::manifest::types::Name;
use crate::options::text as nix_text;
use crate::plan::{MachinePlan, Plan};
use crate::snapshot::Fleet;
use memory::Memory;
use paths::MachineFile;
use workshop::{Made, Workshop};

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
    text: String,
    digest: String,
    /// The machine whose folder it stands in, and which of its files it is.
    pub of: Option<(Name, MachineFile)>,
    /// Tables of the manifest that it comes from.
    pub tables: Vec<Table>,
}

impl File {
    /// A text that comes from some tables.
    pub fn new(text: String, of: Option<(Name, MachineFile)>, tables: Vec<Table>) -> Self {
        Self {
            digest: write::digest(&text),
            text,
            of,
            tables,
        }
    }

    /// A text that comes from no single machine or table.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::new(text.into(), None, Vec::new())
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The [digest](write::digest) of its text.
    pub fn digest(&self) -> &str {
        &self.digest
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

/// Which files are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    All,
    /// The modules of machines to which [people brought something](MachinePlan::is_brought): what there is to check
    /// at run time.
    Brought,
    /// All of them, each looked at as if a stranger had written its template: what tests do, so that nobody has to at
    /// run time.
    Proof,
}

impl Scope {
    /// Whether a machine's modules are checked, or only written.
    pub fn checks(self, machine: &MachinePlan) -> bool {
        self == Self::Proof || machine.is_brought()
    }
}

/// Makes the tree. Templates of the collective's own catalog can give findings; then the tree is not to be written.
pub fn emit(
    plan: &Plan,
    paths: &BTreeMap<Utf8PathBuf, PathFact>,
    (scope, memory): (Scope, &Memory),
    findings: &mut Findings,
) -> Result<Tree, EmitError> {
    let mut tree = Tree::default();
    let workshop = Workshop::new(plan, paths, (scope, memory), findings)?;
    let all = scope != Scope::Brought;
    let machines = || -> Result<Vec<Made>, EmitError> {
        let machines = plan.machines.par_iter();
        let wanted = machines.filter(|(_, machine)| all || machine.is_brought());
        wanted
            .map(|(name, machine)| workshop.machine(name, machine))
            .collect()
    };
    let collective = || all.then(|| workshop.collective()).transpose();
    let (made, collective) = nix_text::on_all_cores(|| rayon::join(machines, collective));
    let mut own_packages = BTreeMap::new();
    for made in made? {
        tree.files.extend(made.files);
        findings.extend(made.findings);
        own_packages.extend(made.own_packages);
    }
    for file in CORE.files() {
        let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8()) else {
            continue;
        };
        let file = File::plain(format!("{}{text}", carried_header()));
        let path = Utf8PathBuf::from(paths::CARRIED).join(name);
        tree.files.insert(path, file);
    }
    let Some(collective) = collective? else {
        return Ok(tree);
    };
    tree.files.insert(paths::COLLECTIVE.into(), collective);
    tree.files.extend(workshop.outputs(&own_packages)?);
    let tables = vec![Table::Machine(ALL.to_owned()), Table::Network];
    let fleet = File::new(Fleet::of(plan).to_json(), None, tables);
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
