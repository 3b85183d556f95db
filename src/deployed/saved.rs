//! A machine as `coloc snapshot` saves it: one JSON file.
//!
//! It is what `dix snapshot` writes, version 1 (`version`, `path`, `closure: [{ path, narSize }]`, `selected`), with
//! one more field, `coloc`: so that dix reads coloc's files, and coloc reads dix's, where it finds packages only.
//! Such a file may come from anywhere: what does not fit is an error.

use std::collections::BTreeMap;

use camino::Utf8Path;
use serde::{Deserialize, Serialize};

use super::local::{Generation, number_of};
use super::recorded::Recorded;
use super::ssh::{Answer, is_store_path};
use super::trouble::Trouble;
use crate::generation::Live;
use crate::generation::Node;
use crate::generation::{Closure, StorePath};

/// Version of the format.
const VERSION: u32 = 1;
/// Largest file that is read, in bytes.
const LARGEST: u64 = 128 << 20;

/// A machine as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// The system that ran: a path of its store.
    pub path: String,
    /// Store paths that it needs; empty: not known.
    pub closure: Closure,
    /// Those of them that were asked for by name.
    pub selected: Vec<String>,
    /// What only coloc saves; none: dix wrote the file.
    pub own: Option<Own>,
}

/// What coloc saves beyond packages.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    /// The manifest's name of the machine.
    pub machine: String,
    /// Its own name.
    pub host: String,
    /// The number of the system in its profile.
    pub generation: Option<u64>,
    /// The number that its profile stands at.
    pub profile: Option<u64>,
    /// The active system.
    pub current: Option<String>,
    /// Its generations, the oldest first.
    pub generations: Vec<Generation>,
    /// How it was while it ran.
    pub live: Live,
    /// Its configuration.
    pub files: Recorded,
    /// What could not be read.
    pub errors: Vec<Trouble>,
}

/// Why a file is no snapshot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SavedError {
    /// It cannot be read.
    Io(String),
    /// It is larger than any machine: 128 MiB.
    TooLarge,
    /// It is no JSON, or lacks fields.
    Syntax(String),
    /// A later version wrote it.
    Version(u32),
    /// A path in it is none of a store.
    Path(String),
}

impl From<std::io::Error> for SavedError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.to_string())
    }
}

impl From<serde_json::Error> for SavedError {
    fn from(error: serde_json::Error) -> Self {
        Self::Syntax(error.to_string())
    }
}

#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct Document {
    version: u32,
    path: String,
    closure: Vec<SizedPath>,
    selected: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    coloc: Option<OwnDocument>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SizedPath {
    path: String,
    nar_size: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct OwnDocument {
    version: u32,
    machine: String,
    #[serde(default)]
    host: String,
    #[serde(default)]
    generation: Option<u64>,
    #[serde(default)]
    profile: Option<u64>,
    #[serde(default)]
    current: Option<String>,
    #[serde(default)]
    generations: Vec<GenerationDocument>,
    #[serde(default)]
    live: Live,
    #[serde(default)]
    errors: Vec<Trouble>,
    nodes: BTreeMap<String, NodeDocument>,
}

#[derive(Serialize, Deserialize)]
struct GenerationDocument {
    generation: u64,
    path: String,
    exists: bool,
    made: Option<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum NodeDocument {
    Folder,
    Long,
    Link(String),
    File(String),
    Program(String),
    /// In hexadecimal.
    Bytes(String),
}

impl Saved {
    /// What a machine answered, if it runs anything.
    pub fn of(machine: &str, answer: Answer) -> Option<Self> {
        let path = answer.chosen?;
        let generation = number_of(&answer.generations, answer.profile, &path);
        Some(Self {
            path,
            closure: answer.closure.unwrap_or_default(),
            selected: answer.selected,
            own: Some(Own {
                machine: machine.to_owned(),
                host: answer.host,
                generation,
                profile: answer.profile,
                current: answer.current,
                generations: answer.generations,
                live: answer.live,
                files: answer.files,
                errors: answer.errors,
            }),
        })
    }

    /// Reads a file.
    pub fn read(path: &Utf8Path) -> Result<Self, SavedError> {
        use std::io::Read as _;
        let mut text = String::new();
        let file = fs_err::File::open(path)?;
        file.take(LARGEST + 1).read_to_string(&mut text)?;
        if text.len() as u64 > LARGEST {
            return Err(SavedError::TooLarge);
        }
        Self::parse(&text)
    }

    /// Reads a text.
    pub fn parse(text: &str) -> Result<Self, SavedError> {
        let Versioned { version } = serde_json::from_str(text)?;
        if version != VERSION {
            return Err(SavedError::Version(version));
        }
        let document: Document = serde_json::from_str(text)?;
        let checked = |path: String| {
            if is_store_path(&path) {
                Ok(path)
            } else {
                Err(SavedError::Path(path))
            }
        };
        let mut closure = Closure::default();
        for one in document.closure {
            let info = StorePath {
                size: one.nar_size,
                references: None,
            };
            closure.paths.insert(checked(one.path)?, info);
        }
        let own = match document.coloc {
            Some(own) if own.version != VERSION => return Err(SavedError::Version(own.version)),
            own => own.map(Own::from),
        };
        Ok(Self {
            path: checked(document.path)?,
            closure,
            selected: document.selected,
            own,
        })
    }

    /// The file's text.
    pub fn to_json(&self) -> String {
        let document = Document {
            version: VERSION,
            path: self.path.clone(),
            closure: self
                .closure
                .paths
                .iter()
                .map(|(path, info)| SizedPath {
                    path: path.clone(),
                    nar_size: info.size,
                })
                .collect(),
            selected: self.selected.clone(),
            coloc: self.own.as_ref().map(OwnDocument::from),
        };
        let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl From<&Own> for OwnDocument {
    fn from(own: &Own) -> Self {
        let generations = own.generations.iter().map(|one| GenerationDocument {
            generation: one.number,
            path: one.toplevel.clone(),
            exists: one.exists,
            made: one.made,
        });
        let nodes = own.files.nodes().filter_map(|(path, node)| {
            let node = match node {
                Node::Folder(_) => NodeDocument::Folder,
                Node::Long => NodeDocument::Long,
                Node::Link(target) => NodeDocument::Link(target.clone()),
                Node::Missing => return None,
                Node::File(text, executable) => match std::str::from_utf8(text) {
                    Ok(text) if *executable => NodeDocument::Program(text.to_owned()),
                    Ok(text) => NodeDocument::File(text.to_owned()),
                    Err(_) => NodeDocument::Bytes(hex(text)),
                },
            };
            Some((path.clone(), node))
        });
        Self {
            version: VERSION,
            machine: own.machine.clone(),
            host: own.host.clone(),
            generation: own.generation,
            profile: own.profile,
            current: own.current.clone(),
            generations: generations.collect(),
            live: own.live.clone(),
            errors: own.errors.clone(),
            nodes: nodes.collect(),
        }
    }
}

impl From<OwnDocument> for Own {
    fn from(own: OwnDocument) -> Self {
        let mut files = Recorded::default();
        for (path, node) in own.nodes {
            let node = match node {
                NodeDocument::Folder => Node::Folder(std::collections::BTreeSet::new()),
                NodeDocument::Long => Node::Long,
                NodeDocument::Link(target) => Node::Link(target),
                NodeDocument::File(text) => Node::File(text.into_bytes(), false),
                NodeDocument::Program(text) => Node::File(text.into_bytes(), true),
                NodeDocument::Bytes(text) => Node::File(bytes(&text), false),
            };
            files.put(&path, node);
        }
        let generations = own.generations.into_iter().map(|one| Generation {
            number: one.generation,
            toplevel: one.path,
            exists: one.exists,
            made: one.made,
        });
        Self {
            machine: own.machine,
            host: own.host,
            generation: own.generation,
            profile: own.profile,
            current: own.current,
            generations: generations.collect(),
            live: own.live,
            files,
            errors: own.errors,
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What is no hexadecimal is left out.
fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex
        .chars()
        .filter_map(|c| c.to_digit(16))
        .filter_map(|d| u8::try_from(d).ok())
        .collect();
    digits
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
        .collect()
}
