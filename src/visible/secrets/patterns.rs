//! What secrets look like.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// A place in a text that must not be seen, and what it is.
pub(crate) struct Secret {
    /// First byte.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
    /// What it is.
    pub what: &'static str,
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

fn token_with_dots(c: char) -> bool {
    token(c) || c == '.'
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
    // A signed JSON web token: {"alg":
    Pattern {
        prefix: "eyJhbGciOi",
        what: "an access token",
        body: token_with_dots,
        least: 40,
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

/// How private keys in PEM begin.
const BLOCK: &str = "-----BEGIN ";
/// What stands before a user and a password in an address.
const ADDRESS: &str = "://";

/// Finds the beginning of any secret: most texts have none, and are looked at once. None: it could not be made.
static BEGINNINGS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let prefixes = PATTERNS.iter().map(|pattern| pattern.prefix);
    AhoCorasick::new(prefixes.chain([BLOCK, ADDRESS])).ok()
});

/// All secrets of a text, sorted, none inside another.
pub(crate) fn find(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    let beginnings = BEGINNINGS.as_ref();
    if beginnings.is_some_and(|beginnings| !beginnings.is_match(text)) {
        return found;
    }
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
    while let Some(at) = text[from..].find(BLOCK) {
        let start = from + at;
        let header_end = text[start + BLOCK.len()..]
            .find("-----")
            .map_or(text.len(), |end| start + BLOCK.len() + end + 5);
        let header = &text[start..header_end];
        if !header.contains("PRIVATE KEY") || header.contains('\n') {
            from = start + BLOCK.len();
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
    for (at, _) in text.match_indices(ADDRESS) {
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
