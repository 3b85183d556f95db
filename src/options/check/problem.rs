//! What is wrong, as data, and in words.

use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};

use super::walk::Walk;
use crate::options::near::quoted;
use crate::options::read::Duplicate;
use crate::options::types::Mismatch;
use crate::options::value::{Attribute, Key, Value};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Two values for an option that takes one.
    Conflict,
    /// One name twice in one set.
    DuplicateAttribute,
    /// An option that NixOS works out itself is set.
    ReadOnlyOption,
    /// An option that is gone.
    RemovedOption,
    /// An option that has another name today.
    RenamedOption,
    /// A name at the top of a module that is neither `config` nor `options`, beside one that is.
    StrayAttribute,
    /// No Nix.
    Syntax,
    /// An option that nothing declares.
    UnknownOption,
    /// A value that the option does not take.
    WrongType,
}

/// Something that NixOS would refuse, or warn of.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Its kind.
    pub fault: Fault,
    /// Path in the repository.
    pub file: Utf8PathBuf,
    /// Byte offsets in the file.
    pub range: Range<usize>,
    /// The option, as Nix writes it; empty for what is no Nix at all.
    pub option: String,
    /// A sentence.
    pub message: String,
    /// The way out.
    pub help: String,
    /// Other places that it is about.
    pub related: Vec<Related>,
    /// Whether the index is too old to be sure.
    pub doubtful: bool,
}

/// Another place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Path in the repository.
    pub file: Utf8PathBuf,
    /// Byte offsets in the file.
    pub range: Range<usize>,
    /// What is to be seen there.
    pub text: String,
}

/// Names as Nix writes them: `services.nginx.virtualHosts."a.example"`.
pub(super) fn path(names: &[String]) -> String {
    names
        .iter()
        .map(|name| {
            if name == ANY {
                name.clone()
            } else {
                quoted(name)
            }
        })
        .collect::<Vec<_>>()
        .join(".")
}

/// Stands in a path for an item of a list, or a name that is not known.
pub(super) const ANY: &str = "*";

impl Walk<'_> {
    /// A value that does not fit; not surely, if a list that is older than the NixOS says so.
    pub(super) fn wrong_type(&mut self, wrong: Mismatch, sure: bool) {
        let below = wrong.path.iter().map(|key| match key {
            Key::Name(name) => name.clone(),
            Key::Any => ANY.to_owned(),
        });
        let names: Vec<String> = self.names.iter().cloned().chain(below).collect();
        let item = names.last().is_some_and(|name| name == ANY);
        let option = self.path(&names);
        let shown = self.path(&names).trim_end_matches(".*").to_owned();
        let whose = if item { "Each item of" } else { "The option" };
        let (must, help) = if sure {
            ("must be", format!("Write {} here.", wrong.wanted))
        } else {
            let help = "coloc's built-in list is of 24.11 and 26.05, and your release may take more: \
                        `coloc option import FILE` makes coloc use the list of your release.";
            ("had to be", help.to_owned())
        };
        self.problem(Problem {
            fault: Fault::WrongType,
            file: self.file.to_owned(),
            range: wrong.range,
            message: format!(
                "{whose} `{shown}` {must} {}; this is {}.",
                wrong.wanted, wrong.got
            ),
            help,
            option,
            related: Vec::new(),
            doubtful: !sure,
        });
    }

    /// A single value where a group of options stands.
    pub(super) fn no_group(&mut self, value: &Value) {
        let option = self.path(&self.names);
        self.problem(Problem {
            fault: Fault::WrongType,
            file: self.file.to_owned(),
            range: value.range.clone(),
            message: format!(
                "`{option}` is a group of options, and cannot be {} itself.",
                value.words()
            ),
            help: format!("Set one of the options in it: `{option}.NAME = …;`."),
            option,
            related: Vec::new(),
            doubtful: self.against.is_older(),
        });
    }

    /// An old name.
    pub(super) fn renamed(&mut self, new: &str, attribute: &Attribute) {
        let option = self.path(&self.names);
        self.problem(Problem {
            fault: Fault::RenamedOption,
            file: self.file.to_owned(),
            range: attribute.name_range.clone(),
            message: format!("`{option}` is an old name: it is `{new}` now."),
            help: format!("Write `{new}`. NixOS still takes the old name for a while, and warns."),
            option,
            related: Vec::new(),
            doubtful: false,
        });
    }

    /// A name that is gone.
    pub(super) fn removed(&mut self, why: &str, attribute: &Attribute) {
        let option = self.path(&self.names);
        let why = why.trim().trim_end_matches('.');
        self.problem(Problem {
            fault: Fault::RemovedOption,
            file: self.file.to_owned(),
            range: attribute.name_range.clone(),
            message: format!("NixOS has no option `{option}` any more."),
            help: if why.is_empty() {
                "Take it out; the release notes of NixOS say what took its place.".to_owned()
            } else {
                let (first, rest) = why.split_at(why.chars().next().map_or(0, char::len_utf8));
                format!("{}{rest}.", first.to_uppercase())
            },
            option,
            related: Vec::new(),
            doubtful: false,
        });
    }

    /// A name that NixOS still takes, and makes nothing of.
    pub(super) fn obsolete(&mut self, why: &str, attribute: &Attribute) {
        let option = self.path(&self.names);
        self.problem(Problem {
            fault: Fault::RemovedOption,
            file: self.file.to_owned(),
            range: attribute.name_range.clone(),
            message: format!("`{option}` has no effect any more: {why}."),
            help: "Take this line out. NixOS still takes it, and warns.".to_owned(),
            option,
            related: Vec::new(),
            doubtful: true,
        });
    }

    /// An option that only NixOS itself sets.
    pub(super) fn read_only(&mut self, attribute: &Attribute) {
        let option = self.path(&self.names);
        self.problem(Problem {
            fault: Fault::ReadOnlyOption,
            file: self.file.to_owned(),
            range: attribute.name_range.clone(),
            message: format!("`{option}` can only be read: NixOS works it out by itself."),
            help: "Take this line out, and set the options that it is worked out of.".to_owned(),
            option,
            related: Vec::new(),
            doubtful: false,
        });
    }
}

/// An option beside `config` or `options`.
pub(super) fn stray(file: &Utf8Path, attribute: &Attribute) -> Problem {
    let option = match &attribute.name {
        Key::Name(name) => path(std::slice::from_ref(name)),
        Key::Any => ANY.to_owned(),
    };
    Problem {
        fault: Fault::StrayAttribute,
        file: file.to_owned(),
        range: attribute.name_range.clone(),
        message: format!(
            "`{option}` stands beside `config` or `options`: NixOS takes no option there."
        ),
        help: format!("Move it into `config`: `config.{option}`."),
        option,
        related: Vec::new(),
        doubtful: false,
    }
}

/// A name that is defined twice in one set.
pub(super) fn duplicate(file: &Utf8Path, twice: &Duplicate) -> Problem {
    let option = path(&twice.path);
    Problem {
        fault: Fault::DuplicateAttribute,
        file: file.to_owned(),
        range: twice.second.clone(),
        message: format!("`{option}` is set twice in the same place."),
        help: "Nix takes a name once in a set. Keep one of the two, or put both into one."
            .to_owned(),
        related: vec![Related {
            file: file.to_owned(),
            range: twice.first.clone(),
            text: "the first one".to_owned(),
        }],
        option,
        doubtful: false,
    }
}
