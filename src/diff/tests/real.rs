//! What a real switch changed, told once each, with what caused it.

use std::fmt::Write as _;

use expect_test::expect_file;

use super::system::{Side, System};
use crate::diff::effects::{effects, without_effect};
use crate::diff::equal::Comparison;
use crate::diff::intent;
use crate::manifest::types::Language;
use crate::report::changes::words::{Machines, sentence};
use crate::snapshot::Snapshot;
use crate::words::Words;

#[test]
fn every_effect_is_told_once_with_its_cause() {
    let snapshot = |text| serde_json::from_str::<Snapshot>(text).unwrap();
    let (was, will) = (
        snapshot(include_str!("caribou-2.json")),
        snapshot(include_str!("caribou-3.json")),
    );
    let (old, new) = (System::caribou(Side::Old), System::caribou(Side::New));
    let (from, to) = (Side::Old.system(), Side::New.system());
    let comparison = Comparison::new(&old, &new, "/nix/store").between(&from, &to);
    let intents = intent(&was, &will);
    let found = effects(
        &comparison,
        (&from, &to),
        (Some(&was), Some(&will)),
        &intents,
    );
    let mut told = String::new();
    for language in [Language::En, Language::Fr] {
        let words = Words::of(language);
        for change in &found {
            let said = sentence(&words, change, Machines::One("caribou"));
            let keys: Vec<String> = change.keys.iter().map(ToString::to_string).collect();
            writeln!(told, "{said} [{}]", keys.join(" ")).unwrap();
        }
        told.push('\n');
    }
    for change in without_effect(&intents, &found) {
        let words = Words::of(Language::En);
        let said = sentence(&words, change, Machines::One("caribou"));
        writeln!(told, "nothing follows from: {said}").unwrap();
    }
    expect_file!["real.txt"].assert_eq(&told);
}
