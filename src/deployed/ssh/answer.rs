//! What a machine says, read with suspicion.

use std::io::{BufRead, Read as _};

use crate::deployed::local::Generation;
use crate::deployed::recorded::Recorded;
use crate::deployed::trouble::Trouble;
use crate::generation::Live;
use crate::generation::{Closure, StorePath};
use crate::manifest::secrets;

/// Longest line, in bytes.
const LONGEST_LINE: u64 = 16 << 10;
/// Most lines before the archive: a closure has up to some ten thousand.
const MOST_LINES: usize = 200_000;
/// Most bytes of these lines together.
const MOST_BYTES: usize = 32 << 20;
/// Most entries of a list that people read.
const MOST_ENTRIES: usize = 2_000;

/// What a machine says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// Its own name.
    pub host: String,
    /// Whom ssh logged in.
    pub user: String,
    /// The active system.
    pub current: Option<String>,
    /// The generation that its profile stands at.
    pub profile: Option<u64>,
    /// Generations of its profile, the oldest first.
    pub generations: Vec<Generation>,
    /// The system that was asked for, the first of them.
    pub chosen: Option<String>,
    /// All systems that were asked for and are there, in the order asked for; `last:` gives the newest first.
    pub systems: Vec<String>,
    /// Their configuration.
    pub files: Recorded,
    /// Store paths that the first needs, without references; none: not asked for, or not known.
    pub closure: Option<Closure>,
    /// Those that it was asked for by name: `environment.systemPackages`.
    pub selected: Vec<String>,
    /// How the machine is while it runs.
    pub live: Live,
    /// What could not be read.
    pub errors: Vec<Trouble>,
}

/// Why what came is no answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswerError {
    /// The pipe broke.
    Io(String),
    /// A line or a list without an end.
    TooMuch,
    /// It says nothing.
    Silent,
    /// It ended too early.
    BrokeOff,
    /// What should be a store path is none.
    NoStorePath(String),
    /// What should be a size is none.
    NoSize,
    /// It does not say its name.
    Nameless,
    /// It cannot answer.
    Unable(Trouble),
    /// Another system than NixOS.
    Other(String),
}

/// Reads all that `read.sh` writes. What comes before its first line is a login shell's, and of no interest.
pub(super) fn read(mut stdout: impl BufRead) -> Result<Answer, AnswerError> {
    let mut answer = Answer::default();
    let mut system = None;
    let mut begun = false;
    let mut gone = Vec::new();
    let mut long = Vec::new();
    let mut bytes = 0;
    for _ in 0..MOST_LINES {
        let mut line = Vec::new();
        let length = stdout
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .map_err(|error| AnswerError::Io(error.to_string()))?;
        if line.last() != Some(&b'\n') {
            return Err(match length {
                0 if !begun => AnswerError::Silent,
                _ if length as u64 == LONGEST_LINE => AnswerError::TooMuch,
                _ => AnswerError::BrokeOff,
            });
        }
        bytes += length;
        if bytes > MOST_BYTES {
            return Err(AnswerError::TooMuch);
        }
        let line = String::from_utf8_lossy(&line);
        let mut fields = line.trim_end_matches('\n').split('\t');
        let kind = fields.next().unwrap_or_default();
        let first = fields.next().unwrap_or_default().to_owned();
        if !begun {
            begun = kind == "coloc" && first == "1";
            continue;
        }
        match kind {
            "host" => answer.host = first,
            "user" => answer.user = first,
            "os" => system = Some((first, fields.next().unwrap_or_default().to_owned())),
            "current" => answer.current = Some(store_path(first)?),
            "booted" => answer.live.booted = Some(store_path(first)?),
            "next" => answer.live.next = Some(store_path(first)?),
            "chosen" => keep(&mut answer.systems, store_path(first)?)?,
            "reboot" => keep(&mut answer.live.reboot, first)?,
            "failed" => keep(&mut answer.live.failed, first)?,
            "added" => keep(&mut answer.live.added, first)?,
            "replaced" => keep(&mut answer.live.replaced, first)?,
            "unread" => keep(&mut answer.live.unread, first)?,
            "error" => {
                // A program may say more than it should.
                let covered =
                    |text: &str| secrets::covered_wherever(text).unwrap_or_else(|| text.to_owned());
                let more = fields.next().unwrap_or_default();
                let trouble = Trouble::of(&covered(&first), &covered(more));
                keep(&mut answer.errors, trouble)?;
            }
            "gone" => keep(&mut gone, first)?,
            "long" => keep(&mut long, first)?,
            "selected" => answer.selected.push(store_path(first)?),
            "checked" if first == "etc" => answer.live.etc_was_checked = true,
            "checked" if first == "units" => answer.live.units_were_checked = true,
            "account" => {
                if let Some(uid) = fields.next().and_then(|uid| uid.parse().ok()) {
                    keep(&mut answer.live.accounts, (first, uid))?;
                }
            }
            "generation" => {
                let made = fields.next().and_then(|seconds| seconds.parse().ok());
                if let (Ok(number), Some(path)) = (first.parse(), fields.next()) {
                    let generation = Generation {
                        number,
                        toplevel: path.to_owned(),
                        exists: true,
                        made,
                    };
                    answer.generations.push(generation);
                }
            }
            "closure" => {
                let size = fields.next().and_then(|size| size.parse().ok());
                let size = size.ok_or(AnswerError::NoSize)?;
                let info = StorePath {
                    size,
                    references: None,
                };
                let closure = answer.closure.get_or_insert_default();
                closure.paths.insert(store_path(first)?, info);
            }
            "end" => return finish(answer, system, &gone, &long),
            "profile" => answer.profile = first.parse().ok(),
            "archive" => {
                let (files, result) = Recorded::from_archive(stdout);
                answer.files = files;
                if let Err(error) = result {
                    answer.errors.push(Trouble::CutOff(error.to_string()));
                }
                return finish(answer, system, &gone, &long);
            }
            _ => {}
        }
    }
    Err(AnswerError::TooMuch)
}

fn finish(
    mut answer: Answer,
    system: Option<(String, String)>,
    gone: &[String],
    long: &[String],
) -> Result<Answer, AnswerError> {
    if let Some((id, name)) = system
        && id != "nixos"
        && answer.current.is_none()
        && answer.generations.is_empty()
    {
        let name = if name.is_empty() { id } else { name };
        return Err(AnswerError::Other(name));
    }
    if answer.host.is_empty() {
        let trouble = answer.errors.into_iter().next();
        return Err(trouble.map_or(AnswerError::Nameless, AnswerError::Unable));
    }
    for generation in &mut answer.generations {
        generation.exists = !gone.contains(&generation.toplevel);
    }
    answer
        .generations
        .sort_by_key(|generation| generation.number);
    answer
        .generations
        .dedup_by_key(|generation| generation.number);
    for path in long {
        answer.files.too_long(path);
    }
    answer.chosen = answer.systems.first().cloned();
    Ok(answer)
}

fn keep<T>(list: &mut Vec<T>, entry: T) -> Result<(), AnswerError> {
    if list.len() >= MOST_ENTRIES {
        return Err(AnswerError::TooMuch);
    }
    list.push(entry);
    Ok(())
}

/// A path that ends in the name of a store path: `HASH-NAME`. Others could lead anywhere on this machine.
fn store_path(path: String) -> Result<String, AnswerError> {
    if is_store_path(&path) {
        Ok(path)
    } else {
        Err(AnswerError::NoStorePath(path))
    }
}

/// Whether a path is absolute, plain, and ends in `HASH-NAME`. Source: Nix' `checkName` and its base 32.
pub(crate) fn is_store_path(path: &str) -> bool {
    let Some((folder, base)) = path.rsplit_once('/') else {
        return false;
    };
    let Some((hash, name)) = base.split_at_checked(32) else {
        return false;
    };
    let of_name = |c: char| c.is_ascii_alphanumeric() || "+-._?=".contains(c);
    path.len() <= 4096
        && folder.starts_with('/')
        && folder
            .split('/')
            .skip(1)
            .all(|part| !matches!(part, "" | "." | ".."))
        && hash
            .bytes()
            .all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
        && name
            .strip_prefix('-')
            .is_some_and(|name| !name.is_empty() && name.chars().all(of_name))
}
