//! `placement/architecture`: a service on a machine whose processor it does not run on.

use std::collections::BTreeMap;

use super::{Facts, Rule, and, some_of};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::types::{Name, System};

/// Its code and its check.
pub const RULE: Rule = Rule { code: &CODE, check };

static CODE: Code = Code {
    name: "placement/architecture",
    severity: Severity::Error,
    summary: "a service does not run on its machine's kind of processor",
    explanation: "\
A Raspberry Pi has an ARM processor (`aarch64-linux`), most other computers an Intel or AMD one (`x86_64-linux`). Not
every program is made for both; the catalog says which ones a type of service runs on.

    [machines.citron]
    hardware = \"raspberry-pi\"     # aarch64-linux
    [services.bureau]
    type = \"office\"               # of your own catalog/; x86_64-linux only
    machine = \"citron\"

Way out: put the service on a machine with the right processor. If the machine is described wrongly, mend its `system`.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let machines = &facts.collective.machines;
    let mut of_system: BTreeMap<System, Vec<&Name>> = BTreeMap::new();
    for (name, machine) in machines {
        of_system
            .entry(machine.system.value)
            .or_default()
            .push(name);
    }
    for (name, service) in &facts.collective.services {
        let systems = &service.entry.systems;
        for on in &service.machines {
            let Some(machine) = machines
                .get(&on.value)
                .filter(|machine| !systems.contains(&machine.system))
            else {
                continue;
            };
            let wanted = and(systems.iter().map(|system| system.as_str()));
            let fitting = systems
                .iter()
                .filter_map(|system| of_system.get(system))
                .flatten();
            let help = match some_of(fitting) {
                None => format!(
                    "No machine of yours is described as {wanted}. If one is of that kind, mend its `system`."
                ),
                Some(machines) => format!("Let it run on one of these: {machines}."),
            };
            let message = format!(
                "`{name}` cannot run on `{}`: {} needs {wanted}.",
                on.value, service.entry.title
            );
            findings.push(
                Finding::new(&CODE, message)
                    .at(
                        on.span,
                        format!("`{}` is {}", on.value, machine.system.as_str()),
                    )
                    .at(machine.span, "described here")
                    .help(help),
            );
        }
    }
}
