//! What a generation says of itself: `/etc/coloc/machine.json`, `fleet.json` and `source`, which
//! `modules/core/provenance.nix` puts there.

use std::collections::BTreeMap;

use crate::generation::{Files, Node, lookup};
use crate::snapshot::{Fleet, Snapshot, Texts, VERSION};

/// Deepest folder of generated modules that is looked into.
const DEEPEST: usize = 8;

/// What a generation says of itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Stamp {
    /// coloc made it: the snapshot, and the texts that tell the commit.
    Of(Box<Snapshot>, Texts),
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

impl From<serde_json::Error> for Foreign {
    fn from(error: serde_json::Error) -> Self {
        Self::Syntax(error.to_string())
    }
}

/// Reads the stamp of a system.
pub fn stamp(files: &dyn Files, toplevel: &str) -> Stamp {
    match read(files, toplevel) {
        Ok(Some((snapshot, texts))) => Stamp::Of(Box::new(snapshot), texts),
        Ok(None) => Stamp::None,
        Err(foreign) => Stamp::Foreign(foreign),
    }
}

fn read(files: &dyn Files, toplevel: &str) -> Result<Option<(Snapshot, Texts)>, Foreign> {
    let text = |name: &str| match lookup(files, &format!("{toplevel}/etc/coloc/{name}")) {
        (_, Node::File(text, _)) => String::from_utf8(text)
            .map(Some)
            .map_err(|_| Foreign::NoText),
        (_, Node::Long) => Err(Foreign::Long),
        (_, Node::Folder(_)) => Err(Foreign::Folder),
        (_, Node::Link(_) | Node::Missing) => Ok(None),
    };
    let Some(machine) = text("machine.json")? else {
        return Ok(None);
    };
    let mut snapshot: Snapshot = serde_json::from_str(&machine)?;
    let fleet = text("fleet.json")?;
    let of_fleet = fleet.as_deref().map(serde_json::from_str::<Fleet>);
    let of_fleet = of_fleet.transpose()?;
    let version = of_fleet.as_ref().map(|fleet| fleet.version);
    for version in version.into_iter().chain([snapshot.version]) {
        if version != VERSION {
            return Err(Foreign::Version(version));
        }
    }
    if let Some(fleet) = of_fleet {
        fleet.complete(&mut snapshot);
    }
    Ok(Some((snapshot, Texts { machine, fleet })))
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
