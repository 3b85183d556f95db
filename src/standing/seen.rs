//! What was read of one machine, wherever that was.

use crate::deployed::local::{Generation, number_of};
use crate::deployed::ssh::{Answer, Which};
use crate::deployed::store::Store;
use crate::deployed::trouble::Trouble;
use crate::deployed::why::Why;
use crate::diff::machine;
use crate::generation::{Files, Live};

/// What was read of one machine.
pub struct Seen {
    /// What it says, or what stands in its place.
    pub says: Answer,
    /// Where that was read.
    pub at: At,
    /// The systems that were asked for, with their numbers as far as these are known.
    chosen: Vec<(Option<u64>, String)>,
}

/// Where a machine was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// On the machine, while it runs.
    Machine,
    /// In a folder of this computer, whose store has its files.
    Folder(Store),
    /// In a snapshot.
    Snapshot,
}

/// A system that was read, and where its files are.
#[derive(Clone, Copy)]
pub struct System<'f> {
    /// Its files, by their paths of the store.
    pub files: &'f dyn Files,
    /// Its own path.
    pub path: &'f str,
    /// Its generation; none: it stands in no profile, as far as is known.
    pub number: Option<u64>,
}

impl Seen {
    /// Finds the systems that were asked for in what was read.
    pub fn new(mut says: Answer, at: At, which: Which) -> Result<Self, Why> {
        let chosen = match which {
            Which::Current => vec![current(&says)?],
            Which::Generation(number) => vec![generation(&says, number)?],
            Which::Pair(old, new) => vec![generation(&says, old)?, generation(&says, new)?],
            Which::Last(_) if says.generations.is_empty() => return Err(nothing(&says)),
            Which::Last(_) => {
                // Generations say themselves that they are gone.
                let is_gone = |trouble: &Trouble| matches!(trouble, Trouble::Collected(_));
                says.errors.retain(|trouble| !is_gone(trouble));
                Vec::new()
            }
        };
        Ok(Self { says, at, chosen })
    }

    /// One system that says itself all that is known of it.
    pub fn one(says: Answer, at: At, path: String, number: Option<u64>) -> Self {
        let chosen = vec![(number, path)];
        Self { says, at, chosen }
    }

    /// Its files.
    pub fn files(&self) -> &dyn Files {
        match &self.at {
            At::Machine | At::Snapshot => &self.says.files,
            At::Folder(store) => store,
        }
    }

    /// How it is while it runs; none: only files were read.
    pub fn live(&self) -> Option<&Live> {
        match self.at {
            At::Machine => Some(&self.says.live),
            At::Folder(_) | At::Snapshot => None,
        }
    }

    /// The systems that were asked for, in that order.
    pub fn systems(&self) -> impl Iterator<Item = System<'_>> {
        self.chosen.iter().map(|(number, path)| System {
            files: self.files(),
            path,
            number: *number,
        })
    }
}

/// The active system.
fn current(says: &Answer) -> Result<(Option<u64>, String), Why> {
    let number = |path: &str| number_of(&says.generations, says.profile, path);
    let chosen = says.chosen.as_ref();
    chosen
        .map(|path| (number(path), path.clone()))
        .ok_or_else(|| nothing(says))
}

/// A generation, by its number.
fn generation(says: &Answer, number: u64) -> Result<(Option<u64>, String), Why> {
    let found = says.generations.iter().find(|one| one.number == number);
    match found {
        Some(one) if !one.exists => Err(Why::Collected {
            number: Some(number),
            path: one.toplevel.clone(),
        }),
        Some(one) if says.systems.contains(&one.toplevel) => {
            Ok((Some(number), one.toplevel.clone()))
        }
        None if !says.generations.is_empty() => Err(Why::NoGeneration {
            number,
            there: numbers(&says.generations),
        }),
        Some(_) | None => Err(nothing(says)),
    }
}

/// Why there is no system.
fn nothing(says: &Answer) -> Why {
    match says.errors.first() {
        Some(Trouble::Collected(path)) => Why::Collected {
            number: number_of(&says.generations, says.profile, path),
            path: path.clone(),
        },
        Some(Trouble::NoSystem(link)) => Why::NoSystem {
            link: link.clone(),
            there: numbers(&says.generations),
        },
        _ => Why::Troubles(says.errors.clone()),
    }
}

fn numbers(generations: &[Generation]) -> Vec<u64> {
    generations.iter().map(|one| one.number).collect()
}

impl System<'_> {
    /// What a report says of it.
    pub fn generation(&self, digest: Option<String>) -> machine::Generation {
        machine::Generation {
            number: self.number,
            path: Some(self.path.to_owned()),
            digest,
        }
    }
}
