//! What `coloc generate` says when it has written: what changed, and what remains to be done by people.

use std::fmt::Write as _;
use std::process::ExitCode;

use serde_json::{Map, Value as Json, json};

use super::git::Git;
use super::{fields, paths_json};
use crate::cli::{Failure, Output};
use crate::emit::documents::columns;
use crate::emit::nix_module::encrypted_path;
use crate::emit::write;
use crate::manifest::types::Backend;
use crate::pipeline::Reading;
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
            "Wrote {} file{}, removed {}, left {} as they were.",
            written.written.len(),
            if written.written.len() == 1 { "" } else { "s" },
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
                "Told git of {number} new file{} (git add --intent-to-add), so that Nix sees them.",
                if *number == 1 { "" } else { "s" }
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
    if !written.written.is_empty() || !written.removed.is_empty() {
        beware(plan, &reading, written, &mut note);
        todo(plan, written, &mut note);
    }
    output.note(note.trim_end());
    Ok(ExitCode::SUCCESS)
}

/// What coloc cannot know or do: data stays where it was, and a new name is a new thing.
fn beware(plan: &Plan, reading: &Reading, written: &write::Written, note: &mut String) {
    for path in &written.removed {
        let mut parts = path.components().skip(2).map(|part| part.as_str());
        if let (Some(machine), Some("services"), Some(file)) =
            (parts.next(), parts.next(), parts.next())
        {
            let service = file.trim_end_matches(".nix");
            let _ = writeln!(
                note,
                "Data of `{service}` stays on {machine}: coloc moves and deletes none."
            );
        }
    }
    if reading.lock_text.is_none() {
        return;
    }
    let old = &reading.lock;
    for (name, version) in &plan.lock.state_versions {
        let given = reading
            .collective
            .machines
            .get(name.as_str())
            .is_some_and(|m| m.state_version.is_some());
        if !old.state_versions.contains_key(name) && !given {
            let _ = writeln!(
                note,
                "`{name}` is a new machine, with state-version {version}. If it is an old one with a new name, write \
                 the `state-version` that it had (git diff coloc.lock)."
            );
        }
    }
    let before = &old.uids.given;
    for (name, uid) in plan
        .lock
        .uids
        .given
        .iter()
        .filter(|(name, _)| !before.contains_key(*name))
    {
        if before
            .keys()
            .any(|old| !plan.lock.uids.given.contains_key(old))
        {
            let _ = writeln!(
                note,
                "`{name}` is a new member, with the number {uid}. Files of a member who had another name keep the old \
                 number."
            );
        }
    }
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
                    "  {place}: {}\n    how: {}",
                    secret.what, secret.make
                );
            }
        }
    }
    if !secrets.is_empty() {
        let how = match plan.backend {
            Backend::Sops => " (`sops secrets/NAME.yaml` opens one)",
            Backend::Agenix => " (`agenix -e FILE` makes one)",
            Backend::None => "",
        };
        let _ = write!(
            note,
            "\nSecrets that must exist before a machine is switched{how}:\n{secrets}"
        );
    }
    let all = plan.machines.values();
    if all.flat_map(|machine| &machine.secrets).next().is_some() {
        let _ = writeln!(
            note,
            "\n`coloc secrets --missing` says which secrets are not there yet, and how to make them."
        );
    }
    let mut machines = plan.machines.iter().filter(|(name, _)| {
        let folder = format!("generated/machines/{name}");
        written.written.iter().any(|path| path.starts_with(&folder))
    });
    let Some((name, machine)) = machines.next() else {
        return;
    };
    let _ = writeln!(
        note,
        "\nCommit, then:\n  nixos-rebuild switch --flake .#{name} --target-host {} --sudo",
        machine.deploy_host
    );
    let others: Vec<&str> = machines.map(|(name, _)| name.as_str()).collect();
    if !others.is_empty() {
        let _ = writeln!(note, "and so on for {}.", others.join(", "));
    }
    let hidden = |name: &&str| {
        !plan
            .machines
            .get(*name)
            .is_none_or(|machine| machine.public.value)
    };
    let hidden: Vec<&str> = std::iter::once(name.as_str())
        .chain(others)
        .filter(hidden)
        .collect();
    if !hidden.is_empty() {
        let _ = writeln!(
            note,
            "Not public, so reached from inside their house or through a public machine (ssh -J): {}.",
            hidden.join(", ")
        );
    }
}
