//! What `coloc generate` says where it writes nothing.

use std::process::ExitCode;

use camino::Utf8Path;
use serde_json::Map;

use crate::cli::{Failure, Output};
use crate::emit::{Tree, write};
use crate::pipeline::Reading;
use crate::report::generate as report;
use crate::say;

pub(super) fn check(
    root: &Utf8Path,
    tree: &Tree,
    mut reading: Reading,
    output: &Output,
) -> Result<ExitCode, Failure> {
    warn_of_interruption(root, output);
    let mut comparison = write::compare(root, tree)?;
    if write::interrupted(root) {
        // Files of two trees: nobody edited them.
        comparison.changed.append(&mut comparison.edited);
    }
    reading.findings.extend(write::findings(
        root,
        tree,
        &comparison,
        &mut reading.sources,
    ));
    output.findings(&mut reading.findings, &reading.sources, Map::new())?;
    if output.is_for_terminal() && comparison.is_current() {
        let count = comparison.unchanged;
        output.tell(&say!(output.words(), "generate-current", count = count));
    }
    Ok(ExitCode::from(u8::from(reading.findings.has_errors())))
}

pub(super) fn dry_run(
    root: &Utf8Path,
    tree: &Tree,
    mut reading: Reading,
    output: &Output,
) -> Result<ExitCode, Failure> {
    warn_of_interruption(root, output);
    let comparison = write::compare(root, tree)?;
    let differences = write::differences(root, tree, &comparison)?;
    let count = differences.len();
    if output.has_pages() {
        output.page(&report::would_write(differences))?;
    } else {
        let fields = report::would_write_json(&comparison, &differences);
        output.findings(&mut reading.findings, &reading.sources, fields)?;
    }
    if !output.is_json() {
        output.tell(&say!(
            output.words(),
            "generate-would-change",
            count = count
        ));
        if !comparison.edited.is_empty() || !comparison.links.is_empty() {
            output.tell(&say!(output.words(), "generate-in-the-way"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Says that an earlier run was cut off, for commands that only read.
fn warn_of_interruption(root: &Utf8Path, output: &Output) {
    if write::interrupted(root) {
        output.tell(&say!(output.words(), "generate-interrupted"));
    }
}
