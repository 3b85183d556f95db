//! All services on offer: coloc's own, and those of a collective.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};

use super::builtin::{self, Builtin};
use super::parts::Parts;
use super::{Entry, INCOMPLETE, Template};
use crate::finding::{Finding, Findings};
use crate::manifest::types::{Language, Name};
use crate::source::{FileId, Sources, Span};

/// All services on offer, by type. coloc's own are read when they are asked for: a collective runs a few of them.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    slots: BTreeMap<Name, Slot>,
}

#[derive(Clone, Debug)]
enum Slot {
    Builtin(Builtin, FileId, OnceLock<Option<Arc<Entry>>>),
    Own(Arc<Entry>),
}

impl Slot {
    /// The entry. That coloc's own have no findings is what the tests `entries` hold.
    fn entry(&self) -> Option<&Arc<Entry>> {
        match self {
            Self::Builtin(builtin, file, entry) => {
                let read = || builtin.read(*file, &mut Findings::default()).map(Arc::new);
                entry.get_or_init(read).as_ref()
            }
            Self::Own(entry) => Some(entry),
        }
    }
}

impl Catalog {
    /// coloc's own entries, and those of a collective: texts by path relative to its root.
    pub fn load(
        own: &BTreeMap<Utf8PathBuf, (FileId, String)>,
        sources: &mut Sources,
        findings: &mut Findings,
    ) -> Self {
        let builtin = builtin::all().filter_map(|builtin| {
            let file = builtin.add_to(sources);
            let name = Name::new(builtin.name).ok()?;
            Some((name, Slot::Builtin(builtin, file, OnceLock::new())))
        });
        let mut catalog = Self {
            slots: builtin.collect(),
        };
        let folders: BTreeSet<&Utf8Path> = own.keys().filter_map(|path| path.parent()).collect();
        for folder in folders {
            // `catalog/NAME/`, so that no two folders have one name.
            if folder.parent() != Some(Utf8Path::new("catalog")) {
                continue;
            }
            let text = |name: &str| own.get(&folder.join(name)).cloned();
            let template = |(file, text)| Template {
                text,
                file: Some(file),
            };
            let Some(facts) = text("service.toml") else {
                continue;
            };
            let parts = Parts {
                folder: folder.file_name().unwrap_or_default().to_owned(),
                facts,
                template: text("module.nix.tera").map(template),
                everywhere: text("everywhere.nix.tera").map(template),
                readme: text("README.md").map(|(_, text)| text),
            };
            catalog.add(parts, findings);
        }
        catalog
    }

    fn add(&mut self, parts: Parts, findings: &mut Findings) {
        let start = Span::new(parts.facts.0, 0, 0);
        let Some(entry) = parts.read(findings) else {
            return;
        };
        if self.slots.contains_key(&entry.name) {
            findings.push(
                Finding::new(&INCOMPLETE, format!("coloc has an entry `{}` itself.", entry.name))
                    .at(start, "the name is taken")
                    .help("Give the folder, and `name` in it, another name: reviewers should see which one is meant."),
            );
            return;
        }
        self.slots
            .insert(entry.name.clone(), Slot::Own(Arc::new(entry)));
    }

    /// The entry of a type.
    pub fn get(&self, kind: &str) -> Option<&Arc<Entry>> {
        self.slots.get(kind)?.entry()
    }

    /// All types, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.slots.keys().map(Name::as_str)
    }

    /// All entries, sorted by type.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.slots.values().filter_map(Slot::entry)
    }

    /// Whether nothing is on offer.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Whether an account of an entry has this name.
    pub fn has_account(&self, name: &str) -> bool {
        let own = self.slots.values().filter_map(|slot| match slot {
            Slot::Own(entry) => Some(entry),
            Slot::Builtin(..) => None,
        });
        builtin::has_account(name) || own.flat_map(|entry| entry.accounts()).any(|a| a == name)
    }

    /// What does what is asked for: a word in what it replaces, or in what is said of it.
    #[must_use]
    pub fn speaking_of(&self, word: &str) -> Self {
        let word = word.to_lowercase();
        let speaks = |entry: &Entry| {
            let replaces = entry.replaces.iter().map(String::as_str);
            let summary = [Language::En, Language::Fr].map(|language| entry.summary.text(language));
            let mut texts = replaces.chain(summary).chain([entry.title.as_str()]);
            word.chars().count() > 2 && texts.any(|text| text.to_lowercase().contains(&word))
        };
        let slots = self.slots.iter();
        let slots = slots.filter(|(_, slot)| slot.entry().is_some_and(|entry| speaks(entry)));
        Self {
            slots: slots
                .map(|(name, slot)| (name.clone(), slot.clone()))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtin_entries_lack_nothing_and_their_accounts_are_known() {
        let mut findings = Findings::default();
        let mut sources = Sources::default();
        let catalog = Catalog::load(&BTreeMap::new(), &mut sources, &mut findings);
        for builtin in builtin::all() {
            let file = builtin.add_to(&mut sources);
            assert!(builtin.read(file, &mut findings).is_some());
        }
        let findings: Vec<_> = findings.into_iter().collect();
        assert!(findings.is_empty(), "{findings:#?}");
        assert_eq!(catalog.entries().count(), builtin::names().count());
        let accounts = catalog.entries().flat_map(|entry| entry.accounts());
        // Without an owner it is root's, which `reserved` knows.
        let unknown = |name: &&str| *name != "root" && !builtin::has_account(name);
        assert_eq!(accounts.filter(unknown).collect::<Vec<_>>(), [""; 0]);
        assert!(!catalog.has_account("alice"));
    }
}
