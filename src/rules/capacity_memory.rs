//! `capacity/memory`: services that need more memory than their machine has.

use std::sync::Arc;

use super::{Facts, Rule, services_by_machine};
use crate::collective::{Machine, Service};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::{Name, Size};
use crate::source::{Span, Spanned};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "capacity/memory",
    severity: Severity::Warning,
    summary: "the services of a machine need more memory than it has",
    explanation: "\
When memory runs out, Linux ends the program that takes most of it: in general the database, in the middle of the
evening when all are there. The catalog says what each service needs; coloc adds it up for each machine, with 512 MiB
for the system itself.

    [machines.citron]
    memory = \"1 GiB\"
    [services.nuage]
    type = \"nextcloud\"            # needs 2 GiB
    machine = \"citron\"

Way out: move a service to a machine with more room, or put more memory in and write it down. If you know better what a
service needs, this warning stops nothing.
",
};

/// What the system takes before any service runs.
const SYSTEM: u64 = 512 << 20;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    findings.extend(overfull(
        facts,
        &CODE,
        SYSTEM,
        |machine| machine.memory,
        |service| service.entry.memory,
    ));
}

/// One finding for each machine whose services need more of something than it has.
pub(super) fn overfull(
    facts: &Facts<'_>,
    code: &'static Code,
    system: u64,
    has: fn(&Machine) -> Option<Spanned<Size>>,
    needs: fn(&Service) -> Size,
) -> Vec<Finding> {
    let services = services_by_machine(facts.collective);
    let overfull = |(name, machine): (&Name, &Arc<Machine>)| {
        let room = has(machine)?;
        let here = services
            .get(name)?
            .iter()
            .map(|(name, service, span)| (*name, needs(service).0, *span));
        let here: Vec<(&Name, u64, Span)> = here.collect();
        let sum = here
            .iter()
            .fold(system, |sum, (_, need, _)| sum.saturating_add(*need));
        if sum <= room.value.0 {
            return None;
        }
        let what = code.name.rsplit('/').next().unwrap_or_default();
        let mut terms: Vec<String> = here
            .iter()
            .map(|(name, need, _)| format!("`{name}` {}", Size(*need)))
            .collect();
        if system > 0 {
            terms.push(format!("the system {}", Size(system)));
        }
        let message = format!(
            "`{name}` has {} of {what}, and {} are needed: {}.",
            room.value,
            about(sum, room.value.0),
            terms.join(", ")
        );
        let mut finding = Finding::new(code, message).at(room.span, format!("what `{name}` has"));
        for (service, need, span) in here {
            finding = finding.at(span, format!("`{service}` needs {}", Size(need)));
        }
        Some(finding.help(format!(
            "Move a service to another machine, or add {what} and write it here."
        )))
    };
    facts
        .collective
        .machines
        .iter()
        .filter_map(overfull)
        .collect()
}

/// `9.5 GiB`, rounded up to a tenth, in units of the kind that the other size is written in: sums are seldom whole.
fn about(bytes: u64, like: u64) -> String {
    let units: [(&str, u128); 3] = match like % 1_000_000 {
        0 => [
            ("TB", 1_000_000_000_000),
            ("GB", 1_000_000_000),
            ("MB", 1_000_000),
        ],
        _ => [("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20)],
    };
    let (unit, factor) = *units
        .iter()
        .find(|(_, factor)| u128::from(bytes) >= *factor)
        .unwrap_or(&units[2]);
    let tenths = (u128::from(bytes) * 10).div_ceil(factor);
    match tenths % 10 {
        0 => format!("{} {unit}", tenths / 10),
        tenth => format!("{}.{tenth} {unit}", tenths / 10),
    }
}
