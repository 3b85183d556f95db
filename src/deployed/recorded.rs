//! Files of a system that came from elsewhere: over ssh, or out of a saved snapshot.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use super::redacted::redacted;
use crate::generation::{Files, LONGEST, Node};

/// Most that is unpacked of one archive, in bytes.
const MOST: u64 = 64 << 20;

/// Nodes by absolute path. Nothing of them is ever written to the disk under such a path, and secrets are not kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorded {
    nodes: BTreeMap<String, Node>,
}

impl Recorded {
    /// Unpacks a tar archive, compressed by gzip. An archive that breaks off gives what came before, and says so.
    pub fn from_archive(archive: impl Read) -> (Self, Result<(), std::io::Error>) {
        let mut recorded = Self::default();
        let result = recorded.unpack(archive);
        (recorded, result)
    }

    fn unpack(&mut self, archive: impl Read) -> Result<(), std::io::Error> {
        let plain = flate2::read::GzDecoder::new(archive).take(MOST);
        let mut archive = tar::Archive::new(plain);
        // A hard link costs the archive nothing, and a copy here.
        let mut copied = 0;
        for entry in archive.entries()? {
            let mut entry = entry?;
            let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let kind = entry.header().entry_type();
            let node = if kind.is_symlink() {
                let target = entry.link_name_bytes().unwrap_or_default();
                Node::Link(String::from_utf8_lossy(&target).into_owned())
            } else if kind.is_dir() {
                Node::Folder(BTreeSet::new())
            } else if kind.is_hard_link() {
                let target = entry.link_name_bytes().unwrap_or_default();
                let target = String::from_utf8_lossy(&target).into_owned();
                let node = self.nodes.get(&absolute(&target));
                if let Some(Node::File(text, _)) = node {
                    copied += text.len() as u64;
                }
                if copied > MOST {
                    return Err(std::io::Error::other(
                        "its hard links unpack to more than 64 MiB",
                    ));
                }
                node.cloned().unwrap_or(Node::Missing)
            } else if kind.is_file() {
                if entry.size() > LONGEST as u64 {
                    Node::Long
                } else {
                    let executable = entry.header().mode()? & 0o111 != 0;
                    let mut text = Vec::new();
                    entry.read_to_end(&mut text)?;
                    Node::File(text, executable)
                }
            } else {
                continue;
            };
            let path = absolute(&path);
            if path.split('/').any(|part| matches!(part, "." | "..")) {
                continue;
            }
            self.put(&path, node);
        }
        Ok(())
    }

    /// Takes in what stands at a path, without its secrets, and lists it in its folder.
    pub fn put(&mut self, path: &str, node: Node) {
        let node = match node {
            Node::File(text, executable) => Node::File(redacted(path, text), executable),
            other => other,
        };
        if let Some((folder, name)) = path.rsplit_once('/')
            && let Some(Node::Folder(names)) = self.nodes.get_mut(folder)
        {
            names.insert(name.to_owned());
        }
        self.nodes.insert(path.to_owned(), node);
    }

    /// Takes back what came of a path and below it: it is longer than what is compared.
    pub fn too_long(&mut self, path: &str) {
        let below = format!("{path}/");
        self.nodes.retain(|other, _| !other.starts_with(&below));
        self.put(path, Node::Long);
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All of it, by path.
    pub fn nodes(&self) -> impl Iterator<Item = (&String, &Node)> {
        self.nodes.iter()
    }
}

impl Files for Recorded {
    fn node(&self, path: &str) -> Node {
        self.nodes.get(path).cloned().unwrap_or(Node::Missing)
    }

    fn link(&self, path: &str) -> Option<String> {
        match self.nodes.get(path) {
            Some(Node::Link(target)) => Some(target.clone()),
            _ => None,
        }
    }
}

/// `nix/store/x/` → `/nix/store/x`
fn absolute(path: &str) -> String {
    format!("/{}", path.trim_matches('/'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn hard_links_are_bounded() {
        let packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let mut archive = tar::Builder::new(packer);
        let text = vec![b'x'; LONGEST];
        let mut header = tar::Header::new_gnu();
        header.set_size(LONGEST as u64);
        header.set_mode(0o444);
        archive
            .append_data(&mut header, "nix/store/a", text.as_slice())
            .unwrap();
        for number in 0..100 {
            let mut header = tar::Header::new_gnu();
            header.set_size(0);
            header.set_entry_type(tar::EntryType::Link);
            let path = format!("nix/store/b{number:02}");
            archive
                .append_link(&mut header, path, "nix/store/a")
                .unwrap();
        }
        let packed = archive.into_inner().unwrap().finish().unwrap();
        let (recorded, result) = Recorded::from_archive(packed.as_slice());
        assert!(result.is_err());
        assert!((10..70).contains(&recorded.len()), "{}", recorded.len());
    }
}
