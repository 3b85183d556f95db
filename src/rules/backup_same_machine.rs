//! `backup/same-machine`: a copy on the disk that it should outlive.

use std::collections::BTreeMap;

use super::{Facts, Rule};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::Name;
use crate::source::Span;

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
        let own: BTreeMap<&Name, Span> = service
            .machines
            .iter()
            .map(|on| (&on.value, on.span))
            .collect();
        for copy in &service.backup {
            let Some(runs) = own.get(&copy.value) else {
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
                .at(*runs, "it runs here")
                .help("Name another machine, best at another site."),
            );
        }
    }
}
