//! Secrets for the caretaker who makes them.

use std::fmt::Write as _;

use anstyle::Style;

use super::{Shown, name, readers, rights, tools};
use crate::report::human::wrap;
use crate::secrets::{Inventory, commands};
use crate::visible;

const BOLD: Style = Style::new().bold();

/// Machine by machine, and then the commands that make what is not there.
pub fn list(inventory: &Inventory, shown: &Shown, colour: bool, width: usize) -> String {
    let bold = |text: &str| {
        if colour {
            format!("{BOLD}{text}{BOLD:#}")
        } else {
            text.to_owned()
        }
    };
    let mut out = String::new();
    for (machine, here) in shown.by_machine(inventory) {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}", bold(machine.as_str()));
        let readers = readers(inventory, machine, &here);
        out.push_str(&indented(&readers, 2, width));
        let column = here.iter().map(|due| name(due).len()).max().unwrap_or(0);
        for due in here {
            let name = name(due);
            let pad = " ".repeat(column - name.len());
            let _ = writeln!(
                out,
                "  {:<8} {name}{pad}  {}  {}",
                due.state.as_str(),
                rights(due),
                due.file
            );
            out.push_str(&indented(
                &format!("{}.", due.secret.what.trim_end_matches('.')),
                11,
                width,
            ));
        }
        out.push('\n');
    }
    let steps = commands::steps(inventory, &|due| shown.shows(due));
    if steps.is_empty() {
        return out;
    }
    let _ = writeln!(out, "{}", bold("What is to be made"));
    out.push_str(&indented(&tools(inventory), 2, width));
    for step in steps {
        let _ = write!(
            out,
            "\n{}",
            indented(&format!("{}.", step.what.trim_end_matches('.')), 2, width)
        );
        for line in &step.lines {
            // Never wrapped: it is to be copied.
            let line = format!("    {}", visible::line(line));
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    out
}

fn indented(text: &str, by: usize, width: usize) -> String {
    let indent = " ".repeat(by);
    wrap(&visible::line(text), width.saturating_sub(by).max(20))
        .lines()
        .flat_map(|line| [indent.as_str(), line, "\n"])
        .collect()
}
