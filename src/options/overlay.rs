//! What the list of NixOS does not tell: options that were renamed or removed, and a few that no list has, one line each.
//!
//! `embedded/changes.txt` and `embedded/renamed.txt` have lines of these forms, `#` begins a comment:
//!
//! ```text
//! 26.05 renamed services.stalwart-mail -> services.stalwart
//! 25.11 removed services.postfix.sslCert: set `services.postfix.settings.main.smtpd_tls_chain_files`
//! 26.05 removed services.sonic-server.user
//! 24.11 obsolete boot.loader.grub.version: GRUB 2 is the only one
//! 24.11 added services.uwsgi.instance: attribute set of anything = { }
//! 24.11 changed virtualisation.vmVariant: Toplevel NixOS config
//! 24.11 alias services.sshd.enable -> services.openssh.enable
//! 24.11 like boot.initrd.systemd.services -> systemd.services
//! ```
//!
//! A line holds from its release on. `obsolete` is an option that NixOS still takes, hides, and warns of. `renamed`
//! moves all that is below along; `alias` is a second name that NixOS does not warn of; `like` gives an option the
//! options below another; `changed` gives one another type. `added` may say `(read-only)` at its end.

use std::sync::OnceLock;

use super::compact::parse_release;
use super::index::{Index, State};

/// What changed after December 2024, and what no list shows.
const CHANGES: &str = include_str!("embedded/changes.txt");

/// Old names.
const RENAMED: &str = include_str!("embedded/renamed.txt");

/// Which index an overlay is laid over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The one in the binary: everything counts.
    Embedded,
    /// An imported one, which knows its own options better: names that it has stay, and those that NixOS does not
    /// show are added.
    Imported,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// From which release on.
    pub since: u32,
    pub path: Vec<&'static str>,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Renamed(&'static str),
    Removed(&'static str),
    Obsolete(&'static str),
    Added {
        r#type: &'static str,
        default: Option<&'static str>,
        read_only: bool,
    },
    Changed(&'static str),
    Alias(&'static str),
    Like(&'static str),
}

/// All lines, those of earlier releases first; lines that cannot be read are left out (a test finds them).
pub(super) fn changes() -> &'static [Change] {
    static KEPT: OnceLock<Vec<Change>> = OnceLock::new();
    KEPT.get_or_init(|| {
        let lines = RENAMED.lines().chain(CHANGES.lines());
        let mut all: Vec<Change> = lines
            .filter(|line| is_change(line))
            .filter_map(parse)
            .collect();
        // What is added is added first: a rename to it finds what it really is.
        all.sort_by_key(|change| (change.since, !matches!(change.what, What::Added { .. })));
        all
    })
}

/// The releases that lines begin to hold from, sorted.
pub(super) fn releases() -> Vec<u32> {
    let mut all: Vec<u32> = changes().iter().map(|change| change.since).collect();
    all.dedup();
    all
}

fn is_change(line: &str) -> bool {
    !line.is_empty() && !line.starts_with('#')
}

fn parse(line: &'static str) -> Option<Change> {
    let line = line
        .split_once("  #")
        .map_or(line, |(line, _)| line.trim_end());
    let (since, rest) = line.split_once(' ')?;
    let (what, rest) = rest.split_once(' ')?;
    let (path, what) = match what {
        "renamed" | "alias" | "like" => {
            let (old, new) = rest.split_once(" -> ")?;
            let what = match what {
                "renamed" => What::Renamed(new),
                "alias" => What::Alias(new),
                _ => What::Like(new),
            };
            (old, what)
        }
        "removed" | "obsolete" => {
            let (path, why) = rest.split_once(": ").unwrap_or((rest, ""));
            let what = if what == "removed" {
                What::Removed(why)
            } else {
                What::Obsolete(why)
            };
            (path, what)
        }
        "changed" => {
            let (path, r#type) = rest.split_once(": ")?;
            (path, What::Changed(r#type))
        }
        "added" => {
            let (path, facts) = rest.split_once(": ")?;
            let open = facts.strip_suffix(" (read-only)");
            let read_only = open.is_some();
            let facts = open.unwrap_or(facts);
            let (r#type, default) = match facts.split_once(" = ") {
                Some((r#type, default)) => (r#type, Some(default)),
                None => (facts, None),
            };
            let what = What::Added {
                r#type,
                default,
                read_only,
            };
            (path, what)
        }
        _ => return None,
    };
    Some(Change {
        since: parse_release(since)?,
        path: path.split('.').collect(),
        what,
    })
}

/// Lays the lines that hold for a release over an index.
pub(super) fn apply(index: &mut Index, release: u32, of: Of) {
    for change in changes().iter().filter(|change| change.since <= release) {
        // What a release shows itself is right for it; so is a name that came back.
        let kept = of == Of::Imported || change.since <= index.release;
        let known = node(index, &change.path);
        match &change.what {
            What::Renamed(new) => rename(index, &change.path, new, kept),
            What::Removed(why) => {
                // Old names alone do not keep it.
                if !(kept && known.is_some_and(|at| has_options(index, at))) {
                    let at = grow(index, &change.path);
                    index.nodes[at as usize].below.clear();
                    index.nodes[at as usize].state = State::Removed((*why).into());
                }
            }
            What::Obsolete(why) => {
                let at = grow(index, &change.path);
                index.nodes[at as usize].state = State::Obsolete((*why).into());
            }
            What::Changed(r#type) => {
                if let Some(at) = known {
                    index.nodes[at as usize].state = State::Option {
                        r#type: index.type_number(r#type),
                        default: None,
                        read_only: false,
                        late: false,
                    };
                }
            }
            What::Added {
                r#type,
                default,
                read_only,
            } => {
                if known.is_none_or(|at| index.nodes[at as usize].state == State::Branch) {
                    let number = index.type_number(r#type);
                    let default = default.map(|text| {
                        index.defaults.push(text.into());
                        u32::try_from(index.defaults.len() - 1).unwrap_or(u32::MAX)
                    });
                    let at = grow(index, &change.path);
                    index.nodes[at as usize].state = State::Option {
                        r#type: number,
                        default,
                        read_only: *read_only,
                        late: false,
                    };
                }
            }
            What::Alias(target) | What::Like(target) => {
                let target: Vec<&str> = target.split('.').collect();
                let like = matches!(change.what, What::Like(_));
                if let Some(target) = node(index, &target)
                    && (like || known.is_none())
                {
                    let at = grow(index, &change.path);
                    if !like {
                        index.nodes[at as usize].state = index.nodes[target as usize].state.clone();
                    }
                    if index.nodes[at as usize].below.is_empty() {
                        // The same places stand below both.
                        let below = index.nodes[target as usize].below.clone();
                        index.nodes[at as usize].below = below;
                    }
                }
            }
        }
    }
    settle(index);
}

/// Old names of old names: all say the newest.
fn settle(index: &mut Index) {
    for id in 0..index.nodes.len() {
        let State::Renamed(new) = &index.nodes[id].state else {
            continue;
        };
        let mut new = new.to_string();
        let mut seen = 0;
        while let Some(newer) = newer(index, &new)
            && seen < 8
        {
            new = newer;
            seen += 1;
        }
        index.nodes[id].state = State::Renamed(new.into());
    }
}

/// What a path is called now, if a name on its way is an old one.
fn newer(index: &Index, path: &str) -> Option<String> {
    let names: Vec<&str> = path.split('.').collect();
    let mut at = 0;
    for (depth, name) in names.iter().enumerate() {
        at = index.below(at, name)?;
        if let State::Renamed(new) = &index.nodes[at as usize].state {
            let rest = names[depth + 1..].iter();
            return Some(rest.fold(new.to_string(), |path, name| path + "." + name));
        }
    }
    None
}

fn rename(index: &mut Index, old: &[&'static str], new: &'static str, kept: bool) {
    let at = node(index, old);
    if kept && at.is_some() {
        return;
    }
    if let Some(at) = at {
        let old = &mut index.nodes[at as usize];
        let below = std::mem::take(&mut old.below);
        let state = std::mem::take(&mut old.state);
        let path: Vec<&str> = new.split('.').collect();
        let within = |depth| {
            let above = node(index, &path[..depth]);
            above.is_some_and(|at| index.nodes[at as usize].state != State::Branch)
        };
        // In a set of any names, whatever the set takes goes.
        let free = (1..path.len()).any(within);
        let to = grow(index, &path);
        if index.nodes[to as usize].state == State::Branch {
            index.nodes[to as usize].state = if free {
                State::Option {
                    r#type: index.type_number("anything"),
                    default: None,
                    read_only: false,
                    late: false,
                }
            } else {
                state
            };
        }
        for id in below {
            let name = index.nodes[id as usize].name.clone();
            if index.below(to, &name).is_none() {
                let place = index.grow(to, &name) as usize;
                index.nodes[place].below = std::mem::take(&mut index.nodes[id as usize].below);
                index.nodes[place].state = std::mem::take(&mut index.nodes[id as usize].state);
            }
        }
    }
    let at = grow(index, old);
    index.nodes[at as usize].state = State::Renamed(new.into());
}

/// Whether a place, or one below it, is an option.
fn has_options(index: &Index, at: u32) -> bool {
    let node = &index.nodes[at as usize];
    matches!(node.state, State::Option { .. })
        || node.below.iter().any(|below| has_options(index, *below))
}

fn node(index: &Index, path: &[&str]) -> Option<u32> {
    path.iter().try_fold(0, |at, name| index.below(at, name))
}

fn grow(index: &mut Index, path: &[&str]) -> u32 {
    path.iter().fold(0, |at, name| index.grow(at, name))
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
