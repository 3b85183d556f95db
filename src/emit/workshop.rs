//! Where files are made: each machine's on one core, from rendered to formatted.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use super::context::{Everyone, Subject};
use super::memory::Memory;
use super::nix_module::{Look, Module};
use super::paths::{self, MachineFile};
use super::service::{self, Part};
use super::template::{Engine, TemplateError};
use super::{EmitError, File, Scope, machine, shared};
use crate::finding::{Finding, Findings};
use crate::manifest::key::Table;
use crate::manifest::read::PathFact;
use crate::manifest::types::Name;
use crate::options::text as nix_text;
use crate::plan::{MachinePlan, Plan, ServicePlan};
use crate::snapshot::Snapshot;

/// What files are made of.
pub(super) struct Workshop<'p> {
    plan: &'p Plan,
    paths: &'p BTreeMap<Utf8PathBuf, PathFact>,
    scope: Scope,
    memory: &'p Memory,
    engine: Engine,
    everyone: Everyone<'p>,
}

/// What was made for one machine.
#[derive(Default)]
pub(super) struct Made {
    pub files: Vec<(Utf8PathBuf, File)>,
    pub findings: Vec<Finding>,
    /// Why it cannot share the packages of its system: NixOS refuses `nixpkgs.config` beside packages that were
    /// evaluated elsewhere.
    pub own_packages: Option<(Name, String)>,
}

impl<'p> Workshop<'p> {
    /// With the templates of all services that the plan has.
    pub fn new(
        plan: &'p Plan,
        paths: &'p BTreeMap<Utf8PathBuf, PathFact>,
        (scope, memory): (Scope, &'p Memory),
        findings: &mut Findings,
    ) -> Result<Self, EmitError> {
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
        Ok(Self {
            plan,
            paths,
            scope,
            memory,
            engine,
            everyone: Everyone::of(plan),
        })
    }

    /// A machine's modules and its snapshot.
    pub fn machine(&self, name: &Name, machine: &MachinePlan) -> Result<Made, EmitError> {
        let mut made = Made::default();
        let modules = machine::render(&self.engine, self.plan, name, machine)
            .map_err(|error| EmitError::new("a machine", error))?;
        for (part, module) in modules {
            // What a table `nixos` sets stands where the machine begins.
            let brought = part == MachineFile::Root && !machine.nixos.0.is_empty();
            made.note_packages(name, &part, &module);
            let text = module.finish(self.look(brought), self.memory);
            let text = text.map_err(|why| EmitError::new(part.of(name.as_str()), why))?;
            made.add(name, part, module.tables, text);
        }
        let runs = machine.services.iter().map(|it| (it, Part::Own));
        let everywhere = machine.everywhere.iter().map(|it| (it, Part::Everywhere));
        for (service, part) in runs.chain(everywhere) {
            self.service(&mut made, (name, machine), service, part);
        }
        if made.own_packages.is_none() {
            made.own_packages = self.packages_by_hand(name, machine);
        }
        if self.scope != Scope::Brought {
            let text = Snapshot::own(self.plan, name, machine).to_json();
            let tables = vec![Table::Machine(name.into())];
            made.add(name, MachineFile::Snapshot, tables, text);
        }
        Ok(made)
    }

    fn service(
        &self,
        made: &mut Made,
        (machine, on): (&Name, &MachinePlan),
        (name, service): (&Name, &ServicePlan),
        part: Part,
    ) {
        let entry = &service.entry;
        if !self.engine.has(&part.name(&entry.name)) {
            // Its template was refused, and that has been told.
            return;
        }
        let subject = Subject {
            everyone: &self.everyone,
            on: (machine, on),
            service: (name, service),
        };
        let rendered = service::render(&self.engine, self.plan, &subject, part);
        let module = match rendered {
            Ok(module) => module,
            Err(finding) => return made.findings.push(*finding),
        };
        let file = part.file(name);
        made.note_packages(machine, &file, &module);
        match module.finish(self.look(service.is_brought()), self.memory) {
            Ok(text) => made.add(machine, file, module.tables, text),
            Err(why) => {
                let path = file.of(machine.as_str());
                let finding = service::broken(entry, part, "");
                made.findings
                    .push(finding.help(format!("It renders {path}: {why}.")));
            }
        }
    }

    /// `generated/collective.nix`
    pub fn collective(&self) -> Result<File, EmitError> {
        let module = shared::collective(&self.engine, self.plan);
        self.expression(paths::COLLECTIVE, module)
    }

    /// `flake.nix` and `generated/default.nix`, where some machines have packages of their own, and why.
    pub fn outputs(
        &self,
        own_packages: &BTreeMap<Name, String>,
    ) -> Result<[(Utf8PathBuf, File); 2], EmitError> {
        let flake = shared::flake(&self.engine, self.plan);
        let outputs = shared::outputs(&self.engine, self.plan, own_packages);
        Ok([
            (paths::FLAKE.into(), self.expression(paths::FLAKE, flake)?),
            (
                paths::OUTPUTS.into(),
                self.expression(paths::OUTPUTS, outputs)?,
            ),
        ])
    }

    /// A file that is no module.
    fn expression(
        &self,
        path: &str,
        module: Result<Module, TemplateError>,
    ) -> Result<File, EmitError> {
        let module = module.map_err(|error| EmitError::new(path, error))?;
        let text = module.finish_expression(self.memory);
        let text = text.map_err(|why| EmitError::new(path, why))?;
        Ok(File::new(text, None, module.tables))
    }

    fn look(&self, brought: bool) -> Look {
        if brought || self.scope == Scope::Proof {
            Look::Close
        } else {
            Look::Short
        }
    }

    fn packages_by_hand(&self, name: &Name, machine: &MachinePlan) -> Option<(Name, String)> {
        let mut modules = machine.modules.iter();
        let configures = modules.find(|path| match self.paths.get(path.as_path()) {
            Some(PathFact::File(Some(text))) => configures_nixpkgs(text) || imports_more(text),
            _ => true,
        });
        let why = |path: &str| format!("{path} may configure nixpkgs");
        configures.map(|path| (name.clone(), why(path.as_path().as_str())))
    }
}

impl Made {
    fn note_packages(&mut self, machine: &Name, file: &MachineFile, module: &Module) {
        if self.own_packages.is_none() && configures_nixpkgs(&module.body) {
            let why = format!("{file} configures nixpkgs");
            self.own_packages = Some((machine.clone(), why));
        }
    }

    fn add(&mut self, machine: &Name, file: MachineFile, tables: Vec<Table>, text: String) {
        let path = file.of(machine.as_str());
        let of = Some((machine.clone(), file));
        self.files.push((path, File::new(text, of, tables)));
    }
}

/// Options of nixpkgs that leave its packages as they are: the platform, which is the same anyway, and what is told of
/// its source.
const HARMLESS: &[&str] = &["hostPlatform", "flake"];

/// Whether a module sets another option of nixpkgs.
fn configures_nixpkgs(text: &str) -> bool {
    // Most texts do not even name it; only the others are read.
    let mut named = text.split("nixpkgs").skip(1);
    if named.all(|rest| {
        HARMLESS.iter().any(|it| {
            rest.strip_prefix('.')
                .is_some_and(|rest| rest.starts_with(it))
        })
    }) {
        return false;
    }
    nix_text::parse(text).is_err()
        || nix_text::defined(text).iter().any(|place| {
            let at = place.path.iter().position(|name| name == "nixpkgs");
            at.is_some_and(|at| {
                place
                    .path
                    .get(at + 1)
                    .is_none_or(|name| !HARMLESS.contains(&name.as_str()))
            })
        })
}

/// Whether a module imports files that have not been looked at.
fn imports_more(text: &str) -> bool {
    text.lines().any(|line| {
        !line.trim_start().starts_with('#') && (line.contains("./") || line.contains("inputs."))
    })
}
