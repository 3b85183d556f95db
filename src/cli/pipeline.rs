//! The stages in order, with the I/O that stands between them. Commands differ in what they do with the result.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::catalog::Catalog;
use crate::collective::{self, Collective};
use crate::emit::{self, EmitError, Tree};
use crate::finding::Findings;
use crate::manifest;
use crate::manifest::read::{self, PathFact, ReadError, Unreadable};
use crate::manifest::secrets;
use crate::plan::lock::{self, Lock};
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
    /// Findings of all stages up to the rules, not sorted yet.
    pub findings: Findings,
    /// The services on offer.
    pub catalog: Catalog,
    /// The collective; complete only without errors.
    pub collective: Collective,
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
    let files = read::read(root, &mut sources, &mut findings)?;
    let manifest = manifest::parse(&mut sources, &files, &mut findings);
    let own = read::catalog(root, &mut findings, &mut sources)?;
    let catalog = Catalog::load(&own, &mut sources, &mut findings);
    let collective = collective::resolve(&manifest, &catalog, &mut findings);
    let paths = read::look(root, collective.paths().map(|(path, _, _)| path))?;
    rules::check(
        &Facts {
            collective: &collective,
            paths: &paths,
        },
        &mut findings,
    );
    let (lock, lock_text) = lock(root, &mut sources, &mut findings)?;
    Ok(Reading {
        root: root.to_owned(),
        sources,
        findings,
        catalog,
        collective,
        paths,
        lock,
        lock_text,
    })
}

/// The text of `coloc.lock`, if there is one that can be read.
pub fn lock_text(root: &Utf8Path) -> Result<Option<String>, ReadError> {
    Ok(read::text(root, Utf8Path::new(lock::PATH), read::MAX_SIZE)?.ok())
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
        Err(Unreadable::Missing) => Ok((Lock::default(), None)),
        Err(problem) => {
            let file = sources.add(lock::PATH, "");
            findings.push(problem.finding(Utf8Path::new(lock::PATH), Span::new(file, 0, 0)));
            Ok((Lock::default(), None))
        }
    }
}

/// Stages 4 and 5, for a collective without errors; findings of templates are added.
pub fn emit(reading: &mut Reading) -> Result<(Plan, Tree), EmitError> {
    let plan = plan::plan(&reading.collective, &reading.lock);
    let tree = emit::emit(&plan, &reading.paths, &mut reading.findings)?;
    Ok((plan, tree))
}
