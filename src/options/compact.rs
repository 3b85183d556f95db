//! The text that an index is kept in: compact, and fit to be read and compared by people.
//!
//! ```text
//! coloc options 1
//! release 24.11
//! types 2
//! boolean
//! null or string
//! defaults 1
//! false
//! options 2
//! services
//!  nextcloud
//!   enable⇥0⇥0
//!   home⇥1
//! end
//! ```
//!
//! First the numbered descriptions of types and texts of defaults, then the tree: one name a line, one space for
//! each level. Behind a tab stands the number of the type, `!` after it if NixOS alone sets the option, and behind
//! another tab the number of the default. Numbers are in base 36; `\n`, `\t` and `\\` stand for what they say.
//! Places with the same name are never twice below one.
//!
//! The list in the binary tells more, behind the type: `+2605` an option that came with 26.05, `+` one that came some
//! time after [`BEFORE`], `-` one that went some time after it, and `~` with the number of the type that it had then.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::index::{Described, Index, Node, State};

/// The options of NixOS of July 2026, with those that the manual does not show, and with what was otherwise in
/// [`BEFORE`].
pub(super) const EMBEDDED: &str = include_str!("embedded/nixos.txt");

/// The older release that the list in the binary knows as well as its own: 24.11, as of December 2024.
pub const BEFORE: u32 = 2411;

/// The first line.
const MARK: &str = "coloc options 1";

/// As many places may a tree have; NixOS has 25,000.
pub const PLACES: usize = 400_000;

/// As deep may a tree be; that of NixOS is 10 deep.
pub const DEEPEST: usize = 40;

/// Why a text is no index.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Corrupt {
    /// It does not begin as one does.
    #[error("it is not an option index of this version of coloc")]
    Foreign,
    /// It ends early.
    #[error("it is cut off: its last line is missing")]
    Cut,
    /// A line that makes no sense.
    #[error("line {0} makes no sense")]
    Line(usize),
    /// More than any NixOS has.
    #[error("it has more options than any NixOS, or deeper ones")]
    TooLarge,
}

/// An option on its way into an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its names, from the root.
    pub path: Vec<String>,
    /// The description of its type.
    pub r#type: String,
    /// Its default, as Nix text.
    pub default: Option<String>,
    /// Whether NixOS alone sets it.
    pub read_only: bool,
}

/// The text for some options of a release. Of two with one path, the later one counts.
pub fn write(release: u32, mut entries: Vec<Entry>) -> Result<String, Corrupt> {
    entries.sort_by(|one, other| one.path.cmp(&other.path));
    let types = numbered(entries.iter().map(|entry| entry.r#type.as_str()));
    let defaults = numbered(entries.iter().filter_map(|entry| entry.default.as_deref()));
    let mut tree = String::new();
    let mut last: &[String] = &[];
    let mut places = 0;
    for (at, entry) in entries.iter().enumerate() {
        if entries
            .get(at + 1)
            .is_some_and(|next| next.path == entry.path)
        {
            continue;
        }
        if entry.path.len() > DEEPEST {
            return Err(Corrupt::TooLarge);
        }
        let same = |(one, other): &(&String, &String)| one == other;
        let shared = last.iter().zip(&entry.path).take_while(same).count();
        for (depth, name) in entry.path.iter().enumerate().skip(shared) {
            places += 1;
            let _ = write!(tree, "{:depth$}{}", "", escape(name));
            if depth + 1 < entry.path.len() {
                tree.push('\n');
            }
        }
        let mark = if entry.read_only { "!" } else { "" };
        let _ = write!(tree, "\t{}{mark}", base36(types.number(&entry.r#type)));
        if let Some(default) = &entry.default {
            let _ = write!(tree, "\t{}", base36(defaults.number(default)));
        }
        tree.push('\n');
        last = &entry.path;
    }
    if places > PLACES {
        return Err(Corrupt::TooLarge);
    }
    let (year, month) = (release / 100, release % 100);
    let mut text = format!("{MARK}\nrelease {year:02}.{month:02}\n");
    for (what, table) in [("types", &types), ("defaults", &defaults)] {
        let _ = writeln!(text, "{what} {}", table.texts.len());
        for one in &table.texts {
            let _ = writeln!(text, "{}", escape(one));
        }
    }
    let _ = write!(text, "options {places}\n{tree}end\n");
    Ok(text)
}

/// Texts by number, those that are used most often first.
struct Numbered<'t> {
    texts: Vec<&'t str>,
    numbers: HashMap<&'t str, usize>,
}

impl Numbered<'_> {
    fn number(&self, text: &str) -> usize {
        self.numbers.get(text).copied().unwrap_or_default()
    }
}

fn numbered<'t>(all: impl Iterator<Item = &'t str>) -> Numbered<'t> {
    let mut uses: HashMap<&str, usize> = HashMap::new();
    all.for_each(|text| *uses.entry(text).or_default() += 1);
    let mut texts: Vec<&str> = uses.keys().copied().collect();
    texts.sort_by_key(|text| (std::cmp::Reverse(uses[text]), *text));
    let numbers = texts.iter().copied().zip(0..).collect();
    Numbered { texts, numbers }
}

/// Reads an index, as far as it holds for a release (2605 for 26.05). Whatever the text is, this ends soon, and says
/// what is wrong.
pub fn read(text: &str, wanted: u32) -> Result<Index, Corrupt> {
    let mut lines = text.split('\n').enumerate();
    if lines.next().map(|(_, line)| line) != Some(MARK) {
        return Err(Corrupt::Foreign);
    }
    let (at, release) = head(&mut lines, "release ")?;
    let mut index = Index::empty();
    index.release = parse_release(release).ok_or(Corrupt::Line(at))?;
    for _ in 0..count(head(&mut lines, "types ")?)? {
        let (at, line) = lines.next().ok_or(Corrupt::Cut)?;
        let text = unescape(line).ok_or(Corrupt::Line(at + 1))?;
        index.types.push(Described::new(&text));
    }
    for _ in 0..count(head(&mut lines, "defaults ")?)? {
        let (at, line) = lines.next().ok_or(Corrupt::Cut)?;
        let text = unescape(line).ok_or(Corrupt::Line(at + 1))?;
        index.defaults.push(text.into());
    }
    let view = View {
        wanted,
        own: index.release,
    };
    let mut left_out = false;
    let places = count(head(&mut lines, "options ")?)?;
    // The way from the root to the last line's place.
    let mut way: Vec<u32> = vec![0];
    index.nodes.reserve(places);
    for _ in 0..places {
        let (at, line) = lines.next().ok_or(Corrupt::Cut)?;
        let (depth, name, node) = place(line, &mut index, view).ok_or(Corrupt::Line(at + 1))?;
        if depth + 1 > way.len() || depth >= DEEPEST {
            return Err(Corrupt::Line(at + 1));
        }
        way.truncate(depth + 1);
        let id = u32::try_from(index.nodes.len()).map_err(|_| Corrupt::TooLarge)?;
        let parent = way[depth] as usize;
        // Sorted, as they are written: so they are found by halving.
        if let Some(before) = index.nodes[parent].below.last()
            && index.nodes[*before as usize].name >= name
        {
            return Err(Corrupt::Line(at + 1));
        }
        index.nodes[parent].below.push(id);
        left_out |= node.is_none();
        index.nodes.push(Node {
            name,
            below: Vec::new(),
            state: node.unwrap_or_default(),
        });
        way.push(id);
    }
    if left_out {
        prune(&mut index);
    }
    match lines.next() {
        Some((_, "end")) => Ok(index),
        Some((at, line)) if !line.is_empty() => Err(Corrupt::Line(at + 1)),
        _ => Err(Corrupt::Cut),
    }
}

/// The release that a text says it is an index of, without reading the rest.
pub fn release_of(text: &str) -> Option<u32> {
    let mut lines = text.lines();
    (lines.next() == Some(MARK)).then_some(())?;
    parse_release(lines.next()?.strip_prefix("release ")?)
}

type Line<'t> = (usize, &'t str);

fn head<'t>(lines: &mut impl Iterator<Item = Line<'t>>, word: &str) -> Result<Line<'t>, Corrupt> {
    let (at, line) = lines.next().ok_or(Corrupt::Cut)?;
    let rest = line.strip_prefix(word).ok_or(Corrupt::Line(at + 1))?;
    Ok((at + 1, rest))
}

fn count((at, number): Line<'_>) -> Result<usize, Corrupt> {
    match number.parse() {
        Ok(number) if number <= PLACES => Ok(number),
        Ok(_) => Err(Corrupt::TooLarge),
        Err(_) => Err(Corrupt::Line(at)),
    }
}

/// A release as it is written: `24.11`.
pub(super) fn parse_release(text: &str) -> Option<u32> {
    let (year, month) = text.split_once('.')?;
    if year.len() != 2 || month.len() != 2 {
        return None;
    }
    Some(year.parse::<u32>().ok()? * 100 + month.parse::<u32>().ok()?)
}

/// A list, seen from a release.
#[derive(Clone, Copy)]
struct View {
    wanted: u32,
    /// The release that the list is of.
    own: u32,
}

/// Takes out branches that nothing is left of.
fn prune(index: &mut Index) {
    for at in (0..index.nodes.len()).rev() {
        // What stands below a place comes after it.
        let below = std::mem::take(&mut index.nodes[at].below);
        let is_left = |id: &u32| {
            let node = &index.nodes[*id as usize];
            node.state != State::Branch || !node.below.is_empty()
        };
        index.nodes[at].below = below.into_iter().filter(is_left).collect();
    }
}

/// How deep a line's place is, its name, and what it is; none: no option in the release that is wanted.
fn place(line: &str, index: &mut Index, view: View) -> Option<(usize, Box<str>, Option<State>)> {
    let name = line.trim_start_matches(' ');
    let depth = line.len() - name.len();
    let mut parts = name.split('\t');
    let name = unescape(parts.next()?)?;
    let state = match (parts.next(), parts.next()) {
        (None, _) => Some(State::Branch),
        (Some(marks), default) => {
            let default = match default {
                None => None,
                Some(number) => Some(known(number, index.defaults.len())?),
            };
            option(marks, index, view)?.map(|found| State::Option {
                default: default.filter(|_| !found.older),
                r#type: found.r#type,
                read_only: found.read_only,
                late: found.late,
            })
        }
    };
    if name.is_empty() || parts.next().is_some() {
        return None;
    }
    Some((depth, name.into(), state))
}

/// The number in base 36 of a line of a table.
fn known(number: &str, table: usize) -> Option<u32> {
    let number = u32::from_str_radix(number, 36).ok()?;
    ((number as usize) < table).then_some(number)
}

/// What a line tells of an option, seen from a release.
struct Found {
    /// By number.
    r#type: u32,
    /// Whether that is not the type of the newest release.
    older: bool,
    read_only: bool,
    late: bool,
}

/// What stands behind the first tab: `1f`, `1f!`, `1f+`, `1f+2511`, `1f-`, `1f!+~2`; none within: another release has
/// the option.
#[expect(clippy::option_option, reason = "outer: the line makes sense")]
fn option(marks: &str, index: &mut Index, view: View) -> Option<Option<Found>> {
    let (marks, older) = match marks.split_once('~') {
        Some((marks, older)) => (marks, Some(known(older, index.types.len())?)),
        None => (marks, None),
    };
    let (marks, gone) = match marks.strip_suffix('-') {
        Some(marks) => (marks, true),
        None => (marks, false),
    };
    let (marks, since) = match marks.split_once('+') {
        Some((marks, "")) => (marks, BEFORE + 1),
        Some((marks, since)) => (marks, since.parse().ok()?),
        None => (marks, 0),
    };
    let number = known(marks.trim_end_matches('!'), index.types.len())?;
    if view.wanted < since || gone && view.wanted >= view.own {
        return Some(None);
    }
    let r#type = match older {
        Some(older) if view.wanted <= BEFORE => older,
        Some(older) if view.wanted < view.own => index.either(number, older),
        _ => number,
    };
    Some(Some(Found {
        r#type,
        older: r#type != number,
        read_only: marks.ends_with('!'),
        late: since > 0,
    }))
}

fn base36(mut number: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(b"0123456789abcdefghijklmnopqrstuvwxyz"[number % 36]);
        number /= 36;
        if number == 0 {
            break;
        }
    }
    digits
        .iter()
        .rev()
        .map(|digit| char::from(*digit))
        .collect()
}

/// One line, which does not begin with a space.
fn escape(text: &str) -> String {
    let mut out = text
        .replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\t', "\\t")
        .replace('\r', "\\r");
    if out.starts_with(' ') {
        out.replace_range(..1, "\\s");
    }
    out
}

fn unescape(line: &str) -> Option<String> {
    if !line.contains('\\') {
        return Some(line.to_owned());
    }
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                's' => ' ',
                '\\' => '\\',
                _ => return None,
            },
            c => c,
        });
    }
    Some(out)
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
