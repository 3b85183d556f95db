//! Which ports each machine needs, and what for: coloc itself and its services. Two rules ask.

use std::collections::{BTreeMap, BTreeSet};

use super::services_by_machine;
use crate::catalog::facts::{Protocol, Reach};
use crate::collective::{Collective, Machine, Service};
use crate::manifest::types::Name;
use crate::source::{Span, Spanned};

/// Who needs a port of a machine.
pub(super) struct Need<'a> {
    /// In words.
    pub who: String,
    /// The service, and where the machine is named for it; none: coloc itself.
    pub service: Option<(&'a Service, Span)>,
    /// Whether it is the part of a service that every machine has.
    pub everywhere: bool,
    /// Whether a box must forward the port.
    pub forwarded: bool,
}

/// By number and protocol, what coloc itself needs first.
pub(super) type Needs<'a> = BTreeMap<(u16, Protocol), Vec<Need<'a>>>;

/// The ports of all machines.
pub(super) fn all_needs(
    collective: &Collective,
) -> impl Iterator<Item = (&Name, &Machine, Needs<'_>)> {
    let services = services_by_machine(collective);
    let public = |on: &Spanned<Name>| collective.is_public(on);
    let mut web = collective
        .services
        .values()
        .filter(|service| service.entry.web.is_some());
    let hidden = web.any(|service| !service.machines.iter().any(public));
    let gates: BTreeSet<&Name> = if hidden {
        collective.ingress().into_iter().collect()
    } else {
        BTreeSet::new()
    };
    let everywhere: Vec<(&Name, &Service)> = collective
        .services
        .iter()
        .filter(|(_, service)| service.entry.everywhere.is_some())
        .map(|(name, service)| (name, &**service))
        .collect();
    collective.machines.iter().map(move |(name, machine)| {
        let here = services.get(name).map_or(&[][..], |services| services);
        let machine = &**machine;
        (
            name,
            machine,
            needs(collective, machine, here, &everywhere, gates.contains(name)),
        )
    })
}

fn needs<'a>(
    collective: &Collective,
    machine: &Machine,
    here: &[(&'a Name, &'a Service, Span)],
    everywhere: &[(&'a Name, &'a Service)],
    gate: bool,
) -> Needs<'a> {
    let mut needs = Needs::new();
    let mut own = |port, protocol, who: &str, forwarded| {
        needs.entry((port, protocol)).or_default().push(Need {
            who: who.to_owned(),
            service: None,
            everywhere: false,
            forwarded,
        });
    };
    let runs_web = here
        .iter()
        .any(|(_, service, _)| service.entry.web.is_some());
    let passes_web = gate && machine.mesh_key.is_some();
    own(22, Protocol::Tcp, "ssh", false);
    if runs_web || passes_web {
        let forwarded = runs_web || collective.network.ingress.is_some();
        own(80, Protocol::Tcp, "the web server", forwarded);
        own(443, Protocol::Tcp, "the web server", forwarded);
    }
    if machine.mesh_key.is_some() {
        own(
            collective.network.mesh_port.0,
            Protocol::Udp,
            "the mesh",
            true,
        );
    }
    for (name, service, span) in here {
        for port in &service.entry.ports {
            let Some(number) = port.number else { continue };
            let forwarded = port.reach == Some(Reach::Public);
            let need = Need {
                who: format!("`{name}`"),
                service: Some((service, *span)),
                everywhere: false,
                forwarded,
            };
            needs.entry((number, port.protocol)).or_default().push(need);
        }
    }
    let elsewhere = everywhere.iter().filter(|(name, _)| {
        machine.mesh_key.is_some() && !here.iter().any(|(other, _, _)| other == name)
    });
    for (name, service) in elsewhere {
        for port in service.entry.ports.iter().filter(|port| port.everywhere) {
            let Some(number) = port.number else { continue };
            let need = Need {
                who: format!("`{name}`"),
                service: Some((service, service.span)),
                everywhere: true,
                forwarded: false,
            };
            needs.entry((number, port.protocol)).or_default().push(need);
        }
    }
    needs
}
