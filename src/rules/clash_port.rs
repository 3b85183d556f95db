//! `clash/port`: two services need one port of one machine. What two machines need behind one box:
//! [`super::clash_port_behind_box`].

use super::needed_ports::{Need, all_needs};
use super::{Facts, Rule};
use crate::catalog::facts::Instances;
use crate::collective::Service;
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::Name;
use crate::source::Span;

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

pub(super) static CODE: Code = Code {
    name: "clash/port",
    severity: Severity::Error,
    summary: "two services need one port of one machine, or two machines one port of one address",
    explanation: "\
A port is a door with a number. One program can stand behind it: with two on one machine, the second does not start,
and which one is the second changes with every restart. coloc itself uses 22/tcp (ssh), 80/tcp and 443/tcp (all web
services together, they share it), and the mesh's port.

    [services.salon]
    type = \"voice\"              # of your own catalog/; needs 64738/tcp
    machine = \"ananas\"
    [services.salon-asso]
    type = \"voice\"              # needs it too
    machine = \"ananas\"

The same goes for a home: its box has one address, and forwards each port to one machine only. So of two machines
with `public = true` behind one box, only one can be reached on the mesh's port, or on 443/tcp.

Way out: let one of the two services run on another machine. Behind one box, let one machine be public: the web
services of the others are reached through it, over the mesh. If each machine has a public address of its own,
say `nat = false` at the site.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (name, _, needs) in all_needs(facts.collective) {
        for ((port, protocol), needs) in needs {
            let port = format!("{port}/{}", protocol.as_str());
            for pair in needs.windows(2) {
                findings.extend(on_machine(name, &port, &pair[0], &pair[1]));
            }
        }
    }
}

fn on_machine(machine: &Name, port: &str, first: &Need<'_>, second: &Need<'_>) -> Option<Finding> {
    let (service, span) = second.service?;
    let same = |(first, _): (&Service, Span)| std::ptr::eq(first, service);
    // Two of a kind of which one is allowed: `placement/two-instances` has said it.
    let one = |(first, _): (&Service, Span)| {
        first.entry.name == service.entry.name && service.entry.instances == Instances::One
    };
    if first.service.is_some_and(|first| same(first) || one(first)) {
        return None;
    }
    let message = format!(
        "Port {port} of `{machine}` is needed twice: by {} and by {}.",
        first.who, second.who
    );
    let finding = Finding::new(&CODE, message).at(span, format!("{} needs {port}", second.who));
    if let Some(part) = [first, second].into_iter().find(|need| need.everywhere) {
        let other = if part.who == first.who { second } else { first };
        let place = other.service.map_or(span, |(_, span)| span);
        return Some(
            Finding::new(&CODE, finding.message)
                .at(place, format!("{} needs {port} here", other.who))
                .at(part.service.map_or(span, |(_, span)| span), "has a part on every machine")
                .help(format!(
                    "{} has a part on every machine of the mesh: the two cannot be on one. Keep one of them.",
                    part.who
                )),
        );
    }
    Some(match first.service {
        Some((_, span)) => finding
            .at(span, format!("{} needs it too", first.who))
            .help("Let one of the two run on another machine."),
        None if first.who == "the mesh" => finding.help(format!(
            "Let {} run on another machine, or give the mesh another port: `network.mesh-port`.",
            second.who
        )),
        None => finding.help(format!(
            "Let {} run on a machine where {port} is free.",
            second.who
        )),
    })
}
