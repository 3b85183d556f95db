//! All kinds of findings, of all stages.

use std::collections::BTreeMap;

use crate::finding::Code;
use crate::rules::RULES;
use crate::{catalog, collective, emit, evaluation, inspection, lock, manifest};

/// The codes of all stages, sorted by name, each once: what `coloc explain` knows.
pub fn all() -> impl Iterator<Item = &'static Code> {
    // A stage with codes of its own adds its list here.
    let numbers: &[&Code] = &[&lock::CLASH_UID, &lock::CLASH_ADDRESS, &lock::CLASH_PORT];
    let stages = [
        manifest::codes::ALL,
        collective::codes::ALL,
        &[&catalog::INCOMPLETE],
        &[&inspection::stored::BAD_INDEX],
        numbers,
        emit::codes::ALL,
        inspection::codes::ALL,
        evaluation::codes::ALL,
    ];
    let rules = RULES.iter().map(|rule| rule.code);
    let all = stages.into_iter().flatten().copied().chain(rules);
    all.map(|code| (code.name, code))
        .collect::<BTreeMap<_, _>>()
        .into_values()
}
