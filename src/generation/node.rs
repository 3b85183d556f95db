//! What stands at the paths of a store, wherever it is read.

use std::collections::BTreeSet;

/// Longest file that is compared by its text, in bytes; of longer ones only [`Files::digest`] is asked.
pub const LONGEST: usize = 1 << 20;
/// Most links that are followed on the way to one file, as Linux does (`ELOOP`).
const MOST_LINKS: usize = 40;

/// What stands at a path of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A file, and whether it can be executed.
    File(Vec<u8>, bool),
    /// A file that is longer than [`LONGEST`].
    Long,
    /// A link, and where it leads, as written.
    Link(String),
    /// A folder, and the names in it.
    Folder(BTreeSet<String>),
    /// Nothing, or nothing that can be read: dangling links, collected garbage.
    Missing,
}

/// Gives what stands at paths of a store. Reading is somebody else's business.
pub trait Files {
    /// What stands at an absolute path, without following a link at its end.
    fn node(&self, path: &str) -> Node;

    /// Where a link leads, as written; none: no link stands there. Faster than asking what does.
    fn link(&self, path: &str) -> Option<String> {
        match self.node(path) {
            Node::Link(target) => Some(target),
            _ => None,
        }
    }

    /// A digest of a file that is too long to be compared, without the hashes of store paths; none: it is not at hand,
    /// and the file counts as the same.
    fn digest(&self, path: &str) -> Option<[u8; 32]> {
        let _ = path;
        None
    }
}

/// What stands at a path. Files that came from elsewhere do not follow links in the middle of a path by themselves.
pub fn node(files: &dyn Files, path: &str) -> Node {
    match files.node(path) {
        Node::Missing => lookup(files, path).1,
        found => found,
    }
}

/// What stands at a path once all links on the way and at its end are followed, and where that is.
pub fn lookup(files: &dyn Files, path: &str) -> (String, Node) {
    let mut todo: Vec<String> = path.rsplit('/').map(str::to_owned).collect();
    let mut at = String::new();
    let mut links = 0;
    while let Some(part) = todo.pop() {
        match part.as_str() {
            "" | "." => continue,
            ".." => {
                at.truncate(at.rfind('/').unwrap_or(0));
                continue;
            }
            part => {
                at.push('/');
                at.push_str(part);
            }
        }
        if let Some(target) = files.link(&at) {
            links += 1;
            if links > MOST_LINKS {
                return (at, Node::Missing);
            }
            if target.starts_with('/') {
                at.clear();
            } else {
                at.truncate(at.rfind('/').unwrap_or(0));
            }
            todo.extend(target.rsplit('/').map(str::to_owned));
        }
    }
    let node = files.node(&at);
    (at, node)
}
