//! `generated/machines/NAME/services/SERVICE.nix`: a catalog entry's template with a service's facts.

use serde_json::{Map, json};
use tera::{Context, Value as TeraValue};

use super::codes::TEMPLATE;
use super::nix_module::{Module, secret_declarations, secret_path};
use super::template::Engine;
use super::{merge, nix};
use crate::catalog::setting::SettingValue;
use crate::finding::Finding;
use crate::manifest::types::{Audience, Name};
use crate::plan::{MachinePlan, Plan, SecretPlan, ServicePlan};
use crate::source::Span;

/// Directories between a service's module and the repository's root.
pub const DEPTH: usize = 4;

/// Renders one service's module; `Err` tells what is wrong with the entry's template.
pub fn render(
    engine: &Engine,
    plan: &Plan,
    machine_name: &Name,
    machine: &MachinePlan,
    name: &Name,
    service: &ServicePlan,
) -> Result<Module, Box<Finding>> {
    let template = template_name(&service.entry.name);
    let context = context(plan, machine_name, machine, name, service);
    let rendered = match service.entry.template_file {
        Some(_) => engine.render_foreign(&template, &context),
        None => engine.render(&template, &context),
    };
    let body = rendered.map_err(|error| Box::new(broken(service, &error.to_string())))?;
    let secrets: Vec<&SecretPlan> = machine
        .secrets
        .iter()
        .filter(|secret| secret.service.as_ref() == Some(name))
        .collect();
    let mut body = body;
    let declarations = secret_declarations(plan.backend, machine_name, &secrets);
    if !declarations.is_empty() {
        body = merge::append(&body, &format!("\n\n{declarations}"));
    }
    if !service.nixos.is_empty() {
        body = merge::options(&body, &format!("services.{name}.nixos"), &service.nixos);
    }
    Ok(Module {
        tables: vec![format!("services.{name}")],
        body,
    })
}

/// The engine's name for an entry's template.
pub fn template_name(entry: &Name) -> String {
    format!("services/{entry}")
}

/// A finding about an entry's template, at its first line where it is the collective's own.
pub fn broken(service: &ServicePlan, why: &str) -> Finding {
    let message = format!(
        "The template of the catalog's entry `{}` gives no valid module.",
        service.entry.name
    );
    let finding = Finding::new(&TEMPLATE, message).help(why.to_owned());
    match service.entry.template_file {
        Some(file) => finding.at(Span::new(file, 0, 0), "this template"),
        None => finding,
    }
}

fn context(
    plan: &Plan,
    machine_name: &Name,
    machine: &MachinePlan,
    name: &Name,
    service: &ServicePlan,
) -> Context {
    let mut context = Context::new();
    context.insert("name", name.as_str());
    if let Some(domain) = &service.domain {
        context.insert("domain", domain.as_str());
    }
    context.insert(
        "collective",
        &json!({
            "name": plan.name.as_str(),
            "title": plan.title,
            "domain": plan.domain.as_str(),
            "contact": plan.contact,
            "language": plan.language.as_str(),
        }),
    );
    context.insert("release", &plan.release.number());
    let address = plan
        .mesh
        .nodes
        .get(machine_name)
        .map(|node| node.address.to_string());
    context.insert(
        "machine",
        &json!({
            "name": machine_name.as_str(),
            "address": address,
            "public": machine.public,
            "system": machine.system.as_str(),
        }),
    );
    context.insert("public", &(service.audience == Audience::Public));
    let ports: Map<_, _> = service
        .ports
        .iter()
        .map(|(name, port)| (snake(name.as_str()), json!(port)))
        .collect();
    context.insert("ports", &ports);
    let mut settings = tera::Map::new();
    for key in service.entry.settings.keys() {
        let value = service
            .settings
            .get(key)
            .map_or_else(TeraValue::none, |value| setting(&value.value));
        settings.insert(snake(key).into(), value);
    }
    context.insert_value("settings", TeraValue::from(settings));
    let mut secrets = tera::Map::new();
    for secret in machine
        .secrets
        .iter()
        .filter(|secret| secret.service.as_ref() == Some(name))
    {
        secrets.insert(
            snake(&secret.name).into(),
            TeraValue::safe_string(&secret_path(plan.backend, secret)),
        );
    }
    context.insert_value("secrets", TeraValue::from(secrets));
    context
}

fn setting(value: &SettingValue) -> TeraValue {
    match value {
        SettingValue::Bool(yes) => TeraValue::from_serializable(yes),
        SettingValue::Int(number) => TeraValue::from_serializable(number),
        SettingValue::Size(bytes) => TeraValue::from_serializable(bytes),
        SettingValue::String(text) => TeraValue::normal_string(text),
        SettingValue::List(items) => TeraValue::from_serializable(items),
        SettingValue::Domain(domain) => TeraValue::normal_string(domain.as_str()),
        SettingValue::Path(path) => TeraValue::safe_string(&nix::relative(path.as_path(), DEPTH)),
    }
}

/// `max-upload` → `max_upload`: templates cannot write `-` in a name.
fn snake(key: &str) -> String {
    key.replace('-', "_")
}
