//! One machine: who enters, what is open, what runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ground::{Ground, Named};
use super::{
    Access, Because, MachinePlan, Opening, ServicePlan, To, Web, backup, effects, secrets, sso, web,
};
use crate::catalog::facts::{Protocol, Reach};
use crate::collective::{Collective, Machine, Service};
use crate::manifest::key::{Field, Key};
use crate::manifest::types::{Name, Release};

/// Plans a machine.
pub fn plan(ground: &Ground<'_>, name: &Name, machine: &Arc<Machine>) -> MachinePlan {
    let collective = ground.collective;
    let kept = ground.lock.state_versions.get(name.as_str());
    let state_version = kept.copied().unwrap_or(collective.release.value);
    let planned = |(name, service): &Named<'_>| {
        let planned = service_plan(ground, name, service, state_version);
        ((*name).clone(), planned)
    };
    let services: BTreeMap<Name, ServicePlan> = ground.on(name).iter().map(planned).collect();
    let on_mesh = ground.mesh.nodes.contains_key(name);
    let everywhere = ground.everywhere.iter().filter(|_| on_mesh);
    let mut plan = MachinePlan {
        state_version,
        access: access(collective, name, machine, &services),
        openings: BTreeMap::new(),
        relays: ground.mesh.relays(name),
        web: web::plan(ground, name),
        secrets: secrets::plan(&collective.domain, on_mesh, &services),
        services,
        everywhere: everywhere.map(planned).collect(),
        effects: BTreeMap::new(),
        machine: Arc::clone(machine),
    };
    plan.openings = openings(ground, name, &plan);
    plan.effects = effects::index(ground, name, &plan);
    plan
}

fn access(
    collective: &Collective,
    name: &Name,
    machine: &Machine,
    services: &BTreeMap<Name, ServicePlan>,
) -> BTreeMap<Name, Access> {
    let mut access: BTreeMap<Name, Access> = BTreeMap::new();
    for (member, _) in collective.present(&machine.caretakers) {
        let entry = access.entry(member.clone()).or_default();
        entry.sudo = true;
        entry.because.insert(Key::machine(name, Field::Caretakers));
    }
    for (service_name, service) in services.iter().filter(|(_, service)| service.entry.shell) {
        for member in service.users.iter() {
            access
                .entry(member.clone())
                .or_default()
                .because
                .insert(Key::service(service_name, Field::For));
        }
    }
    access
}

fn openings(ground: &Ground<'_>, name: &Name, plan: &MachinePlan) -> BTreeMap<Opening, Because> {
    let mesh = ground.mesh;
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
    let comes = |web: &&Web| plan.public.value || !web.behind.is_empty();
    if let Some(web) = plan.web.as_ref().filter(comes) {
        let to = if plan.public.value {
            To::Everybody
        } else {
            To::Ingress
        };
        for (key, domain) in web.services(ground, name).flat_map(|(_, it)| &it.domains) {
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
    ground: &Ground<'_>,
    name: &Name,
    service: &Arc<Service>,
    state_version: Release,
) -> ServicePlan {
    let collective = ground.collective;
    let domain = service.domain.as_deref();
    let clients = match ground.provider {
        Some((provider, ..)) if provider == name => sso::clients(ground),
        _ => Vec::new(),
    };
    ServicePlan {
        ports: ground.lock.ports_of(name, service),
        users: ground.users(&service.audience),
        backup_plan: backup::plan(
            &service.entry,
            name,
            domain,
            &collective.domain,
            state_version,
        ),
        sso: sso::plan(ground, name, service),
        clients,
        service: Arc::clone(service),
    }
}
