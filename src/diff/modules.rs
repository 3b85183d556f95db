//! Where the new system is not built: which change of the manifest changes which generated module, and what is left
//! over on both sides.

use std::collections::BTreeSet;

use super::machine::ModuleChange;
use super::note::Note;
use super::{About, Change, Kind, Risk};
use crate::emit::causes::{is_shared, may_change};
use crate::emit::paths::MachineFile;
use crate::manifest::key::{Field, Key, Table};

/// What a comparison of modules leaves over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left<'c> {
    /// Modules that no change of the manifest explains: coloc itself makes them in another way now, or somebody changed
    /// them by hand.
    pub modules: Vec<&'c ModuleChange>,
    /// Changes of the manifest that change no module, and should.
    pub changes: Vec<&'c Change>,
}

impl Left<'_> {
    /// What to say of it.
    pub fn notes(&self) -> Vec<Note> {
        let modules = self.modules.iter();
        let modules = modules.map(|module| Note::ModuleUnexplained(module.path.clone()));
        let changes = self.changes.iter();
        let changes = changes.map(|change| Note::NoModuleFollows((*change).clone()));
        modules.chain(changes).collect()
    }
}

/// Finds what is left over.
pub fn left<'c>(modules: &'c [ModuleChange], changes: &'c [Change]) -> Left<'c> {
    let changed: BTreeSet<&str> = modules.iter().map(|module| module.path.as_str()).collect();
    Left {
        modules: modules
            .iter()
            .filter(|module| !changes.iter().any(|change| explains(change, &module.path)))
            .collect(),
        changes: changes
            .iter()
            .filter(|change| change.risk() != Risk::Cosmetic)
            .filter(|change| !change.keys.iter().any(is_shared) && !is_for_people(change))
            .filter(|change| !changed.iter().any(|path| explains(change, path)))
            .collect(),
    }
}

/// Whether a change of the manifest can change a module.
fn explains(change: &Change, path: &str) -> bool {
    let Ok(file) = path.parse::<MachineFile>();
    // A provider of single sign-on changes with its clients, whose keys are theirs.
    let is_subject = file.service().is_some_and(|service| {
        let table = Table::Service(service.to_owned());
        matches!(&change.about, About::Fact(fact) if fact.subject() == Some(table))
    });
    is_subject || change.keys.iter().any(|key| may_change(key, &file))
}

/// Whether nothing of it stands in any module.
fn is_for_people(change: &Change) -> bool {
    let for_people = |key: &Key| matches!(key.field, Field::Site | Field::Backup | Field::For);
    change.kind() == Kind::Care || change.keys.iter().all(for_people)
}
