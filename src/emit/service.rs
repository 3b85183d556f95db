//! `generated/machines/NAME/services/SERVICE.nix` and `…/for/SERVICE.nix`: a catalog entry's templates with a
//! service's facts.

use super::codes::TEMPLATE;
use super::context::{Subject, context};
use super::merge;
use super::nix_module::{Module, secret_declarations};
use super::paths::MachineFile;
use super::template::{Engine, TemplateError};
use crate::catalog::{Entry, Template};
use crate::finding::Finding;
use crate::manifest::key::{Field, Key, Table};
use crate::manifest::types::Name;
use crate::plan::{Plan, SecretPlan};
use crate::source::Span;

/// Directories between a service's module and the repository's root.
pub const DEPTH: usize = 4;

/// Which of an entry's templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `module.nix.tera`, on the machines of the service.
    Own,
    /// `everywhere.nix.tera`, on all machines of the mesh.
    Everywhere,
}

impl Part {
    /// Its file of a service.
    pub fn file(self, service: &Name) -> MachineFile {
        match self {
            Self::Own => MachineFile::Service(service.into()),
            Self::Everywhere => MachineFile::For(service.into()),
        }
    }

    /// Its template of an entry.
    pub fn template(self, entry: &Entry) -> Option<&Template> {
        match self {
            Self::Own => Some(&entry.template),
            Self::Everywhere => entry.everywhere.as_ref(),
        }
    }

    /// The engine's name for it.
    pub fn name(self, entry: &Name) -> String {
        self.file(entry).to_string()
    }
}

/// Adds a template to the engine, if the entry has it; `Err` tells what is wrong with it.
pub fn add(engine: &mut Engine, entry: &Entry, part: Part) -> Result<(), Box<Finding>> {
    let Some(template) = part.template(entry) else {
        return Ok(());
    };
    let name = part.name(&entry.name);
    let added = match template.file {
        Some(_) => engine.add_foreign(&name, &template.text),
        None => engine.add(&name, &template.text),
    };
    added.map_err(|error| Box::new(broken(entry, part, &error.to_string())))
}

/// Renders one service's module on one machine; `Err` tells what is wrong with the entry's template.
pub fn render(
    engine: &Engine,
    plan: &Plan,
    subject: &Subject<'_>,
    part: Part,
) -> Result<Module, Box<Finding>> {
    let (machine_name, machine) = subject.on;
    let (name, service) = subject.service;
    let text = part.template(&service.entry).map_or("", |it| &it.text);
    let context = context(subject, text);
    let template = part.name(&service.entry.name);
    let foreign = part
        .template(&service.entry)
        .is_some_and(|template| template.file.is_some());
    let rendered: Result<String, TemplateError> = if foreign {
        engine.render_foreign(&template, &context)
    } else {
        engine.render(&template, &context)
    };
    let mut body =
        rendered.map_err(|error| Box::new(broken(&service.entry, part, &error.to_string())))?;
    if part == Part::Own {
        let secrets: Vec<&SecretPlan> = machine
            .secrets
            .iter()
            .filter(|secret| secret.service.as_ref() == Some(name))
            .collect();
        let declarations = secret_declarations(plan.backend, machine_name, &secrets, &body);
        if !declarations.is_empty() {
            body = merge::append(&body, &format!("\n\n{declarations}"));
        }
        if !service.nixos.0.is_empty() {
            body = merge::options(&body, &Key::service(name, Field::Nixos), &service.nixos.0);
        }
    }
    Ok(Module {
        tables: vec![Table::Service(name.into())],
        body,
    })
}

/// A finding about an entry's template, at its first line where it is the collective's own.
pub fn broken(entry: &Entry, part: Part, why: &str) -> Finding {
    let message = format!(
        "The template of the catalog's entry `{}` gives no valid module.",
        entry.name
    );
    let finding = Finding::new(&TEMPLATE, message).help(why.to_owned());
    match part.template(entry).and_then(|template| template.file) {
        Some(file) => finding.at(Span::new(file, 0, 0), "this template"),
        None => finding,
    }
}
