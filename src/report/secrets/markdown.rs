//! Secrets as a list to tick off, for a ticket or a wiki.

use std::fmt::Write as _;

use super::{Shown, name, readers, rights, tools};
use crate::secrets::{Inventory, State, commands};
use crate::visible;
use crate::visible::markdown::{code, escape};

/// Machine by machine, and then the commands that make what is not there.
pub fn list(inventory: &Inventory, shown: &Shown) -> String {
    let mut out = "# Secrets\n".to_owned();
    for (machine, here) in shown.by_machine(inventory) {
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            "\n## {machine}\n\n{}\n\n",
            escape(&readers(inventory, machine, &here))
        );
        for due in here {
            let tick = if due.state == State::Present {
                'x'
            } else {
                ' '
            };
            let _ = writeln!(
                out,
                "- [{tick}] {} ({}) in {}: {}",
                code(&name(due)),
                rights(due),
                code(&due.file),
                escape(&due.secret.what)
            );
        }
    }
    let steps = commands::steps(inventory, &|due| shown.shows(due));
    if !steps.is_empty() {
        let _ = write!(out, "\n## What is to be made\n\n{}\n", tools(inventory));
    }
    for step in steps {
        let lines: Vec<String> = step
            .lines
            .iter()
            .map(|line| format!("    {}", visible::line(line)).trim_end().to_owned())
            .collect();
        let _ = write!(out, "\n{}:\n\n{}\n", escape(&step.what), lines.join("\n"));
    }
    out
}
