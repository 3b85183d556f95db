//! What a generation says of itself: `/etc/coloc/machine.json` and `/etc/coloc/source`, which
//! `modules/core/provenance.nix` puts there.

use std::collections::BTreeMap;

use crate::generation::{Files, Node, lookup};
use crate::snapshot::{Snapshot, VERSION};

/// Deepest folder of generated modules that is looked into.
const DEEPEST: usize = 8;

/// What a generation says of itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Stamp {
    /// coloc made it: the snapshot, and its text, whose digest tells the commit.
    Of(Box<Snapshot>, String),
    /// coloc did not: there is no such file.
    None,
    /// There is one that this coloc does not understand, and why.
    Foreign(Foreign),
}

/// Why a stamp is not understood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Foreign {
    /// It is longer than 1 MiB.
    Long,
    /// It is a folder.
    Folder,
    /// It is no text.
    NoText,
    /// It has another version.
    Version(u32),
    /// It is no snapshot of a machine.
    Syntax(String),
}

/// Reads the stamp of a system.
pub fn stamp(files: &dyn Files, toplevel: &str) -> Stamp {
    let text = match lookup(files, &format!("{toplevel}/etc/coloc/machine.json")) {
        (_, Node::File(text, _)) => text,
        (_, Node::Long) => return Stamp::Foreign(Foreign::Long),
        (_, Node::Folder(_)) => return Stamp::Foreign(Foreign::Folder),
        (_, Node::Link(_) | Node::Missing) => return Stamp::None,
    };
    let Ok(text) = String::from_utf8(text) else {
        return Stamp::Foreign(Foreign::NoText);
    };
    match serde_json::from_str::<Snapshot>(&text) {
        Ok(snapshot) if snapshot.version == VERSION => Stamp::Of(Box::new(snapshot), text),
        Ok(snapshot) => Stamp::Foreign(Foreign::Version(snapshot.version)),
        Err(error) => Stamp::Foreign(Foreign::Syntax(error.to_string())),
    }
}

/// The generated modules that a system was built from: path below the machine's folder → text.
pub fn modules(files: &dyn Files, toplevel: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    collect(
        files,
        &format!("{toplevel}/etc/coloc/source"),
        "",
        0,
        &mut found,
    );
    found
}

fn collect(
    files: &dyn Files,
    folder: &str,
    below: &str,
    depth: usize,
    found: &mut BTreeMap<String, String>,
) {
    let (folder, node) = lookup(files, folder);
    match node {
        Node::Folder(names) if depth < DEEPEST => {
            for name in names {
                let path = if below.is_empty() {
                    name.clone()
                } else {
                    format!("{below}/{name}")
                };
                collect(files, &format!("{folder}/{name}"), &path, depth + 1, found);
            }
        }
        Node::File(text, _) => {
            if let Ok(text) = String::from_utf8(text) {
                found.insert(below.to_owned(), text);
            }
        }
        _ => {}
    }
}
