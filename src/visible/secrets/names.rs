//! What keys of secrets are called.

/// Words that name a secret wherever a key ends in them: `mail_smtppassword`.
const ENDINGS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "apikey",
    "privatekey",
    "secretkey",
    "presharedkey",
    "psk",
    "requirepass",
    "dbpass",
    "adminpass",
    "smtppass",
];

/// Words that name a secret when they are words of their own: `api-token`, not `tokenizer`.
const WORDS: &[&str] = &["secret", "token", "pass"];

/// Whether a key says that a secret stands behind it.
pub(crate) fn names_a_secret(key: &str) -> bool {
    let plain: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    // sudo's `NOPASSWD: ALL` gives root away, and hides nothing.
    if plain == "nopasswd" {
        return false;
    }
    let own_word = |word: &str| plain.ends_with(word) && (plain == word || begins_word(key, word));
    ENDINGS.iter().any(|ending| plain.ends_with(ending)) || WORDS.iter().any(|word| own_word(word))
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

/// Words that settings of passwords take, and that are none.
const HARMLESS: &[&str] = &[
    "", "true", "false", "yes", "no", "on", "off", "none", "optional", "required", "enabled",
    "disabled", "default",
];

/// A path (`/run/…/x`), something that is filled in later (`${…}`, `$__file{…}`, `%d/x`), or a word of a choice.
pub(crate) fn is_harmless(text: &str) -> bool {
    let path =
        text.starts_with('/') && text[1..].contains('/') && !text.contains(char::is_whitespace);
    let filled_in =
        text.starts_with("${") || text.starts_with("$__file{") || text.starts_with("%d/");
    path || filled_in || HARMLESS.contains(&text.to_ascii_lowercase().as_str())
}
