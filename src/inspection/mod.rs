//! The generated tree and the modules that people wrote, held against the options of NixOS: what `check`, `generate`
//! and `option` have in common. Reads what modules import.

pub mod blame;
mod by_hand;
pub mod codes;
pub mod sets;
pub mod stored;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use crate::emit::Tree;
use crate::emit::paths::{GENERATED, MachineFile};
use crate::finding::{Finding, Findings};
use crate::manifest::keys::Keys;
use crate::manifest::read::{self, PathFact, ReadError};
use crate::manifest::secrets;
use crate::manifest::types::Name;
use crate::options::check::{self, Against, Meant, Problem};
use crate::options::graph::{At, Files};
use crate::options::text::on_all_cores;
use crate::plan::Plan;
use crate::source::{Sources, Span};
use blame::{Blame, Texts};
use codes::UNREADABLE;

/// The modules of all machines, read.
pub struct Inspection {
    /// The machines.
    machines: Vec<Name>,
    /// Generated files and those written by hand.
    pub files: Files,
    /// Texts of those written by hand.
    texts: BTreeMap<Utf8PathBuf, String>,
    /// Files that are there and could not be read.
    unreadable: BTreeSet<Utf8PathBuf>,
}

/// Reads the modules of machines, along their imports. Nothing outside of the repository is read.
pub fn read<'p>(
    root_folder: &Utf8Path,
    machines: impl Iterator<Item = &'p Name>,
    tree: &Tree,
) -> Result<Inspection, ReadError> {
    let machines: Vec<Name> = machines.cloned().collect();
    let roots = machines
        .iter()
        .map(|name| MachineFile::Root.of(name.as_str()));
    let mut inspection = Inspection {
        files: Files::wanting(roots),
        texts: BTreeMap::new(),
        unreadable: BTreeSet::new(),
        machines,
    };
    loop {
        let wanted = inspection.files.wanted();
        if wanted.is_empty() {
            return Ok(inspection);
        }
        let (ours, theirs): (Vec<_>, Vec<_>) = wanted
            .into_iter()
            .partition(|path| tree.files.contains_key(path) || path.starts_with(GENERATED));
        let mut found: Vec<(Utf8PathBuf, At)> = ours
            .into_iter()
            .map(|path| {
                let at = tree
                    .files
                    .get(&path)
                    .map_or(At::Nothing, |file| At::Text(file.text().to_owned()));
                (path, at)
            })
            .collect();
        for (path, fact) in read::look(root_folder, theirs)? {
            let at = match fact {
                PathFact::File(Some(text)) => {
                    inspection.texts.insert(path.clone(), text.clone());
                    At::Text(text)
                }
                PathFact::Folder => At::Folder,
                PathFact::File(None) => {
                    inspection.unreadable.insert(path.clone());
                    At::Nothing
                }
                _ => At::Nothing,
            };
            found.push((path, at));
        }
        inspection.files.give(found);
    }
}

impl Inspection {
    /// Where a range of a file stands, for showing it.
    pub fn span(
        &self,
        tree: &Tree,
        (sources, findings): (&mut Sources, &mut Findings),
        file: &Utf8Path,
        range: &Range<usize>,
    ) -> Option<Span> {
        let mut texts = Known {
            inspection: self,
            tree,
            sources,
            findings,
        };
        texts.span(file, range)
    }

    /// What NixOS would refuse, as findings at the lines to change.
    pub fn check(
        &self,
        root: &Utf8Path,
        keys: &Keys,
        (plan, tree): (&Plan, &Tree),
        (sources, findings): (&mut Sources, &mut Findings),
    ) -> Result<(), ReadError> {
        let index = stored::load(root, plan.collective.release.value)?;
        if let Some(trouble) = &index.trouble {
            let file = sources.add(&trouble.path, "");
            let finding = trouble.finding(Span::new(file, 0, 0));
            findings.push(finding);
        }
        for path in &self.unreadable {
            let file = sources.add(path, "");
            findings.push(
                Finding::new(
                    &UNREADABLE,
                    format!("{path} could not be read, so it was not checked."),
                )
                .at(
                    Span::new(file, 0, 0),
                    "larger than 4 MiB, or not text in UTF-8",
                )
                .help("Save it as UTF-8 in your editor."),
            );
        }
        if self.machines.is_empty() {
            return Ok(());
        }
        let against = Against {
            index: &index,
            release: plan.collective.release.number(),
            meant: &Meant::default(),
        };
        let problems: Vec<Vec<Problem>> = on_all_cores(|| {
            let machines = self.machines.par_iter();
            machines
                .map(|name| MachineFile::Root.of(name.as_str()))
                .map(|root| check::machine(&self.files, [root], against))
                .collect()
        });
        let mut texts = Known {
            inspection: self,
            tree,
            sources,
            findings,
        };
        let blame = Blame { plan, tree, keys };
        // A module that several machines share is told of once.
        let mut told: Vec<Problem> = Vec::new();
        let mut places = BTreeSet::new();
        for problem in problems.into_iter().flatten() {
            let place = (
                problem.file.clone(),
                problem.range.start,
                problem.message.clone(),
            );
            if places.insert(place) {
                told.push(problem);
            }
        }
        let told: Vec<_> = told
            .into_iter()
            .map(|problem| blame::finding(problem, blame, &mut texts))
            .collect();
        findings.extend(told);
        self.by_hand(blame, (sources, findings));
        Ok(())
    }
}

/// Texts that findings point into: added to the sources when the first one does.
struct Known<'k> {
    inspection: &'k Inspection,
    tree: &'k Tree,
    sources: &'k mut Sources,
    findings: &'k mut Findings,
}

impl Texts for Known<'_> {
    fn span(&mut self, file: &Utf8Path, range: &Range<usize>) -> Option<Span> {
        let known = self.sources.iter().find(|(_, source)| source.path == file);
        let id = if let Some((id, _)) = known {
            id
        } else {
            let text = self
                .tree
                .files
                .get(file)
                .map(crate::emit::File::text)
                .or_else(|| self.inspection.texts.get(file).map(String::as_str))?;
            let id = self.sources.add(file, text);
            // A module that people wrote may hold a secret: its lines are about to be shown.
            secrets::mask_source(id, self.sources, self.findings);
            secrets::cover_named(id, self.sources);
            id
        };
        Some(Span::new(id, range.start, range.end))
    }
}
