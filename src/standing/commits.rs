//! Which commit a machine runs: the one whose `machine.json` has the digest that the machine carries.
//!
//! No revision is stamped into a system: that would rebuild every machine with every commit.

use sha2::{Digest as _, Sha256};

use super::git::Repository;
use crate::diff::drift::Place;
use crate::diff::note::Unplaced;
use crate::emit::paths::MachineFile;

/// Commits of a file that are looked at, the newest first.
const MOST: usize = 2000;
/// Commits that one `git cat-file` is asked for: most machines run one of the newest.
const AT_ONCE: usize = 200;

/// SHA-256 in hexadecimal.
pub fn digest(text: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(text)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// Looks for a machine's text in the history.
pub fn place(
    repository: Option<&Repository>,
    machine: &str,
    text: &str,
) -> Result<Place, Unplaced> {
    let repository = repository.ok_or(Unplaced::NoRepository)?;
    look(repository, machine, &digest(text.as_bytes())).map_err(Unplaced::Git)
}

/// The same; `Err` is what git complains about.
fn look(repository: &Repository, machine: &str, wanted: &str) -> Result<Place, String> {
    let path = format!(
        "{}{}",
        repository.prefix(),
        MachineFile::Snapshot.of(machine)
    );
    let limit = format!("--max-count={MOST}");
    let log = |which: &str| {
        repository.run(
            &[
                "log",
                "--format=%H",
                &limit,
                which,
                "--",
                &format!(":/{path}"),
            ],
            "",
        )
    };
    let here: Vec<String> = log("HEAD")?.lines().map(str::to_owned).collect();
    if let Some(at) = find(repository, &here, &path, wanted)? {
        return Ok(Place::Behind(at, here[at].clone()));
    }
    let all: Vec<String> = log("--all")?
        .lines()
        .filter(|commit| !here.iter().any(|own| own == commit))
        .map(str::to_owned)
        .collect();
    let Some(at) = find(repository, &all, &path, wanted)? else {
        return Ok(Place::Nowhere);
    };
    let commit = all[at].clone();
    let later = repository
        .run(&["merge-base", "--is-ancestor", "HEAD", &commit], "")
        .is_ok();
    Ok(if later {
        Place::Ahead(commit)
    } else {
        Place::Elsewhere(commit)
    })
}

/// The first of some commits whose file has a digest.
fn find(
    repository: &Repository,
    commits: &[String],
    path: &str,
    wanted: &str,
) -> Result<Option<usize>, String> {
    if path.contains('\n') {
        return Err("a folder's name has a line break".to_owned());
    }
    for (round, some) in commits.chunks(AT_ONCE).enumerate() {
        let names: Vec<String> = some
            .iter()
            .map(|commit| format!("{commit}:{path}"))
            .collect();
        let names = names.join("\n") + "\n";
        let texts =
            repository.bytes(&["cat-file", "--batch=%(objecttype) %(objectsize)"], &names)?;
        if let Some(at) = position(&texts, wanted) {
            return Ok(Some(round * AT_ONCE + at));
        }
    }
    Ok(None)
}

/// Which of the texts that `git cat-file --batch` writes has a digest: each is a line with its length, the text, and
/// a line break; what is missing is one line. Source: `man git-cat-file`, *Batch output*.
fn position(mut texts: &[u8], wanted: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(end) = texts.iter().position(|byte| *byte == b'\n') {
        let (line, rest) = texts.split_at(end);
        let rest = rest.get(1..)?;
        let length = std::str::from_utf8(line)
            .ok()
            .and_then(|line| line.split_once(' '))
            .filter(|(kind, _)| matches!(*kind, "blob" | "tree" | "commit" | "tag"))
            .and_then(|(_, length)| length.parse::<usize>().ok());
        texts = match length {
            None => rest,
            Some(length) => {
                if digest(rest.get(..length)?) == wanted {
                    return Some(at);
                }
                rest.get(length + 1..)?
            }
        };
        at += 1;
    }
    None
}
