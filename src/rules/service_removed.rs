//! `service/removed`: a service that the collective's release of NixOS does not have.

use super::{Facts, Rule};
use crate::finding::{Code, Finding, Findings, Severity};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "service/removed",
    severity: Severity::Error,
    summary: "the collective's release of NixOS does not have this service, no longer or not yet",
    explanation: "\
NixOS comes in releases, two a year: 25.11 in November 2025, 26.05 in May 2026. Programs come in with one release, and
some go with another, mostly because nobody repairs them any more. The catalog says for each type of service from which
release to which NixOS has it.

    [nixos]
    release = \"26.05\"
    [services.pads]
    type = \"etherpad\"           # of your own catalog/; `removed = \"25.11\"`
    machine = \"ananas\"

Way out: if it is no longer there, stay with the release that has it until you have moved the data to another service;
releases get repairs for about seven months. If it is not there yet, raise `nixos.release` and `inputs.nixpkgs`
together, or wait.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let release = facts.collective.release;
    for (name, service) in &facts.collective.services {
        let entry = &service.entry;
        let (message, help) = if let Some(removed) = entry
            .removed
            .filter(|removed| release.number() >= removed.number())
        {
            (
                format!(
                    "`{name}` is {}, which NixOS no longer has since {removed}; you have {release}.",
                    entry.title
                ),
                format!(
                    "Take its data to another service while a release before {removed} still runs; \
                     `coloc catalog` lists what there is. Then remove `{name}`."
                ),
            )
        } else if let Some(since) = entry
            .since
            .filter(|since| release.number() < since.number())
        {
            (
                format!(
                    "`{name}` is {}, which NixOS has since {since}; you have {release}.",
                    entry.title
                ),
                format!(
                    "Raise `nixos.release` and the branch in `inputs.nixpkgs` to {since} or later, or wait with `{name}`."
                ),
            )
        } else {
            continue;
        };
        findings.push(
            Finding::new(&CODE, message)
                .at(service.type_span, format!("not in NixOS {release}"))
                .help(help),
        );
    }
}
