//! `clash/mesh-key`: two machines have one key on the mesh.

use std::collections::BTreeMap;

use super::{Facts, Rule, public_key};
use crate::finding::{Code, Finding, Findings, Severity};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "clash/mesh-key",
    severity: Severity::Error,
    summary: "two machines have one WireGuard key",
    explanation: "\
On the mesh (WireGuard), a machine *is* its key. With one key for two machines, the others send what is meant for one
of them to whichever was heard last: connections break off and come back without any visible cause, and backups
arrive at the wrong place.

    [machines.ananas]
    mesh-key = \"kZmT0DXt7q6VqkN3mEbPjGkCp0iH2jI5yq0n2Y3Zb1E=\"
    [machines.brioche]
    mesh-key = \"kZmT0DXt7q6VqkN3mEbPjGkCp0iH2jI5yq0n2Y3Zb1E=\"      # the same: a line copied?

Way out: find out whose key it is (`wg show`, on each machine, prints its public key), and give the other machine its
own. If the machine itself was copied, key and all, make a new key on the copy: `wg genkey`, then `wg pubkey`.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut taken = BTreeMap::new();
    for (name, machine) in &facts.collective.machines {
        let Some(key) = machine
            .mesh_key
            .as_ref()
            .filter(|key| public_key::mesh(&key.value).is_ok())
        else {
            continue;
        };
        match taken.get(&key.0) {
            Some((other, span)) => findings.push(
                Finding::new(&CODE, format!("`{other}` and `{name}` have one mesh key."))
                    .at(key.span, format!("the key of `{name}`"))
                    .at(*span, format!("the key of `{other}`: the same"))
                    .help("Ask each machine with `wg show`; the one that has no key of its own needs a new one."),
            ),
            None => {
                taken.insert(&key.0, (name, key.span));
            }
        }
    }
}
