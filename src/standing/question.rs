//! What is asked about which machines, and where they are read.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::seen::{At, Seen};
use super::{folder, saved};
use crate::deployed::ssh::{Asking, What, Which};
use crate::deployed::store::Store;
use crate::deployed::why::Why;

/// A question about machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Machines by name, with what ssh is given for each.
    pub hosts: BTreeMap<String, String>,
    /// Whether they were named; if not, they are all of the manifest.
    pub named: bool,
    /// Where they are read.
    pub source: Source,
    /// Which of their systems.
    pub which: Which,
    /// How much of these.
    pub what: What,
}

/// Where machines are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// On themselves, over ssh; so many seconds until one counts as unreachable.
    Ssh(u32),
    /// In a folder: one with `system-N-link`s, one with such folders by machine, or a system.
    Folder(Utf8PathBuf),
    /// In a file, as `coloc snapshot` saves it.
    Snapshot(Utf8PathBuf),
}

/// What came of a question.
#[derive(Default)]
pub struct Asked {
    /// Machines by name: what was read, or why nothing.
    pub machines: BTreeMap<String, Result<Seen, Why>>,
    /// Machines that nobody named, and that the folder does not have.
    pub left_out: Vec<String>,
    /// Whether two generations were asked for, which are compared with each other.
    pub is_of_pairs: bool,
}

impl Question {
    /// Reads the machines; an error is one of all of them. `asking` hears of those that are asked over ssh, before.
    pub fn ask(
        &self,
        store: &Store,
        asking: impl FnOnce(&BTreeMap<String, String>),
    ) -> Result<Asked, Why> {
        let mut asked = match &self.source {
            Source::Ssh(patience) => self.over_ssh(*patience, asking),
            Source::Folder(path) => folder::read(self, path, store),
            Source::Snapshot(path) => saved::read(self, path),
        }?;
        asked.is_of_pairs = matches!(self.which, Which::Pair(..));
        Ok(asked)
    }

    /// The folder that is read, if it is one.
    pub fn folder(&self) -> Option<&Utf8Path> {
        match &self.source {
            Source::Folder(path) => Some(path),
            Source::Ssh(_) | Source::Snapshot(_) => None,
        }
    }

    fn over_ssh(
        &self,
        patience: u32,
        tell: impl FnOnce(&BTreeMap<String, String>),
    ) -> Result<Asked, Why> {
        self.fits(self.hosts.len())?;
        tell(&self.hosts);
        let variable = |name: &str| std::env::var(name).ok();
        let asking = Asking::new(self.which, self.what, patience, variable).map_err(Why::Ssh)?;
        let answers = asking.all(&self.hosts).into_iter();
        let seen = answers.map(|(name, answer)| {
            let answer = answer.map_err(Why::Ssh);
            let seen = answer.and_then(|answer| Seen::new(answer, At::Machine, self.which));
            (name, seen)
        });
        Ok(Asked {
            machines: seen.collect(),
            ..Asked::default()
        })
    }

    /// Two generations are those of one machine.
    pub(super) fn fits(&self, machines: usize) -> Result<(), Why> {
        match self.which {
            Which::Pair(..) if machines != 1 => Err(Why::Several),
            Which::Pair(..) | Which::Current | Which::Generation(_) | Which::Last(_) => Ok(()),
        }
    }

    /// The machine that is asked about, if it is one.
    pub(super) fn only(&self) -> Option<&String> {
        self.hosts.keys().next().filter(|_| self.hosts.len() == 1)
    }

    /// Whose something is that has no name of its own, by what it says: one that was asked for, the only one that was,
    /// or one that the manifest does not have any more.
    pub(super) fn name(&self, path: &Utf8Path, says: Option<String>) -> Result<String, Why> {
        match says {
            Some(own) if self.hosts.contains_key(&own) => Ok(own),
            says => match (self.only(), says) {
                (Some(only), _) => Ok(only.clone()),
                (None, Some(own)) if !self.named => Ok(own),
                (None, Some(own)) => Err(Why::NotAsked {
                    path: path.to_owned(),
                    machine: own,
                }),
                (None, None) => Err(Why::Nameless(path.to_owned())),
            },
        }
    }
}
