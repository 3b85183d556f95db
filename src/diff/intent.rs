//! What the manifest would change on one machine.

use std::collections::BTreeSet;

use super::fact::{Fact, Sides, facts};
use super::{About, Action, Certainty, Change};
use crate::snapshot::Snapshot;

/// Changes from one snapshot to the other, the gravest first.
///
/// What comes or goes with something larger (the keys of a new account, the settings of a removed service) is part of
/// that change.
pub fn intent(from: &Snapshot, to: &Snapshot) -> Vec<Change> {
    let (before, after) = (facts(from), facts(to));
    let sides = Sides {
        from,
        to,
        before: &before,
        after: &after,
    };
    let all: BTreeSet<&Fact> = before.keys().chain(after.keys()).collect();
    let comes_with_another = |fact: &Fact| {
        let with = |whole: &Fact| sides.comes_or_goes(whole);
        (sides.comes_or_goes(fact) && fact.wholes().iter().any(with))
            || fact.is_of_another_type(&sides)
    };
    let mut changes: Vec<Change> = all
        .into_iter()
        .filter(|fact| !comes_with_another(fact))
        .filter_map(|fact| change(fact, &sides))
        .collect();
    // Facts come in their order, which stays among those of one rank.
    changes.sort_by_cached_key(|change| {
        let subject = change.subject(&to.machine);
        (change.risk(), change.kind(), subject, change.action)
    });
    changes
}

fn change(fact: &Fact, sides: &Sides<'_>) -> Option<Change> {
    let (was, will) = (sides.before.get(fact), sides.after.get(fact));
    let action = match (was, will) {
        (None, Some(_)) => Action::Added,
        (Some(_), None) => Action::Removed,
        (Some(was), Some(will)) if was != will => Action::Changed,
        _ => return None,
    };
    Some(Change {
        about: About::Fact(fact.clone()),
        action,
        from: was.cloned(),
        to: will.cloned(),
        certainty: Certainty::Certain,
        keys: fact.keys(action, sides),
    })
}
