//! `backup/too-few`: fewer copies than the policy asks for.

use std::collections::BTreeSet;

use super::{Facts, Rule, and, some_of};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::Name;

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "backup/too-few",
    severity: Severity::Warning,
    summary: "fewer machines receive copies of a service's data than the policy asks for",
    explanation: "\
A copy can be broken, old, or on a machine that is down just when you need it. That is why `policy.backup-copies` asks
for more than one (two, unless you say otherwise), each on a machine other than the service's own.

    [policy]
    backup-copies = 2
    [services.nuage]
    machine = \"ananas\"
    backup = [\"brioche\"]                # one: two are wanted

Way out: name another machine in `backup`. If one copy really is what you can have, say so in the manifest, where all
can read it: `policy.backup-copies = 1`.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let collective = facts.collective;
    let wanted = collective.policy.backup_copies.0 as usize;
    for (name, service) in collective
        .services
        .iter()
        .filter(|(_, service)| !service.entry.state.is_empty())
    {
        // None at all is `backup/none`; a copy on the own machine that would make it enough is `backup/same-machine`.
        let Some(last) = service
            .backup
            .last()
            .filter(|_| service.backup.len() < wanted && !service.machines.is_empty())
        else {
            continue;
        };
        let own: BTreeSet<&Name> = service.machines.iter().map(|on| &on.value).collect();
        let named: BTreeSet<&Name> = service.backup.iter().map(|copy| &copy.value).collect();
        let copies = service
            .backup
            .iter()
            .filter(|copy| !own.contains(&copy.value));
        let copies: Vec<String> = copies.map(|copy| format!("`{}`", copy.value)).collect();
        let number = copies.len();
        let free = collective
            .machines
            .keys()
            .filter(|name| !own.contains(name) && !named.contains(name));
        let message = match copies.len() {
            0 => format!(
                "`{name}` has no copy outside of its own machine; the policy asks for {wanted}."
            ),
            1 => format!(
                "`{name}` has one copy, on {}; the policy asks for {wanted}.",
                and(copies)
            ),
            many => format!(
                "`{name}` has {many} copies, on {}; the policy asks for {wanted}.",
                and(copies)
            ),
        };
        let help = match some_of(free) {
            None => "No other machine is left: find one, or write `policy.backup-copies` as you can keep it.".to_owned(),
            Some(machines) => format!("Add another machine to `backup`: {machines}."),
        };
        findings.push(
            Finding::new(&CODE, message)
                .at(last.span, format!("{number} of {wanted} copies"))
                .help(help),
        );
    }
}
