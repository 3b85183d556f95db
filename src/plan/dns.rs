//! DNS records that the collective must create at its registrar.

mod extra;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::collective::{Collective, Machine, Site};
use crate::manifest::types::{Domain, Name};

pub use extra::{Extra, extras};

/// What a record points to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// `A`
    V4(Ipv4Addr),
    /// `AAAA`
    V6(Ipv6Addr),
    /// `CNAME`
    Name(Domain),
    /// The address of a site, which the manifest does not know: `A`, `AAAA` or both, by hand.
    Unknown(Name),
}

/// A record, and what it is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// Its name.
    pub name: Domain,
    /// What it points to.
    pub target: Target,
    /// For whom: `machine ananas`, `service nuage`.
    pub purpose: String,
}

/// All records, sorted by name.
pub fn records(collective: &Collective) -> Vec<Record> {
    let mut records = Vec::new();
    let at_site = public_at_sites(collective);
    for (name, machine) in collective
        .machines
        .iter()
        .filter(|(_, machine)| machine.public.value)
    {
        let domain = collective.domain.under(name.as_str());
        for target in addresses(collective, &at_site, machine) {
            records.push(Record {
                name: domain.clone(),
                target,
                purpose: format!("machine {name}"),
            });
        }
    }
    for (name, service) in &collective.services {
        let public: Vec<&Name> = service
            .machines
            .iter()
            .map(|machine| &machine.value)
            .filter(|name| collective.is_public(name))
            .collect();
        let entrances = if public.is_empty() {
            collective.ingress()
        } else {
            public
        };
        for (_, domain) in &service.domains {
            for target in targets(
                (collective, &at_site),
                &domain.value,
                &entrances,
                extra::needs_address(service),
            ) {
                records.push(Record {
                    name: domain.value.clone(),
                    target,
                    purpose: format!("service {name}"),
                });
            }
        }
    }
    records.sort();
    records.dedup();
    records
}

/// One entrance: its name, so that a new address changes one record. Several, or the domain itself (where DNS allows
/// no CNAME, RFC 1034, 3.6.2), or one that others look up by MX: their addresses.
fn targets(
    (collective, at_site): (&Collective, &BTreeMap<&Name, usize>),
    domain: &Domain,
    entrances: &[&Name],
    needs_address: bool,
) -> Vec<Target> {
    if let [entrance] = entrances
        && !needs_address
        && *domain != collective.domain.value
    {
        return vec![Target::Name(collective.domain.under(entrance.as_str()))];
    }
    let machines = entrances
        .iter()
        .filter_map(|name| collective.machines.get(*name));
    let mut targets: Vec<Target> = machines
        .flat_map(|machine| addresses(collective, at_site, machine))
        .collect();
    targets.sort();
    targets.dedup();
    targets
}

/// How many public machines stand at each site.
fn public_at_sites(collective: &Collective) -> BTreeMap<&Name, usize> {
    let mut at_site = BTreeMap::new();
    let machines = collective.machines.values();
    for machine in machines.filter(|machine| machine.public.value) {
        *at_site.entry(&machine.site.value).or_default() += 1;
    }
    at_site
}

fn addresses(
    collective: &Collective,
    at_site: &BTreeMap<&Name, usize>,
    machine: &Machine,
) -> Vec<Target> {
    let site: Option<&Site> = collective.sites.get(&machine.site.value);
    // A box shares its address between machines; without one, each has its own, and a site's belongs to one of them.
    let is_alone = at_site.get(&machine.site.value) == Some(&1);
    let site = site.filter(|site| site.nat.value || is_alone);
    let v4 = site
        .and_then(|site| site.ipv4)
        .map(|address| Target::V4(address.value.0));
    // A prefix says where a machine's address lies, not which it is.
    let v6 = site
        .and_then(|site| site.ipv6)
        .filter(|address| address.0.prefix_len() == 128)
        .map(|address| Target::V6(address.0.addr()));
    let known: Vec<Target> = v4.into_iter().chain(v6).collect();
    if known.is_empty() {
        vec![Target::Unknown(machine.site.value.clone())]
    } else {
        known
    }
}
