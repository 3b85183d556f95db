//! `ingress/unreachable`: web pages that nobody outside can open. Ports that are not web, gates that lead nowhere, and
//! names that no gate knows: [`super::ingress_ports`], [`super::ingress_gates`], [`super::ingress_names`].

use super::{Facts, Rule};
use crate::collective::Collective;
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::Name;

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

pub(super) static CODE: Code = Code {
    name: "ingress/unreachable",
    severity: Severity::Warning,
    summary: "a service that nobody outside of its house can reach",
    explanation: "\
A machine with `public = true` takes what comes from the internet. Web pages of a service on any other machine are
passed on to it by a public one, over the mesh. That takes a public machine and two `mesh-key`s. What is not web (calls,
games, mail: ports of their own) cannot be passed on at all. Nor can a name that only nginx's own options on the hidden
machine know (`virtualHosts`, `serverAliases`): a public machine passes on the names of services.

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
    if !collective
        .machines
        .values()
        .any(|machine| machine.public.value)
    {
        return;
    }
    let machine = |name: &Name| collective.machines.get(name);
    let no_gate = no_gate(collective);
    let web = collective
        .services
        .iter()
        .filter(|(_, service)| service.entry.web.is_some());
    for (name, service) in web {
        let public = service.machines.iter().any(|on| collective.is_public(on));
        let Some(on) = service.machines.first().filter(|_| !public) else {
            continue;
        };
        let not_meshed = machine(&on.value).is_none_or(|machine| machine.mesh_key.is_none());
        let why = match &no_gate {
            _ if not_meshed => Some((
                format!("`{}` is neither public nor on the mesh", on.value),
                format!("Give `{}` a `mesh-key`", on.value),
            )),
            other => other.clone(),
        };
        if let Some((why, help)) = why {
            findings.push(
                Finding::new(
                    &CODE,
                    format!("Nobody outside can open the pages of `{name}`: {why}."),
                )
                .at(on.span, "not public")
                .at(service.span, "a web service")
                .help(format!("{help}, or let `{name}` run on a public machine.")),
            );
        }
    }
}

/// Why no machine passes web pages on, and what would help; none: one does.
fn no_gate(collective: &Collective) -> Option<(String, String)> {
    let meshed = |name: &&Name| {
        collective
            .machines
            .get(*name)
            .is_some_and(|machine| machine.mesh_key.is_some())
    };
    if collective.ingress().iter().any(meshed) {
        return None;
    }
    if collective.network.ingress.is_some() {
        // What is wrong with each one that is named, `ingress_gates` has told.
        let help = "Name in `network.ingress` a machine that is public and has a `mesh-key`, or remove that line";
        return Some((
            "no machine of `network.ingress` can pass them on".to_owned(),
            help.to_owned(),
        ));
    }
    let mut public = collective
        .machines
        .iter()
        .filter(|(_, machine)| machine.public.value);
    let help = public.next().map_or_else(String::new, |(name, _)| {
        format!("Give `{name}` a `mesh-key`")
    });
    Some(("no public machine is on the mesh".to_owned(), help))
}
