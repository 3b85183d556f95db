//! What stands on disk against a tree. Reads only.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use super::super::{File, Tree};
use super::disk::{self, Standing};
use super::ledger::{self, Ledger};
use super::{Comparison, GENERATED, STATE};

/// A comparison, and what staging needs besides.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// What to tell people.
    pub(super) comparison: Comparison,
    /// How many files the ledger lists.
    pub(super) listed: usize,
    /// Files that coloc wrote and nobody changed, with their digests: these may be replaced or removed.
    pub(super) intact: BTreeMap<Utf8PathBuf, String>,
    /// Those of them that are as the tree wants them.
    pub(super) unchanged: BTreeSet<Utf8PathBuf>,
}

impl Survey {
    /// Looks at every path of the tree and of the ledger.
    pub(super) fn take(root: &Utf8Path, tree: &Tree) -> io::Result<Self> {
        let mut surveyor = Surveyor {
            root,
            folders: BTreeMap::new(),
            survey: Self::default(),
        };
        if disk::standing(root.join(STATE))? == Standing::Link {
            surveyor.survey.comparison.links.push(STATE.into());
        }
        let ledger = surveyor.ledger()?;
        surveyor.survey.listed = ledger.paths().count();
        for path in ledger
            .paths()
            .filter(|path| !tree.files.contains_key(*path))
        {
            surveyor.recorded(path, &ledger)?;
        }
        for (path, file) in &tree.files {
            surveyor.wanted(path, file, &ledger)?;
        }
        let mut survey = surveyor.survey;
        let comparison = &mut survey.comparison;
        comparison.unchanged = survey.unchanged.len();
        for list in [&mut comparison.edited, &mut comparison.links] {
            list.sort();
            list.dedup();
        }
        if comparison.links.iter().any(|link| link == GENERATED) {
            // Without a ledger nobody can tell who changed `flake.nix`; the link is what has to be said.
            comparison.changed.append(&mut comparison.edited);
        }
        Ok(survey)
    }

    /// All paths at which something is to change.
    pub(super) fn changes(&self) -> impl Iterator<Item = &Utf8PathBuf> {
        let Comparison {
            added,
            changed,
            stale,
            edited,
            ..
        } = &self.comparison;
        added.iter().chain(changed).chain(stale).chain(edited)
    }
}

/// What the folders on the way to a path are.
enum Way {
    /// All there.
    Open,
    /// One of them is not there.
    Missing,
    /// One of them is a link.
    Link(Utf8PathBuf),
    /// One of them is no folder.
    Blocked(Utf8PathBuf),
}

struct Surveyor<'a> {
    root: &'a Utf8Path,
    /// What was seen in the place of a folder, so that it is looked at once.
    folders: BTreeMap<Utf8PathBuf, Standing>,
    survey: Survey,
}

impl Surveyor<'_> {
    fn ledger(&mut self) -> io::Result<Ledger> {
        if !matches!(self.way(Utf8Path::new(ledger::PATH))?, Way::Open) {
            return Ok(Ledger::default());
        }
        let bytes = disk::read(self.root.join(ledger::PATH))?.unwrap_or_default();
        Ok(Ledger::parse(&String::from_utf8_lossy(&bytes)))
    }

    /// A path that was generated once and no longer is.
    fn recorded(&mut self, path: &Utf8Path, ledger: &Ledger) -> io::Result<()> {
        // Behind a link or a file there is nothing that coloc wrote.
        if !matches!(self.way(path)?, Way::Open) {
            return Ok(());
        }
        match disk::standing(self.root.join(path))? {
            // A folder in its place is a person's, and not in the way of anything.
            Standing::Nothing | Standing::Folder => {}
            Standing::File => match self.digest(path)? {
                Some(digest) if ledger.accepts(path, &digest) => {
                    self.survey.comparison.stale.push(path.to_owned());
                    self.survey.intact.insert(path.to_owned(), digest);
                }
                _ => self.survey.comparison.edited.push(path.to_owned()),
            },
            Standing::Link | Standing::Other => self.survey.comparison.edited.push(path.to_owned()),
        }
        Ok(())
    }

    /// A path of the tree.
    fn wanted(&mut self, path: &Utf8Path, file: &File, ledger: &Ledger) -> io::Result<()> {
        let way = self.way(path)?;
        let comparison = &mut self.survey.comparison;
        match way {
            Way::Open => {}
            Way::Missing => {
                comparison.added.push(path.to_owned());
                return Ok(());
            }
            Way::Link(link) => {
                comparison.links.push(link);
                return Ok(());
            }
            Way::Blocked(place) => {
                if !self.survey.intact.contains_key(&place) {
                    comparison.edited.push(place);
                }
                comparison.added.push(path.to_owned());
                return Ok(());
            }
        }
        match disk::standing(self.root.join(path))? {
            Standing::Nothing => comparison.added.push(path.to_owned()),
            Standing::Link | Standing::Other => comparison.edited.push(path.to_owned()),
            Standing::Folder => {
                let ours = self.only_stale(path)?;
                let comparison = &mut self.survey.comparison;
                let list = if ours {
                    &mut comparison.added
                } else {
                    &mut comparison.edited
                };
                list.push(path.to_owned());
            }
            Standing::File => {
                let bytes = disk::read(self.root.join(path))?;
                let Survey {
                    comparison,
                    intact,
                    unchanged,
                    ..
                } = &mut self.survey;
                if bytes.as_deref() == Some(file.text().as_bytes()) {
                    intact.insert(path.to_owned(), file.digest().to_owned());
                    unchanged.insert(path.to_owned());
                    return Ok(());
                }
                let digest = bytes.map(ledger::digest);
                let may = |digest: &str| keeps_no_digest(path) || ledger.accepts(path, digest);
                match digest.filter(|digest| may(digest)) {
                    Some(digest) => {
                        intact.insert(path.to_owned(), digest);
                        comparison.changed.push(path.to_owned());
                    }
                    None => comparison.edited.push(path.to_owned()),
                }
            }
        }
        Ok(())
    }

    fn digest(&self, path: &Utf8Path) -> io::Result<Option<String>> {
        Ok(disk::read(self.root.join(path))?.map(ledger::digest))
    }

    /// Whether a folder has nothing in it but files that are to be removed: it then goes with them.
    fn only_stale(&self, folder: &Utf8Path) -> io::Result<bool> {
        let entries = disk::entries(self.root.join(folder).as_std_path())?;
        for entry in &entries {
            let Some(name) = entry.file_name().and_then(|name| name.to_str()) else {
                return Ok(false);
            };
            let path = folder.join(name);
            let ours = match disk::standing(entry)? {
                Standing::Folder => self.only_stale(&path)?,
                _ => self.survey.intact.contains_key(&path),
            };
            if !ours {
                return Ok(false);
            }
        }
        Ok(!entries.is_empty())
    }

    fn way(&mut self, path: &Utf8Path) -> io::Result<Way> {
        let mut folders: Vec<&Utf8Path> = path.ancestors().skip(1).collect();
        folders.pop(); // the root itself, which may be reached through a link
        for folder in folders.into_iter().rev() {
            let standing = match self.folders.get(folder) {
                Some(standing) => *standing,
                None => disk::standing(self.root.join(folder))?,
            };
            self.folders.insert(folder.to_owned(), standing);
            match standing {
                Standing::Folder => {}
                Standing::Nothing => return Ok(Way::Missing),
                Standing::Link => return Ok(Way::Link(folder.to_owned())),
                Standing::File | Standing::Other => return Ok(Way::Blocked(folder.to_owned())),
            }
        }
        Ok(Way::Open)
    }
}

/// Files that coloc writes without keeping a digest: the ledger itself, and the lock file, in which people resolve
/// merges.
fn keeps_no_digest(path: &Utf8Path) -> bool {
    path == ledger::PATH || path == "coloc.lock"
}

/// Whether a path is in the folder of generated files, or that folder itself.
pub(super) fn is_generated(path: &Utf8Path) -> bool {
    path.starts_with(GENERATED)
}
