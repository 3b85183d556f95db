//! Which keys a YAML file of sops holds, without decrypting it.
//!
//! sops writes YAML of one plain form: a key on each line, maps by indentation, encrypted values as `ENC[…]` on the
//! same line, and its own table `sops` at the end. Only that form is read; whatever else YAML can say (anchors, flow
//! maps, tags) is told as not understood. Lines are looked at once, nothing is expanded: a hostile file costs no more
//! than its length.

use std::collections::BTreeMap;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holding {
    /// Values by key; levels are joined by `/`.
    Keys(BTreeMap<String, Held>),
    /// One secret, the whole of it.
    Whole,
    /// It is there, and nobody knows what it holds.
    Unknown,
}

impl Default for Holding {
    fn default() -> Self {
        Self::Keys(BTreeMap::new())
    }
}

/// A value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// By sops.
    Encrypted,
    /// Readable by everybody.
    Plain,
    /// There is only the key.
    Empty,
}

/// Why a file is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Odd {
    /// The line, from 1.
    pub line: usize,
    /// What is there.
    pub what: Oddity,
}

/// What sops does not write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// A line that is no `key: value`.
    NoEntry,
    /// An indented line below no key.
    BelowNothing,
    /// A value that is more than a text.
    MoreThanText,
    /// A key below a value.
    BelowValue,
    /// A key for the second time.
    Twice,
}

/// The table of sops itself.
const OWN: &str = "sops";

/// Deepest levels that are looked at; a service's secret stands on the second.
const LEVELS: usize = 2;

/// Reads a file's keys.
pub fn read(text: &str) -> Result<Holding, Odd> {
    let mut keys: BTreeMap<String, Held> = BTreeMap::new();
    // Open maps: how far they are indented, and their path.
    let mut open: Vec<(usize, String)> = Vec::new();
    // Lines further in than this are a text over several lines.
    let mut block: Option<usize> = None;
    for (number, line) in text.lines().enumerate() {
        let odd = |what| Odd {
            line: number + 1,
            what,
        };
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        let content = content.trim_end();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if block.is_some_and(|level| indent > level) {
            continue;
        }
        block = None;
        if content == "---" && keys.is_empty() {
            continue;
        }
        open.retain(|(level, _)| *level < indent);
        if open.first().is_some_and(|(_, path)| path == OWN) && indent > 0 {
            continue;
        }
        let (key, value) = entry(content).ok_or_else(|| odd(Oddity::NoEntry))?;
        if indent > 0 && open.is_empty() {
            return Err(odd(Oddity::BelowNothing));
        }
        let path = match open.last() {
            Some((_, parent)) => format!("{parent}/{key}"),
            None => key.to_owned(),
        };
        let depth = open.len();
        match value {
            "" => {}
            _ if value.starts_with(['{', '[', '&', '*', '!', '%', '@']) => {
                return Err(odd(Oddity::MoreThanText));
            }
            _ if value.starts_with(['|', '>']) => block = Some(indent),
            _ => {}
        }
        if path == OWN && depth == 0 {
            open.push((indent, path));
            continue;
        }
        if let Some((_, parent)) = open.last() {
            // It holds something: a map.
            if keys.get(parent).is_some_and(|held| *held != Held::Empty) {
                return Err(odd(Oddity::BelowValue));
            }
            keys.remove(parent);
        }
        open.push((indent, path.clone()));
        if depth >= LEVELS {
            continue;
        }
        let held = match unquoted(value) {
            "" => Held::Empty,
            text if text.starts_with("ENC[") && text.ends_with(']') => Held::Encrypted,
            _ => Held::Plain,
        };
        if keys.insert(path, held).is_some() {
            return Err(odd(Oddity::Twice));
        }
    }
    Ok(Holding::Keys(keys))
}

/// A line's key and value.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = match line.strip_prefix('"') {
        Some(rest) => {
            let (key, rest) = rest.split_once('"')?;
            (key, rest.strip_prefix(':')?)
        }
        None => line.split_once(':')?,
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    let spaced = value.is_empty() || value.starts_with(' ');
    (!key.is_empty() && key.chars().all(plain) && spaced).then(|| (key, value.trim()))
}

fn unquoted(value: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FILE: &str = "\
mesh-key: ENC[AES256_GCM,data:abc=,iv:x=,tag:y=,type:str]
#ENC[AES256_GCM,data:zz,type:comment]
id:
    client-pads: ENC[AES256_GCM,data:abc=,type:str]
    deep:
        er: ENC[x]
    after: 'ENC[y]'
pads:
    empty: \"\"
    plain: hunter2
    long: |
        a: b
        c: d
nothing:
sops:
    age:
        - recipient: age1xyz
          enc: |
            -----BEGIN AGE ENCRYPTED FILE-----
            YWdl
            -----END AGE ENCRYPTED FILE-----
    lastmodified: \"2026-01-01T00:00:00Z\"
    mac: ENC[AES256_GCM,data:q==,type:str]
    version: 3.10.2
";

    #[test]
    fn what_sops_writes_is_understood() {
        let Ok(Holding::Keys(keys)) = read(FILE) else {
            unreachable!("it is read: {:?}", read(FILE))
        };
        let keys: Vec<(&str, Held)> = keys.iter().map(|(k, v)| (k.as_str(), *v)).collect();
        assert_eq!(
            keys,
            [
                ("id/after", Held::Encrypted),
                ("id/client-pads", Held::Encrypted),
                ("mesh-key", Held::Encrypted),
                ("nothing", Held::Empty),
                ("pads/empty", Held::Empty),
                ("pads/long", Held::Plain),
                ("pads/plain", Held::Plain),
            ]
        );
    }

    #[test]
    fn what_sops_does_not_write_is_no_guess() {
        for odd in [
            "pads: {a: b}\n",
            "pads: &x\n  a: b\n",
            "- a\n",
            "  a: b\n",
            "{\"pads\": {\"a\": \"b\"}}\n",
            "a: b\n  c: d\n",
            "a:\n\tb: c\n",
            "a: ENC[x]\na: ENC[y]\n",
            "<<<<<<< HEAD\n",
        ] {
            assert!(read(odd).is_err(), "{odd:?}: {:?}", read(odd));
        }
        assert_eq!(read(""), Ok(Holding::default()));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a-c:# \\n\"'|\\[{ENC\\-\\t]{0,80}") {
            let _ = read(&text);
        }
    }
}
