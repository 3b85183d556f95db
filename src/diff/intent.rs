//! What the manifest would change on one machine.

use std::collections::BTreeSet;

use super::fact::{Fact, Sides, facts};
use super::words::sentence;
use super::{Action, Change};
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
        let wholes = fact.whole().into_iter().chain(fact.part_of());
        let mut wholes = wholes.into_iter();
        (sides.comes_or_goes(fact) && wholes.any(|whole| sides.comes_or_goes(&whole)))
            || fact.is_of_another_type(&sides)
    };
    let mut changes: Vec<Change> = all
        .into_iter()
        .filter(|fact| !comes_with_another(fact))
        .filter_map(|fact| change(fact, &sides))
        .collect();
    changes.sort_by(|a, b| {
        let rank = |change: &Change| {
            (
                change.risk,
                change.kind,
                change.subject.clone(),
                change.action,
            )
        };
        rank(a).cmp(&rank(b)).then_with(|| a.what.cmp(&b.what))
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
    let machine = &sides.to.machine;
    let text = |value: Option<&String>| value.map_or("", String::as_str).to_owned();
    Some(Change {
        kind: fact.kind(),
        action,
        subject: fact.subject(machine),
        risk: fact.risk(action),
        what: sentence(fact, action, machine, &text(was), &text(will)),
        from: was.cloned(),
        to: will.cloned(),
        keys: fact.keys(action, sides),
    })
}
