//! `backup/same-machine`: a copy on the disk that it should outlive.

use super::{Facts, Rule};
use crate::finding::{Code, Finding, Findings, Severity};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "backup/same-machine",
    severity: Severity::Warning,
    summary: "a copy of a service's data is kept on the service's own machine",
    explanation: "\
A copy is for the day on which the machine is gone: its disk dead, stolen, under water, or wiped by somebody who got
in. A copy on the same machine goes with it, so coloc does not count it.

    [services.nuage]
    machine = \"ananas\"
    backup = [\"ananas\", \"brioche\"]      # the first one goes when ananas goes

Way out: name another machine in its place, best at another site.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (name, service) in facts
        .collective
        .services
        .iter()
        .filter(|(_, service)| !service.entry.state.is_empty())
    {
        for copy in &service.backup {
            let Some(own) = service.machines.iter().find(|on| on.value == copy.value) else {
                continue;
            };
            findings.push(
                Finding::new(
                    &CODE,
                    format!(
                        "A copy of `{name}` is to be kept on `{}`, where it runs.",
                        copy.value
                    ),
                )
                .at(copy.span, "this copy is lost together with the machine")
                .at(own.span, "it runs here")
                .help("Name another machine, best at another site."),
            );
        }
    }
}
