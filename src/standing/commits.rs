//! Which commit a machine runs: the one whose `machine.json` and `fleet.json` are those that the machine carries.
//!
//! No revision is stamped into a system: that would rebuild every machine with every commit.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::git::Repository;
use crate::diff::drift::Place;
use crate::diff::note::Unplaced;
use crate::emit::paths::{FLEET, MachineFile};
use crate::snapshot::Texts;

/// Commits of a file that are looked at, the newest first.
const MOST: usize = 2000;
/// Commits that one `git cat-file` is asked for: most machines run one of the newest.
const AT_ONCE: usize = 200;

/// SHA-256 in hexadecimal.
pub fn digest(text: &[u8]) -> String {
    Sha256::digest(text)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// Looks for what a machine carries in the history.
pub fn place(
    repository: Option<&Repository>,
    machine: &str,
    carried: &Texts,
) -> Result<Place, Unplaced> {
    let repository = repository.ok_or(Unplaced::NoRepository)?;
    let prefix = repository.prefix();
    let own = (MachineFile::Snapshot.of(machine), &carried.machine);
    let fleet = carried.fleet.iter().map(|text| (FLEET.into(), text));
    let wanted: Vec<Wanted<'_>> = [own]
        .into_iter()
        .chain(fleet)
        .map(|(path, text)| (format!("{prefix}{path}"), text.as_bytes()))
        .collect();
    look(repository, &wanted).map_err(Unplaced::Git)
}

/// A file, and what is to stand in it.
type Wanted<'w> = (String, &'w [u8]);

/// The same; `Err` is what git complains about.
fn look(repository: &Repository, wanted: &[Wanted<'_>]) -> Result<Place, String> {
    let limit = format!("--max-count={MOST}");
    let files: Vec<String> = wanted.iter().map(|(path, _)| format!(":/{path}")).collect();
    let log = |which: &str| {
        let mut arguments = vec!["log", "--format=%H", &limit, which, "--"];
        arguments.extend(files.iter().map(String::as_str));
        repository.run(&arguments, "")
    };
    let here: Vec<String> = log("HEAD")?.lines().map(str::to_owned).collect();
    if let Some(at) = find(repository, &here, wanted)? {
        return Ok(Place::Behind(at, here[at].clone()));
    }
    let all: Vec<String> = log("--all")?
        .lines()
        .filter(|commit| !here.iter().any(|own| own == commit))
        .map(str::to_owned)
        .collect();
    let Some(at) = find(repository, &all, wanted)? else {
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

/// The first of some commits with these files.
fn find(
    repository: &Repository,
    commits: &[String],
    wanted: &[Wanted<'_>],
) -> Result<Option<usize>, String> {
    if wanted.iter().any(|(path, _)| path.contains('\n')) {
        return Err("a folder's name has a line break".to_owned());
    }
    for (round, some) in commits.chunks(AT_ONCE).enumerate() {
        let mut names = String::new();
        for commit in some {
            for (path, _) in wanted {
                let _ = writeln!(names, "{commit}:{path}");
            }
        }
        let texts =
            repository.bytes(&["cat-file", "--batch=%(objecttype) %(objectsize)"], &names)?;
        let texts = texts_of(&texts);
        let fits = |of_commit: &[Option<&[u8]>]| {
            let mut pairs = of_commit.iter().zip(wanted);
            pairs.all(|(text, (_, wanted))| *text == Some(*wanted))
        };
        let mut commits = texts.chunks_exact(wanted.len());
        if let Some(at) = commits.position(fits) {
            return Ok(Some(round * AT_ONCE + at));
        }
    }
    Ok(None)
}

/// The texts that `git cat-file --batch` writes: each is a line with its length, the text, and a line break; what is
/// missing is one line. Source: `man git-cat-file`, *Batch output*.
fn texts_of(mut output: &[u8]) -> Vec<Option<&[u8]>> {
    let mut texts = Vec::new();
    while let Some(end) = output.iter().position(|byte| *byte == b'\n') {
        let (line, rest) = output.split_at(end);
        let rest = rest.get(1..).unwrap_or_default();
        let length = std::str::from_utf8(line)
            .ok()
            .and_then(|line| line.split_once(' '))
            .filter(|(kind, _)| matches!(*kind, "blob" | "tree" | "commit" | "tag"))
            .and_then(|(_, length)| length.parse::<usize>().ok());
        let text = length.map(|length| rest.get(..length).unwrap_or_default());
        output = match text {
            None => rest,
            Some(text) => rest.get(text.len() + 1..).unwrap_or_default(),
        };
        texts.push(text);
    }
    texts
}
