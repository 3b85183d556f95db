//! The stages in order, with the I/O that stands between them. Commands differ in what they do with the result.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::catalog::Catalog;
use crate::collective::{self, Collective};
use crate::emit::memory::{self, Memory};
use crate::emit::{self, EmitError, Scope, Tree};
use crate::finding::{Finding, Findings};
use crate::inspection::{self, stored};
use crate::lock::{self, Lock};
use crate::manifest::keys::Keys;
use crate::manifest::read::{self, PathFact, ReadError, Unreadable};
use crate::manifest::types::Language;
use crate::manifest::{self, Manifest, secrets};
use crate::plan::{self, Plan};
use crate::rules::{self, Facts};
use crate::source::{Sources, Span};

/// A collective as read from its repository, and all that was found on the way.
#[derive(Debug)]
pub struct Reading {
    /// The repository's root: absolute, links resolved.
    pub root: Utf8PathBuf,
    /// All texts that findings point into.
    pub sources: Sources,
    /// A digest of everything that the tree is made from, but for `coloc.lock`.
    pub inputs: memory::Digest,
    /// Findings of all stages up to the rules, not sorted yet.
    pub findings: Findings,
    /// Where the keys of the manifest stand.
    pub keys: Keys,
    /// The services on offer.
    pub catalog: Catalog,
    /// The collective; complete only without errors.
    pub collective: Arc<Collective>,
    /// What the manifest's paths lead to.
    pub paths: BTreeMap<Utf8PathBuf, PathFact>,
    /// Numbers given so far.
    pub lock: Lock,
    /// The text that they were read from; none: there is no `coloc.lock` yet.
    pub lock_text: Option<String>,
}

/// Stages 1 to 3.
pub fn read(root: &Utf8Path) -> Result<Reading, ReadError> {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let (manifest, catalog) = texts(root, &mut sources, &mut findings)?;
    let collective = collective::resolve(&manifest, &catalog, &mut findings);
    let paths = read::look(root, collective.paths().map(|(path, _, _)| path))?;
    let inputs = inputs(&sources, &paths);
    let (lock, lock_text) = lock(root, &mut sources, &mut findings)?;
    rules::check(
        &Facts {
            collective: &collective,
            paths: &paths,
            lock: &lock,
        },
        &mut findings,
    );
    Ok(Reading {
        root: root.to_owned(),
        sources,
        inputs,
        findings,
        keys: manifest.keys,
        catalog,
        collective: Arc::new(collective),
        paths,
        lock,
        lock_text,
    })
}

/// All texts, as they were before secrets in them were masked, and what the manifest's paths lead to.
fn inputs(sources: &Sources, paths: &BTreeMap<Utf8PathBuf, PathFact>) -> memory::Digest {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&sources.digest());
    for (path, fact) in paths {
        let (kind, text) = match fact {
            PathFact::File(Some(text)) => ("file", Some(text.as_str())),
            PathFact::File(None) => ("unread", None),
            PathFact::Folder => ("folder", None),
            PathFact::Missing => ("missing", None),
            PathFact::Outside => ("outside", None),
            PathFact::Odd => ("odd", None),
        };
        for part in [path.as_str(), kind, text.unwrap_or_default()] {
            hasher.update(&part.len().to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().into()
}

/// The text of `coloc.lock`, if there is one that can be read.
pub fn lock_text(root: &Utf8Path) -> Result<Option<String>, ReadError> {
    Ok(read::text(root, Utf8Path::new(lock::PATH), read::MAX_SIZE)?.ok())
}

/// Stage 1: the manifest as typed, and the services on offer.
fn texts(
    root: &Utf8Path,
    sources: &mut Sources,
    findings: &mut Findings,
) -> Result<(Manifest, Catalog), ReadError> {
    let files = read::read(root, sources, findings)?;
    let manifest = manifest::parse(sources, &files, findings);
    let own = read::catalog(root, findings, sources)?;
    let catalog = Catalog::load(&own, sources, findings);
    Ok((manifest, catalog))
}

/// `coloc.lock`, if there is one.
fn lock(
    root: &Utf8Path,
    sources: &mut Sources,
    findings: &mut Findings,
) -> Result<(Lock, Option<String>), ReadError> {
    match read::text(root, Utf8Path::new(lock::PATH), read::MAX_SIZE)? {
        Ok(text) => {
            let file = sources.add(lock::PATH, text.clone());
            secrets::mask_source(file, sources, findings);
            Ok((Lock::parse(file, sources, findings), Some(text)))
        }
        Err(Unreadable::Missing) => {
            let ledger = Utf8Path::new(crate::emit::documents::LEDGER);
            if read::text(root, ledger, read::MAX_SIZE)?.is_ok() {
                let file = sources.add(lock::PATH, "");
                findings.push(
                    Finding::new(
                        &lock::MISSING,
                        "coloc.lock is gone. Without it everybody would get new numbers.",
                    )
                    .at(Span::new(file, 0, 0), "this file is missing")
                    .help("Bring it back: `git checkout HEAD -- coloc.lock`."),
                );
            }
            Ok((Lock::default(), None))
        }
        Err(problem) => {
            let file = sources.add(lock::PATH, "");
            findings.push(problem.finding(Utf8Path::new(lock::PATH), Span::new(file, 0, 0)));
            Ok((Lock::default(), None))
        }
    }
}

/// All that can be found out without Nix: stages 1 to 5, then the modules against the options of NixOS.
///
/// The plan and the tree, as far as it was asked for, are there if nothing up to them is an error.
pub fn check(root: &Utf8Path, scope: Scope) -> Result<(Reading, Option<(Plan, Tree)>), CheckError> {
    let mut reading = read(root)?;
    let made = check_read(&mut reading, scope, &Memory::default())?;
    Ok((reading, made))
}

/// The same of what was read, with what earlier runs worked out.
pub fn check_read(
    reading: &mut Reading,
    scope: Scope,
    memory: &Memory,
) -> Result<Option<(Plan, Tree)>, CheckError> {
    if reading.findings.has_errors() {
        return Ok(None);
    }
    let is_imported = stored::is_imported(&reading.root, reading.collective.release.value);
    let scope = if is_imported { Scope::Proof } else { scope };
    let (plan, tree) = emit_with(reading, scope, memory)?;
    if reading.findings.has_errors() {
        return Ok(None);
    }
    let files = read::look(&reading.root, crate::secrets::files(&plan))?;
    for (path, key) in crate::secrets::exposed(plan.backend, &files) {
        let file = reading.sources.add(path, "");
        let finding = secrets::in_plain_text(path, key.as_deref());
        reading
            .findings
            .push(finding.at(Span::new(file, 0, 0), "not shown"));
    }
    let machines = plan.machines.iter();
    let checked = machines.filter(|(_, machine)| scope.checks(machine));
    inspection::read(&reading.root, checked.map(|(name, _)| name), &tree)?.check(
        &reading.root,
        &reading.keys,
        (&plan, &tree),
        (&mut reading.sources, &mut reading.findings),
    )?;
    Ok(Some((plan, tree)))
}

/// Why not all could be looked at.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// Files.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The tree could not be made.
    #[error(transparent)]
    Emit(#[from] EmitError),
}

/// Stages 4 and 5, for a collective without errors; findings of templates are added.
pub fn emit(reading: &mut Reading, scope: Scope) -> Result<(Plan, Tree), EmitError> {
    emit_with(reading, scope, &Memory::default())
}

fn emit_with(
    reading: &mut Reading,
    scope: Scope,
    memory: &Memory,
) -> Result<(Plan, Tree), EmitError> {
    let plan = plan::plan(&reading.collective, &reading.lock);
    let how = (scope, memory);
    let tree = emit::emit(&plan, &reading.paths, how, &mut reading.findings)?;
    Ok((plan, tree))
}

/// What is on offer where a command was started: inside of a collective with its own entries, elsewhere without.
#[derive(Debug)]
pub struct Offer {
    /// The services on offer.
    pub catalog: Catalog,
    /// The collective's manifest as typed; none outside of one.
    pub manifest: Option<Manifest>,
    /// Whether something in the manifest or its `catalog/` could not be read.
    pub broken: bool,
}

impl Offer {
    /// The collective's language, if there is one.
    pub fn language(&self) -> Option<Language> {
        let collective = self.manifest.as_ref()?.collective.as_ref()?;
        Some(collective.language.value)
    }
}

/// Reads what is on offer in a folder.
pub fn offer(directory: &Utf8Path) -> Result<Offer, ReadError> {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let root = match read::find_root(directory) {
        Ok(root) => root,
        Err(ReadError::NoManifest(_)) => {
            return Ok(Offer {
                catalog: Catalog::load(&BTreeMap::new(), &mut sources, &mut findings),
                manifest: None,
                broken: false,
            });
        }
        Err(error) => return Err(error),
    };
    let (manifest, catalog) = texts(&root, &mut sources, &mut findings)?;
    Ok(Offer {
        catalog,
        manifest: Some(manifest),
        broken: findings.has_errors(),
    })
}

/// What is wrong with a manifest of one file that is not on the disk yet; paths that it names are not looked at.
pub fn draft(text: &str) -> Findings {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let file = sources.add(read::MAIN, text);
    let manifest = manifest::parse(&mut sources, &[file], &mut findings);
    let catalog = Catalog::load(&BTreeMap::new(), &mut sources, &mut findings);
    let collective = collective::resolve(&manifest, &catalog, &mut findings);
    rules::check(
        &Facts {
            collective: &collective,
            paths: &BTreeMap::new(),
            lock: &Lock::default(),
        },
        &mut findings,
    );
    findings
}
