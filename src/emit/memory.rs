//! What earlier runs worked out, so that cost follows the change: texts as nixfmt lays them out, and which inputs gave
//! the tree that stands on disk.
//!
//! A text is found by the digest of what it was made from: what is remembered can be useless, never out of date. Where
//! it is kept, and whom to believe, is [`super::write::recall`]'s business.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// A BLAKE3 digest.
pub type Digest = [u8; 32];

/// Bytes of a key: half of a digest, which nobody but its owner can choose.
const KEY: usize = 16;

type Key = [u8; KEY];

/// The digest of a text.
pub fn digest(text: &str) -> Digest {
    blake3::hash(text.as_bytes()).into()
}

/// What is remembered, and what a run adds to it.
#[derive(Debug, Default)]
pub struct Memory {
    bytes: Vec<u8>,
    /// Sorted by key.
    known: Vec<Known>,
    new: Mutex<BTreeMap<Key, String>>,
    keeps: bool,
    tree: Option<Tree>,
}

/// Which inputs gave which tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Of all that was read, but for `coloc.lock`.
    pub inputs: Digest,
    /// Of `coloc.lock` as it was written.
    pub lock: Digest,
    /// Of the list of the tree's files.
    pub ledger: Digest,
}

#[derive(Debug)]
struct Known {
    key: Key,
    start: usize,
    end: usize,
    used: AtomicBool,
}

impl Memory {
    /// Reads what [`Memory::to_bytes`] wrote; other bytes are an empty memory. It keeps what is added.
    pub fn read(bytes: Vec<u8>) -> Self {
        let mut memory = Self {
            keeps: true,
            ..Self::default()
        };
        if let Some((tree, known)) = parse(&bytes) {
            memory.tree = tree;
            memory.known = known;
            memory.bytes = bytes;
        }
        memory
    }

    /// What `make` makes of a text, made once.
    pub fn made(
        &self,
        from: &str,
        make: impl FnOnce(&str) -> Result<String, String>,
    ) -> Result<String, String> {
        if !self.keeps {
            return make(from);
        }
        let mut key = Key::default();
        key.copy_from_slice(&digest(from)[..KEY]);
        let at = self.known.binary_search_by(|known| known.key.cmp(&key));
        let known = at.ok().and_then(|at| self.known.get(at));
        let text = known.and_then(|known| {
            known.used.store(true, Ordering::Relaxed);
            std::str::from_utf8(self.bytes.get(known.start..known.end)?).ok()
        });
        if let Some(text) = text {
            return Ok(text.to_owned());
        }
        let text = make(from)?;
        let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        new.insert(key, text.clone());
        Ok(text)
    }

    /// The digest of the list of files that some inputs gave, with the numbers that were given then.
    pub fn ledger(&self, inputs: &Digest, lock: &str) -> Option<&Digest> {
        let tree = self.tree.as_ref();
        tree.filter(|tree| tree.inputs == *inputs && tree.lock == digest(lock))
            .map(|tree| &tree.ledger)
    }

    /// All that the run used, with the tree that it gave, if that is more than was remembered.
    pub fn to_bytes(&self, tree: Option<Tree>) -> Option<Vec<u8>> {
        let new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        if new.is_empty() && (tree.is_none() || tree == self.tree) {
            return None;
        }
        let used = self
            .known
            .iter()
            .filter(|it| it.used.load(Ordering::Relaxed));
        let old = used.filter_map(|it| Some((it.key, self.bytes.get(it.start..it.end)?)));
        let mut texts: BTreeMap<Key, &[u8]> = old.collect();
        texts.extend(new.iter().map(|(key, text)| (*key, text.as_bytes())));
        let mut bytes = Vec::new();
        for digest in tree
            .or(self.tree)
            .map_or([[0; 32]; 3], |it| [it.inputs, it.lock, it.ledger])
        {
            bytes.extend(digest);
        }
        bytes.extend(u32::try_from(texts.len()).ok()?.to_le_bytes());
        for (key, text) in &texts {
            bytes.extend(key);
            bytes.extend(u32::try_from(text.len()).ok()?.to_le_bytes());
        }
        for text in texts.into_values() {
            bytes.extend(text);
        }
        Some(bytes)
    }
}

fn parse(bytes: &[u8]) -> Option<(Option<Tree>, Vec<Known>)> {
    let (inputs, rest) = bytes.split_first_chunk()?;
    let (lock, rest) = rest.split_first_chunk()?;
    let (ledger, rest) = rest.split_first_chunk()?;
    let (count, rest) = rest.split_first_chunk()?;
    let tree = Tree {
        inputs: *inputs,
        lock: *lock,
        ledger: *ledger,
    };
    let count = u32::from_le_bytes(*count) as usize;
    let lines = rest.get(..count.checked_mul(KEY + 4)?)?;
    let mut start = bytes.len() - rest.len() + lines.len();
    let mut known = Vec::with_capacity(count);
    for line in lines.chunks_exact(KEY + 4) {
        let (key, length) = line.split_first_chunk()?;
        let end = start.checked_add(u32::from_le_bytes(*length.first_chunk()?) as usize)?;
        known.push(Known {
            key: *key,
            start,
            end,
            used: AtomicBool::new(false),
        });
        start = end;
    }
    let told = tree.inputs != [0; 32];
    (start == bytes.len()).then(|| (told.then_some(tree), known))
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "a maker may fail")]
    fn upper(text: &str) -> Result<String, String> {
        Ok(text.to_uppercase())
    }

    fn never(text: &str) -> Result<String, String> {
        panic!("{text} was made before")
    }

    #[test]
    fn what_was_made_is_made_once_and_what_nobody_uses_is_forgotten() {
        let tree = Tree {
            inputs: [1; 32],
            lock: digest("lock"),
            ledger: [2; 32],
        };
        let first = Memory::read(Vec::new());
        assert_eq!(first.made("a", upper).unwrap(), "A");
        assert_eq!(first.made("b", upper).unwrap(), "B");
        let second = Memory::read(first.to_bytes(Some(tree)).unwrap());
        assert_eq!(second.ledger(&[1; 32], "lock"), Some(&[2; 32]));
        assert_eq!(second.ledger(&[3; 32], "lock"), None);
        assert_eq!(second.ledger(&[1; 32], "another"), None);
        assert_eq!(second.made("a", never).unwrap(), "A");
        assert_eq!(second.to_bytes(Some(tree)), None, "nothing is new");
        assert_eq!(second.made("c", upper).unwrap(), "C");
        let third = Memory::read(second.to_bytes(None).unwrap());
        assert_eq!(third.ledger(&[1; 32], "lock"), Some(&[2; 32]));
        assert_eq!(third.made("a", never).unwrap(), "A");
        assert_eq!(third.made("c", never).unwrap(), "C");
        assert_eq!(
            third.made("b", upper).unwrap(),
            "B",
            "forgotten, and made anew"
        );
    }

    #[test]
    fn cut_or_longer_bytes_are_an_empty_memory() {
        let memory = Memory::read(Vec::new());
        memory.made("a", upper).unwrap();
        let bytes = memory.to_bytes(None).unwrap();
        for length in 0..bytes.len() {
            assert!(Memory::read(bytes[..length].to_vec()).known.is_empty());
        }
        assert!(Memory::read([&bytes[..], b"x"].concat()).known.is_empty());
        assert_eq!(Memory::read(bytes).known.len(), 1);
    }
}
