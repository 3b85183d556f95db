//! `capacity/disk`: services that need more disk than their machine has.

use super::{Facts, Rule, capacity_memory};
use crate::finding::{Code, Findings, Severity};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "capacity/disk",
    severity: Severity::Warning,
    summary: "the services of a machine need more disk than it has",
    explanation: "\
A full disk stops everything at once: mails bounce, databases break off, updates fail half way. The catalog says what
each service needs *to begin with*, before anybody has put a file into it; coloc adds it up for each machine. Copies
that the machine keeps for others come on top, and so does the system, with some 20 GB.

    [machines.citron]
    disk = \"16 GB\"
    [services.salon]
    type = \"matrix-synapse\"       # needs 30 GB to begin with
    machine = \"citron\"

Way out: move a service to a machine with more room, or put in a larger disk and write it down.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    findings.extend(capacity_memory::overfull(
        facts,
        &CODE,
        0,
        |machine| machine.disk,
        |service| service.entry.disk,
    ));
}
