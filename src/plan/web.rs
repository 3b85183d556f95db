//! nginx: who serves which domain, and who passes it on.
//!
//! TLS ends on the machine that serves. A machine that is not public is reached through the ingress machines: they
//! read the name that the visitor asks for (SNI) and pass the encrypted stream on over the mesh, so the member who
//! keeps an ingress cannot read what passes, and no certificate stands in two places.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Web;
use super::ground::{Ground, Named};
use crate::collective::Service;
use crate::manifest::types::{Domain, Name};

/// What nginx does on a machine; none: it is not needed.
pub fn plan(ground: &Ground<'_>, machine: &Name) -> Option<Web> {
    let domains = ground.on(machine).iter().flat_map(|(_, it)| &it.domains);
    let serves: BTreeSet<Domain> = domains.map(|(_, domain)| domain.value.clone()).collect();
    let is_ingress = ground.ingress.contains(&machine);
    let passes = if is_ingress {
        ground.passes.clone()
    } else {
        BTreeMap::new()
    };
    let behind = if serves.is_empty() || ground.collective.is_public(machine) {
        Vec::new()
    } else {
        let others = ground.ingress.iter().filter(|name| **name != machine);
        others.map(|name| (*name).clone()).collect()
    };
    (!serves.is_empty() || !passes.is_empty()).then_some(Web {
        serves,
        passes,
        behind,
        corners: ground.corners(machine),
    })
}

impl Web {
    /// Services of which a machine serves domains, or passes them on, by their names.
    pub(super) fn services<'g>(
        &self,
        ground: &'g Ground<'_>,
        machine: &Name,
    ) -> impl Iterator<Item = Named<'g>> {
        let hidden = if self.passes.is_empty() {
            &[][..]
        } else {
            &ground.hidden
        };
        let both: BTreeMap<&Name, &Arc<Service>> =
            ground.on(machine).iter().chain(hidden).copied().collect();
        both.into_iter()
    }
}
