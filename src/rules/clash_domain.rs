//! `clash/domain`: two things answer at one name.

use std::collections::BTreeMap;

use super::{Facts, Rule};
use crate::collective::Service;
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
    let mut taken: BTreeMap<&Domain, Vec<Owner<'_>>> = BTreeMap::new();
    let machines: Vec<(Domain, Owner<'_>)> = collective
        .machines
        .iter()
        .map(|(name, machine)| {
            let owner = Owner {
                name: format!("machine `{name}`"),
                span: machine.span,
                service: None,
            };
            (collective.domain.under(name.as_str()), owner)
        })
        .collect();
    for (domain, owner) in &machines {
        taken.entry(domain).or_default().push(owner.clone());
    }
    for (name, service) in &collective.services {
        for (_, domain) in &service.domains {
            let owner = Owner {
                name: format!("service `{name}`"),
                span: domain.span,
                service: Some(service),
            };
            let others = taken.entry(&domain.value).or_default();
            if let Some(other) = others
                .iter()
                .find(|other| !owner.may_share(other, &domain.value))
            {
                findings.push(
                    Finding::new(
                        &CODE,
                        format!(
                            "{} leads to {} and to {}.",
                            domain.value, owner.name, other.name
                        ),
                    )
                    .at(domain.span, format!("{} answers here", owner.name))
                    .at(other.span, format!("{} does too", other.name))
                    .help("Give one of them another domain."),
                );
            }
            others.push(owner);
        }
    }
}

/// Who answers at a domain.
#[derive(Clone)]
struct Owner<'a> {
    name: String,
    span: Span,
    service: Option<&'a Service>,
}

impl Owner<'_> {
    /// Whether both can answer: one of them needs a corner only, and both are on the same machine.
    fn may_share(&self, other: &Self, domain: &Domain) -> bool {
        let (Some(one), Some(two)) = (self.service, other.service) else {
            return false;
        };
        let corner = one.shared.contains(domain) || two.shared.contains(domain);
        let machines = |service: &Service| {
            service
                .machines
                .iter()
                .map(|name| name.value.clone())
                .collect::<Vec<_>>()
        };
        corner && machines(one) == machines(two)
    }
}
