//! `care/nobody-on-site`: machines in a house that nobody is known to be able to open.

use super::{Facts, Rule, and, machines_by_site};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::SiteKind;

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "care/nobody-on-site",
    severity: Severity::Warning,
    summary: "machines stand in a house, and no member is named who can open the door",
    explanation: "\
Some day a machine hangs, a fuse blows, a disk must be swapped. Then it takes a hand, a key and a person who knows
where the thing stands. In a data centre that is somebody's job; in a home or an association's room it is yours.

    [sites.paris]
    kind = \"home\"
    keeper = \"alice\"            # lives there

Way out: name as `keeper` the member who lives there or has a key, after asking. If the keeper has left the collective,
find out who can get in now; perhaps the machine must move.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let collective = facts.collective;
    for (name, machines) in machines_by_site(collective) {
        let Some(site) = collective
            .sites
            .get(name)
            .filter(|site| !matches!(*site.kind, SiteKind::Datacenter | SiteKind::Cloud))
        else {
            continue;
        };
        let machines: Vec<String> = machines
            .iter()
            .map(|(machine, _)| format!("`{machine}`"))
            .collect();
        let stand = format!(
            "where {} {}",
            and(&machines),
            if machines.len() == 1 {
                "stands"
            } else {
                "stand"
            }
        );
        let finding = match &site.keeper {
            None => Finding::new(
                &CODE,
                format!("Nobody is named who can open the door of `{name}`, {stand}."),
            )
            .at(site.span, "no `keeper`"),
            Some(keeper)
                if collective
                    .members
                    .get(&keeper.value)
                    .is_some_and(|member| !member.is_here()) =>
            {
                Finding::new(
                    &CODE,
                    format!(
                        "`{}`, who can open the door of `{name}`, {stand}, has left.",
                        keeper.value
                    ),
                )
                .at(keeper.span, "has left")
            }
            Some(_) => continue,
        };
        findings.push(finding.help(format!(
            "Write `keeper = \"NAME\"` in `[sites.{name}]`: the member who can go there and press a button."
        )));
    }
}
