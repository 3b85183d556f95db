//! Which files a machine is made of: from its modules along their imports.
//!
//! Pure: whoever has the files reads what [`Files::wanted`] names, and gives it, until nothing is wanted.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::foreign;
use super::read::{self, Duplicate, Import, Module, SyntaxError};
use super::text;

/// As many files are followed; more is no collective's repository.
const MOST: usize = 20_000;

/// The Nix files of a repository that machines are made of, each read once.
#[derive(Debug, Default)]
pub struct Files {
    files: BTreeMap<Utf8PathBuf, Given>,
    wanted: BTreeSet<Utf8PathBuf>,
}

/// What stands at a path: whoever reads the disk says it.
#[derive(Debug)]
pub enum At {
    /// A file with this text.
    Text(String),
    /// A folder: its `default.nix` is meant.
    Folder,
    /// Nothing that can be read.
    Nothing,
}

/// What was given.
#[derive(Debug)]
enum Given {
    File(Box<File>),
    Folder,
    Nothing,
}

/// A file that was read.
#[derive(Debug)]
pub struct File {
    /// As a module; or why it is not Nix.
    pub module: Result<Module, Vec<SyntaxError>>,
    /// Names that stand in it twice.
    pub duplicates: Vec<Duplicate>,
}

impl File {
    /// Reads a text.
    pub fn read(text: &str) -> Self {
        let (module, duplicates) = match read::module_and_duplicates(text) {
            Ok((module, duplicates)) => (Ok(module), duplicates),
            Err(errors) => (Err(errors), Vec::new()),
        };
        Self { module, duplicates }
    }
}

/// The files of one machine, in the order of their imports, and what could not be followed.
#[derive(Debug, Default)]
pub struct Reach<'f> {
    /// Path and file.
    pub files: Vec<(&'f Utf8Path, &'f File)>,
    /// Imports that add options that nobody here knows, with the file that has them.
    pub unknown: Vec<(&'f Utf8Path, &'f Import)>,
    /// Whether there is a file that has more imports than its text tells.
    pub open: bool,
}

impl Files {
    /// Nothing yet, but for what these paths lead to, relative to the repository's root.
    pub fn wanting(roots: impl IntoIterator<Item = Utf8PathBuf>) -> Self {
        let wanted = roots.into_iter().filter_map(|path| normal(&path)).collect();
        Self {
            files: BTreeMap::new(),
            wanted,
        }
    }

    /// The paths that are to be given next, sorted.
    pub fn wanted(&self) -> Vec<Utf8PathBuf> {
        self.wanted.iter().cloned().collect()
    }

    /// Takes in what stands at paths; reads texts on all cores.
    pub fn give(&mut self, found: Vec<(Utf8PathBuf, At)>) {
        let read = |at| match at {
            At::Text(text) => Given::File(Box::new(File::read(&text))),
            At::Folder => Given::Folder,
            At::Nothing => Given::Nothing,
        };
        let given: Vec<(Utf8PathBuf, Given)> = text::on_all_cores(|| {
            let found = found.into_par_iter();
            found.map(|(path, at)| (path, read(at))).collect()
        });
        for (path, given) in given {
            self.wanted.remove(&path);
            let leads: Vec<Utf8PathBuf> = match &given {
                Given::File(file) => file
                    .module
                    .iter()
                    .flat_map(|module| &module.imports)
                    .filter_map(|import| target(&path, import))
                    .collect(),
                Given::Folder => vec![path.join("default.nix")],
                Given::Nothing => Vec::new(),
            };
            self.files.insert(path, given);
            for target in leads {
                if !self.files.contains_key(&target) && self.files.len() + self.wanted.len() < MOST
                {
                    self.wanted.insert(target);
                }
            }
        }
    }

    /// The files that a machine's modules lead to.
    pub fn reach(&self, roots: impl IntoIterator<Item = Utf8PathBuf>) -> Reach<'_> {
        let mut reach = Reach::default();
        let mut seen = BTreeSet::new();
        let mut left: Vec<Utf8PathBuf> = roots.into_iter().filter_map(|it| normal(&it)).collect();
        left.reverse();
        while let Some(path) = left.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            let (path, file) = match self.files.get_key_value(&path) {
                Some((path, Given::File(file))) => (path, file),
                Some((path, Given::Folder)) => {
                    left.push(path.join("default.nix"));
                    continue;
                }
                _ => {
                    reach.open = true;
                    continue;
                }
            };
            reach.files.push((path, file));
            let Ok(module) = &file.module else {
                reach.open = true;
                continue;
            };
            reach.open |= module.open;
            for import in module.imports.iter().rev() {
                match target(path, import) {
                    Some(target) => left.push(target),
                    None if foreign::is_known(&import.what) => {}
                    None => reach.unknown.push((path, import)),
                }
            }
        }
        reach
    }
}

impl Files {
    /// Imports that lead to nothing: the file that has them, the import, and where it leads. A folder without a
    /// `default.nix` is nothing.
    pub fn dangling(&self) -> Vec<(&Utf8Path, &Import, Utf8PathBuf)> {
        let is_nothing = |path: &Utf8Path| matches!(self.files.get(path), Some(Given::Nothing));
        let mut dangling = Vec::new();
        for (path, given) in &self.files {
            let Given::File(file) = given else { continue };
            for import in file.module.iter().flat_map(|module| &module.imports) {
                let Some(mut target) = target(path, import) else {
                    continue;
                };
                if matches!(self.files.get(&target), Some(Given::Folder)) {
                    target.push("default.nix");
                }
                if is_nothing(&target) {
                    dangling.push((path.as_path(), import, target));
                }
            }
        }
        dangling
    }
}

/// The file in the repository that an import leads to.
fn target(from: &Utf8Path, import: &Import) -> Option<Utf8PathBuf> {
    let path = import
        .path
        .as_deref()
        .filter(|path| path.starts_with('.'))?;
    let folder = from.parent().unwrap_or(Utf8Path::new(""));
    normal(&folder.join(path))
}

/// A path without `.` and `..`; none if it leads out of the repository.
fn normal(path: &Utf8Path) -> Option<Utf8PathBuf> {
    let mut normal = Utf8PathBuf::new();
    for component in path.components() {
        match component {
            Utf8Component::Normal(name) => normal.push(name),
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => {
                if !normal.pop() {
                    return None;
                }
            }
            Utf8Component::RootDir | Utf8Component::Prefix(_) => return None,
        }
    }
    Some(normal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follow(disk: &[(&str, &str)], root: &str) -> Files {
        let mut files = Files::wanting([Utf8PathBuf::from(root)]);
        while !files.wanted().is_empty() {
            let look = |path: Utf8PathBuf| {
                let below = format!("{path}/");
                let file = disk.iter().find(|(name, _)| *name == path);
                let at = match file {
                    Some((_, text)) => At::Text((*text).to_owned()),
                    None if disk.iter().any(|(name, _)| name.starts_with(&below)) => At::Folder,
                    None => At::Nothing,
                };
                (path, at)
            };
            files.give(files.wanted().into_iter().map(look).collect());
        }
        files
    }

    fn reached(disk: &[(&str, &str)]) -> (Vec<String>, Vec<String>, bool) {
        let files = follow(disk, "machines/a");
        let reach = files.reach([Utf8PathBuf::from("machines/a")]);
        let paths = reach.files.iter().map(|(path, _)| path.to_string());
        let unknown = reach.unknown.iter().map(|(_, it)| it.what.clone());
        (paths.collect(), unknown.collect(), reach.open)
    }

    #[test]
    fn imports_are_followed_along_folders_and_in_circles() {
        let disk = [
            (
                "machines/a/default.nix",
                "{ imports = [ ./b.nix ../../common ]; }",
            ),
            (
                "machines/a/b.nix",
                "{ imports = [ ./default.nix ./b.nix ]; }",
            ),
            (
                "common/default.nix",
                "{ inputs, ... }: { imports = [ ../machines/a/b.nix inputs.sops-nix.x inputs.y ]; }",
            ),
        ];
        let (paths, unknown, open) = reached(&disk);
        assert_eq!(
            paths,
            [
                "machines/a/default.nix",
                "machines/a/b.nix",
                "common/default.nix"
            ]
        );
        assert_eq!((unknown, open), (vec!["inputs.y".to_owned()], false));
    }

    #[test]
    fn what_cannot_be_followed_leaves_the_tree_open() {
        for imports in [
            "[ ./missing.nix ]",
            "other",
            "[ ] ++ other",
            "[ ../../../outside.nix ]",
            "[ /etc/x.nix ]",
        ] {
            let text = format!("{{ other, ... }}: {{ imports = {imports}; }}");
            let (_, unknown, open) = reached(&[("machines/a/default.nix", &text)]);
            assert!(open || !unknown.is_empty(), "{imports}");
        }
        let (paths, unknown, open) = reached(&[(
            "machines/a/default.nix",
            "{ imports = [ (modulesPath + \"/x.nix\") ]; }",
        )]);
        assert_eq!((paths.len(), unknown.len(), open), (1, 0, false));
    }
}
