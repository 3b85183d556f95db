//! `placement/single-site-service-on-many`: a service on several machines that can live on one only.

use super::{Facts, Rule, and};
use crate::catalog::facts::Spread;
use crate::finding::{Code, Finding, Findings, Severity};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "placement/single-site-service-on-many",
    severity: Severity::Error,
    summary: "a service is to run on several machines, and its type can run on one only",
    explanation: "\
Most services keep their data in one database on one machine. Started on two machines, they would be two services that
know nothing of each other: a file put into one is not in the other. Only types that were made for it (`coloc catalog
TYPE` says `replicated` or `quorum`) can run on several.

    [services.nuage]
    type = \"nextcloud\"
    machines = [\"ananas\", \"brioche\"]      # not possible
    machine = \"ananas\"                    # right
    backup = [\"brioche\"]                  # and a copy of all data on the other

Way out: choose one machine, and let others receive copies. If that machine is lost, the service is set up on another
from a copy: `coloc service move`.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (name, service) in &facts.collective.services {
        let [_, second, ..] = &service.machines[..] else {
            continue;
        };
        if service.entry.spread != Spread::SingleSite {
            continue;
        }
        let machines = and(service.machines.iter().map(|on| format!("`{}`", on.value)));
        let message = format!(
            "`{name}` cannot run on {machines} at once: {} runs on one machine.",
            service.entry.title
        );
        let others: Vec<String> = service.machines[1..]
            .iter()
            .map(|on| format!("\"{}\"", on.value))
            .collect();
        findings.push(
            Finding::new(&CODE, message)
                .at(second.span, "one too many")
                .help(format!(
                    "Write `machine = \"{}\"`, and `backup = [{}]` for copies of its data.",
                    service.machines[0].value,
                    others.join(", ")
                )),
        );
    }
}
