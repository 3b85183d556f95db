//! What was meant by a name that is no option.
//!
//! The path is compared with every path of the tree at once, as an edit distance over names: a name may be misspelt
//! (at a part of the price of a wrong one), missing, or one too many. Branches that have become too dear already are
//! not looked into; little is allowed at first, and more only while nothing is found.

use super::index::{Fate, Index, Place, State, wild};

/// As many are named.
const MOST: usize = 3;

/// The price of a name that is missing, or one too many.
const GAP: f32 = 0.62;

/// The price of a name that stands for any name; dearer where names are missing before it.
const WILD: [f32; 2] = [0.02, 0.35];

/// How much dearer an option is that came late, where more than capital letters differ.
const LATE: f32 = 0.3;

/// What a path may cost at most that ends in a name which may be any.
const FILLED: f32 = 0.3;

/// What a near path may cost at most: what is tried one after the other.
const LIMITS: [f32; 3] = [0.3, 0.6, 0.95];

/// How much dearer than the nearest one another may be.
const WINDOW: f32 = 0.3;

/// Paths with more names than this are nothing that anybody mistyped.
const LONGEST: usize = 20;

/// Names with more letters neither.
const LETTERS: usize = 48;

/// A known path that is near to an unknown one.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// The path, names quoted where Nix wants it; where it goes through `<name>` or `*`, with the name that was given.
    pub path: String,
    /// How far it is: 0.1 for another capital letter, 0.2 for one letter of ten, 0.6 for a missing name.
    pub distance: f32,
}

/// At most three known paths near to an unknown one, below a place (the tree's root for whole paths), the nearest
/// first. Old names are not among them: their new names are.
pub fn near(root: Place<'_>, path: &[&str]) -> Vec<Near> {
    if path.is_empty() || path.len() > LONGEST {
        return Vec::new();
    }
    let given: Vec<Letters> = path.iter().map(|name| Letters::of(name)).collect();
    let mut found = Vec::new();
    for limit in LIMITS {
        found = within(root, path, &given, limit);
        if let Some(first) = found.first() {
            let wider = (first.distance + WINDOW).min(LIMITS[LIMITS.len() - 1]);
            if wider > limit {
                found = within(root, path, &given, wider);
            }
            break;
        }
    }
    found
}

fn within(root: Place<'_>, path: &[&str], given: &[Letters], limit: f32) -> Vec<Near> {
    let mut search = Search {
        index: root.index,
        path,
        given,
        found: Vec::new(),
        limit,
    };
    #[expect(clippy::cast_precision_loss, reason = "twenty names at most")]
    let row: Vec<f32> = (0..=path.len()).map(|gaps| gaps as f32 * GAP).collect();
    search.below(root, &row, &mut Vec::new());
    let mut found = search.found;
    found.sort_by(|one, other| {
        let near = one.distance.total_cmp(&other.distance);
        near.then_with(|| one.path.len().cmp(&other.path.len()))
            .then_with(|| one.path.cmp(&other.path))
    });
    let mut kept: Vec<Near> = Vec::new();
    for one in found {
        let far = kept
            .first()
            .is_some_and(|first| one.distance > first.distance + WINDOW);
        if !far && kept.len() < MOST && kept.iter().all(|other| other.path != one.path) {
            kept.push(one);
        }
    }
    kept
}

struct Search<'s> {
    index: &'s Index,
    path: &'s [&'s str],
    given: &'s [Letters],
    found: Vec<Near>,
    /// What may be spent: less when something near has been found.
    limit: f32,
}

impl<'s> Search<'s> {
    /// `row[i]` is the price of having made the first `i` names of the path of the way down to `place`.
    fn below(&mut self, place: Place<'s>, row: &[f32], way: &mut Vec<&'s str>) {
        if way.len() > LONGEST {
            return;
        }
        for (name, child) in place.children() {
            let mut next = [f32::MAX; LONGEST + 1];
            next[0] = row[0] + GAP;
            for at in 0..self.path.len() {
                let left = self.limit - row[at];
                let changed = if left >= 0.0 {
                    row[at] + self.price(at, name, at != way.len(), left)
                } else {
                    f32::MAX
                };
                next[at + 1] = changed.min(row[at + 1] + GAP).min(next[at] + GAP);
            }
            let next = &next[..=self.path.len()];
            if next.iter().all(|price| *price > self.limit) {
                continue;
            }
            let named = if wild(name) {
                self.taken(next, name)
            } else {
                name
            };
            way.push(named);
            match child.fate() {
                Fate::Here => {
                    self.keep(child, way, next[self.path.len()]);
                    self.below(child, next, way);
                }
                Fate::Renamed(new) => self.moved(new, next),
                Fate::Removed(_) | Fate::Obsolete(_) => {}
            }
            way.pop();
        }
    }

    /// The name of the path that was taken for a wildcard: the one that the cheapest way has come to.
    fn taken(&self, row: &[f32], name: &'s str) -> &'s str {
        let least = (1..row.len()).min_by(|one, other| row[*one].total_cmp(&row[*other]));
        least.map_or(name, |at| self.path[at - 1])
    }

    fn keep(&mut self, place: Place<'s>, way: &[&'s str], distance: f32) {
        // A branch is not what somebody sets: it comes after options. And what the path only goes on from is no help.
        // What is new is known to few.
        let state = &self.index.nodes[place.node as usize].state;
        let branch = *state == State::Branch;
        let distance = match state {
            State::Option { late: true, .. } if distance > 0.15 => distance + LATE,
            _ => distance,
        };
        if distance > self.limit
            || self.path.starts_with(way)
            || branch && way.len() < self.path.len()
        {
            return;
        }
        // `system.foo` is not the file system `foo`.
        if wild(place.name()) && distance > FILLED {
            return;
        }
        let names: Vec<String> = way.iter().map(|name| quoted(name)).collect();
        self.add(
            names.join("."),
            if branch { distance + 0.05 } else { distance },
        );
    }

    /// An old name: what was given below it is below the new one now.
    fn moved(&mut self, new: &str, row: &[f32]) {
        for (at, distance) in row.iter().enumerate().skip(1) {
            if *distance < GAP.min(self.limit) {
                let rest = self.path[at..].iter();
                let path = rest.fold(new.to_owned(), |path, name| path + "." + &quoted(name));
                self.add(path, *distance);
            }
        }
    }

    fn add(&mut self, path: String, distance: f32) {
        let given: Vec<String> = self.path.iter().map(|name| quoted(name)).collect();
        if path == given.join(".") {
            return;
        }
        self.limit = self.limit.min(distance + WINDOW);
        self.found.push(Near { path, distance });
    }

    /// 0 for the same name, up to 1 for quite another one; anything above `left` if it is more than that.
    fn price(&self, at: usize, known: &str, shifted: bool, left: f32) -> f32 {
        let given = self.path[at];
        if given == known {
            return 0.0;
        }
        if wild(known) || wild(given) {
            return WILD[usize::from(shifted)];
        }
        self.given[at].price(known, left)
    }
}

/// The letters and digits of a name, in lower case.
struct Letters {
    letters: String,
    /// Which letters there are: one bit for each.
    set: u64,
}

impl Letters {
    fn of(name: &str) -> Self {
        let letters: String = name
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        let set = set(&letters);
        Self { letters, set }
    }

    fn price(&self, known: &str, left: f32) -> f32 {
        let (mut length, mut bits) = (0, 0);
        for byte in known.bytes().filter(u8::is_ascii_alphanumeric) {
            length += 1;
            bits |= bit(byte.to_ascii_lowercase());
        }
        let longer = length.max(self.letters.len());
        let shorter = length.min(self.letters.len());
        if longer > LETTERS || shorter == 0 {
            return 1.0;
        }
        // Every letter that only one of them has takes an edit of its own.
        let only = |one: u64, other: u64| (one & !other).count_ones() as usize;
        let edits = only(self.set, bits)
            .max(only(bits, self.set))
            .max(longer - shorter);
        let contained = only(self.set, bits) == 0 || only(bits, self.set) == 0;
        let part = 0.25 + 0.5 * (1.0 - share(shorter, longer));
        let edited = edited(edits, longer);
        if edited > left && (!contained || part > left) {
            return 1.0;
        }
        let known = Self::of(known).letters;
        if known == self.letters {
            return 0.1;
        }
        // `ssh` in `openssh`: a good part of the name, at least three letters.
        let within = known.contains(&self.letters) || self.letters.contains(&known);
        let part = if within && shorter >= 3 && shorter * 5 >= longer * 2 {
            part
        } else {
            1.0
        };
        if edited > left || longer - shorter > longer / 2 {
            return part;
        }
        let distance = strsim::osa_distance(&known, &self.letters);
        self::edited(distance, longer).min(part).min(1.0)
    }
}

/// The price of some edits in a name of so many letters: one is cheap even in a short name.
fn edited(edits: usize, letters: usize) -> f32 {
    match edits {
        0 | 1 => 0.15 + 0.4 * share(1, letters),
        edits => 0.15 + 1.6 * share(edits, letters),
    }
}

#[expect(clippy::cast_precision_loss, reason = "short names")]
fn share(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}

fn bit(letter: u8) -> u64 {
    match letter {
        b'a'..=b'z' => 1 << (letter - b'a'),
        b'0'..=b'9' => 1 << (32 + letter - b'0'),
        _ => 0,
    }
}

fn set(letters: &str) -> u64 {
    letters.bytes().fold(0, |set, letter| set | bit(letter))
}

/// A name as Nix wants it in an attribute path.
pub(super) fn quoted(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    let plain = first && chars.all(|c| c.is_ascii_alphanumeric() || "_-'".contains(c));
    if plain || wild(name) {
        name.to_owned()
    } else {
        format!("{name:?}")
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::needless_raw_string_hashes,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says what it measured"
)]
mod tests;
