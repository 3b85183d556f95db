//! `placement/quorum`: a service that decides by majority on a number of machines that has none.

use super::{Facts, Rule};
use crate::catalog::facts::Spread;
use crate::finding::{Code, Finding, Findings, Severity};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "placement/quorum",
    severity: Severity::Error,
    summary: "a service that needs a majority of its machines runs on an even number of them, or on fewer than three",
    explanation: "\
Some services stay right as long as more than half of their machines can talk to each other. With two machines, more
than half is both: the loss of either stops the service, so two are worse than one. With four it is three: no more
machines can be lost than with three, and one more can fail.

    [services.stockage]
    type = \"store\"                                 # of your own catalog/
    machines = [\"ananas\", \"brioche\"]                # either one lost: all stops
    machines = [\"ananas\", \"brioche\", \"citron\"]      # any one may be lost

Way out: run it on three machines, or five, at as many sites as you have.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (name, service) in &facts.collective.services {
        let count = service.machines.len();
        let Some(last) = service
            .machines
            .last()
            .filter(|_| count < 3 || count % 2 == 0)
        else {
            continue;
        };
        if service.entry.spread != Spread::Quorum {
            continue;
        }
        let many = if count == 1 {
            "one machine".to_owned()
        } else {
            format!("{count} machines")
        };
        let why = match count {
            1 => "losing it stops everything".to_owned(),
            2 => "losing either stops it".to_owned(),
            _ => format!(
                "it can lose {} of them, no more than with {}",
                count / 2 - 1,
                count - 1
            ),
        };
        let title = &service.entry.title;
        findings.push(
            Finding::new(
                &CODE,
                format!(
                    "`{name}` is to run on {many}, and {title} needs an odd number, at least three."
                ),
            )
            .at(last.span, why)
            .help(match count {
                1 | 2 => "Name three machines in `machines`, at best at three sites.".to_owned(),
                _ => format!(
                    "Name {} machines in `machines`, or {}.",
                    count - 1,
                    count + 1
                ),
            }),
        );
    }
}
