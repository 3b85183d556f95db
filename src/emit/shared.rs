//! What stands once for the whole collective: `flake.nix`, `generated/default.nix`, `generated/collective.nix`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use tera::Context;

use super::nix_module::Module;
use super::template::{Engine, TemplateError};
use crate::manifest::key::{ALL, Table};
use crate::manifest::types::{Backend, Date, Name};
use crate::plan::Plan;

/// `flake.nix`: inputs are literal there, so it is the one file outside of `generated/`.
pub fn flake(engine: &Engine, plan: &Plan) -> Result<Module, TemplateError> {
    let inputs: Vec<Json> = plan
        .inputs
        .iter()
        .map(|(name, url)| {
            let follows = matches!(name.as_str(), "sops-nix" | "agenix");
            json!({ "name": name, "url": url, "follows": follows })
        })
        .collect();
    let mut context = Context::new();
    context.insert("title", &plan.collective.title.0);
    context.insert("inputs", &inputs);
    let body = engine.render("flake.nix", &context)?;
    Ok(Module {
        tables: vec![Table::Collective, Table::Nixos, Table::Policy],
        body,
    })
}

/// `generated/default.nix`. `own_packages` says why a machine cannot share the packages of its system.
pub fn outputs(
    engine: &Engine,
    plan: &Plan,
    own_packages: &BTreeMap<Name, String>,
) -> Result<Module, TemplateError> {
    let machines: Vec<Json> = plan
        .machines
        .iter()
        .map(|(name, machine)| {
            json!({
                "name": name.as_str(),
                "system": machine.system.as_str(),
                "own_packages": own_packages.get(name),
            })
        })
        .collect();
    let sharing = plan
        .machines
        .iter()
        .filter(|(name, _)| !own_packages.contains_key(*name));
    let systems: BTreeSet<&str> = sharing
        .map(|(_, machine)| machine.system.as_str())
        .collect();
    let mut checks: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, machine) in &plan.machines {
        checks
            .entry(machine.system.as_str())
            .or_default()
            .push(name.as_str());
    }
    let checks: Vec<Json> = checks
        .into_iter()
        .map(|(system, machines)| json!({ "system": system, "machines": machines }))
        .collect();
    let module = match plan.backend {
        Backend::Sops => Some("inputs.sops-nix.nixosModules.sops"),
        Backend::Agenix => Some("inputs.agenix.nixosModules.default"),
        Backend::None => None,
    };
    let mut context = Context::new();
    context.insert("machines", &machines);
    context.insert("systems", &systems);
    context.insert("checks", &checks);
    context.insert("secrets_module", &module);
    let body = engine.render("default.nix", &context)?;
    Ok(Module {
        tables: vec![Table::Machine(ALL.to_owned()), Table::Policy],
        body,
    })
}

/// `generated/collective.nix`: accounts, host keys, the mesh.
pub fn collective(engine: &Engine, plan: &Plan) -> Result<Module, TemplateError> {
    let collective = &plan.collective;
    let mesh_domain = collective.domain.under("mesh");
    let accounts: Vec<Json> = plan
        .accounts
        .iter()
        .filter_map(|(name, uid)| {
            let member = collective.members.get(name)?;
            Some(json!({
                "name": name.as_str(),
                "uid": uid,
                // A colon ends a field of passwd(5).
                "title": member.name.0.replace(':', " "),
                "expires": member.expires().as_ref().map(Date::as_str),
                "keys": member.ssh_keys.iter().map(|key| &key.0).collect::<Vec<_>>(),
            }))
        })
        .collect();
    let hosts: Vec<Json> = collective
        .machines
        .iter()
        .filter_map(|(name, machine)| {
            let key = machine.host_key.as_ref()?.material();
            let mut names = BTreeSet::from([
                name.to_string(),
                collective.domain.under(name.as_str()).to_string(),
                mesh_domain.under(name.as_str()).to_string(),
                machine.deploy_host.host().to_owned(),
            ]);
            names.extend(
                plan.mesh
                    .nodes
                    .get(name)
                    .map(|node| node.address.to_string()),
            );
            Some(json!({ "name": name.as_str(), "names": names, "key": key }))
        })
        .collect();
    let nodes: Vec<Json> = plan
        .mesh
        .nodes
        .iter()
        .map(|(name, node)| {
            json!({
                "name": name.as_str(),
                "address": node.address.to_string(),
                "key": node.key,
                "endpoint": node.endpoint,
                "site": collective.machines.get(name).map(|machine| machine.site.as_str()),
            })
        })
        .collect();
    let leads = plan.mesh.names.iter();
    let (hidden, own): (Vec<_>, Vec<_>) = leads.partition(|(_, lead)| lead.to.is_empty());
    let names: Vec<Json> = own
        .into_iter()
        .map(|(domain, lead)| json!({ "name": domain.as_str(), "to": lead.to }))
        .collect();
    let hidden: Vec<&str> = hidden.iter().map(|(domain, _)| domain.as_str()).collect();
    let relay = plan.mesh.relay.as_ref().map(Name::as_str);
    let mut context = Context::new();
    context.insert("accounts", &accounts);
    context.insert("hosts", &hosts);
    context.insert(
        "mesh",
        &json!({
            "domain": mesh_domain.as_str(),
            "relay": relay,
            "nodes": nodes,
            "names": names,
            "ingress": plan.mesh.ingress,
            "hidden": hidden,
        }),
    );
    let body = engine.render("collective.nix", &context)?;
    Ok(Module {
        tables: vec![
            Table::Collective,
            Table::Member(ALL.to_owned()),
            Table::Machine(ALL.to_owned()),
            Table::Network,
            Table::Service(ALL.to_owned()),
        ],
        body,
    })
}
