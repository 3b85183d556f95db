//! Generated files that machines share. Systems do not carry them, so they are read from the commit that machines run.

use std::collections::BTreeMap;

use super::Gathered;
use crate::diff::drift::Place;
use crate::diff::machine::{Shared, modules};
use crate::emit::Tree;
use crate::standing::git::Repository;

/// Differences by commit, and notes on machines whose commit is not known.
pub(crate) fn shared(
    gathered: &mut [Gathered],
    tree: &Tree,
    repository: Option<&Repository>,
) -> Vec<Shared> {
    let mut commits: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in gathered {
        let commit = match &one.place {
            Some(Place::Behind(_, commit) | Place::Ahead(commit) | Place::Elsewhere(commit)) => {
                commit.clone()
            }
            Some(Place::Nowhere) | None => {
                if !one.diff.changes.is_empty() {
                    one.diff.notes.push(
                        "generated/collective.nix, which machines share, is not in a system: that it differs is not \
                         shown"
                            .into(),
                    );
                }
                continue;
            }
        };
        commits
            .entry(commit)
            .or_default()
            .push(one.diff.machine.clone());
    }
    let Some(repository) = repository else {
        return Vec::new();
    };
    let today: BTreeMap<String, String> = tree
        .files
        .iter()
        .filter(|(path, _)| is_shared(path.as_str()))
        .map(|(path, text)| (path.to_string(), text.clone()))
        .collect();
    commits
        .into_iter()
        .filter_map(|(commit, machines)| {
            let then = files(repository, &commit).ok()?;
            Some(Shared {
                machines,
                commit,
                files: modules(&then, &today),
            })
        })
        .collect()
}

/// Nix that every machine is made of: what `generate` writes beside the machines' own folders.
fn is_shared(path: &str) -> bool {
    path == "flake.nix"
        || (path.starts_with("generated/")
            && !path.starts_with("generated/machines/")
            && std::path::Path::new(path)
                .extension()
                .is_some_and(|extension| extension == "nix"))
}

fn files(repository: &Repository, commit: &str) -> Result<BTreeMap<String, String>, String> {
    let prefix = repository.prefix();
    let list = repository.run(
        &[
            "ls-tree",
            "-r",
            "-z",
            "--name-only",
            "--full-tree",
            commit,
            "--",
            &format!("{prefix}generated"),
            &format!("{prefix}flake.nix"),
        ],
        "",
    )?;
    let mut files = BTreeMap::new();
    for path in list.split('\0').filter(|path| !path.is_empty()) {
        let own = path.strip_prefix(&prefix).unwrap_or(path);
        if is_shared(own) {
            let blob = repository.run(&["cat-file", "blob", &format!("{commit}:{path}")], "")?;
            files.insert(own.to_owned(), blob);
        }
    }
    Ok(files)
}
