//! Finds what looks like a secret in any text, and covers it.

mod assigned;
mod names;
mod patterns;

pub(crate) use assigned::{Bare, assigned};
pub(crate) use names::{is_harmless, names_a_secret};
pub(crate) use patterns::find;

/// A text without what looks like a secret, wherever it comes from; none: there is none in it.
pub fn covered(text: &str) -> Option<String> {
    let secrets = find(text);
    let ranges = secrets.iter().map(|secret| (secret.start, secret.end));
    (!secrets.is_empty()).then(|| cover(text, ranges))
}

/// A text, of any syntax, without the values of what is named like a secret; none: there is none in it.
pub(crate) fn covered_by_name(text: &str, bare: Bare) -> Option<String> {
    let ranges = assigned(text, bare);
    (!ranges.is_empty()).then(|| cover(text, ranges.into_iter()))
}

/// Whether a key, as of a file in JSON, says that a secret stands behind it.
pub fn is_named_like_one(key: &str) -> bool {
    names_a_secret(key)
}

/// A text as it may be shown: what looks like a secret in it is masked.
pub fn shown(text: &str) -> String {
    covered(text).unwrap_or_else(|| text.to_owned())
}

/// Covers ranges of bytes with stars: offsets, lines and a string's quotes stay.
pub(crate) fn cover(text: &str, ranges: impl Iterator<Item = (usize, usize)>) -> String {
    let mut covered = text.to_owned();
    for (start, end) in ranges {
        // Stars for bytes: offsets stay right. Line breaks stay, so that lines do too; a string's quotes as well,
        // so that the text stays TOML.
        let Some(old) = covered.get(start..end) else {
            continue;
        };
        let quote = old.chars().next().filter(|c| matches!(c, '"' | '\''));
        let quotes = quote.map_or(0, |q| {
            let triple: String = [q; 3].iter().collect();
            if old.starts_with(&triple) && old.len() >= 6 {
                3
            } else {
                1
            }
        });
        let stars: String = old
            .bytes()
            .enumerate()
            .map(|(at, byte)| match byte {
                b'\n' | b'\r' => char::from(byte),
                _ if at < quotes || at + quotes >= old.len() => char::from(byte),
                _ => '*',
            })
            .collect();
        covered.replace_range(start..end, &stars);
    }
    covered
}
