//! `backup/none`: data of which there is no copy.

use std::collections::BTreeSet;

use super::{Facts, Rule};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::Name;

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "backup/none",
    severity: Severity::Warning,
    summary: "a service keeps data, and no machine receives copies of it",
    explanation: "\
Disks die, without notice and with all that is on them. A service that keeps people's files, mails or pictures on one
disk only will lose them one day; the question is which day.

    [services.nuage]
    machine = \"ananas\"
    backup = [\"brioche\", \"citron\"]      # machines that are to receive copies

Way out: name other machines of the collective in `backup`, best at other sites: a thief, a fire or a flood takes all
that is in one house. coloc checks this plan; it does not make the copies yet, so set them up as the service's README
says (`coloc catalog TYPE`). If you want none at all, say so where everybody can read it: `policy.backup-copies = 0`.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let wanted = facts.collective.policy.backup_copies.0;
    for (name, service) in &facts.collective.services {
        if wanted == 0
            || service.machines.is_empty()
            || service.entry.state.is_empty()
            || !service.backup.is_empty()
        {
            continue;
        }
        let own: BTreeSet<&Name> = service.machines.iter().map(|on| &on.value).collect();
        let others = facts
            .collective
            .machines
            .keys()
            .filter(|other| !own.contains(other));
        let example: Vec<String> = others
            .take(wanted.min(5) as usize)
            .map(|name| format!("\"{name}\""))
            .collect();
        let help = if example.is_empty() {
            "Copies need a second machine, best in another house: a small one with a large disk will do.".to_owned()
        } else {
            format!(
                "Name machines that receive copies, as in `backup = [{}]`.",
                example.join(", ")
            )
        };
        let message = if service.machines.len() > 1 {
            format!(
                "`{name}` runs on {} machines, and none of their data has a copy elsewhere: what is deleted or broken \
                 on one may be so on all.",
                service.machines.len()
            )
        } else {
            format!("If its disk dies, all data of `{name}` is lost: there is no copy.")
        };
        findings.push(
            Finding::new(&CODE, message)
                .at(
                    service.span,
                    format!(
                        "no `backup`; the policy asks for {wanted} {}",
                        if wanted == 1 { "copy" } else { "copies" }
                    ),
                )
                .help(help),
        );
    }
}
