//! A machine's modules against the options: what NixOS would refuse, said at once.
//!
//! No false alarm is the first rule: what cannot be known from the texts passes.

mod conflict;
mod doubt;
mod problem;
mod spot;
mod unknown;
mod walk;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};

use super::declared::Node;
use super::graph::{File, Files};
use super::index::{Index, Origin};
use super::near::{Near, near};
use super::read::SyntaxError;
pub use problem::{Fault, Problem, Related};

/// What the modules of one machine are held against.
#[derive(Clone, Copy, Debug)]
pub struct Against<'i> {
    /// The options of NixOS.
    pub index: &'i Index,
    /// The release that the machine is to have: 2605 for 26.05.
    pub release: u32,
    /// What was meant by unknown names: asked once for all machines that share a module.
    pub meant: &'i Meant,
}

/// Names that are near to unknown ones, as they were found.
#[derive(Debug, Default)]
pub struct Meant(Mutex<BTreeMap<Vec<String>, Vec<Near>>>);

impl Meant {
    /// Names near to a path, at most three, the nearest first.
    fn near(&self, index: &Index, path: &[&str]) -> Vec<Near> {
        let key: Vec<String> = path.iter().map(|name| (*name).to_owned()).collect();
        // Whoever panicked while holding it left it whole: one entry comes at a time.
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&key) {
            return found.clone();
        }
        let found = near(index.root(), path);
        known().insert(key, found.clone());
        found
    }
}

impl Against<'_> {
    /// Whether the list of options is older than the machine's NixOS: what is not in it may have come since.
    fn is_older(&self) -> bool {
        *self.index.origin() == Origin::Embedded && self.index.release() < self.release
    }
}

/// What is wrong with the modules of a machine: `roots` and all that they import. Each problem once, sorted by place.
pub fn machine(
    files: &Files,
    roots: impl IntoIterator<Item = Utf8PathBuf>,
    against: Against<'_>,
) -> Vec<Problem> {
    let reach = files.reach(roots);
    let modules = reach
        .files
        .iter()
        .filter_map(|(_, file)| file.module.as_ref().ok());
    let own = Node::of(modules);
    let open = reach.open || !reach.unknown.is_empty();
    together(&reach.files, &own, open, against)
}

/// What is wrong with files that make one machine together. `own` are the options that they and others declare;
/// `open` tells whether there may be more.
pub fn together(
    files: &[(&Utf8Path, &File)],
    own: &Node,
    open: bool,
    against: Against<'_>,
) -> Vec<Problem> {
    let mut walk = walk::Walk::new(against, own, open);
    for (path, file) in files {
        match &file.module {
            Ok(module) => {
                walk.file(path, module);
                let stray = module.stray.iter().map(|it| problem::stray(path, it));
                walk.problems.extend(stray);
            }
            Err(errors) => walk
                .problems
                .extend(errors.iter().map(|it| syntax(path, it))),
        }
        let twice = file
            .duplicates
            .iter()
            .map(|it| problem::duplicate(path, it));
        walk.problems.extend(twice);
    }
    walk.finish()
}

fn syntax(path: &Utf8Path, error: &SyntaxError) -> Problem {
    Problem {
        fault: Fault::Syntax,
        file: path.to_owned(),
        range: error.range.clone(),
        option: String::new(),
        message: format!("This is not Nix: {}.", error.message),
        help: "Look at this line and the one before: a `;`, a quote or a bracket may be missing."
            .to_owned(),
        related: Vec::new(),
        doubtful: false,
    }
}
