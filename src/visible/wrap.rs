//! Lines of a width, broken between words.

use super::{columns, width};

/// What is done with a word that is longer than a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Long {
    /// It stays whole, and sticks out.
    Whole,
    /// It is broken.
    Broken,
}

/// Breaks a text at spaces, to at most so many columns; its line breaks stay. Lines that begin with two spaces
/// (commands, examples) are left alone.
pub fn wrap(text: &str, room: usize, long: Long) -> String {
    let mut out = String::new();
    for (at, line) in text.lines().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        if line.starts_with("  ") || line.starts_with('\t') {
            out.push_str(&line.replace('\t', super::TAB));
            continue;
        }
        let mut used = 0;
        for word in line.split([' ', '\t']).filter(|word| !word.is_empty()) {
            let length = width(word);
            if used > 0 && used + 1 + length > room {
                out.push('\n');
                used = 0;
            } else if used > 0 {
                out.push(' ');
                used += 1;
            }
            for character in word.chars() {
                let columns = columns(character);
                if long == Long::Broken && used + columns > room {
                    out.push('\n');
                    used = 0;
                }
                out.push(character);
                used += columns;
            }
        }
    }
    out
}
