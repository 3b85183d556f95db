//! `ingress/unreachable` once more: ports that are not web, on machines that are not public.

use super::ingress_unreachable::CODE;
use super::{Facts, Rule, and};
use crate::catalog::facts::Reach;
use crate::finding::{Finding, Findings};

/// Its code, which [`super::ingress_unreachable`] explains, and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let machines = &facts.collective.machines;
    if !machines.values().any(|machine| machine.public.value) {
        return;
    }
    for (name, service) in &facts.collective.services {
        let mut machines = service.machines.iter();
        let public = machines.any(|on| facts.collective.is_public(on));
        let Some(on) = service.machines.first().filter(|_| !public) else {
            continue;
        };
        let open = service
            .entry
            .ports
            .iter()
            .filter(|port| port.reach == Some(Reach::Public));
        let open: Vec<String> = open
            .filter_map(|port| Some(format!("{}/{}", port.number?, port.protocol.as_str())))
            .collect();
        if open.is_empty() {
            continue;
        }
        let ports = if open.len() == 1 { "port" } else { "ports" };
        let open = and(open);
        let message = format!(
            "Nobody outside can reach {ports} {open} of `{name}`: only web pages can be passed on."
        );
        let finding =
            Finding::new(&CODE, message).at(on.span, format!("`{}` is not public", on.value));
        findings.push(finding.help(format!(
            "Let it run on a public machine. Or forward {open} to `{}` at the box of its house, and write \
             `public = true` there.",
            on.value
        )));
    }
}
