//! Whether two files of two generations say the same, *modulo rebuild*: a store path whose hash alone is another is no
//! difference, as long as what stands behind it says the same.
//!
//! Blanking hashes is not enough: a firewall lives in a script that a unit names by its store path, and a changed
//! script would vanish with its hash. So the i-th store path of one text is compared with the i-th of the other, and
//! what they lead to is compared in turn. At packages ([`super::configuration`]) the comparison ends, and
//! [`super::packages`] has its say.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::configuration::{has_version, holds_programs};
use super::packages::name_and_version;
use crate::generation::{Files, Node, lookup, node, references::apart};

/// How far folders, links and references are followed; what is deeper and not the same path counts as a difference.
const DEEPEST: usize = 200;
/// How two files differ.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Path below the two files that were compared, empty for these themselves: `firewall.service`.
    pub at: String,
    /// Names of the store paths through which the difference is reached: `["firewall-start"]`.
    pub through: Vec<String>,
    /// The two files that differ at last, as absolute paths; none on the side where there is nothing.
    pub from: Option<String>,
    /// The new one.
    pub to: Option<String>,
}

/// Compares files of two generations; remembers what it has compared.
pub struct Comparison<'f> {
    from: &'f dyn Files,
    to: &'f dyn Files,
    store: String,
    known: RefCell<BTreeMap<(String, String), Known>>,
    /// Pairs whose result holds only if the pairs above them are the same, the innermost last.
    doubtful: RefCell<Vec<(String, String)>>,
    /// How far up the pairs reach that a result depends on.
    reach: Cell<usize>,
    /// Whether all that was met could be compared.
    is_whole: Cell<bool>,
    /// The two systems, which their own scripts name.
    systems: (&'f str, &'f str),
}

/// What is known of a pair.
enum Known {
    /// It is being compared, as so many pairs above it are.
    Begun(usize),
    /// Its differences, and how far up the pairs reach that must be the same for that to hold.
    Compared(Vec<Difference>, usize),
}

/// A store path, taken apart.
struct Place<'p> {
    /// The store path itself.
    root: &'p str,
    /// Its name with its version.
    full: &'p str,
    /// What stands below it.
    below: &'p str,
}

impl<'f> Comparison<'f> {
    /// A comparison of two sources. `store` is the store's folder, `/nix/store` nearly everywhere.
    pub fn new(from: &'f dyn Files, to: &'f dyn Files, store: &str) -> Self {
        Self {
            from,
            to,
            store: format!("{}/", store.trim_end_matches('/')),
            known: RefCell::default(),
            doubtful: RefCell::default(),
            reach: Cell::new(usize::MAX),
            is_whole: Cell::new(true),
            systems: ("", ""),
        }
    }

    /// A comparison of what is in two systems: that one names itself is no difference.
    #[must_use]
    pub fn between(self, from: &'f str, to: &'f str) -> Self {
        Self {
            systems: (from, to),
            ..self
        }
    }

    /// The name that a link leads to which stands beside it, at the one path or at the other.
    pub fn name_beside(&self, from: &str, to: &str) -> Option<String> {
        let beside = |files: &dyn Files, path: &str| {
            let (folder, name) = path.rsplit_once('/')?;
            let (folder, _) = lookup(files, folder);
            let target = files.link(&format!("{folder}/{name}"))?;
            (!target.contains('/')).then_some(target)
        };
        beside(self.to, to).or_else(|| beside(self.from, from))
    }

    /// The names in a folder that only one side has.
    pub fn names(&self, difference: &Difference) -> BTreeSet<String> {
        let node = match (&difference.from, &difference.to) {
            (Some(from), None) => lookup(self.from, from).1,
            (None, Some(to)) => lookup(self.to, to).1,
            _ => Node::Missing,
        };
        match node {
            Node::Folder(names) => names,
            _ => BTreeSet::new(),
        }
    }

    /// Whether there is something at the one path or at the other.
    pub fn is_anywhere(&self, from: &str, to: &str) -> bool {
        self.from.node(from) != Node::Missing || self.to.node(to) != Node::Missing
    }

    /// Whether all that was met so far could be compared: what is not at hand may be another, whatever its name says.
    pub fn is_whole(&self) -> bool {
        self.is_whole.get()
    }

    /// All differences between two paths; empty: they say the same.
    pub fn compare(&self, from: &str, to: &str) -> Vec<Difference> {
        self.reach.set(usize::MAX);
        self.paths(from, to, 0)
    }

    fn paths(&self, from: &str, to: &str, depth: usize) -> Vec<Difference> {
        // A store path never changes its contents.
        if from == to && from.starts_with(&self.store) {
            return Vec::new();
        }
        if depth > DEEPEST {
            return differs(from, to);
        }
        let key = (from.to_owned(), to.to_owned());
        match self.known.borrow().get(&key) {
            // A pair that is being compared further up counts as the same: what differs there is told there.
            Some(Known::Begun(at)) => {
                self.reach.set(self.reach.get().min(*at));
                return Vec::new();
            }
            Some(Known::Compared(found, reach)) => {
                self.reach.set(self.reach.get().min(*reach));
                return found.clone();
            }
            None => {}
        }
        self.known
            .borrow_mut()
            .insert(key.clone(), Known::Begun(depth));
        let above = self.reach.replace(usize::MAX);
        let begun = self.doubtful.borrow().len();
        let found = self.nodes(from, to, depth);
        let own = self.reach.get();
        let reach = if own < depth { own } else { usize::MAX };
        let mut known = self.known.borrow_mut();
        known.insert(key.clone(), Known::Compared(found.clone(), reach));
        if own < depth {
            self.doubtful.borrow_mut().push(key);
        } else {
            // The first pair of a circle: what was taken for the same on the way round was, or was not.
            for pair in self.doubtful.borrow_mut().split_off(begun) {
                match known.get_mut(&pair) {
                    Some(Known::Compared(_, reach)) if found.is_empty() => *reach = usize::MAX,
                    _ => drop(known.remove(&pair)),
                }
            }
        }
        self.reach.set(above.min(reach));
        found
    }

    fn nodes(&self, from: &str, to: &str, depth: usize) -> Vec<Difference> {
        match (node(self.from, from), node(self.to, to)) {
            (Node::Link(old), Node::Link(new)) => {
                self.targets(&resolved(from, &old), &resolved(to, &new), depth)
            }
            (Node::Link(old), _) => self.targets(&resolved(from, &old), to, depth),
            (_, Node::Link(new)) => self.targets(from, &resolved(to, &new), depth),
            (Node::Folder(old), Node::Folder(new)) => self.folders(from, to, &old, &new, depth),
            (Node::File(old, old_mode), Node::File(new, new_mode)) => {
                if old_mode != new_mode {
                    return differs(from, to);
                }
                if old == new {
                    return Vec::new();
                }
                self.texts(&old, &new, depth)
                    .unwrap_or_else(|| differs(from, to))
            }
            (Node::Long, Node::Long) => match (self.from.digest(from), self.to.digest(to)) {
                (Some(old), Some(new)) if old != new => differs(from, to),
                (Some(_), Some(_)) => Vec::new(),
                _ => {
                    self.is_whole.set(false);
                    Vec::new()
                }
            },
            // Two paths of which nothing is left, or which nobody may read, may have said anything.
            _ => differs(from, to),
        }
    }

    /// Two places that links lead to.
    fn targets(&self, from: &str, to: &str, depth: usize) -> Vec<Difference> {
        let (Some(old), Some(new)) = (self.place(from), self.place(to)) else {
            // Outside of the store only the names are the generation's: `/etc/mtab` → `/proc/mounts`.
            return if from == to {
                Vec::new()
            } else {
                differs(from, to)
            };
        };
        if self.is_package(&old, &new) {
            // The same file of another build, or of another version: `packages` tells.
            return if old.below == new.below {
                Vec::new()
            } else {
                differs(from, to)
            };
        }
        self.paths(from, to, depth + 1)
    }

    fn folders(
        &self,
        from: &str,
        to: &str,
        old: &BTreeSet<String>,
        new: &BTreeSet<String>,
        depth: usize,
    ) -> Vec<Difference> {
        let mut found = Vec::new();
        for name in old.union(new) {
            let (was, will) = (format!("{from}/{name}"), format!("{to}/{name}"));
            let inner = match (old.contains(name), new.contains(name)) {
                (true, true) => self.paths(&was, &will, depth + 1),
                (there, _) => vec![Difference {
                    at: String::new(),
                    through: Vec::new(),
                    from: there.then_some(was),
                    to: (!there).then_some(will),
                }],
            };
            found.extend(inner.into_iter().map(|mut difference| {
                difference.at = if difference.at.is_empty() {
                    name.clone()
                } else {
                    format!("{name}/{}", difference.at)
                };
                difference
            }));
        }
        found
    }

    /// Differences behind the store paths of two texts; none: the texts themselves differ.
    fn texts(&self, from: &[u8], to: &[u8], depth: usize) -> Option<Vec<Difference>> {
        let (old, new) = (apart(from, &self.store), apart(to, &self.store));
        if old.plain != new.plain || old.references.len() != new.references.len() {
            return None;
        }
        // One way to each difference is enough: there may be very many.
        let mut found: BTreeMap<(Option<String>, Option<String>), Difference> = BTreeMap::new();
        for (old, new) in old.references.iter().zip(&new.references) {
            if old.hash == new.hash && old.name == new.name {
                continue;
            }
            let (was, will) = (old.path(&self.store), new.path(&self.store));
            let (was_at, will_at) = (self.place(&was)?, self.place(&will)?);
            // Names and what follows them are part of the text.
            if old.name != new.name && !self.is_package(&was_at, &will_at) {
                return None;
            }
            for mut difference in self.targets(&was, &will, depth) {
                let below = std::mem::take(&mut difference.at);
                let through = if below.is_empty() {
                    new.name.to_owned()
                } else {
                    format!("{}/{below}", new.name)
                };
                difference.through.insert(0, through);
                let ends = (difference.from.clone(), difference.to.clone());
                found.entry(ends).or_insert(difference);
            }
        }
        Some(found.into_values().collect())
    }

    fn place<'p>(&self, path: &'p str) -> Option<Place<'p>> {
        let rest = path.strip_prefix(&self.store)?;
        let base = rest.split('/').next().unwrap_or(rest);
        let (root, below) = path.split_at(self.store.len() + base.len());
        let full = base.split_once('-').map_or(base, |(_, name)| name);
        Some(Place { root, full, below })
    }

    /// Whether two store paths are one package, of other builds or versions, or the two systems.
    fn is_package(&self, old: &Place<'_>, new: &Place<'_>) -> bool {
        if (old.root, new.root) == self.systems {
            return true;
        }
        if name_and_version(old.full).0 != name_and_version(new.full).0
            || !has_version(old.full)
            || !has_version(new.full)
        {
            return false;
        }
        match (
            holds_programs(&node(self.from, old.root)),
            holds_programs(&node(self.to, new.root)),
        ) {
            // What is at hand of neither looks like one, and nobody knows.
            (None, None) => {
                self.is_whole.set(false);
                true
            }
            (old, new) => old.unwrap_or(true) && new.unwrap_or(true),
        }
    }
}

fn differs(from: &str, to: &str) -> Vec<Difference> {
    vec![Difference {
        at: String::new(),
        through: Vec::new(),
        from: Some(from.to_owned()),
        to: Some(to.to_owned()),
    }]
}

/// Where a link leads, from where it stands.
pub(super) fn resolved(link: &str, target: &str) -> String {
    if target.starts_with('/') {
        return target.to_owned();
    }
    let mut parts: Vec<&str> = link.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests;
