//! What is a package and what is configuration among the paths of a store.
//!
//! A name does not tell: `unit-50-mesh.netdev` and `etc-sysctl.d-60-nixos.conf` look as if they had a version. A package
//! has one **and** is a folder of programs; whatever else a system's `/etc` and its script of activation lead to is
//! configuration, which is compared and no package of anybody's.

use std::collections::BTreeSet;

use super::equal::resolved;
use super::packages::name_and_version;
use crate::generation::references::apart;
use crate::generation::{Files, Node, node};

/// Folders of which a package has at least one. `read.sh` has the same.
const PROGRAMS: &[&str] = &[
    "bin", "include", "lib", "lib32", "lib64", "libexec", "sbin", "share",
];
/// Most paths that are looked at.
const MOST: usize = 200_000;

/// Whether a name, without its hash, has a version at its end: `openssl-3.0.14`.
pub fn has_version(name: &str) -> bool {
    let (_, version) = name_and_version(name);
    version.starts_with(|first: char| first.is_ascii_digit())
}

/// Whether a store path is a folder of programs; none: nothing of it is at hand.
pub fn holds_programs(node: &Node) -> Option<bool> {
    match node {
        Node::Missing => None,
        Node::Folder(names) => Some(PROGRAMS.iter().any(|name| names.contains(*name))),
        Node::File(..) | Node::Long | Node::Link(_) => Some(false),
    }
}

/// Store paths that are configuration of a system. `store` is the store's folder.
pub fn configuration(files: &dyn Files, system: &str, store: &str) -> BTreeSet<String> {
    let store = format!("{}/", store.trim_end_matches('/'));
    let root = |path: &str| {
        let base = path.strip_prefix(&store)?.split('/').next()?;
        Some(format!("{store}{base}"))
    };
    let is_package = |root: &str| {
        let name = root.get(store.len() + 33..).unwrap_or_default();
        has_version(name) && holds_programs(&node(files, root)) != Some(false)
    };
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut todo = vec![format!("{system}/etc"), format!("{system}/activate")];
    while let Some(path) = todo.pop() {
        if seen.len() > MOST || !seen.insert(path.clone()) {
            continue;
        }
        let leads = match node(files, &path) {
            Node::Folder(names) => {
                todo.extend(names.iter().map(|name| format!("{path}/{name}")));
                continue;
            }
            Node::Link(target) => vec![resolved(&path, &target)],
            Node::File(text, _) => {
                let references = apart(&text, &store).references;
                references.iter().map(|it| it.path(&store)).collect()
            }
            Node::Long | Node::Missing => Vec::new(),
        };
        for lead in leads {
            let Some(root) = root(&lead) else { continue };
            if root != system && (found.contains(&root) || !is_package(&root)) {
                found.insert(root);
                todo.push(lead);
            }
        }
    }
    found
}
