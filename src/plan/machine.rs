//! One machine: who enters, what is open, what runs.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Access, Because, MachinePlan, Mesh, Opening, ServicePlan, To, Web, backup, effects, secrets,
    sso, web,
};
use crate::catalog::facts::{Protocol, Reach};
use crate::collective::{Collective, Machine, Service};
use crate::lock::Lock;
use crate::manifest::key::{Field, Key};
use crate::manifest::types::{Domain, Name};

/// Plans the machine of that name; it exists.
pub fn plan(collective: &Collective, lock: &Lock, mesh: &Mesh, name: &Name) -> MachinePlan {
    let machine = &collective.machines[name];
    let here: BTreeMap<&Name, &Service> = collective
        .services
        .iter()
        .filter(|(_, service)| service.runs_on(name))
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
    let everywhere = collective
        .services
        .iter()
        .filter(|(_, service)| on_mesh && service.entry.everywhere.is_some())
        .map(|(name, service)| (name.clone(), service_plan(collective, lock, name, service)))
        .collect();
    let mut plan = MachinePlan {
        site: machine.site.value.clone(),
        system: machine.system.value,
        hardware: machine.hardware.value,
        state_version: lock
            .state_versions
            .get(name.as_str())
            .copied()
            .unwrap_or(collective.release.value),
        public: machine.public.value,
        deploy_host: machine.deploy_host.0.clone(),
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
        everywhere,
        modules: machine
            .modules
            .iter()
            .map(|path| path.value.clone())
            .collect(),
        nixos: machine.nixos.0.clone(),
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
        entry.because.insert(Key::machine(name, Field::Caretakers));
    }
    for (service_name, service) in services.iter().filter(|(_, service)| service.entry.shell) {
        for member in collective.users(&service.audience).into_keys() {
            access
                .entry(member.clone())
                .or_default()
                .because
                .insert(Key::service(*service_name, Field::For));
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
    let mut open = |to: To, protocol: Protocol, port: u16, key: Key| {
        openings
            .entry(Opening { to, protocol, port })
            .or_default()
            .insert(key);
    };
    open(
        To::Everybody,
        Protocol::Tcp,
        22,
        Key::machine(name, Field::Caretakers),
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
            Key::network(Field::MeshPort),
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
            let number = service.ports.get(&port.name);
            let (Some(number), Some(reach)) = (number, port.reach) else {
                continue;
            };
            let to = match reach {
                Reach::Public => To::Everybody,
                Reach::Mesh => To::Mesh,
            };
            open(
                to,
                port.protocol,
                *number,
                Key::service(service_name, Field::Type),
            );
        }
    }
    for (service_name, service) in &plan.everywhere {
        let ports = service.entry.ports.iter().filter(|port| port.everywhere);
        for port in ports {
            if let Some(number) = service.ports.get(&port.name) {
                let key = Key::service(service_name, Field::Type);
                open(To::Mesh, port.protocol, *number, key);
            }
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
    let domain = service.domain.as_ref().map(|domain| domain.value.clone());
    ServicePlan {
        entry: entry.clone(),
        domains: domains(service),
        ports: ports(lock, name, service),
        backup_plan: backup::plan(entry, name, domain.as_ref(), &collective.domain),
        domain,
        sso: sso::plan(collective, name, service),
        clients: sso::clients(collective, name),
        machines: service.machines.iter().map(|on| on.value.clone()).collect(),
        secrets: secrets::needed(&entry.secrets, &service.settings)
            .map(|secret| secret.name.to_string())
            .collect(),
        settings: service.settings.clone(),
        audience: service.audience.value.clone(),
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
        nixos: service.nixos.0.clone(),
    }
}

/// Ports of a service by name: fixed ones, and those of `coloc.lock`.
pub(super) fn ports(lock: &Lock, name: &Name, service: &Service) -> BTreeMap<Name, u16> {
    let ports = service.entry.ports.iter().filter_map(|port| {
        let given = || {
            let number = lock.ports.given.get(&format!("{name}.{}", port.name))?;
            u16::try_from(*number).ok()
        };
        Some((port.name.clone(), port.number.or_else(given)?))
    });
    ports.collect()
}

/// All domains of a service, sorted.
pub(super) fn domains(service: &Service) -> Vec<Domain> {
    let domains = service.domains.iter();
    let domains: BTreeSet<_> = domains.map(|(_, domain)| domain.value.clone()).collect();
    domains.into_iter().collect()
}
