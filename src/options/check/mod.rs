//! A machine's modules against the options: what NixOS would refuse, said at once.
//!
//! No false alarm is the first rule: what cannot be known from the texts passes.

mod conflict;
mod doubt;
mod problem;
mod spot;
mod unknown;
mod walk;

use camino::{Utf8Path, Utf8PathBuf};

use super::codes;
use super::declared::Node;
use super::graph::{File, Files};
use super::index::{Index, Origin};
use super::read::SyntaxError;
pub use problem::{Problem, Related};

/// What the modules of one machine are held against.
#[derive(Clone, Copy, Debug)]
pub struct Against<'i> {
    /// The options of NixOS.
    pub index: &'i Index,
    /// The release that the machine is to have: 2605 for 26.05.
    pub release: u32,
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
        code: &codes::SYNTAX,
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
