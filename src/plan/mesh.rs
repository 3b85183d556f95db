//! Addresses, endpoints and the relay of the WireGuard mesh.
//!
//! Public machines have an endpoint and peer with all. Machines behind NAT peer with the public ones, keep the way
//! open, and reach each other through the relay.

use std::collections::BTreeMap;
use std::net::Ipv6Addr;

use ipnet::Ipv6Net;

use super::{Because, Lead, Mesh, Node};
use crate::collective::{Collective, derived_mesh};
use crate::lock::Lock;
use crate::manifest::key::{Field, Key};
use crate::manifest::types::{Domain, Name};

/// Who is on the mesh, with which address.
pub fn plan(collective: &Collective, lock: &Lock) -> Mesh {
    let prefix = collective.network.mesh.0;
    let port = collective.network.mesh_port.0;
    let nodes: BTreeMap<Name, Node> = collective
        .machines
        .iter()
        .filter_map(|(name, machine)| {
            let key = machine.mesh_key.as_ref()?.0.clone();
            let number = *lock.mesh.given.get(name.as_str())?;
            // A name, not an address: a site that gets another address changes its DNS record only.
            let endpoint = machine
                .public
                .value
                .then(|| format!("{}:{port}", collective.domain.under(name.as_str())));
            Some((
                name.clone(),
                Node {
                    address: address(prefix, number),
                    key,
                    endpoint,
                },
            ))
        })
        .collect();
    let is_public = |name: &Name| nodes.get(name).is_some_and(|node| node.endpoint.is_some());
    let mut chosen = collective
        .network
        .ingress
        .iter()
        .flat_map(|given| &given.value)
        .map(|name| &name.value);
    let oldest = nodes
        .keys()
        .filter(|name| is_public(name))
        .min_by_key(|name| nodes[*name].address);
    let relay = chosen.find(|name| is_public(name)).or(oldest).cloned();
    let on_mesh = |name: &&Name| nodes.contains_key(*name);
    let ingress = collective.ingress().into_iter().filter(on_mesh);
    let ingress: Vec<Name> = ingress.cloned().collect();
    Mesh {
        prefix,
        port,
        names: names(collective, &nodes, &ingress),
        ingress,
        nodes,
        relay,
    }
}

/// Where names of services lead: to their own machines if the internet reaches these, else to those that pass visitors
/// on, which are not said once more for each.
fn names(
    collective: &Collective,
    nodes: &BTreeMap<Name, Node>,
    ingress: &[Name],
) -> BTreeMap<Domain, Lead> {
    let mut names: BTreeMap<Domain, Lead> = BTreeMap::new();
    for (service_name, service) in &collective.services {
        let own = || service.machines.iter().map(|machine| &machine.value);
        let mut public = own().filter(|name| collective.is_public(name)).peekable();
        let is_hidden = public.peek().is_none();
        let on_mesh = public.filter(|name| nodes.contains_key(*name));
        let to: Vec<Name> = on_mesh.cloned().collect();
        // An ingress passes on to the first machine, if it is on the mesh.
        let passed_on = is_hidden && own().next().is_some_and(|name| nodes.contains_key(name));
        if to.is_empty() && (!passed_on || ingress.is_empty()) {
            continue;
        }
        let mut because = Because::from([Key::service(service_name, Field::Whole)]);
        because.extend(to.iter().map(|name| Key::machine(name, Field::Public)));
        if is_hidden {
            because.insert(Key::network(Field::Ingress));
        }
        for (_, domain) in &service.domains {
            let lead = names.entry(domain.value.clone()).or_default();
            lead.to.clone_from(&to);
            lead.because.extend(because.iter().cloned());
        }
    }
    names
}

/// `prefix::N`.
fn address(prefix: Ipv6Net, number: u32) -> Ipv6Addr {
    Ipv6Addr::from(u128::from(prefix.network()) | u128::from(number))
}

impl Mesh {
    /// Whether a machine passes traffic between others: it is the relay, and two or more are behind NAT.
    pub fn relays(&self, machine: &Name) -> bool {
        let nodes = self.nodes.values();
        let mut hidden = nodes.filter(|node| node.endpoint.is_none());
        self.relay.as_ref() == Some(machine) && hidden.nth(1).is_some()
    }

    /// Whether a machine dials others.
    pub fn dials(&self, machine: &Name) -> bool {
        let mut others = self.nodes.iter().filter(|(name, _)| *name != machine);
        others.any(|(_, node)| node.endpoint.is_some())
    }

    /// The key that the prefix comes from: it is given, or made of the collective's name.
    pub fn prefix_key(&self, collective: &Collective) -> Key {
        if derived_mesh(&collective.name) == self.prefix {
            Key::collective(Field::Name)
        } else {
            Key::network(Field::Mesh)
        }
    }
}
