//! `backup/same-site`: all copies in the house in which the service runs.

use std::collections::BTreeSet;

use super::{Facts, Rule, and, machines_by_site, some_of};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::Name;

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "backup/same-site",
    severity: Severity::Warning,
    summary: "all copies of a service's data are at the site where it runs",
    explanation: "\
A fire, a flood, a burglar or a lightning stroke takes all the machines of a house at once. If the copies stand beside
the machine that they are copies of, they go together.

    [machines.ananas]
    site = \"paris\"
    [machines.brioche]
    site = \"paris\"
    [services.nuage]
    machine = \"ananas\"
    backup = [\"brioche\"]                # the same house

Way out: add to `backup` a machine at another site, at best one with another `power` too. If you have one house only,
ask a befriended collective for a corner; or say what is so: `policy.backup-other-site = false`.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let collective = facts.collective;
    if !collective.policy.backup_other_site.value {
        return;
    }
    let first_of_site: Vec<(&Name, &Name)> = machines_by_site(collective)
        .into_iter()
        .filter_map(|(site, here)| Some((site, here.first()?.0)))
        .collect();
    for (name, service) in collective
        .services
        .iter()
        .filter(|(_, service)| !service.entry.state.is_empty())
    {
        let own: BTreeSet<&Name> = service.machines.iter().map(|on| &on.value).collect();
        let copies: Vec<_> = service
            .backup
            .iter()
            .filter(|copy| !own.contains(&copy.value))
            .collect();
        let all = service.machines.iter().chain(copies.iter().copied());
        let sites: BTreeSet<&Name> = all
            .filter_map(|on| Some(&collective.machines.get(&on.value)?.site.value))
            .collect();
        let (Some(first), Some(site), 1) = (copies.first(), sites.first(), sites.len()) else {
            continue;
        };
        if service.machines.is_empty() {
            continue;
        }
        let elsewhere = first_of_site.iter().filter(|(other, _)| *other != *site);
        let help = match some_of(elsewhere.map(|(_, machine)| machine)) {
            None => "All your machines are there: find a second place, or write `policy.backup-other-site = false`.".to_owned(),
            Some(machines) => format!("Add to `backup` a machine of another site: {machines}."),
        };
        let copies = and(copies.iter().map(|copy| format!("`{}`", copy.value)));
        findings.push(
            Finding::new(
                &CODE,
                format!(
                    "`{name}` and all its copies are at `{site}`: what takes that house takes all."
                ),
            )
            .at(first.span, format!("copies at `{site}` only: {copies}"))
            .at(service.span, format!("runs at `{site}`"))
            .help(help),
        );
    }
}
