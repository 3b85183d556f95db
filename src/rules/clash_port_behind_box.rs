//! `clash/port` once more: two public machines behind one box, which can forward a port to one of them only.

use std::collections::BTreeMap;

use super::clash_port::CODE;
use super::needed_ports::all_needs;
use super::{Facts, Rule, and};
use crate::catalog::facts::Protocol;
use crate::finding::{Finding, Findings};
use crate::manifest::types::Name;

/// Its code, which [`super::clash_port`] explains, and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let collective = facts.collective;
    let mut doors: BTreeMap<(&Name, u16, Protocol), &Name> = BTreeMap::new();
    for (name, machine, needs) in all_needs(collective) {
        let place = &machine.site.value;
        let Some(site) = collective.sites.get(place) else {
            continue;
        };
        // With IPv6 only there is nothing to share: each machine has an address of its own.
        if !machine.public.value || !site.nat.value || (site.ipv4.is_none() && site.ipv6.is_some())
        {
            continue;
        }
        let mut shared: BTreeMap<&Name, Vec<String>> = BTreeMap::new();
        for ((port, protocol), _) in needs
            .into_iter()
            .filter(|(_, needs)| needs.iter().any(|need| need.forwarded))
        {
            let first = *doors.entry((place, port, protocol)).or_insert(name);
            if first != name {
                shared
                    .entry(first)
                    .or_default()
                    .push(format!("{port}/{}", protocol.as_str()));
            }
        }
        for (first, ports) in shared {
            let ports = and(ports);
            let message = format!(
                "`{first}` and `{name}` share the address of `{place}`, and both need {ports}."
            );
            findings.push(
                    Finding::new(&CODE, message)
                        .at(machine.span, "public")
                        .at(collective.machines[first].span, "public too")
                        .at(site.span, "one address: its box forwards a port to one machine only")
                        .help(format!(
                            "Remove `public = true` from one of the two: its web services are then reached through the \
                             other, over the mesh. If each machine has a public address of its own, write \
                             `nat = false` in `[sites.{place}]`."
                        )),
                );
        }
    }
}
