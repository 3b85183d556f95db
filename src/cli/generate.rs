//! `coloc generate`

use std::fmt::Write as _;
use std::process::{Command, ExitCode};

use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use serde_json::{Map, Value as Json, json};
use similar::TextDiff;

use super::pipeline::{self, Reading};
use super::{Failure, Output};
use crate::emit::documents::columns;
use crate::emit::nix_module::encrypted_path;
use crate::emit::{Tree, write};
use crate::manifest::read::{self, find_root};
use crate::plan::Plan;
use crate::report::{Format, visible};

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
        let mut reading = pipeline::read(&root)?;
        if reading.findings.has_errors() {
            return refuse(&mut reading, output);
        }
        let (plan, tree) = pipeline::emit(&mut reading)?;
        if reading.findings.has_errors() {
            return refuse(&mut reading, output);
        }
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
                let told = tell_git(&root);
                return report(&plan, &written, &told, reading, output);
            }
            Some(Err(comparison)) => {
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
    let comparison = write::compare(root, tree)?;
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
        let new = tree.files.get(*path).map_or("", String::as_str);
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
            number => format!("{number} files would change. Nothing was written."),
        });
    }
    Ok(ExitCode::SUCCESS)
}

/// Says that an earlier run was cut off, for commands that only read.
fn warn_of_interruption(root: &Utf8Path, output: &Output) {
    if write::interrupted(root) {
        output.note("An earlier `coloc generate` was cut off; the next one finishes it.");
    }
}

/// What became of the new files: git must know them before Nix sees them.
enum Git {
    NoRepository,
    Told(usize),
    /// A `.gitignore` hides them.
    Ignored,
    /// git could not be asked; why.
    Failed(String),
}

/// Tells git of new files (`git add --intent-to-add`), so that a flake in this repository sees them.
fn tell_git(root: &Utf8Path) -> Git {
    if !root
        .ancestors()
        .any(|folder| folder.join(".git").symlink_metadata().is_ok())
    {
        return Git::NoRepository;
    }
    let paths = ["flake.nix", "coloc.lock", "generated"];
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .current_dir(root)
            .args(arguments)
            .args(["--"])
            .args(paths)
            .output();
        match output {
            Ok(output) if output.status.success() => Ok(output.stdout),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    };
    // 0: at least one of them is ignored; 1: none is.
    if git(&["check-ignore", "--quiet"]).is_ok() {
        return Git::Ignored;
    }
    match git(&["ls-files", "--others", "--exclude-standard", "-z"]) {
        Err(why) => Git::Failed(why),
        Ok(unknown) if unknown.is_empty() => Git::Told(0),
        Ok(unknown) => match git(&["add", "--intent-to-add"]) {
            Ok(_) => Git::Told(
                unknown
                    .split(|byte| *byte == 0)
                    .filter(|path| !path.is_empty())
                    .count(),
            ),
            Err(why) => Git::Failed(why),
        },
    }
}

fn report(
    plan: &Plan,
    written: &write::Written,
    git: &Git,
    mut reading: Reading,
    output: &Output,
) -> Result<ExitCode, Failure> {
    if output.format == Format::Json {
        let dns: Vec<Json> = plan
            .dns
            .iter()
            .map(|record| {
                let (kind, value) = columns(record);
                json!({ "name": record.name.as_str(), "type": kind, "value": value, "for": record.purpose })
            })
            .collect();
        let secrets: Vec<Json> = plan
            .machines
            .iter()
            .flat_map(|(name, machine)| machine.secrets.iter().map(move |secret| (name, secret)))
            .map(|(name, secret)| {
                let place = encrypted_path(plan.backend, name, secret);
                json!({ "place": place, "what": secret.what, "make": secret.make })
            })
            .collect();
        let fields = fields([
            ("written", paths_json(&written.written)),
            ("removed", paths_json(&written.removed)),
            ("unchanged", written.unchanged.into()),
            (
                "saved",
                written
                    .saved
                    .iter()
                    .map(|(_, copy)| copy.as_str())
                    .collect(),
            ),
            ("dns", dns.into()),
            ("secrets", secrets.into()),
        ]);
        output.findings(&mut reading.findings, &reading.sources, fields)?;
        return Ok(ExitCode::SUCCESS);
    }
    output.findings(&mut reading.findings, &reading.sources, Map::new())?;
    if output.format != Format::Human {
        return Ok(ExitCode::SUCCESS);
    }
    let mut note = String::new();
    if written.written.is_empty() && written.removed.is_empty() {
        let _ = writeln!(
            note,
            "Everything is up to date: {} files.",
            written.unchanged
        );
    } else {
        let _ = writeln!(
            note,
            "Wrote {} files, removed {}, left {} as they were.",
            written.written.len(),
            written.removed.len(),
            written.unchanged
        );
    }
    for (file, copy) in &written.saved {
        let _ = writeln!(note, "Your version of {file} is now {copy}.");
    }
    for path in &written.left_over {
        let _ = writeln!(note, "Not coloc's, and kept: {path}.");
    }
    match git {
        Git::Told(0) | Git::NoRepository => {}
        Git::Told(number) => {
            let _ = writeln!(
                note,
                "Told git of {number} new files (git add --intent-to-add), so that Nix sees them."
            );
        }
        Git::Ignored => {
            let _ = writeln!(
                note,
                "A .gitignore hides generated files from git, and so from Nix: take flake.nix, coloc.lock and generated out of it."
            );
        }
        Git::Failed(why) => {
            let _ = writeln!(
                note,
                "git could not be told of new files ({why}).\nNix sees them after: git add flake.nix coloc.lock generated"
            );
        }
    }
    if !written.written.is_empty() {
        todo(plan, written, &mut note);
    }
    output.note(note.trim_end());
    Ok(ExitCode::SUCCESS)
}

/// What remains to be done by people because of what was written.
fn todo(plan: &Plan, written: &write::Written, note: &mut String) {
    let is_new = |path: &str| written.written.iter().any(|written| written == path);
    if is_new("generated/DNS.md") && !plan.dns.is_empty() {
        let _ = writeln!(
            note,
            "\nDNS records that must exist (also in generated/DNS.md):"
        );
        for record in &plan.dns {
            let (kind, value) = columns(record);
            let _ = writeln!(note, "  {}. {kind} {value}", record.name);
        }
    } else if !plan.dns.is_empty() {
        let _ = writeln!(
            note,
            "DNS records that must exist are as before: generated/DNS.md."
        );
    }
    let mut secrets = String::new();
    for (name, machine) in &plan.machines {
        for secret in &machine.secrets {
            let module = secret.service.as_ref().map_or_else(
                || format!("generated/machines/{name}/network.nix"),
                |service| format!("generated/machines/{name}/services/{service}.nix"),
            );
            if is_new(&module) {
                let place = encrypted_path(plan.backend, name, secret);
                let _ = writeln!(
                    secrets,
                    "  {place}: {}\n    make it with: {}",
                    secret.what, secret.make
                );
            }
        }
    }
    if !secrets.is_empty() {
        let _ = write!(
            note,
            "\nSecrets that must exist before a machine is switched:\n{secrets}"
        );
    }
    let mut machines = plan.machines.iter().filter(|(name, _)| {
        written
            .written
            .iter()
            .any(|path| path.starts_with(format!("generated/machines/{name}")))
    });
    if let Some((name, machine)) = machines.next() {
        let others = machines
            .map(|(name, _)| name.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let others = if others.is_empty() {
            others
        } else {
            format!("\nand so on for {others}")
        };
        let _ = writeln!(
            note,
            "\nCommit, then:\n  nixos-rebuild switch --flake .#{name} --target-host {} --sudo{others}",
            machine.deploy_host
        );
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
