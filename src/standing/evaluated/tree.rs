//! An evaluated system as files, as it would stand in the store.

use std::collections::{BTreeMap, BTreeSet};

use super::{Outline, System, Top, Unit};
use crate::deployed::store::Store;
use crate::generation::{Files, Node, lookup};

/// Deepest folder of the deployed system that is taken over.
const DEEPEST: usize = 4;

/// Files of a system that is not built. What is in this computer's store is read there.
pub(super) struct Evaluated<'s> {
    nodes: BTreeMap<String, Node>,
    store: &'s Store,
}

impl<'s> Evaluated<'s> {
    /// Lays out a system. What only a build would tell (links that start units, units of packages, patterns) is taken
    /// over from the deployed system, so that it makes no difference.
    pub fn new(outline: &Outline, store: &'s Store, old: &System<'_>) -> Self {
        let mut laid = Self {
            nodes: BTreeMap::new(),
            store,
        };
        for (path, text) in &outline.texts {
            let node = Node::File(text.content.clone().into_bytes(), text.executable);
            laid.put(path, &text.below, node);
        }
        let top = &outline.toplevel;
        let etc = format!("{}/etc", outline.etc);
        laid.put(top, "/etc", Node::Link(etc));
        if laid.store.node(&outline.etc) == Node::Missing {
            laid.files(outline, old);
        }
        match &outline.activate {
            // Source: top-level.nix: `echo "$activationScript" > $out/activate`, then `@out@` is the system itself.
            Some(script) => {
                let text = script.replace("@out@", top) + "\n";
                laid.put(top, "/activate", Node::File(text.into_bytes(), true));
            }
            None => laid.take_over(old, &format!("{}/activate", old.path), top, "/activate", 0),
        }
        for (name, what) in &outline.top {
            let below = format!("/{name}");
            match what {
                Some(Top::Link(target)) => laid.put(top, &below, Node::Link(target.clone())),
                Some(Top::Text(text)) => {
                    // With or without a line break at its end.
                    let was = old.files.node(&format!("{}/{name}", old.path));
                    let same = matches!(&was, Node::File(was, _) if was.trim_ascii_end() == text.as_bytes());
                    let node = if same {
                        was
                    } else {
                        Node::File(text.clone().into_bytes(), false)
                    };
                    laid.put(top, &below, node);
                }
                None => laid.take_over(old, &format!("{}/{name}", old.path), top, &below, 0),
            }
        }
        let below = "/init-interface-version";
        laid.take_over(old, &format!("{}{below}", old.path), top, below, 0);
        laid
    }

    fn files(&mut self, outline: &Outline, old: &System<'_>) {
        for (target, file) in &outline.files {
            let below = format!("/etc/{target}");
            let there = format!("{}/etc/{target}", old.path);
            if file.source.contains('*') {
                self.take_over(old, &there, &outline.etc, &below, 0);
                continue;
            }
            if let Some(text) = &file.text {
                self.nodes
                    .entry(file.source.clone())
                    .or_insert_with(|| Node::File(text.clone().into_bytes(), false));
            }
            if let Some(units) = outline.units.get(target)
                && self.store.node(&file.source) == Node::Missing
            {
                self.units(&file.source, units, old, &there);
            }
            self.put(&outline.etc, &below, Node::Link(file.source.clone()));
            if file.mode != "symlink" {
                for (ending, text) in [("mode", &file.mode), ("uid", &file.uid), ("gid", &file.gid)]
                {
                    let node = Node::File(format!("{text}\n").into_bytes(), false);
                    self.put(&outline.etc, &format!("{below}.{ending}"), node);
                }
            }
        }
    }

    /// The folder of units: those of modules as evaluated, all else as it is.
    ///
    /// Source: `generateUnits` of `nixos/lib/systemd-lib.nix`: a module's unit stands at its name, or, where a package
    /// brings one of that name, at `NAME.d/overrides.conf`.
    fn units(
        &mut self,
        folder: &str,
        units: &BTreeMap<String, Unit>,
        old: &System<'_>,
        there: &str,
    ) {
        self.put(folder, "", Node::Folder(BTreeSet::new()));
        let (there, _) = lookup(old.files, there);
        self.take_over(old, &there, folder, "", 0);
        for (name, unit) in units {
            let node = match &unit.text {
                _ if !unit.enable => Some(Node::Link("/dev/null".to_owned())),
                Some(text) => Some(Node::File(text.clone().into_bytes(), false)),
                None => None,
            };
            if let Some(node) = node {
                self.put(&unit.path, &format!("/{name}"), node);
            }
            let beside = self.nodes.contains_key(&format!("{folder}/{name}"));
            let place = if unit.beside || beside {
                format!("/{name}.d/overrides.conf")
            } else {
                format!("/{name}")
            };
            self.put(folder, &place, Node::Link(format!("{}/{name}", unit.path)));
        }
    }

    /// Takes over what the deployed system has at a path, but for units of modules; links lead where they led.
    fn take_over(&mut self, old: &System<'_>, from: &str, root: &str, below: &str, depth: usize) {
        match old.files.node(from) {
            Node::Missing => {}
            Node::Link(target) if is_of_a_module(&target) => {}
            Node::Folder(names) if depth < DEEPEST => {
                for name in names {
                    let (from, below) = (format!("{from}/{name}"), format!("{below}/{name}"));
                    self.take_over(old, &from, root, &below, depth + 1);
                }
            }
            node => self.put(root, below, node),
        }
    }

    /// Puts something below a store path, and the folders above it.
    fn put(&mut self, root: &str, below: &str, node: Node) {
        let mut folder = root.to_owned();
        for name in below.split('/').skip(1) {
            let entry = self
                .nodes
                .entry(folder.clone())
                .or_insert_with(|| Node::Folder(BTreeSet::new()));
            if let Node::Folder(names) = entry {
                names.insert(name.to_owned());
            }
            folder.push('/');
            folder.push_str(name);
        }
        match (self.nodes.get(&folder), &node) {
            // A folder that has something in it already stays.
            (Some(Node::Folder(_)), Node::Folder(_)) => {}
            _ => {
                self.nodes.insert(folder, node);
            }
        }
    }
}

/// Whether a link leads to a unit that a module made: `/nix/store/HASH-unit-NAME/NAME`.
fn is_of_a_module(target: &str) -> bool {
    let mut parts = target.rsplit('/').skip(1);
    let store_name = parts.next().and_then(|name| name.split_once('-'));
    store_name.is_some_and(|(_, name)| name.starts_with("unit-"))
}

impl Files for Evaluated<'_> {
    fn node(&self, path: &str) -> Node {
        match self.nodes.get(path) {
            Some(node) => node.clone(),
            None if path.starts_with(self.store.folder.as_str()) => self.store.node(path),
            None => Node::Missing,
        }
    }

    fn digest(&self, path: &str) -> Option<[u8; 32]> {
        if self.nodes.contains_key(path) {
            return None;
        }
        self.store.digest(path)
    }
}
