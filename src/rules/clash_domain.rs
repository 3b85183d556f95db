//! `clash/domain`: two things answer at one name.

use std::collections::BTreeMap;

use super::{Facts, Rule};
use crate::collective::Service;
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::key::Field;
use crate::manifest::types::{Domain, Name};
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

A service without `domain` answers at NAME.domain, which is a machine's name too if the two share their name. A few
services need only a corner of a domain, as Matrix does of the collective's own: they can share it with another
service, whose machine then answers there for both. Two that need the same corner, such as two Matrix servers of one
name, cannot.

Way out: give one of the two another `domain`.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let collective = facts.collective;
    let mut taken: BTreeMap<Domain, (String, Span, Option<&Service>)> = BTreeMap::new();
    let mut corners: BTreeMap<(&Domain, &Field), (&Name, Span)> = BTreeMap::new();
    for (name, machine) in &collective.machines {
        let owner = format!("machine `{name}`");
        taken.insert(
            collective.domain.under(name.as_str()),
            (owner, machine.span, None),
        );
    }
    for (name, service) in &collective.services {
        let corners_elsewhere = service.corners.iter().map(|it| (&it.key, &it.domain));
        let domains = service.domains.iter().map(|(key, domain)| (key, domain));
        for (key, domain) in domains.chain(corners_elsewhere) {
            let owner = format!("service `{name}`");
            // By settings of one name, one corner: `.well-known/matrix` twice.
            let setting = &key.field;
            if service.shared.contains(&domain.value) {
                if let Some((other, span)) = corners.get(&(&domain.value, setting)) {
                    findings.push(
                        Finding::new(
                            &CODE,
                            format!(
                                "`{other}` and `{name}` both need the same corner of {}.",
                                domain.value
                            ),
                        )
                        .at(domain.span, format!("{owner} answers there"))
                        .at(*span, format!("service `{other}` does too"))
                        .help(
                            "Keep one of them; or give one another name, by the setting that `coloc catalog TYPE` \
                             describes.",
                        ),
                    );
                    continue;
                }
                corners.insert((&domain.value, setting), (name, domain.span));
            }
            if service.corners.iter().any(|it| &it.key == key) {
                continue;
            }
            let Some((other, span, first)) = taken.get(&domain.value) else {
                taken.insert(domain.value.clone(), (owner, domain.span, Some(service)));
                continue;
            };
            let corner = |service: &Service| service.shared.contains(&domain.value);
            let may_share = first.filter(|first| corner(first) || corner(service));
            if may_share.is_some_and(|first| {
                first.machines.first().map(|on| &on.value)
                    == service.machines.first().map(|on| &on.value)
            }) {
                if first.is_some_and(corner) {
                    taken.insert(domain.value.clone(), (owner, domain.span, Some(service)));
                }
                continue;
            }
            let help = match may_share {
                Some(_) => {
                    "Let both run on one machine, where they can share it; or give one of them another domain."
                }
                None => "Give one of them another domain.",
            };
            findings.push(
                Finding::new(
                    &CODE,
                    format!("{} leads to {owner} and to {other}.", domain.value),
                )
                .at(domain.span, format!("{owner} answers here"))
                .at(*span, format!("{other} does too"))
                .help(help),
            );
        }
    }
}
