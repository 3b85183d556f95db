//! Values that stand behind a name like `password`, in any text: TOML that cannot be read, Nix, JSON, YAML, INI, shell.

use super::{is_harmless, names_a_secret};

/// Whether values without quotes count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bare {
    /// They do: `DB_PASSWORD=x`, `PrivateKey = x`, `password: x`.
    Counts,
    /// They do not: in Nix they are expressions.
    IsCode,
}

/// Their places, sorted, none inside another. Quotes are a part of them. The time that it takes grows with the text,
/// whatever that is.
pub(crate) fn assigned(text: &str, bare: Bare) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    // Where the list ends that was looked through last, and the line that was.
    let (mut group_end, mut line_end) = (0, 0);
    for (at, sign) in text.match_indices(['=', ':']) {
        let past = found.last().is_some_and(|(_, end)| at < *end);
        if past || !names_a_secret(key(&text[..at])) {
            continue;
        }
        let rest = &text[at + 1..];
        let start = at + 1 + (rest.len() - rest.trim_start_matches([' ', '\t']).len());
        match text[start..].chars().next() {
            Some('"' | '\'') => {
                let end = quoted(text, start);
                keep(text, (start, end), &mut found);
            }
            // A list in a list has been looked through with it.
            Some('[') if start >= group_end => group_end = group(text, start, &mut found),
            Some('[' | '=' | '>' | '$') | None => {}
            Some(_) if bare == Bare::Counts && (sign == "=" || start > at + 1) => {
                if start >= line_end {
                    line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
                }
                let value = text[start..line_end].trim_end();
                let value = value.trim_end_matches([',', ';']);
                keep(text, (start, start + value.len()), &mut found);
            }
            Some(_) => {}
        }
    }
    if bare == Bare::Counts {
        named_by_words(text, &mut found);
    }
    found
}

/// Lines of two words, as of Redis and others: `requirepass x`; and arguments of programs: `--password x`.
fn named_by_words(text: &str, found: &mut Vec<(usize, usize)>) {
    // These are sorted, and none is inside another.
    let assigned = found.clone();
    let is_covered = |(from, to): (usize, usize)| {
        let next = assigned.partition_point(|(_, end)| *end <= from);
        assigned.get(next).is_some_and(|(start, _)| *start < to)
    };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let words: Vec<&str> = line.split_whitespace().collect();
        for pair in words.windows(2) {
            let (name, value) = (pair[0], pair[1]);
            let argument = name.starts_with("--") && !value.starts_with('-');
            // Where the word stands in the text.
            let from = start + (value.as_ptr() as usize - line.as_ptr() as usize);
            let place = (from, from + value.len());
            let named = || names_a_secret(name) && !name.ends_with([':', '=']);
            if (argument || words.len() == 2) && named() && !is_covered(place) {
                keep(text, place, found);
            }
        }
    }
    found.sort_unstable();
}

/// The name before a sign: the last one of a path, without quotes.
fn key(before: &str) -> &str {
    let before = before.trim_end_matches([' ', '\t', '"', '\'']);
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let start = before.rfind(|c| !word(c)).map_or(0, |at| {
        at + before[at..].chars().next().map_or(1, char::len_utf8)
    });
    let key = &before[start..];
    // `passwd: files systemd` of nsswitch.conf names a list of accounts.
    if key == "passwd" { "" } else { key }
}

/// Where a text in quotes ends, its last quote included; without one, where its line ends.
fn quoted(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    for fence in ["\"\"\"", "'''", "''"] {
        if let Some(inner) = rest.strip_prefix(fence)
            && let Some(end) = inner.find(fence)
        {
            return start + end + 2 * fence.len();
        }
    }
    let quote = rest.chars().next().unwrap_or('"');
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return start + at,
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            _ if c == quote => return start + at + 1,
            _ => {}
        }
    }
    text.len()
}

/// All texts in quotes of a list; where it ends.
fn group(text: &str, start: usize, found: &mut Vec<(usize, usize)>) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(c) = text[at..].chars().next() {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            '"' | '\'' => {
                let end = quoted(text, at);
                let is_name = text[end..].trim_start().starts_with([':', '=']);
                if !is_name {
                    keep(text, (at, end), found);
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += c.len_utf8();
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Keeps a place, unless what stands there is no secret, or is covered.
fn keep(text: &str, (start, end): (usize, usize), found: &mut Vec<(usize, usize)>) {
    let value = text[start..end].trim_matches(['"', '\'']).trim();
    let shell = value.starts_with('$') || value.starts_with('`') || value.starts_with('<');
    if !shell && !is_harmless(value) && !value.chars().all(|c| c == '*') {
        found.push((start, end));
    }
}

#[cfg(test)]
mod tests {
    use super::super::covered_by_name;
    use super::{Bare, assigned};

    /// Each of these takes minutes where the time grows with the square of the length.
    #[test]
    fn no_text_takes_long() {
        for (text, places) in [
            ("password = [\n", 0),
            ("password = `x` ", 0),
            ("password=x\n", 100_000),
            ("--password x ", 100_000),
        ] {
            let found = assigned(&text.repeat(100_000), Bare::Counts);
            assert_eq!(found.len(), places, "{text}");
        }
    }

    #[test]
    fn values_are_covered_in_any_syntax_and_code_is_not() {
        let covered =
            |text, bare| covered_by_name(text, bare).unwrap_or_else(|| String::from(text));
        for (text, expected) in [
            ("password = \"x\" oops\n", "password = \"*\" oops\n"),
            ("a.\"api-token\" = 'x';", "a.\"api-token\" = '*';"),
            ("password = ''\n  x\n'';", "password = '*\n***\n*';"),
            (
                "{\"password\": [\"x\", {\"a\":\"y\"}], \"b\":\"z\"}",
                "{\"password\": [\"*\", {\"a\":\"*\"}], \"b\":\"z\"}",
            ),
            (
                "passwordFile = \"/run/x\"; token = config.x;",
                "passwordFile = \"/run/x\"; token = config.x;",
            ),
            (
                "password = \"/run/secrets/x\"; secret = \"${x}\";",
                "password = \"/run/secrets/x\"; secret = \"${x}\";",
            ),
            ("NOPASSWD: \"ALL\"", "NOPASSWD: \"ALL\""),
            (
                "password = \"never closed\nb = 1",
                "password = \"***********d\nb = 1",
            ),
        ] {
            assert_eq!(covered(text, Bare::IsCode), expected);
        }
        for (text, expected) in [
            ("DB_PASSWORD=hunter2\nA=b\n", "DB_PASSWORD=*******\nA=b\n"),
            ("PrivateKey = abc=\n", "PrivateKey = ****\n"),
            ("password: hunter2\n", "password: *******\n"),
            (
                "requirepass x\npassword required pam_unix.so\n",
                "requirepass *\npassword required pam_unix.so\n",
            ),
            (
                "ExecStart=/bin/x --password hunter2 --token-file /run/x --password -\n",
                "ExecStart=/bin/x --password ******* --token-file /run/x --password -\n",
            ),
            (
                "passwd:    files systemd\nx ALL=(ALL) NOPASSWD: ALL\n",
                "passwd:    files systemd\nx ALL=(ALL) NOPASSWD: ALL\n",
            ),
            (
                "PASSWORD=$(cat x) password required pam_unix.so\n",
                "PASSWORD=$(cat x) password required pam_unix.so\n",
            ),
        ] {
            assert_eq!(covered(text, Bare::Counts), expected);
        }
    }
}
