//! Which names stand in a text, seen from its letters alone: many times faster than a parse, and as good for texts
//! that are known to be Nix. Source: `src/libexpr/lexer.l` of Nix.

use std::collections::BTreeSet;

/// What the letters are part of.
enum Within {
    /// Code, with so many braces open.
    Code(usize),
    /// `"…"`
    Text,
    /// `''…''`
    Lines,
}

/// Those of some names that stand in a text as words of its code: not in texts and comments, not behind a `.` or in a
/// path, not as the name of an attribute (`lib = …`).
///
/// Of a text that binds none of the names itself these are the ones that [`super::identifiers`] finds.
pub fn mentioned<'n>(text: &str, names: &[&'n str]) -> BTreeSet<&'n str> {
    let bytes = text.as_bytes();
    let mut found = BTreeSet::new();
    let mut around = vec![Within::Code(0)];
    let mut at = 0;
    while let (depth, Some(&byte), Some(within)) = (around.len(), bytes.get(at), around.last_mut())
    {
        let rest = &bytes[at..];
        at += match (within, rest) {
            (Within::Code(_), [b'#', ..]) => line(rest),
            (Within::Code(_), [b'/', b'*', ..]) => comment(rest),
            (Within::Code(_), [b'"', ..]) => {
                around.push(Within::Text);
                1
            }
            (Within::Code(_), [b'\'', b'\'', ..]) => {
                around.push(Within::Lines);
                2
            }
            (Within::Code(open), [b'{', ..]) => {
                *open += 1;
                1
            }
            (Within::Code(0), [b'}', ..]) if depth > 1 => {
                around.pop();
                1
            }
            (Within::Code(open), [b'}', ..]) => {
                *open = open.saturating_sub(1);
                1
            }
            (Within::Code(_), _) if begins_word(byte) => {
                let length = rest.iter().take_while(|byte| is_of_word(**byte)).count();
                let is_use = is_use(&bytes[..at], &rest[length..]);
                let word = &rest[..length];
                found.extend(
                    names
                        .iter()
                        .filter(|name| is_use && name.as_bytes() == word),
                );
                length
            }
            (Within::Text, [b'"', ..]) => {
                around.pop();
                1
            }
            (Within::Lines, [b'\'', b'\'', b'$' | b'\'', ..]) => 3,
            (Within::Lines, [b'\'', b'\'', b'\\', ..]) => 4,
            (Within::Lines, [b'\'', b'\'', ..]) => {
                around.pop();
                2
            }
            (Within::Text | Within::Lines, [b'$', b'{', ..]) => {
                around.push(Within::Code(0));
                2
            }
            (Within::Text, [b'\\', ..]) => 2,
            (Within::Text, [b'$', next, ..]) if !matches!(next, b'"' | b'\\') => 2,
            (Within::Lines, [b'$', next, ..]) if *next != b'\'' => 2,
            (_, _) => 1,
        };
    }
    found
}

fn line(rest: &[u8]) -> usize {
    let end = rest.iter().position(|byte| *byte == b'\n');
    end.unwrap_or(rest.len())
}

fn comment(rest: &[u8]) -> usize {
    let end = rest.windows(2).skip(2).position(|pair| pair == b"*/");
    end.map_or(rest.len(), |end| end + 4)
}

fn begins_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'\'' | b'-')
}

/// Whether a word between these is looked up.
fn is_use(before: &[u8], after: &[u8]) -> bool {
    let is_path = before.last() == Some(&b'/')
        || matches!(after, [b'/', next, ..] if !next.is_ascii_whitespace());
    let is_below = before.trim_ascii_end().last() == Some(&b'.');
    let after = after.trim_ascii_start();
    let is_name = after.first() == Some(&b'=') && after.get(1) != Some(&b'=');
    !(is_path || is_below || is_name)
}
