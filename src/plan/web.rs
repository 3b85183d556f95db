//! nginx: who serves which domain, and who passes it on.
//!
//! TLS ends on the machine that serves. A machine that is not public is reached through the ingress machines: they
//! read the name that the visitor asks for (SNI) and pass the encrypted stream on over the mesh, so the member who
//! keeps an ingress cannot read what passes, and no certificate stands in two places.

use std::collections::{BTreeMap, BTreeSet};

use super::Web;
use crate::collective::Collective;
use crate::manifest::types::{Domain, Name};

/// What nginx does on a machine; none: it is not needed.
pub fn plan(collective: &Collective, machine: &Name) -> Option<Web> {
    let is_public = |name: &Name| collective.is_public(name);
    let services = collective.services.values();
    let serves: BTreeSet<Domain> = services
        .clone()
        .filter(|service| service.runs_on(machine))
        .flat_map(|service| {
            service
                .domains
                .iter()
                .map(|(_, domain)| domain.value.clone())
        })
        .collect();
    let ingress = collective.ingress();
    let mut passes = BTreeMap::new();
    if ingress.contains(&machine) {
        for service in services {
            // Served by a public machine as well: visitors go there.
            let Some(hidden) = service
                .machines
                .first()
                .filter(|_| !service.machines.iter().any(|m| is_public(&m.value)))
            else {
                continue;
            };
            for (_, domain) in &service.domains {
                passes.insert(domain.value.clone(), hidden.value.clone());
            }
        }
    }
    let behind = if serves.is_empty() || is_public(machine) {
        Vec::new()
    } else {
        ingress
            .into_iter()
            .filter(|name| *name != machine)
            .cloned()
            .collect()
    };
    (!serves.is_empty() || !passes.is_empty()).then_some(Web {
        serves,
        passes,
        behind,
    })
}
