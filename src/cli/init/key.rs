//! A public key, given as text or as the path of its file. What was given is never repeated: it may be the private one.

use std::io::{ErrorKind, Read as _};

use camino::Utf8Path;

use crate::say;
use crate::words::{Text, Words};

/// No public key's file is larger.
const MOST: u64 = 64 << 10;

/// Why there is no key.
pub enum Refusal {
    /// It is the private one.
    Private,
    /// It is neither a key nor the path of a file that can be read: why, as the message's choices call it.
    NoKey(&'static str),
    /// The file is empty.
    Empty,
    /// The file holds more than one line.
    Lines,
}

impl Refusal {
    /// For whoever gave it.
    pub fn said(&self, words: &Words) -> Text {
        match self {
            Self::Private => say!(words, "init-private-key"),
            Self::NoKey(why) => say!(words, "init-no-key", why = *why),
            Self::Empty => say!(words, "init-key-empty"),
            Self::Lines => say!(words, "init-key-lines"),
        }
    }
}

/// The text of the key.
pub fn resolve(given: &str, directory: &Utf8Path, home: Option<&str>) -> Result<String, Refusal> {
    let given = given.trim();
    if given.contains("PRIVATE KEY") || given.starts_with("PuTTY-User-Key-File") {
        return Err(Refusal::Private);
    }
    let kinds = ["ssh-", "ecdsa-", "sk-", "age1", "AAAA"];
    if kinds.iter().any(|kind| given.starts_with(kind)) || given.contains('\n') {
        return Ok(given.to_owned());
    }
    let path = match (given.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => Utf8Path::new(home).join(rest),
        _ => directory.join(given),
    };
    let text = read(&path).map_err(Refusal::NoKey)?;
    if text.contains("PRIVATE KEY") || text.starts_with("PuTTY-User-Key-File") {
        return Err(Refusal::Private);
    }
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    match (lines.next(), lines.next()) {
        (Some(key), None) => Ok(key.to_owned()),
        (None, _) => Err(Refusal::Empty),
        (Some(_), Some(_)) => Err(Refusal::Lines),
    }
}

fn read(path: &Utf8Path) -> Result<String, &'static str> {
    let why = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename => "not-there",
        ErrorKind::PermissionDenied => "not-allowed",
        _ => "unreadable",
    };
    // Pipes are not waited for.
    if !std::fs::metadata(path).map_err(why)?.is_file() {
        return Err("no-file");
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes))
        .map_err(why)?;
    if bytes.len() as u64 > MOST {
        return Err("too-large");
    }
    String::from_utf8(bytes).map_err(|_| "no-text")
}
