//! Systems as texts, with the names that a real NixOS has.

use std::collections::{BTreeMap, BTreeSet};

use crate::generation::{Files, Node};

/// The units of a machine.
pub const UNITS: &str = include_str!("units.txt");
/// The rest of what differs on it.
pub const ETC: &str = include_str!("etc.txt");

/// One of two systems.
#[derive(Clone, Copy)]
pub enum Side {
    /// The one that runs.
    Old,
    /// The one that will.
    New,
}

impl Side {
    fn hash(self) -> String {
        match self {
            Self::Old => "0".repeat(32),
            Self::New => "1".repeat(32),
        }
    }

    fn sign(self) -> char {
        match self {
            Self::Old => '<',
            Self::New => '>',
        }
    }

    /// Its path.
    pub fn system(self) -> String {
        format!("/nix/store/{}-nixos-system-caribou-26.11", self.hash())
    }
}

/// Files of one system.
pub struct System(BTreeMap<String, Node>);

impl Files for System {
    fn node(&self, path: &str) -> Node {
        self.0.get(path).cloned().unwrap_or(Node::Missing)
    }
}

impl System {
    /// One of units alone.
    pub fn of_units(text: &str, side: Side) -> Self {
        let mut system = Self(BTreeMap::new());
        system.add(&format!("{}/etc/systemd/system", side.system()), text, side);
        system
    }

    /// The real one.
    pub fn caribou(side: Side) -> Self {
        let mut system = Self(BTreeMap::new());
        let units = format!("/nix/store/{}-system-units", side.hash());
        system.add(&units, UNITS, side);
        system.add("", ETC, side);
        system
    }

    /// Takes in what `units.txt` describes.
    fn add(&mut self, folder: &str, text: &str, side: Side) {
        let text = text
            .replace("HASH", &side.hash())
            .replace("SAME", &"2".repeat(32))
            .replace("/SYSTEM", &side.system());
        for part in text.split("== ").skip(1) {
            let (head, body) = part.split_once('\n').unwrap_or((part, ""));
            let head = match head.strip_prefix(['<', '>']) {
                Some(own) if head.starts_with(side.sign()) => own,
                Some(_) => continue,
                None => head,
            };
            let (path, node) = match head.split_once(" -> ") {
                Some((path, target)) => (path, Node::Link(target.to_owned())),
                None => (head, Node::File(body.as_bytes().to_vec(), false)),
            };
            let path = if path.starts_with('/') {
                path.to_owned()
            } else {
                format!("{folder}/{path}")
            };
            self.put(&path, node);
        }
    }

    fn put(&mut self, path: &str, node: Node) {
        let mut below = path;
        while let Some((folder, name)) = below.rsplit_once('/') {
            let names = self.0.entry(folder.to_owned());
            if let Node::Folder(names) = names.or_insert_with(|| Node::Folder(BTreeSet::new())) {
                names.insert(name.to_owned());
            }
            below = folder;
        }
        self.0.insert(path.to_owned(), node);
    }
}
