//! Generated files that machines share. Systems do not carry them, so they are read from the commit that machines run.

use std::collections::BTreeMap;

use camino::Utf8Path;

use super::compared::Compared;
use super::git::Repository;
use crate::diff::drift::Place;
use crate::diff::machine::{Shared, modules};
use crate::diff::note::Note;
use crate::emit::{Tree, paths};

/// Differences by commit, and notes on machines whose commit is not known.
pub fn shared(
    compared: &mut [Compared],
    tree: &Tree,
    repository: Option<&Repository>,
) -> Vec<Shared> {
    let mut commits: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in compared {
        let Some(commit) = one.place.as_ref().and_then(Place::commit) else {
            if !one.diff.changes.is_empty() {
                one.diff.notes.push(Note::SharedNotShown);
            }
            continue;
        };
        commits
            .entry(commit.to_owned())
            .or_default()
            .push(one.diff.machine.clone());
    }
    let Some(repository) = repository else {
        return Vec::new();
    };
    let today: BTreeMap<String, String> = tree
        .files
        .iter()
        .filter(|(path, _)| is_shared(path))
        .map(|(path, file)| (path.to_string(), file.text().to_owned()))
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
fn is_shared(path: &Utf8Path) -> bool {
    path == "flake.nix"
        || (path.starts_with(paths::GENERATED)
            && !path.starts_with(paths::MACHINES)
            && path.extension() == Some("nix"))
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
            &format!("{prefix}{}", paths::GENERATED),
            &format!("{prefix}flake.nix"),
        ],
        "",
    )?;
    let mut files = BTreeMap::new();
    for path in list.split('\0').filter(|path| !path.is_empty()) {
        let own = path.strip_prefix(&prefix).unwrap_or(path);
        if is_shared(Utf8Path::new(own)) {
            let blob = repository.run(&["cat-file", "blob", &format!("{commit}:{path}")], "")?;
            files.insert(own.to_owned(), blob);
        }
    }
    Ok(files)
}
