//! `ingress/unreachable`: a service that nobody outside can reach, and gates that lead nowhere.

use super::{Facts, Rule, and};
use crate::catalog::facts::Reach;
use crate::collective::{Collective, Service};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::Name;

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "ingress/unreachable",
    severity: Severity::Warning,
    summary: "a service that nobody outside of its house can reach",
    explanation: "\
A machine with `public = true` takes what comes from the internet. Web pages of a service on any other machine are
passed on to it by a public one, over the mesh. That takes a public machine and two `mesh-key`s. What is not web (calls,
games, mail: ports of their own) cannot be passed on at all.

    [machines.caribou]
    public = true                # takes traffic for nuage too
    mesh-key = \"…\"
    [machines.ananas]
    mesh-key = \"…\"               # without it, caribou cannot pass anything on
    [services.nuage]
    machine = \"ananas\"

Way out: give both machines a `mesh-key`; or run the service on a public machine; or make its machine public, by
forwarding the ports at the box of the house and writing `public = true`.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let collective = facts.collective;
    // Without any, `ingress/no-public-machine` says it once for all.
    if !collective.machines.values().any(|machine| machine.public) {
        return;
    }
    gates(collective, findings);
    for (name, service) in &collective.services {
        let machine = |name: &Name| collective.machines.get(name);
        let public = service
            .machines
            .iter()
            .any(|on| machine(&on.value).is_some_and(|machine| machine.public));
        let Some(on) = service.machines.first().filter(|_| !public) else {
            continue;
        };
        if service.entry.web.is_some() {
            let meshed = machine(&on.value).is_some_and(|machine| machine.mesh_key.is_some());
            let gate = collective
                .ingress()
                .into_iter()
                .any(|name| machine(name).is_some_and(|gate| gate.mesh_key.is_some()));
            let why = match (meshed, gate) {
                (true, true) => None,
                (false, _) => Some((
                    format!("`{}` is neither public nor on the mesh", on.value),
                    on.value.to_string(),
                )),
                (true, false) => Some((
                    "no public machine on the mesh passes web traffic on".to_owned(),
                    "NAME".to_owned(),
                )),
            };
            if let Some((why, place)) = why {
                findings.push(
                    Finding::new(&CODE, format!("Nobody outside can open the pages of `{name}`: {why}."))
                        .at(on.span, "not public")
                        .at(service.span, "a web service")
                        .help(format!(
                            "Give `[machines.{place}]` a `mesh-key`, or let `{name}` run on a public machine."
                        )),
                );
            }
        }
        findings.extend(ports(name, service));
    }
}

/// Ports that no machine can pass on.
fn ports(name: &Name, service: &Service) -> Option<Finding> {
    let on = service.machines.first()?;
    let open = service
        .entry
        .ports
        .iter()
        .filter(|port| port.reach == Some(Reach::Public));
    let open: Vec<String> = open
        .filter_map(|port| Some(format!("{}/{}", port.number?, port.protocol.as_str())))
        .collect();
    if open.is_empty() {
        return None;
    }
    let ports = if open.len() == 1 { "port" } else { "ports" };
    let message = format!(
        "Nobody outside can reach {ports} {} of `{name}`: only web pages can be passed on.",
        and(&open)
    );
    let finding = Finding::new(&CODE, message).at(on.span, format!("`{}` is not public", on.value));
    Some(finding.help(format!(
        "Let it run on a public machine. Or forward {} to `{}` at the box of its house, and write `public = true` there.",
        and(open),
        on.value
    )))
}

/// Machines that `network.ingress` names and that cannot do it.
fn gates(collective: &Collective, findings: &mut Findings) {
    for gate in collective
        .network
        .ingress
        .iter()
        .flat_map(|given| &given.value)
    {
        let Some(machine) = collective.machines.get(&gate.value) else {
            continue;
        };
        let (what, help) = match (machine.public, &machine.mesh_key) {
            (true, Some(_)) => continue,
            (false, _) => ("is not public", "Name a machine with `public = true`."),
            (true, None) => (
                "is not on the mesh",
                "Give it a `mesh-key`, or name another machine.",
            ),
        };
        findings.push(
            Finding::new(
                &CODE,
                format!("`{}` cannot pass web traffic on: it {what}.", gate.value),
            )
            .at(gate.span, what)
            .at(machine.span, "described here")
            .help(help),
        );
    }
}
