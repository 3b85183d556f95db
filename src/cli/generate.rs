//! `coloc generate`

mod git;
mod report;

use std::fmt::Write as _;
use std::process::ExitCode;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use serde_json::{Map, Value as Json};
use similar::TextDiff;

use super::{Failure, Output};
use crate::emit::{Tree, write};
use crate::manifest::read::{self, find_root};
use crate::pipeline::{self, Reading};
use crate::report::Format;
use crate::visible;

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
#[command(after_help = EXAMPLES)]
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
    // Another run may give numbers between our reading of coloc.lock and our writing: then we begin again.
    for _ in 0..8 {
        let (mut reading, made) = pipeline::check(&root)?;
        let Some((plan, tree)) = made.filter(|_| !reading.findings.has_errors()) else {
            return refuse(&mut reading, output);
        };
        if arguments.check {
            return check(&root, &tree, reading, output);
        }
        if arguments.dry_run {
            return dry_run(&root, &tree, reading, output);
        }
        let mut wait = || output.note("Another coloc is writing here; waiting for it.");
        let mut still = || pipeline::lock_text(&root).is_ok_and(|text| text == reading.lock_text);
        match write::write_if(&root, &tree, arguments.force, &mut wait, &mut still)? {
            None => {}
            Some(Ok(written)) => {
                let told = git::tell_git(&root, &tree);
                return report::report(&plan, &written, &told, reading, output);
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
    Err(Failure::Usage(
        "other runs of coloc keep changing coloc.lock; try again when they have ended".to_owned(),
    ))
}

fn refuse(reading: &mut Reading, output: &Output) -> Result<ExitCode, Failure> {
    output.findings(&mut reading.findings, &reading.sources, Map::new())?;
    if output.format == Format::Human {
        output.note("Nothing was written.");
    }
    Ok(ExitCode::from(1))
}

fn check(
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
    if output.format == Format::Human && comparison.is_current() {
        output.note(&format!(
            "All {} generated files are those of the manifest.",
            comparison.unchanged
        ));
    }
    Ok(ExitCode::from(u8::from(reading.findings.has_errors())))
}

fn dry_run(
    root: &Utf8Path,
    tree: &Tree,
    mut reading: Reading,
    output: &Output,
) -> Result<ExitCode, Failure> {
    warn_of_interruption(root, output);
    let comparison = write::compare(root, tree)?;
    let mut diff = String::new();
    let paths: std::collections::BTreeSet<&Utf8PathBuf> = comparison
        .added
        .iter()
        .chain(&comparison.changed)
        .chain(&comparison.stale)
        .chain(&comparison.edited)
        .collect();
    for path in &paths {
        let old = read::text(root, path, read::MAX_SIZE)?.unwrap_or_default();
        let new = tree.files.get(*path).map_or("", |file| file.text.as_str());
        let before = if old.is_empty() {
            "/dev/null".to_owned()
        } else {
            format!("a/{path}")
        };
        let after = if new.is_empty() {
            "/dev/null".to_owned()
        } else {
            format!("b/{path}")
        };
        let text = TextDiff::from_lines(&old, new);
        let _ = write!(diff, "{}", text.unified_diff().header(&before, &after));
    }
    if output.format == Format::Json {
        let fields = fields([
            ("added", paths_json(&comparison.added)),
            ("changed", paths_json(&comparison.changed)),
            ("removed", paths_json(&comparison.stale)),
            ("edited-by-hand", paths_json(&comparison.edited)),
            ("diff", diff.into()),
        ]);
        output.findings(&mut reading.findings, &reading.sources, fields)?;
    } else {
        output.data(&visible::text(&diff))?;
        output.note(&match paths.len() {
            0 => "Nothing would change.".to_owned(),
            1 => "One file would change. Nothing was written.".to_owned(),
            number => format!("{number} files would change. Nothing was written."),
        });
        let in_the_way = comparison.edited.len() + comparison.links.len();
        if in_the_way > 0 {
            output.note("Some of them were changed by hand, and would stop `coloc generate`: `--check` says which.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Says that an earlier run was cut off, for commands that only read.
fn warn_of_interruption(root: &Utf8Path, output: &Output) {
    if write::interrupted(root) {
        output.note("An earlier `coloc generate` was cut off; the next one finishes it.");
    }
}

fn paths_json(paths: &[Utf8PathBuf]) -> Json {
    paths.iter().map(|path| path.as_str()).collect()
}

fn fields<const N: usize>(fields: [(&str, Json); N]) -> Map<String, Json> {
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
