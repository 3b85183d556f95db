//! `care/too-few-caretakers`: a machine or a service hangs on too few people.

use super::{Facts, Rule, and};
use crate::collective::{Collective, Member};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::{Name, Status};
use crate::source::{Span, Spanned};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "care/too-few-caretakers",
    severity: Severity::Warning,
    summary: "a machine or a service has fewer caretakers than the policy asks for",
    explanation: "\
People fall ill, move away, lose interest. What only one person can repair stops with that person, and so does
everybody's cloud. `[policy]` says how many caretakers you want for each machine and each service: two, unless you say
otherwise. Members with `status = \"left\"` do not count; those who are leaving count until they have left.

    [machines.ananas]
    caretakers = [\"alice\"]            # one: two are wanted
    caretakers = [\"alice\", \"bruno\"]   # right

Way out: ask somebody, show them around, and add their name to `caretakers`. If one person really is what you can
have, say so in the manifest, where all can read it: `policy.caretakers-per-machine = 1`.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let collective = facts.collective;
    for (name, machine) in &collective.machines {
        // With nobody at all, `access/nobody-left` says more.
        if collective.present(&machine.caretakers).next().is_some() {
            let wanted = collective.policy.caretakers_per_machine.0;
            findings.extend(count(
                collective,
                "machine",
                name,
                machine.span,
                &machine.caretakers,
                wanted,
            ));
        }
    }
    for (name, service) in collective
        .services
        .iter()
        .filter(|(_, service)| !service.machines.is_empty())
    {
        let wanted = collective.policy.caretakers_per_service.0;
        findings.extend(count(
            collective,
            "service",
            name,
            service.span,
            &service.caretakers,
            wanted,
        ));
    }
}

fn count(
    collective: &Collective,
    what: &str,
    name: &Name,
    span: Span,
    caretakers: &[Spanned<Name>],
    wanted: u32,
) -> Option<Finding> {
    let here: Vec<(&Name, &Member)> = collective.present(caretakers).collect();
    if here.len() >= wanted as usize || collective.misnames(caretakers) {
        return None;
    }
    let until = |member: &Member| {
        member
            .until
            .as_ref()
            .map_or_else(String::new, |day| format!(" until {}", day.as_str()))
    };
    let names = here.iter().map(|(name, member)| match member.status.value {
        Status::Leaving => format!("{name}{}", until(member)),
        Status::Active | Status::Left => name.to_string(),
    });
    let people = match here.len() {
        0 => "no caretaker".to_owned(),
        1 => format!("one caretaker ({})", and(names)),
        many => format!("{many} caretakers ({})", and(names)),
    };
    let message = format!("The {what} `{name}` has {people}; the policy asks for {wanted}.");
    let mut finding =
        Finding::new(&CODE, message).at(span, format!("{} of {wanted} caretakers", here.len()));
    for caretaker in caretakers {
        let Some(member) = collective.members.get(&caretaker.value) else {
            continue;
        };
        finding = match member.status.value {
            Status::Active => finding,
            Status::Leaving => finding.at(
                caretaker.span,
                format!("is leaving; counts{}", until(member)),
            ),
            Status::Left => finding.at(caretaker.span, "has left"),
        };
    }
    Some(finding.help(format!(
        "Add to its `caretakers` somebody who has agreed, and could repair it while the others are away. If fewer are \
         enough for you: `policy.caretakers-per-{what}`."
    )))
}
