//! One machine: who enters, what is open, what runs.

use std::collections::{BTreeMap, BTreeSet};

use super::lock::Lock;
use super::{
    Access, Because, MachinePlan, Mesh, Opening, ServicePlan, To, Web, effects, secrets, web,
};
use crate::catalog::facts::{Protocol, Reach};
use crate::collective::{Collective, Machine, Service};
use crate::manifest::types::Name;

/// Plans the machine of that name; it exists.
pub fn plan(collective: &Collective, lock: &Lock, mesh: &Mesh, name: &Name) -> MachinePlan {
    let machine = &collective.machines[name];
    let here: BTreeMap<&Name, &Service> = collective
        .services
        .iter()
        .filter(|(_, service)| {
            service
                .machines
                .iter()
                .any(|machine| &machine.value == name)
        })
        .collect();
    let services: BTreeMap<Name, ServicePlan> = here
        .iter()
        .map(|(name, service)| {
            (
                (*name).clone(),
                service_plan(collective, lock, name, service),
            )
        })
        .collect();
    let web = web::plan(collective, name);
    let on_mesh = mesh.nodes.contains_key(name);
    let mut plan = MachinePlan {
        site: machine.site.clone(),
        system: machine.system,
        hardware: machine.hardware,
        state_version: lock
            .state_versions
            .get(name.as_str())
            .copied()
            .unwrap_or(collective.release),
        public: machine.public,
        deploy_host: machine.deploy_host.clone(),
        caretakers: collective
            .present(&machine.caretakers)
            .map(|(name, _)| name.clone())
            .collect(),
        access: access(collective, name, machine, &here),
        openings: BTreeMap::new(),
        relays: mesh.relays(name),
        web,
        secrets: secrets::plan(on_mesh, &services),
        services,
        modules: machine
            .modules
            .iter()
            .map(|path| path.value.clone())
            .collect(),
        nixos: machine.nixos.clone(),
        effects: BTreeMap::new(),
    };
    plan.openings = openings(collective, mesh, name, &plan);
    plan.effects = effects::index(collective, mesh, name, &plan);
    plan
}

fn access(
    collective: &Collective,
    name: &Name,
    machine: &Machine,
    services: &BTreeMap<&Name, &Service>,
) -> BTreeMap<Name, Access> {
    let mut access: BTreeMap<Name, Access> = BTreeMap::new();
    for (member, _) in collective.present(&machine.caretakers) {
        let entry = access.entry(member.clone()).or_default();
        entry.sudo = true;
        entry.because.insert(format!("machines.{name}.caretakers"));
    }
    for (service_name, service) in services.iter().filter(|(_, service)| service.entry.shell) {
        for member in collective.users(&service.audience).into_keys() {
            access
                .entry(member.clone())
                .or_default()
                .because
                .insert(format!("services.{service_name}.for"));
        }
    }
    access
}

fn openings(
    collective: &Collective,
    mesh: &Mesh,
    name: &Name,
    plan: &MachinePlan,
) -> BTreeMap<Opening, Because> {
    let mut openings: BTreeMap<Opening, Because> = BTreeMap::new();
    let mut open = |to: To, protocol: Protocol, port: u16, key: String| {
        openings
            .entry(Opening { to, protocol, port })
            .or_default()
            .insert(key);
    };
    open(
        To::Everybody,
        Protocol::Tcp,
        22,
        format!("machines.{name}.caretakers"),
    );
    if mesh
        .nodes
        .get(name)
        .is_some_and(|node| node.endpoint.is_some())
    {
        open(
            To::Everybody,
            Protocol::Udp,
            mesh.port,
            "network.mesh-port".to_owned(),
        );
    }
    // Neither public nor behind an ingress: nobody comes, as a finding says.
    let comes = |web: &&Web| plan.public || !web.behind.is_empty();
    if let Some(web) = plan.web.as_ref().filter(comes) {
        let to = if plan.public {
            To::Everybody
        } else {
            To::Ingress
        };
        let domains = collective
            .services
            .values()
            .flat_map(|service| &service.domains);
        for (key, domain) in domains {
            if web.serves.contains(&domain.value) || web.passes.contains_key(&domain.value) {
                open(to.clone(), Protocol::Tcp, 80, key.clone());
                open(to.clone(), Protocol::Tcp, 443, key.clone());
            }
        }
    }
    for (service_name, service) in &plan.services {
        for port in &service.entry.ports {
            let (Some(number), Some(reach)) = (port.number, port.reach) else {
                continue;
            };
            let to = match reach {
                Reach::Public => To::Everybody,
                Reach::Mesh => To::Mesh,
            };
            open(
                to,
                port.protocol,
                number,
                format!("services.{service_name}.type"),
            );
        }
    }
    openings
}

fn service_plan(
    collective: &Collective,
    lock: &Lock,
    name: &Name,
    service: &Service,
) -> ServicePlan {
    let entry = &service.entry;
    let ports = entry.ports.iter().filter_map(|port| {
        let given = || {
            lock.ports
                .given
                .get(&format!("{name}.{}", port.name))
                .and_then(|n| u16::try_from(*n).ok())
        };
        Some((port.name.clone(), port.number.or_else(given)?))
    });
    let domains: BTreeSet<_> = service
        .domains
        .iter()
        .map(|(_, domain)| domain.value.clone())
        .collect();
    ServicePlan {
        entry: entry.clone(),
        domain: service.domain.as_ref().map(|domain| domain.value.clone()),
        domains: domains.into_iter().collect(),
        ports: ports.collect(),
        secrets: secrets::needed(&entry.secrets, &service.settings)
            .map(|secret| secret.name.clone())
            .collect(),
        settings: service.settings.clone(),
        given: service.given.clone(),
        audience: service.audience.clone(),
        users: collective
            .users(&service.audience)
            .into_keys()
            .cloned()
            .collect(),
        caretakers: collective
            .present(&service.caretakers)
            .map(|(name, _)| name.clone())
            .collect(),
        backup: service
            .backup
            .iter()
            .map(|name| name.value.clone())
            .collect(),
        nixos: service.nixos.clone(),
    }
}
