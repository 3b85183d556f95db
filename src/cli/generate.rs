//! `coloc generate`

mod compare;
mod git;

use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use serde_json::Map;

use super::{Failure, Output, formats};
use crate::emit::{Scope, write};
use crate::manifest::read::find_root;
use crate::pipeline::{self, Reading};
use crate::plan::Plan;
use crate::report::generate as report;
use crate::say;

const EXAMPLES: &str = "\
Examples:
  coloc generate
  coloc generate --dry-run          what would change
  coloc generate --check            in CI: are the files those of the manifest?";

/// Write the NixOS modules and the flake.
///
/// Writes `flake.nix`, `coloc.lock` and the folder `generated`, all of them or nothing. Files that somebody changed by
/// hand stop it; nothing that coloc did not write is ever removed.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg = formats::only(formats::FINDINGS))]
pub struct Arguments {
    /// Write nothing; exit with 1 if the files on disk are not those of the manifest.
    #[arg(long, conflicts_with_all = ["dry_run", "force"])]
    check: bool,

    /// Write nothing; show what would change.
    #[arg(long, conflicts_with = "force")]
    dry_run: bool,

    /// Write over files that were changed by hand, after saving each as FILE.orig.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(
    arguments: &Arguments,
    directory: &Utf8Path,
    output: &mut Output,
) -> Result<ExitCode, Failure> {
    let root = find_root(directory)?;
    let memory = write::recall(&root);
    // Another run may give numbers between our reading of coloc.lock and our writing: then we begin again.
    for _ in 0..8 {
        let mut reading = pipeline::read(&root)?;
        let lock = reading.lock_text.as_deref().unwrap_or_default();
        let stands = match memory.ledger(&reading.inputs, lock) {
            Some(list) if !(arguments.check || arguments.dry_run) => write::stands(&root, list)?,
            _ => None,
        };
        let scope = stands.as_ref().map_or(Scope::All, |_| Scope::Brought);
        let made = pipeline::check_read(&mut reading, scope, &memory)?;
        output.speak(reading.collective.language.value);
        let Some((plan, tree)) = made.filter(|_| !reading.findings.has_errors()) else {
            return refuse(&mut reading, output);
        };
        if let Some(files) = stands {
            let written = write::Written {
                unchanged: files.len(),
                ..write::Written::default()
            };
            return wrote(&plan, files.iter(), &written, reading, output);
        }
        if arguments.check {
            return compare::check(&root, &tree, reading, output);
        }
        if arguments.dry_run {
            return compare::dry_run(&root, &tree, reading, output);
        }
        let mut wait = || output.tell(&say!(output.words(), "generate-waiting"));
        let mut still = || pipeline::lock_text(&root).is_ok_and(|text| text == reading.lock_text);
        match write::write_if(&root, &tree, arguments.force, &mut wait, &mut still)? {
            None => {}
            Some(Ok(written)) => {
                write::keep(&root, &memory, &reading.inputs, &tree);
                return wrote(&plan, tree.files.keys(), &written, reading, output);
            }
            Some(Err(mut comparison)) => {
                // What would be written anyway is no news; what stands in the way is.
                comparison.added.clear();
                comparison.changed.clear();
                comparison.stale.clear();
                let findings = write::findings(&root, &tree, &comparison, &mut reading.sources);
                reading.findings.extend(findings);
                return refuse(&mut reading, output);
            }
        }
    }
    Err(Failure::Said(say!(
        output.words(),
        "generate-numbers-change"
    )))
}

fn refuse(reading: &mut Reading, output: &Output) -> Result<ExitCode, Failure> {
    output.findings(&mut reading.findings, &reading.sources, Map::new())?;
    if output.is_for_terminal() {
        output.tell(&say!(output.words(), "generate-nothing-written"));
    }
    Ok(ExitCode::from(1))
}

/// Says what was written: for people at a terminal on stderr, with what remains to be done.
fn wrote<'f>(
    plan: &Plan,
    files: impl Iterator<Item = &'f Utf8PathBuf>,
    written: &write::Written,
    mut reading: Reading,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let git = git::tell_git(&reading.root, files);
    output.findings(
        &mut reading.findings,
        &reading.sources,
        report::json(plan, written),
    )?;
    let done = report::Done {
        plan,
        reading: &reading,
        written,
        git: &git,
    };
    if output.is_for_terminal() {
        output.notes(&report::page(&done, output.words()));
    } else if output.has_pages() {
        output.data("\n")?;
        output.page(&report::page(&done, output.words()))?;
    }
    Ok(ExitCode::SUCCESS)
}
