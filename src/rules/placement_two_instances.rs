//! `placement/two-instances`: two services of one type on a machine that can hold one.

use std::collections::BTreeMap;

use super::{Facts, Rule};
use crate::catalog::facts::Instances;
use crate::finding::{Code, Finding, Findings, Severity};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "placement/two-instances",
    severity: Severity::Error,
    summary: "two services of one type on one machine, where NixOS can run one of them",
    explanation: "\
Many of NixOS's services exist once on a machine: there is one `services.nextcloud`, with one set of settings. A second
one would overwrite the first's.

    [services.nuage]
    type = \"nextcloud\"
    machine = \"ananas\"
    [services.nuage-asso]
    type = \"nextcloud\"
    machine = \"ananas\"            # one too many

A few services have a part on every machine as well, such as one that collects the figures of all. Of these the
collective can have one, wherever it runs.

Way out: put the second one on another machine, or let both groups of people use one. `coloc catalog TYPE` says whether
a type can have one or many on a machine.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut taken = BTreeMap::new();
    let mut everywhere = BTreeMap::new();
    for (name, service) in &facts.collective.services {
        let entry = &service.entry;
        if entry.instances == Instances::One && entry.everywhere.is_some() {
            let Some((other, span)) = everywhere.get(&entry.name) else {
                everywhere.insert(&entry.name, (name, service.span));
                continue;
            };
            let message = format!(
                "`{other}` and `{name}` are both {}, which has a part on every machine: there can be one.",
                entry.title
            );
            findings.push(
                Finding::new(&CODE, message)
                    .at(service.span, "one too many")
                    .at(*span, format!("`{other}` is there"))
                    .help("Let one of them do the work of both."),
            );
            continue;
        }
        for on in service
            .machines
            .iter()
            .filter(|_| entry.instances == Instances::One)
        {
            let Some((other, span)) = taken.get(&(&entry.name, &on.value)) else {
                taken.insert((&entry.name, &on.value), (name, on.span));
                continue;
            };
            let message = format!(
                "`{other}` and `{name}` are both {}, and `{}` can run one of them.",
                entry.title, on.value
            );
            findings.push(
                Finding::new(&CODE, message)
                    .at(on.span, "one too many")
                    .at(*span, format!("`{other}` runs here"))
                    .help("Let one of them run on another machine, or let all use the same one."),
            );
        }
    }
}
