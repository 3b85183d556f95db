//! Two closures, compared: what comes, what goes, what has another version, what is rebuilt at the same one, and why.
//!
//! Names and versions are told apart as Nix does it (`DrvName`, and `nix store diff-closures` for the output at the
//! end): the version begins at the first `-` that no letter follows.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::generation::Closure;

/// A package that one closure has under versions that the other has not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Package {
    /// Its name without a version.
    pub name: String,
    /// Versions on the machine, sorted; an empty one where there is no version.
    pub from: BTreeSet<String>,
    /// Versions that will be there.
    pub to: BTreeSet<String>,
    /// Bytes that the closure grows by.
    pub growth: i64,
}

/// What two closures differ in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Packages {
    /// Names that only the new one has.
    pub added: Vec<Package>,
    /// Names that only the old one has.
    pub removed: Vec<Package>,
    /// Names with other versions.
    pub changed: Vec<Package>,
    /// Names with the same versions and other paths.
    pub rebuilt: Vec<Package>,
    /// New paths that refer to no other new path: where the rebuild begins. Sorted; none if references are not known.
    pub roots: Vec<String>,
    /// Bytes of the old closure.
    pub size_from: u64,
    /// Bytes of the new closure.
    pub size_to: u64,
}

/// Compares two closures.
pub fn packages(from: &Closure, to: &Closure) -> Packages {
    packages_beside(&BTreeSet::new(), from, to)
}

/// Compares two closures; paths that are configuration are no packages.
pub fn packages_beside(configuration: &BTreeSet<String>, from: &Closure, to: &Closure) -> Packages {
    let (old, new) = (grouped(from, configuration), grouped(to, configuration));
    let nothing = Group::default();
    let mut found = Packages {
        roots: roots(from, to),
        size_from: from.size(),
        size_to: to.size(),
        ..Packages::default()
    };
    let names: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    for name in names {
        let (was, will) = (
            old.get(name).unwrap_or(&nothing),
            new.get(name).unwrap_or(&nothing),
        );
        if was.paths == will.paths {
            continue;
        }
        let package = Package {
            name: name.to_owned(),
            from: was.versions.clone(),
            to: will.versions.clone(),
            growth: i64::try_from(will.size)
                .unwrap_or(i64::MAX)
                .saturating_sub(i64::try_from(was.size).unwrap_or(i64::MAX)),
        };
        let list = if was.paths.is_empty() {
            &mut found.added
        } else if will.paths.is_empty() {
            &mut found.removed
        } else if was.versions == will.versions {
            &mut found.rebuilt
        } else {
            &mut found.changed
        };
        list.push(package);
    }
    found
}

/// New paths that refer to no other new path.
fn roots(from: &Closure, to: &Closure) -> Vec<String> {
    let is_new = |path: &str| !from.paths.contains_key(path) && to.paths.contains_key(path);
    to.paths
        .iter()
        .filter(|(path, _)| is_new(path))
        .filter(|(path, info)| {
            info.references.as_ref().is_some_and(|references| {
                !references
                    .iter()
                    .any(|other| other != *path && is_new(other))
            })
        })
        .map(|(path, _)| path.clone())
        .collect()
}

#[derive(Default)]
struct Group<'a> {
    versions: BTreeSet<String>,
    paths: BTreeSet<&'a str>,
    size: u64,
}

fn grouped<'c>(
    closure: &'c Closure,
    configuration: &BTreeSet<String>,
) -> BTreeMap<&'c str, Group<'c>> {
    let mut groups: BTreeMap<&str, Group<'_>> = BTreeMap::new();
    for (path, info) in &closure.paths {
        if configuration.contains(path) {
            continue;
        }
        let (name, version) = name_and_version(path);
        let group = groups.entry(name).or_default();
        group.versions.insert(version.to_owned());
        group.paths.insert(path);
        group.size = group.size.saturating_add(info.size);
    }
    groups
}

/// `/nix/store/HASH-openssl-3.0.14-bin` → `openssl`, `3.0.14`.
pub fn name_and_version(path: &str) -> (&str, &str) {
    let base = path.rsplit('/').next().unwrap_or(path);
    let full = match base.split_once('-') {
        // The hash is 32 characters of Nix's base 32.
        Some((hash, rest)) if hash.len() == 32 => rest,
        _ => base,
    };
    let name = without_output(full);
    let bytes = name.as_bytes();
    let split = (0..bytes.len()).find(|&at| {
        bytes.get(at) == Some(&b'-')
            && bytes
                .get(at + 1)
                .is_some_and(|next| !next.is_ascii_alphabetic())
    });
    match split {
        Some(at) => (&name[..at], &name[at + 1..]),
        None => (name, ""),
    }
}

/// The name without the output at its end: `-bin`, `-lib32`.
fn without_output(full: &str) -> &str {
    match full.rsplit_once('-') {
        Some((name, output))
            if matches!(output, "lib32" | "lib64")
                || (!output.is_empty() && output.bytes().all(|b| b.is_ascii_lowercase())) =>
        {
            name
        }
        _ => full,
    }
}
