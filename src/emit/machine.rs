//! `generated/machines/NAME/`: the machine's own modules, from coloc's templates.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use tera::Context;

use super::nix_module::{Module, secret_declarations, secret_path};
use super::paths::MachineFile;
use super::service::DEPTH;
use super::template::{Engine, TemplateError};
use super::{merge, nix};
use crate::catalog::facts::{Engine as Database, Protocol};
use crate::manifest::key::{ALL, Field, Key, Table};
use crate::manifest::types::{Backend, Name};
use crate::plan::{Because, MachinePlan, Mesh, Opening, Plan, SecretPlan, To, Web};

/// Where ssh listens unless options say otherwise.
const SSH_PORT: u16 = 22;

/// The first state-version with which NixOS leaves other programs' rules of the firewall as they are.
const NFTABLES_KEEPS: u32 = 2311;

/// Loopback port of nginx on a machine that passes web traffic on; below the internal ports of services.
const LOCAL_TLS_PORT: u16 = 19_443;

/// A machine's modules.
pub fn render(
    engine: &Engine,
    plan: &Plan,
    name: &Name,
    machine: &MachinePlan,
) -> Result<Vec<(MachineFile, Module)>, TemplateError> {
    let table = Table::Machine(name.into());
    let all = ALL.to_owned();
    let mut files = vec![
        (
            MachineFile::Root,
            Module {
                tables: vec![table.clone()],
                body: root(engine, name, machine)?,
            },
        ),
        (
            MachineFile::Base,
            Module {
                tables: vec![table.clone(), Table::Nixos],
                body: base(engine, plan, name, machine)?,
            },
        ),
        (
            MachineFile::Access,
            Module {
                tables: vec![table.clone(), Table::Member(all.clone())],
                body: access(engine, machine)?,
            },
        ),
        (
            MachineFile::Network,
            Module {
                tables: vec![table, Table::Network, Table::Service(all.clone())],
                body: network(engine, plan, name, machine)?,
            },
        ),
    ];
    if let Some(web) = &machine.web {
        let module = Module {
            tables: vec![Table::Collective, Table::Network, Table::Service(all)],
            body: web_body(engine, plan, web)?,
        };
        files.push((MachineFile::Web, module));
    }
    Ok(files)
}

fn root(engine: &Engine, name: &Name, machine: &MachinePlan) -> Result<String, TemplateError> {
    let services: Vec<&str> = machine.services.keys().map(Name::as_str).collect();
    let modules: Vec<String> = machine
        .modules
        .iter()
        .map(|path| nix::relative(path.as_path(), DEPTH - 1))
        .collect();
    let mut context = Context::new();
    context.insert("name", name.as_str());
    context.insert("web", &machine.web.is_some());
    let everywhere: Vec<&str> = machine.everywhere.keys().map(Name::as_str).collect();
    let has_postgresql = machine.services.values().any(|service| {
        let mut engines = service.entry.state.iter().filter_map(|state| state.engine);
        engines.any(|engine| engine == Database::Postgresql)
    });
    context.insert("postgresql", &has_postgresql);
    context.insert("services", &services);
    context.insert("everywhere", &everywhere);
    context.insert("modules", &modules);
    let body = engine.render("machine.nix", &context)?;
    if machine.nixos.0.is_empty() {
        return Ok(body);
    }
    Ok(merge::options(
        &body,
        &Key::machine(name, Field::Nixos),
        &machine.nixos.0,
    ))
}

fn base(
    engine: &Engine,
    plan: &Plan,
    name: &Name,
    machine: &MachinePlan,
) -> Result<String, TemplateError> {
    let mut context = Context::new();
    context.insert("name", name.as_str());
    context.insert("domain", plan.collective.domain.as_str());
    context.insert("system", machine.system.as_str());
    context.insert("hardware", machine.hardware.as_str());
    context.insert("state_version", &machine.state_version.to_string());
    context.insert("release", &plan.collective.release.number());
    context.insert("keep_logs_days", &plan.collective.policy.keep_logs_days.0);
    if plan.backend == Backend::Sops && !machine.secrets.is_empty() {
        let file = nix::relative(format!("secrets/{name}.yaml").as_str().into(), DEPTH - 1);
        context.insert("sops_file", &file);
    }
    engine.render("base.nix", &context)
}

fn access(engine: &Engine, machine: &MachinePlan) -> Result<String, TemplateError> {
    let users: Vec<Json> = machine
        .access
        .iter()
        .map(|(name, access)| json!({ "name": name.as_str(), "sudo": access.sudo, "because": list(&access.because) }))
        .collect();
    let mut context = Context::new();
    context.insert("users", &users);
    engine.render("access.nix", &context)
}

fn network(
    engine: &Engine,
    plan: &Plan,
    name: &Name,
    machine: &MachinePlan,
) -> Result<String, TemplateError> {
    let mut context = Context::new();
    context.insert("name", name.as_str());
    let ports: Vec<Json> = [
        (To::Everybody, Protocol::Tcp, "allowedTCPPorts"),
        (To::Everybody, Protocol::Udp, "allowedUDPPorts"),
        (To::Mesh, Protocol::Tcp, "interfaces.mesh.allowedTCPPorts"),
        (To::Mesh, Protocol::Udp, "interfaces.mesh.allowedUDPPorts"),
    ]
    .into_iter()
    .filter_map(|(to, protocol, option)| ports(&machine.openings, &to, protocol, option))
    .collect();
    context.insert("ports", &ports);
    context.insert("relays", &machine.relays);
    let flushes = machine.state_version.number() < NFTABLES_KEEPS;
    context.insert("flushes", &flushes);
    if machine
        .openings
        .keys()
        .any(|opening| opening.to == To::Ingress)
    {
        let behind = machine.web.iter().flat_map(|web| &web.behind);
        context.insert("from_ingress", &addresses(&plan.mesh, behind).join(", "));
    }
    if let Some(node) = plan.mesh.nodes.get(name) {
        let secrets: Vec<&SecretPlan> = machine
            .secrets
            .iter()
            .filter(|secret| secret.service.is_none())
            .collect();
        let key = secrets
            .first()
            .map(|secret| secret_path(plan.backend, secret))
            .unwrap_or_default();
        context.insert(
            "mesh",
            &json!({
                "private_key": key,
                "listen": node.endpoint.is_some(),
                "dials": plan.mesh.dials(name),
                "port": plan.mesh.port,
                "address": node.address.to_string(),
                "secret": secret_declarations(plan.backend, name, &secrets, "").trim_end(),
            }),
        );
    }
    engine.render("network.nix", &context)
}

/// Open ports of one kind, and a line for each on why.
fn ports(
    openings: &BTreeMap<Opening, Because>,
    to: &To,
    protocol: Protocol,
    option: &str,
) -> Option<Json> {
    let of_kind: Vec<(u16, &Because)> = openings
        .iter()
        .filter(|(opening, _)| &opening.to == to && opening.protocol == protocol)
        .map(|(opening, because)| (opening.port, because))
        .collect();
    if of_kind.is_empty() {
        return None;
    }
    // A line for each reason: 80 and 443 are open for the same ones.
    let mut reasons: BTreeMap<&Key, BTreeSet<u16>> = BTreeMap::new();
    for (port, because) in &of_kind {
        for key in *because {
            reasons.entry(key).or_default().insert(*port);
        }
    }
    let mut lines: Vec<(BTreeSet<u16>, &Key)> = reasons
        .into_iter()
        .map(|(why, ports)| (ports, why))
        .collect();
    lines.sort();
    let why: Vec<String> = lines
        .iter()
        .map(|(ports, why)| {
            let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
            format!("{}: {why}", ports.join(", "))
        })
        .collect();
    // ssh's port is an option of NixOS: whoever changes it should not be locked out.
    let ssh = |port: u16| option == "allowedTCPPorts" && port == SSH_PORT;
    let with_ssh = of_kind.iter().any(|(port, _)| ssh(*port));
    let ports: Vec<u16> = of_kind
        .iter()
        .map(|(port, _)| *port)
        .filter(|port| !ssh(*port))
        .collect();
    Some(json!({ "option": option, "ports": ports, "with_ssh": with_ssh, "why": why }))
}

fn web_body(engine: &Engine, plan: &Plan, web: &Web) -> Result<String, TemplateError> {
    let passes: Vec<Json> = web
        .passes
        .iter()
        .filter_map(|(domain, machine)| {
            let address = plan.mesh.nodes.get(machine)?.address.to_string();
            Some(json!({ "domain": domain.as_str(), "machine": machine.as_str(), "address": address }))
        })
        .collect();
    let mut corners: BTreeMap<&str, (BTreeSet<&str>, Vec<Json>)> = BTreeMap::new();
    for corner in &web.corners {
        let (services, paths) = corners.entry(corner.domain.as_str()).or_default();
        services.insert(corner.service.as_str());
        let answer = corner.json.as_deref().map(serde_json::from_str::<Json>);
        let answer = answer.transpose().unwrap_or_default();
        paths.push(json!({ "path": corner.path, "json": answer, "to": corner.to.as_str() }));
    }
    let corners: Vec<Json> = corners
        .into_iter()
        .map(|(domain, (services, paths))| {
            let services: Vec<&str> = services.into_iter().collect();
            json!({ "domain": domain, "services": services.join(", "), "paths": paths })
        })
        .collect();
    let names: Vec<&str> = web.behind.iter().map(Name::as_str).collect();
    let mut context = Context::new();
    context.insert("contact", &plan.collective.contact.0);
    context.insert("release", &plan.collective.release.number());
    context.insert("keep_logs_days", &plan.collective.policy.keep_logs_days.0);
    context.insert("passes", &passes);
    context.insert("behind", &addresses(&plan.mesh, &web.behind));
    context.insert("behind_names", &names.join(", "));
    context.insert("corners", &corners);
    context.insert("local_port", &LOCAL_TLS_PORT);
    engine.render("web.nix", &context)
}

fn addresses<'a>(mesh: &Mesh, machines: impl IntoIterator<Item = &'a Name>) -> Vec<String> {
    machines
        .into_iter()
        .filter_map(|name| mesh.nodes.get(name))
        .map(|node| node.address.to_string())
        .collect()
}

fn list(because: &Because) -> String {
    let keys: Vec<String> = because.iter().map(Key::to_string).collect();
    keys.join(", ")
}
