//! `placement/majority-at-one-site`: a service that decides by majority, most of whose machines stand in one house.

use std::collections::BTreeMap;

use super::{Facts, Rule, and};
use crate::catalog::facts::Spread;
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::Name;
use crate::source::Spanned;

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "placement/majority-at-one-site",
    severity: Severity::Warning,
    summary: "most machines of a service that needs a majority stand at one site",
    explanation: "\
Some services stay right as long as more than half of their machines can talk to each other. Three machines allow for
the loss of any one of them. But where two of the three stand in one house, and that house loses its power or its line,
the third is alone, has no majority, and stops: the copy elsewhere was for nothing.

    [services.stockage]
    type = \"store\"                                 # of your own catalog/
    machines = [\"ananas\", \"brioche\", \"citron\"]      # ananas and brioche are both at paris

Way out: spread the machines so that no site has more than half of them: three machines at three sites, or five at
three. With two sites there is no such way: then know that one of them must stay up.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let collective = facts.collective;
    for (name, service) in &collective.services {
        let count = service.machines.len();
        // Fewer than three, or an even number: `placement/quorum` has told.
        if service.entry.spread != Spread::Quorum || count < 3 || count.is_multiple_of(2) {
            continue;
        }
        let mut sites: BTreeMap<&Name, Vec<&Spanned<Name>>> = BTreeMap::new();
        for on in &service.machines {
            if let Some(machine) = collective.machines.get(&on.value) {
                sites.entry(&machine.site).or_default().push(on);
            }
        }
        let Some((site, here)) = sites.into_iter().find(|(_, here)| here.len() * 2 > count) else {
            continue;
        };
        let names = and(here.iter().map(|on| format!("`{}`", on.value)));
        let message = format!(
            "{} of {count} machines of `{name}` are at `{site}`: what takes that house stops `{name}` everywhere.",
            here.len()
        );
        let mut finding = Finding::new(&CODE, message);
        for on in &here {
            finding = finding.at(on.span, format!("`{}` is at `{site}`", on.value));
        }
        let others = collective
            .sites
            .keys()
            .filter(|other| *other != site)
            .count();
        findings.push(finding.help(if others >= 2 {
            format!("Put one of {names} in the place of a machine at another site, so that no site has more than half.")
        } else {
            format!(
                "With machines at three sites, no site would have more than half. Until then `{site}` must stay up."
            )
        }));
    }
}
