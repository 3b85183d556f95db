//! `capacity/numbers`: a range of numbers of `coloc.lock` that is used up.

use std::ops::RangeInclusive;

use super::{Facts, Rule};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::lock::{ADDRESSES, PORTS, UIDS};
use crate::source::Span;

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "capacity/numbers",
    severity: Severity::Error,
    summary: "all numbers of a kind are given: coloc.lock has none left",
    explanation: "\
`coloc.lock` gives each member a uid from 2000 to 29999, each machine one of 65535 addresses of the mesh, and each
service its ports from 20000 to 29999. What is gone keeps its number, so that nothing new is taken for it. Such a range
lasts for ever in a real collective; a merge or a script that went wrong can fill it. Whoever comes next would have no
account, no address or no port.

    [gone.ports]
    20000 = \"old.web\"
    20001 = \"old.admin\"          # and so on, up to 29999

Way out: look at `git log -p coloc.lock`, and bring the file back as it was before. If all of these numbers were really
given, delete the oldest lines below `[gone]`, of what no machine knows any more.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let collective = facts.collective;
    if has_room(facts) {
        return;
    }
    let lock = facts.lock.updated(collective);
    let mut used_up = |range: &RangeInclusive<u32>,
                       what: &str,
                       table: &str,
                       who: Vec<(String, Span)>| {
        let Some(((first, span), others)) = who.split_first() else {
            return;
        };
        let more = match others.len() {
            0 => String::new(),
            count => format!(", and {count} more"),
        };
        let (start, end) = (range.start(), range.end());
        findings.push(
            Finding::new(
                &CODE,
                format!("`{first}` gets no {what}: coloc.lock has none left from {start} to {end}."),
            )
            .at(*span, format!("no {what} for this one{more}"))
            .help(format!(
                "`git log -p coloc.lock` shows how `[{table}]` and `[gone.{table}]` came to be so long: bring back what \
                 was there before."
            )),
        );
    };
    let members = collective.members.iter();
    let members = members.filter(|(name, _)| !lock.uids.given.contains_key(name.as_str()));
    let members = members.map(|(name, member)| (name.to_string(), member.span));
    used_up(&UIDS, "uid", "uids", members.collect());
    let machines = collective.machines.iter();
    let machines = machines.filter(|(name, _)| !lock.mesh.given.contains_key(name.as_str()));
    let machines = machines.map(|(name, machine)| (name.to_string(), machine.span));
    used_up(&ADDRESSES, "address", "mesh", machines.collect());
    let services = collective.services.iter();
    let services = services.filter(|(name, service)| {
        service.entry.ports.iter().any(|port| {
            let given = format!("{name}.{}", port.name);
            port.number.is_none() && !lock.ports.given.contains_key(&given)
        })
    });
    let services = services.map(|(name, service)| (name.to_string(), service.span));
    used_up(&PORTS, "port", "ports", services.collect());
}

/// Whether there are numbers enough even if everybody needed new ones, so that none need be given to see it.
fn has_room(facts: &Facts<'_>) -> bool {
    let (collective, lock) = (facts.collective, facts.lock);
    let ports = collective.services.values();
    let ports = ports.map(|service| service.entry.ports.len()).sum();
    let kinds = [
        (&lock.uids, UIDS, collective.members.len()),
        (&lock.mesh, ADDRESSES, collective.machines.len()),
        (&lock.ports, PORTS, ports),
    ];
    kinds.into_iter().all(|(numbers, range, wanted)| {
        let all = (range.end() - range.start()) as usize + 1;
        numbers.given.len() + numbers.gone.len() + wanted <= all
    })
}
