//! `clash/domain`: two things answer at one name.

use std::collections::BTreeMap;

use super::{Facts, Rule};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::Domain;
use crate::source::Span;

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "clash/domain",
    severity: Severity::Error,
    summary: "two services, or a service and a machine, have one domain",
    explanation: "\
A domain leads to one place. With two services on one domain, visitors would reach one of them, and nobody could
say which; the other's certificate could not be renewed.

    [services.nuage]
    domain = \"cloud.trois-maisons.example\"
    [services.photos]
    domain = \"cloud.trois-maisons.example\"      # the same

A service without `domain` answers at NAME.domain, which is a machine's name too if the two share their name.

Way out: give one of the two another `domain`.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let collective = facts.collective;
    let mut taken: BTreeMap<Domain, (String, Span)> = BTreeMap::new();
    for (name, machine) in &collective.machines {
        taken.insert(
            collective.domain.under(name.as_str()),
            (format!("machine `{name}`"), machine.span),
        );
    }
    for (name, service) in &collective.services {
        for (_, domain) in &service.domains {
            let owner = format!("service `{name}`");
            match taken.get(&domain.value) {
                Some((other, span)) => findings.push(
                    Finding::new(
                        &CODE,
                        format!("{} leads to {owner} and to {other}.", domain.value),
                    )
                    .at(domain.span, format!("{owner} answers here"))
                    .at(*span, format!("{other} does too"))
                    .help("Give one of them another domain."),
                ),
                None => {
                    taken.insert(domain.value.clone(), (owner, domain.span));
                }
            }
        }
    }
}
