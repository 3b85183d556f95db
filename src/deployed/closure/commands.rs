//! Closures as `nix-store` tells them.

use std::collections::BTreeMap;

use super::ClosureError;
use crate::deployed::store::Store;
use crate::generation::{Closure, StorePath};
use crate::nix::store::{self as nix, StoreError};

/// Both closures of a pair.
pub(super) fn pair(
    store: &Store,
    from: &str,
    to: &str,
) -> Result<(Closure, Closure), ClosureError> {
    let old = requisites(store, from)?;
    let new = requisites(store, to)?;
    let all: std::collections::BTreeSet<&String> = old.iter().chain(&new).collect();
    let known = dump(store, all.into_iter())?;
    let closure = |paths: &[String], with_references: &dyn Fn(&str) -> bool| Closure {
        paths: paths
            .iter()
            .map(|path| {
                let mut info = known.get(path).cloned().unwrap_or_default();
                if !with_references(path) {
                    info.references = None;
                }
                (path.clone(), info)
            })
            .collect(),
    };
    let from = closure(&old, &|_| false);
    let to = closure(&new, &|path| !from.paths.contains_key(path));
    Ok((from, to))
}

fn requisites(store: &Store, path: &str) -> Result<Vec<String>, ClosureError> {
    let text = nix::requisites(store.location(), path).map_err(ClosureError::Command)?;
    let paths: Vec<String> = text.lines().map(str::to_owned).collect();
    if paths.is_empty() {
        return Err(ClosureError::Unknown(path.to_owned()));
    }
    Ok(paths)
}

fn dump<'p>(
    store: &Store,
    paths: impl Iterator<Item = &'p String>,
) -> Result<BTreeMap<String, StorePath>, ClosureError> {
    let mut list = String::new();
    for path in paths {
        list.push_str(path);
        list.push('\n');
    }
    let text = nix::dump(store.location(), list).map_err(ClosureError::Command)?;
    let mut lines = text.lines();
    let mut known = BTreeMap::new();
    while let Some(path) = lines.next() {
        let mut number = || lines.next().and_then(|line| line.parse::<u64>().ok());
        let nonsense = || ClosureError::Command(StoreError::Nonsense(nix::DUMP));
        let _hash = number();
        let size = number().ok_or_else(nonsense)?;
        let _deriver = lines.next();
        let count = lines
            .next()
            .and_then(|line| line.parse::<usize>().ok())
            .ok_or_else(nonsense)?;
        let references = lines.by_ref().take(count).map(str::to_owned).collect();
        known.insert(
            path.to_owned(),
            StorePath {
                size,
                references: Some(references),
            },
        );
    }
    Ok(known)
}
