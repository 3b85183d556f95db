//! `ingress/unreachable` once more: machines that `network.ingress` names, and that can pass nothing on.

use super::ingress_unreachable::CODE;
use super::{Facts, Rule};
use crate::finding::{Finding, Findings};

/// Its code, which [`super::ingress_unreachable`] explains, and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let machines = &facts.collective.machines;
    if !machines.values().any(|machine| machine.public.value) {
        return;
    }
    for gate in facts
        .collective
        .network
        .ingress
        .iter()
        .flat_map(|given| &given.value)
    {
        let Some(machine) = machines.get(&gate.value) else {
            continue;
        };
        let (what, help) = match (machine.public.value, &machine.mesh_key) {
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
