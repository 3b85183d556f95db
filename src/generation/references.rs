//! Finds the store paths in a text, whatever stands around them.
//!
//! Only what is a store path counts: 32 digits of Nix' base 32 after the store's folder, a `-`, a name. A hash that
//! stands alone may be anything, a password too, and is compared as text.

/// Letters of Nix' base 32. Source: `libutil/hash.cc`.
const DIGITS: &[u8] = b"0123456789abcdfghijklmnpqrsvwxyz";
/// How many of them a store path has.
const LENGTH: usize = 32;

/// Stands for a store path.
const USUAL: u8 = 0;
/// Stands for a store path with `\/` for `/`.
const ESCAPED: u8 = 1;
/// Stands before one of these bytes where the text has it.
const ITSELF: u8 = 2;

/// A store path in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'t> {
    /// Its hash.
    pub hash: &'t str,
    /// Its name: `openssl-3.0.14`.
    pub name: &'t str,
    /// What follows as a path, with its first `/`, as it stands in the text.
    pub below: &'t str,
    /// Whether it stands with `\/` for `/`, as some programs write JSON.
    pub escaped: bool,
}

/// A text apart: what stands between its store paths, and these, in order.
pub struct Apart<'t> {
    /// The text, with a mark in place of each store path; what follows one as a path is still there.
    pub plain: Vec<u8>,
    /// The store paths.
    pub references: Vec<Reference<'t>>,
}

/// Takes a text apart. `store` is the store's folder with a `/` at its end.
pub fn apart<'t>(text: &'t [u8], store: &str) -> Apart<'t> {
    let usual = store.as_bytes();
    let escaped = store.replace('/', "\\/").into_bytes();
    let mut apart = Apart {
        plain: Vec::with_capacity(text.len()),
        references: Vec::new(),
    };
    // Store paths are found by what the folder ends with, whichever way that is written.
    let mut done = 0;
    let mut at = 0;
    while let Some(slash) = text
        .get(at..)
        .and_then(|rest| rest.iter().position(|byte| *byte == b'/'))
    {
        let after = at + slash + 1;
        at = after;
        let (Some(before), Some(rest)) = (text.get(done..after), text.get(after..)) else {
            break;
        };
        let Some((hash, name)) = hash_and_name(rest) else {
            continue;
        };
        let is_escaped = before.ends_with(&escaped);
        let folder = match (before.ends_with(usual), is_escaped) {
            (true, _) => usual.len(),
            (_, true) => escaped.len(),
            _ => continue,
        };
        let end = after + LENGTH + 1 + name.len();
        copy(&text[done..after - folder], &mut apart.plain);
        apart.plain.push(if is_escaped { ESCAPED } else { USUAL });
        apart.references.push(Reference {
            hash,
            name,
            below: below(&text[end..], is_escaped),
            escaped: is_escaped,
        });
        done = end;
        at = end;
    }
    copy(&text[done..], &mut apart.plain);
    apart
}

/// Copies text in which marks stay what they are.
fn copy(text: &[u8], plain: &mut Vec<u8>) {
    for byte in text {
        if matches!(*byte, USUAL | ESCAPED | ITSELF) {
            plain.push(ITSELF);
        }
        plain.push(*byte);
    }
}

fn hash_and_name(text: &[u8]) -> Option<(&str, &str)> {
    let hash = text.get(..LENGTH)?;
    if text.get(LENGTH) != Some(&b'-') || !hash.iter().all(|byte| DIGITS.contains(byte)) {
        return None;
    }
    let rest = &text[LENGTH + 1..];
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-._?=".contains(byte);
    let length = rest
        .iter()
        .position(|byte| !is_of_name(byte))
        .unwrap_or(rest.len());
    // A full stop after a path is not part of it.
    let name = std::str::from_utf8(&rest[..length])
        .ok()?
        .trim_end_matches('.');
    if name.is_empty() {
        return None;
    }
    Some((std::str::from_utf8(hash).ok()?, name))
}

/// What follows a store path as a path: `/bin/nginx`.
fn below(text: &[u8], escaped: bool) -> &str {
    let slash: &[u8] = if escaped { b"\\/" } else { b"/" };
    if !text.starts_with(slash) {
        return "";
    }
    let mut end = 0;
    while let Some(byte) = text.get(end) {
        if text[end..].starts_with(slash) {
            end += slash.len();
        } else if byte.is_ascii_alphanumeric() || b"+-._@%~".contains(byte) {
            end += 1;
        } else {
            break;
        }
    }
    let found = std::str::from_utf8(&text[..end]).unwrap_or("");
    found.trim_end_matches(['.', '/', '\\'])
}

/// A digest of a text without the hashes of its store paths. `store` is the store's folder with a `/` at its end.
pub fn digest(text: &[u8], store: &str) -> [u8; 32] {
    use sha2::{Digest as _, Sha256};
    let apart = apart(text, store);
    let mut digest = Sha256::new_with_prefix(&apart.plain);
    for reference in &apart.references {
        digest.update(reference.name);
        digest.update([USUAL]);
    }
    digest.finalize().into()
}

impl Reference<'_> {
    /// The path that it is.
    pub fn path(&self, store: &str) -> String {
        let below = self.below.replace('\\', "");
        format!("{store}{}-{}{below}", self.hash, self.name)
    }
}
