//! Random pairs of manifests, built as real generations: what is said of these is what is said of the manifests, and
//! every effect has its cause.

use std::cell::Cell;
use std::collections::BTreeSet;

use coloc::deployed::stamp::{Stamp, stamp};
use coloc::diff::effects::{effects, without_effect};
use coloc::diff::equal::Comparison;
use coloc::diff::{Action, Change, intent};
use coloc::snapshot::Snapshot;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::rows::ROWS;
use super::{collective, model};
use crate::generated::Generated;
use crate::generations::fixture::Machine;
use crate::{progress, real_nix};

/// The example with some rows of the table of keys applied; none: they do not go together.
fn mutated(rows: &BTreeSet<usize>) -> Option<Generated> {
    let rows: Vec<_> = rows.iter().map(|row| &ROWS[*row % ROWS.len()]).collect();
    Generated::try_with(&collective("trois-maisons"), |path, mut text| {
        for row in rows
            .iter()
            .filter(|row| row.file == path && row.folder == "trois-maisons")
        {
            text = text.replacen(row.old, row.new, 1);
        }
        text
    })
    .ok()
}

fn stamped(machine: &Machine, toplevel: &str) -> Snapshot {
    match stamp(&machine.store, toplevel) {
        Stamp::Of(snapshot, _) => *snapshot,
        other => panic!("{other:?}"),
    }
}

/// Changes without what differs by direction: sentences and keys.
fn bare(changes: &[Change], name: &str, back: bool) -> Vec<String> {
    let mut bare: Vec<String> = changes
        .iter()
        .map(|change| {
            let (action, from, to) = if back {
                (change.action.inverse(), &change.to, &change.from)
            } else {
                (change.action, &change.from, &change.to)
            };
            format!(
                "{:?} {:?} {} {action:?} {from:?} {to:?}",
                change.risk(),
                change.kind(),
                change.subject(name)
            )
        })
        .collect();
    bare.sort();
    bare
}

fn compared(machine: &Machine, from: &str, to: &str) -> (Vec<Change>, Vec<Change>) {
    let (old, new) = (stamped(machine, from), stamped(machine, to));
    let intents = intent(&old, &new);
    let store = &machine.store;
    let comparison = Comparison::new(store, store, store.folder.as_str());
    let found = effects(&comparison, (from, to), (Some(&old), Some(&new)), &intents);
    (intents, found)
}

fn check(from: &BTreeSet<usize>, to: &BTreeSet<usize>, which: usize) {
    let (Some(old), Some(new)) = (mutated(from), mutated(to)) else {
        return;
    };
    let (Some(old_facts), Some(new_facts)) = (model::facts(&old), model::facts(&new)) else {
        return;
    };
    // A machine that changes, if there is one.
    let changed: Vec<_> = old
        .plan
        .machines
        .keys()
        .filter(|name| old_facts[name.as_str()] != new_facts[name.as_str()])
        .collect();
    let all: Vec<_> = old.plan.machines.keys().collect();
    let among = if changed.is_empty() { &all } else { &changed };
    let name = among[which % among.len()];
    let machine = Machine::new();
    let was = model::system(&old, &old_facts, name);
    let a = machine.build(&was);
    let b = machine.build(&model::system(&new, &new_facts, name));
    let (intents, found) = compared(&machine, &a, &b);

    let plans = |generated: &Generated| super::snapshots(generated)[name.as_str()].clone();
    assert_eq!(intents, intent(&plans(&old), &plans(&new)));
    assert_eq!(compared(&machine, &a, &a), (vec![], vec![]));
    let (back, effects_back) = compared(&machine, &b, &a);
    assert_eq!(
        bare(&intents, name.as_str(), false),
        bare(&back, name.as_str(), true)
    );
    assert_eq!(
        bare(&found, name.as_str(), false),
        bare(&effects_back, name.as_str(), true)
    );
    for effect in found.iter().chain(&effects_back) {
        assert!(
            !effect.keys.is_empty(),
            "{name}: no cause for {effect:#?}\namong {intents:#?}"
        );
    }
    let idle = without_effect(&intents, &found);
    assert!(
        idle.is_empty(),
        "{name}: no effect of {idle:#?}\namong {found:#?}"
    );
    let again = machine.build(&was.rebuilt("again"));
    assert_ne!(a, again);
    assert_eq!(compared(&machine, &a, &again), (vec![], vec![]));
}

#[test]
fn generations_say_what_manifests_say_and_every_effect_has_a_cause() {
    if real_nix::nix_instantiate().is_none() {
        return;
    }
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok());
    let config = Config {
        cases: cases.unwrap_or(8),
        failure_persistence: None,
        max_shrink_iters: 20,
        ..Config::default()
    };
    // The same pairs in every run; `PROPTEST_CASES` asks for as many others as it says.
    let mut runner = match cases {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let cases = Cell::new(0);
    let some = || prop::collection::btree_set(0..ROWS.len(), 0..5);
    runner
        .run(&(some(), some(), 0..5_usize), |(from, to, which)| {
            cases.set(cases.get() + 1);
            progress::at(format_args!("case {}", cases.get()));
            check(&from, &to, which);
            Ok(())
        })
        .unwrap();
}

#[test]
fn each_key_has_its_effect_on_a_built_machine() {
    if real_nix::nix_instantiate().is_none() {
        return;
    }
    for key in [
        "machines.public",
        "services.machine",
        "members.status",
        "network.mesh",
        "policy.secrets",
    ] {
        let row = ROWS.iter().position(|row| row.key == key).unwrap();
        for which in 0..2 {
            progress::at(key);
            check(&BTreeSet::new(), &BTreeSet::from([row]), which);
        }
    }
    assert_eq!(Action::Added.inverse(), Action::Removed);
}
