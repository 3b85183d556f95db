//! What differs in `/etc`, told once: a unit has links to it, and a file may have its owner and mode beside it.

use std::collections::BTreeSet;

use super::equal::{Comparison, Difference};

/// Folder of units below `etc`.
pub(super) const UNITS: &str = "systemd/system/";
/// What says of a file of `/etc` whose it is, beside it. Source: `nixos/modules/system/etc/etc.nix`.
const COMPANIONS: &[&str] = &[".gid", ".mode", ".uid"];
/// Folders of links to units that start with another one.
const WITH: &[&str] = &[".wants", ".requires", ".upholds"];

/// `a.target.wants/b.service` → `a.target` and `b.service`; the second is empty for the folder itself.
pub(super) fn started_with(unit: &str) -> Option<(&str, &str)> {
    let (folder, below) = unit.split_once('/').unwrap_or((unit, ""));
    let owner = WITH.iter().find_map(|end| folder.strip_suffix(end))?;
    Some((owner, below))
}

/// Leaves out of differences below `/etc` what only repeats another one. `ends` are the two `/etc`s.
pub(super) fn once(
    comparison: &Comparison<'_>,
    ends: (&str, &str),
    found: Vec<Difference>,
) -> Vec<Difference> {
    let found: Vec<Difference> = found
        .into_iter()
        .flat_map(|difference| taken_apart(comparison, difference))
        .collect();
    let side = |it: &Difference| (it.from.is_some(), it.to.is_some());
    let told: BTreeSet<_> = found.iter().map(|it| (it.at.clone(), side(it))).collect();
    // Files of /etc that are others: a unit that only names one, as what it is restarted for, is not told again.
    let files: BTreeSet<_> = found
        .iter()
        .filter(|it| !it.at.starts_with(UNITS))
        .map(|it| (it.from.clone(), it.to.clone()))
        .collect();
    let is_told = |at: String, it: &Difference| told.contains(&(at, side(it)));
    let repeats = |it: &Difference| {
        if let Some(owner) = owner(&it.at) {
            return is_told(owner.to_owned(), it);
        }
        let Some(unit) = it.at.strip_prefix(UNITS) else {
            return false;
        };
        if !it.through.is_empty() && files.contains(&(it.from.clone(), it.to.clone())) {
            return true;
        }
        if let Some((with, unit)) = started_with(unit) {
            // A link to a unit that is another, that comes or that goes; what a new unit starts is part of it.
            return is_told(format!("{UNITS}{unit}"), it)
                || (it.from.is_none() || it.to.is_none()) && is_told(format!("{UNITS}{with}"), it);
        }
        // Another name of a unit.
        let at = |end: &str| format!("{end}/{}", it.at);
        comparison
            .name_beside(&at(ends.0), &at(ends.1))
            .is_some_and(|own| is_told(format!("{UNITS}{own}"), it))
    };
    let keep: Vec<bool> = found.iter().map(|it| !repeats(it)).collect();
    let mut keep = keep.into_iter();
    let mut found = found;
    found.retain_mut(|it| {
        // That a file is another's, or may be read by others, is a change of the file.
        if let Some(owner) = owner(&it.at) {
            it.at = owner.to_owned();
        }
        keep.next().unwrap_or(true)
    });
    found.dedup_by(|one, other| one.at == other.at && owner_alone(one, other));
    found
}

/// The file that a companion belongs to.
fn owner(at: &str) -> Option<&str> {
    COMPANIONS.iter().find_map(|end| at.strip_suffix(end))
}

/// Whether two differences at one place are companions of one file.
fn owner_alone(one: &Difference, other: &Difference) -> bool {
    let is_one = |path: &Option<String>| path.as_deref().is_some_and(|it| owner(it).is_some());
    (is_one(&one.from) || is_one(&one.to)) && (is_one(&other.from) || is_one(&other.to))
}

/// A folder of links that comes or goes as a whole, link by link.
fn taken_apart(comparison: &Comparison<'_>, difference: Difference) -> Vec<Difference> {
    let is_folder = difference
        .at
        .strip_prefix(UNITS)
        .and_then(started_with)
        .is_some_and(|(_, below)| below.is_empty());
    let names = match (&difference.from, &difference.to) {
        (Some(_), Some(_)) => BTreeSet::new(),
        _ => comparison.names(&difference),
    };
    if !is_folder || names.is_empty() {
        return vec![difference];
    }
    let below = |path: &Option<String>, name: &str| Some(format!("{}/{name}", path.as_ref()?));
    names
        .iter()
        .map(|name| Difference {
            at: format!("{}/{name}", difference.at),
            through: Vec::new(),
            from: below(&difference.from, name),
            to: below(&difference.to, name),
        })
        .collect()
}
