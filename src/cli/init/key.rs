//! A public key, given as text or as the path of its file. What was given is never repeated: it may be the private one.

use std::io::{ErrorKind, Read as _};

use camino::Utf8Path;

/// No public key's file is larger.
const MOST: u64 = 64 << 10;

/// Why a private key is refused.
pub const PRIVATE: &str = "this is a private key, which never leaves the computer that it was made on. The public one is \
                           the line in the file beside it that ends in `.pub`";

/// The text of the key; `Err` says why there is none.
pub fn resolve(given: &str, directory: &Utf8Path, home: Option<&str>) -> Result<String, String> {
    let given = given.trim();
    if given.contains("PRIVATE KEY") || given.starts_with("PuTTY-User-Key-File") {
        return Err(PRIVATE.to_owned());
    }
    let kinds = ["ssh-", "ecdsa-", "sk-", "age1", "AAAA"];
    if kinds.iter().any(|kind| given.starts_with(kind)) || given.contains('\n') {
        return Ok(given.to_owned());
    }
    let path = match (given.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => Utf8Path::new(home).join(rest),
        _ => directory.join(given),
    };
    let text = read(&path).map_err(|why| {
        format!(
            "this is neither a public key (`ssh-ed25519 AAAA…`) nor a file that holds one: {why}"
        )
    })?;
    if text.contains("PRIVATE KEY") || text.starts_with("PuTTY-User-Key-File") {
        return Err(PRIVATE.to_owned());
    }
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    match (lines.next(), lines.next()) {
        (Some(key), None) => Ok(key.to_owned()),
        (None, _) => Err("the file is empty".to_owned()),
        _ => Err("the file holds more than one line: give the one line of your key".to_owned()),
    }
}

fn read(path: &Utf8Path) -> Result<String, &'static str> {
    let why = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename => {
            "there is no such file"
        }
        ErrorKind::PermissionDenied => "you may not read it",
        _ => "it cannot be read",
    };
    // Pipes are not waited for.
    if !std::fs::metadata(path).map_err(why)?.is_file() {
        return Err("it is not a file");
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes))
        .map_err(why)?;
    if bytes.len() as u64 > MOST {
        return Err("it is too large");
    }
    String::from_utf8(bytes).map_err(|_| "it is not text")
}
