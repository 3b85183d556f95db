//! `mesh/loopback`: neighbours in one house that meet at its public address.

use super::{Facts, Rule, and, machines_by_site};
use crate::collective::{Machine, Site};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::Domain;
use crate::manifest::value::Value;

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "mesh/loopback",
    severity: Severity::Advice,
    summary: "two machines of one house need its box to lead them to each other",
    explanation: "\
Machines of the mesh dial a public machine at its name, which leads to the public address of its house. From inside of
that house, the box has to lead this back in (NAT loopback, also called hairpin NAT). Many boxes do not: then the two
machines, which may stand on one shelf, never meet on the mesh, and what the public one passes on does not arrive.

    [sites.paris]
    nat = true                   # as in most homes
    [machines.caribou]
    site = \"paris\"
    public = true
    [machines.ananas]            # dials caribou.trois-maisons.example
    site = \"paris\"
    nixos.networking.hosts.\"192.168.1.20\" = [\"caribou.trois-maisons.example\"]

The last line leads the name to an address inside of the house, which the box must always give to that machine. With an
`ipv6` of its own in the manifest, the public machine is reached without the box.

Way out: if `wg show` on the hidden machine shows no handshake with the other, tell it the address inside of the house
with such a line, or switch NAT loopback on at the box.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let collective = facts.collective;
    for (place, machines) in machines_by_site(collective) {
        let Some(site) = collective.sites.get(place).filter(|site| site.nat.value) else {
            continue;
        };
        if meets_by_ipv6(site) {
            continue;
        }
        let meshed = || machines.iter().filter(|(_, it)| it.mesh_key.is_some());
        for (name, machine) in meshed().filter(|(_, it)| it.public.value) {
            let domain = collective.domain.under(name.as_str());
            let others = meshed().filter(|(other, it)| other != name && !knows(it, &domain));
            let others: Vec<String> = others.map(|(other, _)| format!("`{other}`")).collect();
            if others.is_empty() {
                continue;
            }
            let verb = if others.len() == 1 { "meets" } else { "meet" };
            let message = format!(
                "{} {verb} `{name}` on the mesh only if the box of `{place}` leads its own public address back in (NAT \
                 loopback): many boxes do not.",
                and(others)
            );
            findings.push(
                Finding::new(&CODE, message)
                    .at(machine.span, format!("dialled at {domain}"))
                    .at(site.span, "behind a box")
                    .help(format!(
                        "If they do not meet, tell the others where `{name}` is inside of the house: \
                         `nixos.networking.hosts.\"192.168.1.20\" = [\"{domain}\"]`, with its address there."
                    )),
            );
        }
    }
}

/// Whether its public machine has an address that neighbours reach without the box.
fn meets_by_ipv6(site: &Site) -> bool {
    site.ipv6
        .is_some_and(|it| it.0.prefix_len() == 128 || site.ipv4.is_none())
}

/// Whether its options lead a name elsewhere than DNS does.
fn knows(machine: &Machine, domain: &Domain) -> bool {
    let options = Value::Table(machine.nixos.0.clone());
    options.leaves().iter().any(|(path, value)| {
        let mut path = path.iter().map(|key| key.value.as_str());
        let is_hosts = path.next() == Some("networking") && path.next() == Some("hosts");
        let names = |value: &Value| matches!(value, Value::String(name) if name == domain.as_str());
        is_hosts && matches!(value, Value::Array(items) if items.iter().any(|it| names(&it.value)))
    })
}
