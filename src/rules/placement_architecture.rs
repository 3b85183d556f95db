//! `placement/architecture`: a service on a machine whose processor it does not run on.

use super::{Facts, Rule, and};
use crate::finding::{Code, Finding, Findings, Severity};

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
    type = \"collabora\"            # x86_64-linux only
    machine = \"citron\"

Way out: put the service on a machine with the right processor. If the machine is described wrongly, mend its `system`.
",
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let machines = &facts.collective.machines;
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
            let fitting = machines
                .iter()
                .filter(|(_, machine)| systems.contains(&machine.system));
            let fitting: Vec<String> = fitting.map(|(name, _)| format!("`{name}`")).collect();
            let help = match fitting.len() {
                0 => format!(
                    "None of your machines is of that kind. If one is, mend its `system`: {wanted}."
                ),
                _ => format!("Let it run on one of these: {}.", fitting.join(", ")),
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
