//! git must know new files before Nix sees them.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use crate::report::generate::Git;
use crate::standing::git::Repository;

/// Tells git of new files (`git add --intent-to-add`), so that a flake in this repository sees them. Only of files that
/// coloc wrote and that git does not know at all: what a merge left open, and what people put beside, is theirs.
pub(super) fn tell_git<'f>(root: &Utf8Path, files: impl Iterator<Item = &'f Utf8PathBuf>) -> Git {
    let Some(repository) = Repository::around(root) else {
        return Git::NoRepository;
    };
    let git = |arguments: &[&str], input: &str| repository.run(arguments, input);
    // 0: at least one of them is ignored; 1: none is.
    let ours = ["--", "flake.nix", "coloc.lock", "generated"];
    if git(&[&["check-ignore"], &ours[..]].concat(), "").is_ok() {
        return Git::Ignored;
    }
    let unknown = match git(&[&["ls-files", "--others", "-z"], &ours[..]].concat(), "") {
        Ok(paths) => paths,
        Err(why) => return Git::Failed(why),
    };
    let unknown: BTreeSet<&str> = unknown.split('\0').collect();
    let new: Vec<&str> = files
        .map(|path| path.as_str())
        .filter(|path| unknown.contains(path))
        .collect();
    if new.is_empty() {
        return Git::Told(0);
    }
    let from_stdin = [
        "add",
        "--intent-to-add",
        "--pathspec-from-file=-",
        "--pathspec-file-nul",
    ];
    match git(
        &[&["--literal-pathspecs"], &from_stdin[..]].concat(),
        &new.join("\0"),
    ) {
        Ok(_) => Git::Told(new.len()),
        Err(why) => Git::Failed(why),
    }
}
