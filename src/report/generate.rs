//! What `coloc generate` wrote, or would write, and what remains to be done by people → pages, json.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value as Json, json};

use super::page::{Below, Block, Diff, Line, Lines, Page};
use super::secrets::{made, what};
use crate::emit::documents::columns;
use crate::emit::nix_module::{encrypted_file, encrypted_path};
use crate::emit::paths::{self, MachineFile};
use crate::emit::write::{Comparison, Difference, Written};
use crate::manifest::types::{Language, Name};
use crate::pipeline::Reading;
use crate::plan::dns::{Record, Target};
use crate::plan::{MachinePlan, Plan, SecretPlan};
use crate::say;
use crate::words::{Text, Words};

/// What became of the new files: git must know them before Nix sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Git {
    /// There is no git here.
    NoRepository,
    /// So many new files.
    Told(usize),
    /// A `.gitignore` hides them.
    Ignored,
    /// git could not be asked; why.
    Failed(String),
}

/// What a run did, and from what.
pub struct Done<'d> {
    /// What the machines are to be.
    pub plan: &'d Plan,
    /// What was read.
    pub reading: &'d Reading,
    /// What was written.
    pub written: &'d Written,
    /// What git knows of it.
    pub git: &'d Git,
}

/// What was written, and what remains to be done by people.
pub fn page(done: &Done<'_>, words: &Words) -> Page {
    let mut page = Page::default();
    let Written {
        written,
        removed,
        unchanged,
        saved,
        left_over,
    } = done.written;
    let changed = !written.is_empty() || !removed.is_empty();
    page.plain(if changed {
        say!(
            words,
            "generate-wrote",
            written = written.len(),
            removed = removed.len(),
            unchanged = *unchanged
        )
    } else {
        say!(words, "generate-up-to-date", unchanged = *unchanged)
    });
    for (file, copy) in saved {
        page.plain(say!(words, "generate-saved", file = file, copy = copy));
    }
    for path in left_over {
        page.plain(say!(words, "generate-left-over", path = path));
    }
    git(&mut page, done.git, words);
    if changed {
        let new: New<'_> = written.iter().map(Utf8PathBuf::as_path).collect();
        beware(&mut page, done, words);
        dns(&mut page, done, &new, words);
        secrets(&mut page, done, &new, words);
        deploy(&mut page, done, &new, words);
    }
    page
}

fn git(page: &mut Page, git: &Git, words: &Words) {
    match git {
        Git::Told(0) | Git::NoRepository => {}
        Git::Told(count) => page.plain(say!(words, "generate-git-told", count = *count)),
        Git::Ignored => page.plain(say!(words, "generate-git-ignored")),
        Git::Failed(why) => page.line(Line {
            text: say!(words, "generate-git-failed", why = why),
            below: vec![Below::Command(
                "git add flake.nix coloc.lock generated".to_owned(),
            )],
            ..Line::default()
        }),
    }
}

/// What coloc cannot know or do: data stays where it was, and a new name is a new thing.
fn beware(page: &mut Page, done: &Done<'_>, words: &Words) {
    for path in &done.written.removed {
        let mut parts = path.components().skip(2).map(|part| part.as_str());
        if let (Some(machine), Some("services"), Some(file)) =
            (parts.next(), parts.next(), parts.next())
        {
            let service = file.trim_end_matches(".nix");
            page.plain(say!(
                words,
                "generate-data-stays",
                service = service,
                machine = machine
            ));
        }
    }
    if done.reading.lock_text.is_none() {
        return;
    }
    let (old, new) = (&done.reading.lock, &done.plan.lock);
    for (name, version) in &new.state_versions {
        let machine = done.reading.collective.machines.get(name.as_str());
        let given = machine.is_some_and(|machine| machine.state_version.is_some());
        if !old.state_versions.contains_key(name) && !given {
            let version = version.to_string();
            page.plain(say!(
                words,
                "generate-new-machine",
                machine = name,
                version = version
            ));
        }
    }
    let (before, after) = (&old.uids.given, &new.uids.given);
    let somebody_left = before.keys().any(|name| !after.contains_key(name));
    let came = after.iter().filter(|(name, _)| !before.contains_key(*name));
    for (name, uid) in came.filter(|_| somebody_left) {
        // A number of the system, not one to be counted: no language groups its digits.
        let uid = uid.to_string();
        page.plain(say!(words, "generate-new-member", member = name, uid = uid));
    }
}

fn dns(page: &mut Page, done: &Done<'_>, new: &New<'_>, words: &Words) {
    let records = &done.plan.dns;
    if records.is_empty() {
        return;
    }
    if !new.contains(Utf8Path::new(paths::RECORDS)) {
        page.plain(say!(words, "generate-dns-as-before"));
        return;
    }
    page.heading(2, say!(words, "generate-dns"));
    let line = |record: &Record| {
        let (kind, mut value) = columns(record);
        if let Target::Unknown(site) = &record.target {
            value = say!(words, "generate-dns-address", site = site).to_string();
        }
        format!("{}. {kind} {value}\n", record.name)
    };
    page.push(Block::Code {
        language: "",
        text: records.iter().map(line).collect(),
    });
}

/// The files that were written.
type New<'n> = BTreeSet<&'n Utf8Path>;

/// All secrets, by machine.
fn all_secrets(plan: &Plan) -> impl Iterator<Item = (&Name, &SecretPlan)> {
    let machines = plan.machines.iter();
    machines.flat_map(|(name, machine)| machine.secrets.iter().map(move |secret| (name, secret)))
}

fn secrets(page: &mut Page, done: &Done<'_>, new: &New<'_>, words: &Words) {
    let backend = done.plan.backend;
    let due: Vec<(&Name, &SecretPlan)> = all_secrets(done.plan)
        .filter(|(machine, secret)| {
            let of_service = |service: &Name| MachineFile::Service(service.into());
            let service = secret.service.as_ref();
            let module = service.map_or(MachineFile::Network, of_service);
            new.contains(&*module.of(machine.as_str()))
        })
        .collect();
    if !due.is_empty() {
        page.heading(
            2,
            say!(words, "generate-secrets", backend = backend.as_str()),
        );
    }
    for (machine, secret) in due {
        let text = say!(
            words,
            "generate-secret",
            backend = backend.as_str(),
            file = encrypted_file(backend, machine, secret),
            name = secret.path(),
            machine = machine,
            what = what(secret, words)
        );
        let made = made(secret, words);
        page.line(Line {
            text,
            below: vec![match secret.make {
                Some(_) => Below::Command(made),
                None => Below::Text(Text::from_markup(&made).stopped()),
            }],
            ..Line::default()
        });
    }
    if all_secrets(done.plan).next().is_some() {
        page.back(0);
        page.plain(say!(words, "generate-secrets-missing"));
    }
}

/// How the machines get it.
fn deploy(page: &mut Page, done: &Done<'_>, new: &New<'_>, words: &Words) {
    let machines = done.plan.machines.iter().filter(|(name, _)| {
        let folder = paths::folder(name.as_str());
        let mut behind = new.range(&*folder..);
        behind.next().is_some_and(|path| path.starts_with(&folder))
    });
    let mut machines: Vec<(&Name, &MachinePlan)> = machines.collect();
    // Certificates of a hidden machine come through these.
    let passes = |machine: &MachinePlan| machine.web.iter().any(|web| !web.passes.is_empty());
    machines.sort_by_key(|(_, machine)| !passes(machine));
    let Some((first, others)) = machines.split_first() else {
        return;
    };
    page.back(0);
    page.push(Block::Paragraph(say!(words, "generate-deploy")));
    let (name, machine) = first;
    page.push(Block::Code {
        language: "sh",
        text: format!(
            "nixos-rebuild switch --flake .#{name} --target-host {} --sudo",
            machine.deploy_host
        ),
    });
    let named = |machines: &[&Name]| -> Vec<Text> {
        let machines = machines.iter().map(|name| Text::plain(name.as_str()));
        machines.collect()
    };
    if !others.is_empty() {
        let machines: Vec<&Name> = others.iter().map(|(name, _)| *name).collect();
        let machines = named(&machines);
        page.push(Block::Paragraph(say!(
            words,
            "generate-and-so-on",
            machines = machines
        )));
        if passes(machine) {
            let name = name.as_str();
            page.push(Block::Paragraph(say!(
                words,
                "generate-ingress-first",
                machine = name
            )));
        }
    }
    let hidden = machines.iter().filter(|(_, machine)| !machine.public.value);
    let hidden: Vec<&Name> = hidden.map(|(name, _)| *name).collect();
    if !hidden.is_empty() {
        let machines = named(&hidden);
        page.push(Block::Paragraph(say!(
            words,
            "generate-hidden",
            machines = machines
        )));
    }
}

/// What would be written.
pub fn would_write(differences: Vec<Difference>) -> Page {
    let diff = |difference: Difference| {
        Block::Diff(Diff {
            path: difference.path.into_string(),
            more: difference.more,
            less: difference.less,
            lines: Lines::Unified(difference.unified),
        })
    };
    Page {
        blocks: differences.into_iter().map(diff).collect(),
    }
}

fn fields<const N: usize>(fields: [(&str, Json); N]) -> Map<String, Json> {
    let fields = fields.into_iter();
    fields
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn paths(paths: &[Utf8PathBuf]) -> Json {
    paths.iter().map(|path| path.as_str()).collect()
}

/// What was written, for scripts: beside findings.
pub fn json(plan: &Plan, written: &Written) -> Map<String, Json> {
    let words = Words::of(Language::En);
    let dns = plan.dns.iter().map(|record| {
        let (kind, value) = columns(record);
        json!({ "name": record.name.as_str(), "type": kind, "value": value, "for": record.purpose })
    });
    let secrets = all_secrets(plan).map(|(machine, secret)| {
        json!({
            "place": encrypted_path(plan.backend, machine, secret),
            "what": what(secret, &words).to_string(),
            "make": made(secret, &words),
        })
    });
    let saved = written.saved.iter().map(|(_, copy)| copy.as_str());
    fields([
        ("written", paths(&written.written)),
        ("removed", paths(&written.removed)),
        ("unchanged", written.unchanged.into()),
        ("saved", saved.collect()),
        ("dns", dns.collect()),
        ("secrets", secrets.collect()),
    ])
}

/// What would be written, for scripts: beside findings.
pub fn would_write_json(comparison: &Comparison, differences: &[Difference]) -> Map<String, Json> {
    let unified = differences
        .iter()
        .map(|difference| difference.unified.as_str());
    fields([
        ("added", paths(&comparison.added)),
        ("changed", paths(&comparison.changed)),
        ("removed", paths(&comparison.stale)),
        ("edited-by-hand", paths(&comparison.edited)),
        ("diff", unified.collect::<String>().into()),
    ])
}
