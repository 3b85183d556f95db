//! What keys of secrets are called.

/// Words that name a secret when a key ends in them.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "privatekey",
    "secretkey",
    "adminpass",
    "dbpass",
    "hashedpassword",
    "initialpassword",
    "initialhashedpassword",
    "presharedkey",
];

/// Whether a key says that a secret stands behind it.
pub(super) fn names_a_secret(key: &str) -> bool {
    let plain: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    WORDS.iter().any(|word| {
        plain == *word
            || (plain.ends_with(word) && key.len() > word.len() && begins_word(key, word))
    })
}

/// Whether the word at the end of a key is a word of its own: `adminPassword`, `db-password`, not `reset`.
fn begins_word(key: &str, word: &str) -> bool {
    let tail: String = key
        .chars()
        .rev()
        .take(word.len())
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let before = key.chars().rev().nth(word.len());
    tail.starts_with(char::is_uppercase) || before.is_some_and(|c| !c.is_alphanumeric())
}

/// A path, a placeholder, or `sops`, `agenix`, `none` of `[policy] secrets`.
pub(super) fn is_harmless(text: &str) -> bool {
    text.is_empty()
        || (text.starts_with('/') && !text.contains(char::is_whitespace))
        || text.starts_with('$')
}
