//! `ingress/no-public-machine`: no way in at all.

use super::{Facts, Rule};
use crate::finding::{Code, Finding, Findings, Severity};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "ingress/no-public-machine",
    severity: Severity::Warning,
    summary: "no machine takes traffic from the internet",
    explanation: "\
A box at home lets nobody in unless it is told to. If no machine has `public = true`, then nobody outside of your houses
can reach any service, no certificate for https can be had by the usual way, and machines in different houses cannot
find each other on the mesh: each waits behind its box for the other one to call.

    [machines.ananas]
    site = \"paris\"
    public = true            # the box at paris forwards 80/tcp, 443/tcp and 51820/udp to ananas

Way out: make one machine public. At home: give it a fixed address in the box, forward the ports to it, and write
`public = true`. If the line has no address of its own (many mobile and some fibre lines share one), rent the smallest
virtual server (`hardware = \"vps\"`): it passes everything on to your houses.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let machines = &facts.collective.machines;
    let Some(first) = machines
        .values()
        .next()
        .filter(|_| !machines.values().any(|machine| machine.public.value))
    else {
        return;
    };
    // One machine without services asks nothing of the internet.
    if machines.len() == 1 && facts.collective.services.is_empty() {
        return;
    }
    let mesh = if machines.len() > 1 {
        ", and your machines cannot find each other from house to house"
    } else {
        ""
    };
    findings.push(
        Finding::new(&CODE, format!("No machine is public: nobody outside can reach any service{mesh}."))
            .at(first.span, if machines.len() > 1 { "not public, like all others" } else { "not public" })
            .help(format!(
                "Write `public = true` at the machine that is to be reached. In a home, let the box forward 80/tcp, \
                 443/tcp and {}/udp to it. Or rent a small server: `coloc explain {}` says more.",
                facts.collective.network.mesh_port.0, CODE.name
            )),
    );
}
