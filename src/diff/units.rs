//! The folder of units of a system: what each says, and which of them run.

use std::collections::{BTreeMap, BTreeSet};

use super::unit::Unit;
use crate::generation::{Files, Node, lookup};

/// Targets that a system always reaches.
const REACHED: &[&str] = &[
    "default.target",
    "sysinit.target",
    "basic.target",
    "sockets.target",
    "timers.target",
    "paths.target",
    "slices.target",
    "local-fs.target",
];
/// Keys of `[Unit]` whose units start with it.
const WITH: &[&str] = &["Wants", "Requires", "BindsTo", "Upholds"];
/// Folders beside a unit whose units start with it.
const FOLDERS: &[&str] = &["wants", "requires", "upholds"];

/// The units of a system.
pub struct Units<'f> {
    files: &'f dyn Files,
    folder: String,
    names: BTreeSet<String>,
}

/// What stands at the name of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It says this.
    Unit(Unit),
    /// Its file, of which nothing is at hand: a package's.
    Unread(String),
    /// It is switched off by a link to nothing.
    Masked,
    /// Nothing.
    Nothing,
}

impl<'f> Units<'f> {
    /// Those of a system.
    pub fn of(files: &'f dyn Files, system: &str) -> Self {
        let (folder, node) = lookup(files, &format!("{system}/etc/systemd/system"));
        let names = match node {
            Node::Folder(names) => names,
            _ => BTreeSet::new(),
        };
        Self {
            files,
            folder,
            names,
        }
    }

    /// Whether there is something of that name.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// What stands at a name, or for an instance at that of its template; with what overrides it.
    pub fn unit(&self, name: &str) -> Found {
        let base = match template(name) {
            Some(template) if !self.has(name) => template,
            _ => name.to_owned(),
        };
        if !self.has(&base) {
            return Found::Nothing;
        }
        let (at, node) = lookup(self.files, &format!("{}/{base}", self.folder));
        let mut unit = Unit::default();
        match node {
            Node::File(text, _) => unit.add(&String::from_utf8_lossy(&text)),
            _ if at == "/dev/null" => return Found::Masked,
            Node::Missing | Node::Long => return Found::Unread(at),
            Node::Link(_) | Node::Folder(_) => return Found::Nothing,
        }
        let own = (base != name).then_some(name);
        for owner in [base.as_str()].into_iter().chain(own) {
            for file in self.listed(&format!("{owner}.d")) {
                let path = format!("{}/{owner}.d/{file}", self.folder);
                if let (true, (_, Node::File(text, _))) =
                    (kind(&file) == "conf", lookup(self.files, &path))
                {
                    unit.add(&String::from_utf8_lossy(&text));
                }
            }
        }
        Found::Unit(unit)
    }

    /// The names in a folder beside the units.
    fn listed(&self, folder: &str) -> BTreeSet<String> {
        if !self.has(folder) {
            return BTreeSet::new();
        }
        match lookup(self.files, &format!("{}/{folder}", self.folder)).1 {
            Node::Folder(names) => names,
            _ => BTreeSet::new(),
        }
    }

    /// The name that another name stands for: `dbus.service` → `dbus-broker.service`.
    pub fn own_name(&self, name: &str) -> String {
        let link = self.files.link(&format!("{}/{name}", self.folder));
        match link {
            Some(target) if !target.contains('/') => target,
            _ => name.to_owned(),
        }
    }

    /// The units that start with a system, by name; none: it does not say what it starts. With `on_demand` also those
    /// that a socket starts.
    pub fn started(&self, on_demand: bool) -> Option<BTreeMap<String, Found>> {
        if !self.has("default.target") {
            return None;
        }
        let mut started = BTreeMap::new();
        let mut todo: Vec<String> = REACHED.iter().map(|name| (*name).to_owned()).collect();
        while let Some(name) = todo.pop() {
            let name = self.own_name(&name);
            if started.contains_key(&name) {
                continue;
            }
            let found = self.unit(&name);
            for folder in FOLDERS {
                todo.extend(self.listed(&format!("{name}.{folder}")));
            }
            if let Found::Unit(unit) = &found {
                for key in WITH {
                    todo.extend(unit.words("Unit", key).map(str::to_owned));
                }
                if let (true, Some(stem)) = (on_demand, name.strip_suffix(".socket")) {
                    let own = unit.words("Socket", "Service").last();
                    todo.push(own.map_or_else(|| format!("{stem}.service"), str::to_owned));
                }
            }
            started.insert(name, found);
        }
        Some(started)
    }

    /// All that are there by a name of their own, but templates.
    pub fn all(&self) -> BTreeMap<String, Found> {
        let names = self.names.iter().filter(|name| {
            let is_folder = [".d", ".wants", ".requires", ".upholds"]
                .iter()
                .any(|end| name.ends_with(end));
            !is_folder && !name.contains("@.") && self.own_name(name) == **name
        });
        names.map(|name| (name.clone(), self.unit(name))).collect()
    }
}

/// What the end of a name says: `service`.
pub fn kind(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, kind)| kind)
}

/// The template of an instance: `getty@tty1.service` → `getty@.service`.
fn template(name: &str) -> Option<String> {
    let (stem, rest) = name.split_once('@')?;
    let (_, kind) = rest.rsplit_once('.')?;
    Some(format!("{stem}@.{kind}"))
}
