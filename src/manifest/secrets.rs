//! Finds secrets in a text before anything else looks at it, and masks them.
//!
//! What is masked here can't be printed by any later stage, whatever it does: the texts in
//! [`crate::source::Sources`] and all typed values are read from the masked text. Masking keeps every offset.

use super::codes::PRIVATE;
use super::value::Value;
use crate::finding::{Finding, Findings};
use crate::source::{FileId, Sources, Span, Spanned};

/// A place in a text that must not be seen, and what it is.
struct Secret {
    start: usize,
    end: usize,
    what: &'static str,
}

/// How a secret begins, which characters it goes on with, and at least how many of them.
struct Pattern {
    prefix: &'static str,
    what: &'static str,
    body: fn(char) -> bool,
    least: usize,
}

fn token(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

fn base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-')
}

fn base64_in_lines(c: char) -> bool {
    base64(c) || matches!(c, '\n' | '\r' | ' ' | '\t')
}

fn hash(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '$' | '=' | ',' | '+')
}

fn upper(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit()
}

const PATTERNS: &[Pattern] = &[
    Pattern {
        prefix: "AGE-SECRET-KEY-",
        what: "an age private key",
        body: token,
        least: 1,
    },
    Pattern {
        prefix: "age-secret-key-",
        what: "an age private key",
        body: token,
        least: 1,
    },
    // The base64 of `openssh-key-v1`: the inside of an OpenSSH private key without its frame.
    Pattern {
        prefix: "b3BlbnNzaC1rZXktdjE",
        what: "an OpenSSH private key",
        body: base64_in_lines,
        least: 1,
    },
    Pattern {
        prefix: "$6$",
        what: "a password's hash",
        body: hash,
        least: 20,
    },
    Pattern {
        prefix: "$5$",
        what: "a password's hash",
        body: hash,
        least: 20,
    },
    Pattern {
        prefix: "$y$",
        what: "a password's hash",
        body: hash,
        least: 20,
    },
    Pattern {
        prefix: "$2a$",
        what: "a password's hash",
        body: hash,
        least: 20,
    },
    Pattern {
        prefix: "$2b$",
        what: "a password's hash",
        body: hash,
        least: 20,
    },
    Pattern {
        prefix: "$2y$",
        what: "a password's hash",
        body: hash,
        least: 20,
    },
    Pattern {
        prefix: "$argon2",
        what: "a password's hash",
        body: hash,
        least: 20,
    },
    Pattern {
        prefix: "ghp_",
        what: "an access token",
        body: token,
        least: 30,
    },
    Pattern {
        prefix: "gho_",
        what: "an access token",
        body: token,
        least: 30,
    },
    Pattern {
        prefix: "github_pat_",
        what: "an access token",
        body: token,
        least: 30,
    },
    Pattern {
        prefix: "glpat-",
        what: "an access token",
        body: token,
        least: 16,
    },
    Pattern {
        prefix: "xoxb-",
        what: "an access token",
        body: token,
        least: 16,
    },
    Pattern {
        prefix: "xoxp-",
        what: "an access token",
        body: token,
        least: 16,
    },
    Pattern {
        prefix: "sk_live_",
        what: "an access token",
        body: token,
        least: 16,
    },
    Pattern {
        prefix: "AKIA",
        what: "an access key",
        body: upper,
        least: 16,
    },
];

/// Masks what looks like a secret wherever it stands in a text, comments included.
pub fn mask(file: FileId, text: &str, findings: &mut Findings) -> Option<String> {
    let secrets = find(text);
    if secrets.is_empty() {
        return None;
    }
    for secret in &secrets {
        findings.push(refuse(
            Span::new(file, secret.start, secret.end),
            secret.what,
        ));
    }
    Some(cover(
        text,
        secrets.iter().map(|secret| (secret.start, secret.end)),
    ))
}

/// Masks what looks like a secret in a text that was read beside the manifest: the lock, the collective's catalog.
pub fn mask_source(file: FileId, sources: &mut Sources, findings: &mut Findings) {
    if let Some(text) = mask(file, &sources.get(file).text, findings) {
        sources.mask(file, text);
    }
}

/// Masks the values of keys that are named like secrets (`password = "…"`) and hold text that is no path.
pub fn mask_named(
    file: FileId,
    text: &str,
    root: &Spanned<Value>,
    findings: &mut Findings,
) -> Option<String> {
    let mut spans = Vec::new();
    named(root, "", &mut spans);
    // Masked once already: the first pass has told it.
    spans.retain(|span| {
        text.get(range(*span))
            .is_some_and(|old| !old.chars().all(|c| c == '*'))
    });
    if spans.is_empty() {
        return None;
    }
    for span in &spans {
        findings.push(refuse(*span, "looks like a secret"));
    }
    debug_assert!(spans.iter().all(|span| span.file == file));
    Some(cover(
        text,
        spans
            .iter()
            .map(|span| (span.start as usize, span.end as usize)),
    ))
}

fn range(span: Span) -> std::ops::Range<usize> {
    span.start as usize..span.end as usize
}

fn refuse(span: Span, what: &str) -> Finding {
    Finding::new(&PRIVATE, "A secret stands in the manifest, where everybody can read it.")
        .at(span, format!("{what}; not shown"))
        .help(
            "Take it out, and give the public key or the path of a file that is on the machine only. If it was \
             ever pushed, replace it: git keeps it for ever.",
        )
}

fn find(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    private_key_blocks(text, &mut found);
    for pattern in PATTERNS {
        // Where the characters that a secret goes on with end: looked for once, however many beginnings are there.
        let mut run_end = 0;
        for (start, _) in text.match_indices(pattern.prefix) {
            let from = start + pattern.prefix.len();
            if from > run_end {
                let run = text[from..].find(|c| !(pattern.body)(c));
                run_end = run.map_or(text.len(), |run| from + run);
            }
            let body = text[from..run_end].trim_end().len();
            let before = text[..start].chars().next_back();
            let inside_word = pattern
                .prefix
                .starts_with(|c: char| c.is_ascii_alphanumeric())
                && before.is_some_and(|c| c.is_ascii_alphanumeric());
            if body >= pattern.least && !inside_word {
                found.push(Secret {
                    start,
                    end: start + pattern.prefix.len() + body,
                    what: pattern.what,
                });
            }
        }
    }
    passwords_in_urls(text, &mut found);
    found.sort_by_key(|secret| (secret.start, secret.end));
    // One place, one finding.
    let mut kept: Vec<Secret> = Vec::new();
    for secret in found {
        match kept.last_mut() {
            Some(last) if secret.start < last.end => last.end = last.end.max(secret.end),
            _ => kept.push(secret),
        }
    }
    kept
}

/// PEM blocks: RFC 7468, and OpenSSH's.
fn private_key_blocks(text: &str, found: &mut Vec<Secret>) {
    let mut from = 0;
    let mut closed = true;
    while let Some(at) = text[from..].find("-----BEGIN ") {
        let start = from + at;
        let header_end = text[start + 11..]
            .find("-----")
            .map_or(text.len(), |end| start + 11 + end + 5);
        let header = &text[start..header_end];
        if !header.contains("PRIVATE KEY") || header.contains('\n') {
            from = start + 11;
            continue;
        }
        // Without an end, all that can belong to the key: base64, white space, and the quotes of TOML.
        let close = if closed {
            text[header_end..].find("-----END ")
        } else {
            None
        };
        closed = close.is_some();
        let end = close.map_or_else(
            || {
                let rest = &text[header_end..];
                let body =
                    rest.find(|c: char| !(base64(c) || c.is_whitespace() || matches!(c, '\\')));
                header_end + body.unwrap_or(rest.len())
            },
            |end| {
                let tail = header_end + end + 9;
                text[tail..]
                    .find("-----")
                    .map_or(text.len(), |close| tail + close + 5)
            },
        );
        found.push(Secret {
            start,
            end,
            what: "a private key",
        });
        from = end;
    }
}

/// `scheme://user:password@host`.
fn passwords_in_urls(text: &str, found: &mut Vec<Secret>) {
    for (at, _) in text.match_indices("://") {
        let start = at + 3;
        let rest = &text[start..];
        let authority = &rest[..rest
            .find(|c: char| c.is_whitespace() || "/\"'?#`<>".contains(c))
            .unwrap_or(rest.len())];
        let Some((user, _host)) = authority.rsplit_once('@') else {
            continue;
        };
        if let Some((name, password)) = user.split_once(':')
            && !password.chars().all(|c| c == '*')
        {
            let start = start + name.len() + 1;
            found.push(Secret {
                start,
                end: start + password.len(),
                what: "a password in an address",
            });
        }
    }
}

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

/// Values that their key, or their text without escapes, shows to be secrets.
fn named(value: &Spanned<Value>, key: &str, spans: &mut Vec<Span>) {
    match &value.value {
        Value::Table(entries) => {
            for entry in entries {
                named(&entry.value, &entry.key.value, spans);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| named(item, "", spans)),
        Value::String(text) => {
            let told_by_key = names_a_secret(key) && !is_harmless(text);
            if told_by_key || !find(text).is_empty() {
                spans.push(value.span);
            }
        }
        _ => {}
    }
}

fn names_a_secret(key: &str) -> bool {
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
fn is_harmless(text: &str) -> bool {
    text.is_empty()
        || (text.starts_with('/') && !text.contains(char::is_whitespace))
        || text.starts_with('$')
}

fn cover(text: &str, ranges: impl Iterator<Item = (usize, usize)>) -> String {
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
