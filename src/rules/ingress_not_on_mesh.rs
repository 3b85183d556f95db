//! `ingress/not-on-mesh`: a machine that the others cannot talk to.

use super::{Facts, Rule};
use crate::finding::{Code, Finding, Findings, Severity};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "ingress/not-on-mesh",
    severity: Severity::Warning,
    summary: "a machine has no mesh key, so the others cannot talk to it",
    explanation: "\
The mesh is the collective's own private network (WireGuard) between its machines, from house to house. Copies of data
can travel on it, and visitors of hidden machines are passed on over it. A machine without a `mesh-key` takes no part in
any of that.

    [machines.ananas]
    mesh-key = \"…=\"              # its public key

Way out: make a pair of keys, outside of the repository, with `wg genkey > ../ananas.mesh` and then
`wg pubkey < ../ananas.mesh`. The line that is printed is the public key: put it into `mesh-key`. The file holds the
private half: it goes to the machine as a secret (`[policy] secrets`), never into the manifest.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let machines = &facts.collective.machines;
    for (name, machine) in machines
        .iter()
        .filter(|(_, machine)| machines.len() > 1 && machine.mesh_key.is_none())
    {
        findings.push(
            Finding::new(
                &CODE,
                format!("`{name}` is not on the mesh: your other machines can pass it neither copies nor web pages."),
            )
            .at(machine.span, "no `mesh-key`")
            .help("Run `wg genkey | tee private.key | wg pubkey`: it prints the `mesh-key`; private.key is a secret of that machine."),
        );
    }
}
