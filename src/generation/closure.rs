//! All store paths that a generation needs.

use std::collections::BTreeMap;

/// All store paths that a generation needs, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closure {
    /// What is known of each.
    pub paths: BTreeMap<String, StorePath>,
}

/// A path of a closure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StorePath {
    /// Bytes of its archive.
    pub size: u64,
    /// Paths that it refers to; itself may be among them. None: the source does not tell.
    pub references: Option<Vec<String>>,
}

impl Closure {
    /// Bytes of all its paths.
    pub fn size(&self) -> u64 {
        self.paths
            .values()
            .fold(0, |sum, path| sum.saturating_add(path.size))
    }
}
