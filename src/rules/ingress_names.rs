//! `ingress/unreachable` once more: names that plain options give to nginx on a hidden machine, and that no ingress
//! knows.

use std::collections::{BTreeMap, BTreeSet};

use super::ingress_unreachable::CODE;
use super::{Facts, Rule, services_by_machine};
use crate::finding::{Finding, Findings};
use crate::manifest::types::Domain;
use crate::manifest::value::{Entry, Value};
use crate::source::Span;

/// Its code, which [`super::ingress_unreachable`] explains, and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

/// What names of a house end in, which no visitor from outside asks for.
const INSIDE: [&str; 4] = [".home.arpa", ".internal", ".lan", ".local"];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let collective = facts.collective;
    let services = services_by_machine(collective);
    let machines = &collective.machines;
    let mesh = format!(".mesh.{}", collective.domain.value);
    // Without any, `ingress/no-public-machine` says it once for all.
    if !machines.values().any(|machine| machine.public.value) {
        return;
    }
    for (name, machine) in machines.iter().filter(|(_, it)| !it.public.value) {
        let here = services.get(name).map_or(&[][..], Vec::as_slice);
        let known: BTreeSet<&str> = here
            .iter()
            .flat_map(|(_, service, _)| &service.domains)
            .map(|(_, domain)| domain.value.as_str())
            .collect();
        let options = here.iter().map(|(_, service, _)| &service.nixos.0);
        let mut unknown: BTreeMap<&str, Span> = BTreeMap::new();
        for (domain, span) in options.chain([&machine.nixos.0]).flat_map(|it| names(it)) {
            let is_inside = domain.ends_with(&mesh) || INSIDE.iter().any(|it| domain.ends_with(it));
            if Domain::new(domain).is_ok() && !is_inside && !known.contains(domain) {
                unknown.entry(domain).or_insert(span);
            }
        }
        for (domain, span) in unknown {
            let message = format!(
                "Nobody outside reaches {domain} on `{name}`: visitors come through an ingress, which passes on only the \
                 names of services."
            );
            findings.push(
                Finding::new(&CODE, message)
                    .at(span, "nginx answers to this name")
                    .at(machine.span, "not public")
                    .help(
                        "Make it the `domain` of a service, which gets its place in DNS and its certificate; without \
                         that, a certificate that is to hold this name is not made at all.",
                    ),
            );
        }
    }
}

/// Names that options give to virtual hosts of nginx.
fn names(options: &[Entry]) -> Vec<(&str, Span)> {
    let mut found = Vec::new();
    let mut hosts: Vec<&Entry> = options.iter().collect();
    for step in ["services", "nginx", "virtualHosts"] {
        hosts = hosts
            .into_iter()
            .filter(|it| it.key.value == step)
            .flat_map(table)
            .collect();
    }
    for host in hosts {
        let own = table(host);
        let given = |key: &str| {
            own.iter()
                .find(|it| it.key.value == key)
                .map(|it| &it.value)
        };
        match given("serverName").map(|it| (&it.value, it.span)) {
            Some((Value::String(name), span)) => found.push((name.as_str(), span)),
            Some(_) => {}
            None => found.push((host.key.value.as_str(), host.key.span)),
        }
        if let Some(Value::Array(aliases)) = given("serverAliases").map(|it| &it.value) {
            let texts = aliases.iter().filter_map(|it| match &it.value {
                Value::String(name) => Some((name.as_str(), it.span)),
                _ => None,
            });
            found.extend(texts);
        }
    }
    found
}

/// What a table holds.
fn table(entry: &Entry) -> Vec<&Entry> {
    match &entry.value.value {
        Value::Table(entries) => entries.iter().collect(),
        _ => Vec::new(),
    }
}
