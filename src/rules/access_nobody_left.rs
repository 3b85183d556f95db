//! `access/nobody-left`: a machine that nobody could enter any more.

use super::{Facts, Rule, and};
use crate::collective::Member;
use crate::finding::{Code, Finding, Findings, Severity};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "access/nobody-left",
    severity: Severity::Error,
    summary: "nobody could enter a machine any more",
    explanation: "\
A machine lets in its caretakers, each with an ssh key. If none of them is left, or none has a key, then nobody can
mend it from afar once this is deployed: only a screen and a keyboard at the machine help. So coloc refuses to
generate it.

    [machines.ananas]
    caretakers = [\"alice\"]
    [members.alice]
    status = \"left\"             # and now nobody is left

Way out: put at least one member with `ssh-keys` into the machine's `caretakers`. When somebody leaves, first name the
person who takes over, deploy that, let that person try to log in, and only then write `status = \"left\"`.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let collective = facts.collective;
    for (name, machine) in &collective.machines {
        let here: Vec<_> = collective.present(&machine.caretakers).collect();
        let somebody = here.iter().any(|(_, member)| !member.ssh_keys.is_empty());
        if somebody || collective.misnames(&machine.caretakers) {
            continue;
        }
        let why = match (machine.caretakers.len(), here.len()) {
            (0, _) => "it has no caretakers".to_owned(),
            (1, 0) => "its only caretaker has left".to_owned(),
            (_, 0) => "all its caretakers have left".to_owned(),
            (_, 1) => format!("its caretaker {} has no ssh key", here[0].0),
            (_, _) => format!(
                "none of its caretakers has an ssh key: {}",
                and(here.iter().map(|(name, _)| name))
            ),
        };
        let finding = Finding::new(&CODE, format!("Nobody could enter `{name}`: {why}."));
        let mut finding = finding.at(machine.span, "nobody could enter this machine");
        for caretaker in &machine.caretakers {
            let there = collective
                .members
                .get(&caretaker.value)
                .is_some_and(Member::is_here);
            finding = finding.at(
                caretaker.span,
                if there { "has no ssh key" } else { "has left" },
            );
        }
        findings.push(finding.help(if here.is_empty() {
            format!("Name in `machines.{name}.caretakers` a member who has `ssh-keys`.")
        } else {
            format!(
                "Add `ssh-keys` to `[members.{}]`: the line of the `.pub` file.",
                here[0].0
            )
        }));
    }
}
