//! Where Nix was: paths of the store, and which files of the repository they are.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value as Json;

use crate::nix::log::{NixError, NixPlace};
use crate::visible;

/// A finding has as many places at most.
const MOST_MENTIONS: usize = 16;

/// Longer texts are cut before they are looked at, in characters.
const MOST_TEXT: usize = 8000;

/// Names that the collective's repository has while Nix evaluates it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// On disk: absolute.
    root: Utf8PathBuf,
    /// The folder of the store that Nix copied it to, or a part of it; empty if not known.
    store: Utf8PathBuf,
    /// Where in `store` the collective is: empty, or a folder of a larger repository.
    folder: Utf8PathBuf,
}

/// A place in a file of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Relative to the collective's root.
    pub path: Utf8PathBuf,
    /// Line and column (in bytes) from 1, if known.
    pub at: Option<(usize, usize)>,
}

impl Origin {
    /// From the collective's root and what `nix flake metadata --json` says of it.
    pub fn new(root: &Utf8Path, metadata: &Json) -> Self {
        let text = |value: &Json| Utf8PathBuf::from(value.as_str().unwrap_or_default());
        Self {
            root: root.to_owned(),
            store: text(&metadata["path"]),
            folder: text(&metadata["resolved"]["dir"]),
        }
    }

    /// Before Nix has read the flake: then all that it copies to its store is the collective's. `folder` is where the
    /// collective is in its git repository, empty at the root.
    pub fn unread(root: &Utf8Path, folder: &Utf8Path) -> Self {
        Self {
            root: root.to_owned(),
            store: Utf8PathBuf::new(),
            folder: folder.to_owned(),
        }
    }

    /// The file of the repository that a path of Nix's is; none for all other files.
    pub fn file(&self, path: &str) -> Option<Utf8PathBuf> {
        let full = Utf8Path::new(path);
        let below = |top: &Utf8Path| {
            let known = !top.as_str().is_empty() && top.is_absolute();
            full.strip_prefix(top).ok().filter(|_| known)
        };
        let copied = || match self.store.as_str() {
            "" => Utf8Path::new(in_store(path)?)
                .strip_prefix(&self.folder)
                .ok(),
            _ => below(&self.store.join(&self.folder)),
        };
        let inside = below(&self.root).or_else(copied)?;
        let plain = inside
            .components()
            .all(|part| matches!(part, camino::Utf8Component::Normal(_)));
        (plain && !inside.as_str().is_empty()).then(|| inside.to_owned())
    }

    /// A path relative to the git repository's root, as one that is relative to the collective's.
    pub fn in_folder(&self, path: &str) -> Option<String> {
        let inside = Utf8Path::new(path).strip_prefix(&self.folder).ok()?;
        Some(inside.as_str().to_owned())
    }

    /// The place in the repository that a place of Nix's is.
    pub fn mention(&self, place: &NixPlace) -> Option<Mention> {
        Some(Mention {
            path: self.file(&place.file)?,
            at: Some((place.line, place.column)),
        })
    }

    /// The first files of the repository that a text of Nix's names, in order, each once.
    pub fn mentions(&self, text: &str) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        for path in paths(text) {
            if found.len() == MOST_MENTIONS {
                break;
            }
            if let Some(path) = self.file(path)
                && found.iter().all(|mention| mention.path != path)
            {
                found.push(Mention { path, at: None });
            }
        }
        found
    }

    /// A text of Nix's for people: the repository's files by their own names, all others without the store's digests.
    /// The middle of what is very long is left out.
    pub fn shorten(&self, text: &str) -> String {
        let text = visible::shorten(text, MOST_TEXT);
        let mut out = text.to_string();
        for path in paths(&text).collect::<BTreeSet<_>>().into_iter().rev() {
            match self.file(path) {
                Some(file) => out = out.replace(path, file.as_str()),
                None => {
                    if let Some(rest) = in_store(path) {
                        out = out.replace(path, rest);
                    }
                }
            }
        }
        out
    }
}

/// What looks like an absolute path in a text: all that stands between quotes, and words.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.split(['`', '\'', '"', '«', '»', '\n']);
    quoted.flat_map(|part| {
        let words = part.split(|c: char| c.is_whitespace() || "()<>,;".contains(c));
        std::iter::once(part)
            .chain(words.filter(move |word| *word != part))
            .filter(|word| word.starts_with('/'))
            .map(|word| word.trim_end_matches([':', '.']))
    })
}

/// A path of a store without the store and the digest: `nixpkgs/lib/modules.nix` of `/nix/store/…-nixpkgs/lib/…`.
fn in_store(path: &str) -> Option<&str> {
    let (at, _) = path.match_indices("/store/").next()?;
    let rest = &path[at + "/store/".len()..];
    let (digest, name) = rest.split_once('-')?;
    let is_digest = digest.len() == 32 && digest.bytes().all(|b| b.is_ascii_alphanumeric());
    is_digest.then(|| {
        name.strip_prefix("source/")
            .filter(|inner| !inner.is_empty())
            .unwrap_or(name)
    })
}

/// All files of the repository that an error or the warnings of a run name: their texts are needed to show them.
pub fn files(origin: &Origin, log: &crate::nix::log::Log) -> BTreeSet<Utf8PathBuf> {
    let mut found = BTreeSet::new();
    let mut texts: Vec<&str> = log.warnings.iter().map(String::as_str).collect();
    if let Some(error) = &log.error {
        found.extend(steps(origin, error).into_iter().map(|mention| mention.path));
        texts.push(&error.message);
    }
    let mentions = texts.into_iter().flat_map(|text| origin.mentions(text));
    found.extend(mentions.map(|mention| mention.path));
    found
}

/// The places of the repository that an error has been through: its own first, then from the innermost outwards.
pub fn steps(origin: &Origin, error: &NixError) -> Vec<Mention> {
    let own = error.place.iter().filter_map(|place| origin.mention(place));
    let frames = error.trace.iter().flat_map(|frame| {
        let at = frame.place.iter().filter_map(|place| origin.mention(place));
        at.chain(origin.mentions(&frame.what)).collect::<Vec<_>>()
    });
    own.chain(frames).collect()
}
