//! What `coloc generate` says when it has written: what changed, and what remains to be done by people.

use std::fmt::Write as _;
use std::process::ExitCode;

use serde_json::{Map, Value as Json, json};

use super::git::Git;
use super::{fields, paths_json};
use crate::cli::pipeline::Reading;
use crate::cli::{Failure, Output};
use crate::emit::documents::columns;
use crate::emit::nix_module::encrypted_path;
use crate::emit::write;
use crate::plan::Plan;
use crate::report::Format;

/// Says it all; JSON on stdout, otherwise notes on stderr.
pub(super) fn report(
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
