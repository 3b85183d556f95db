//! `path/outside-repository`: a link that leads out of the collective's repository.

use super::{Facts, Rule};
use crate::finding::{Finding, Findings};
use crate::manifest::codes::OUTSIDE_REPOSITORY;
use crate::manifest::read::PathFact;

/// Its code, which reading shares, and its check.
pub const RULE: Rule = Rule {
    code: &OUTSIDE_REPOSITORY,
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (path, span, _) in facts.collective.paths() {
        if facts.paths.get(&path) == Some(&PathFact::Outside) {
            findings.push(
                Finding::new(
                    &OUTSIDE_REPOSITORY,
                    format!("`{path}` leads out of the repository, by a link."),
                )
                .at(span, "a link, or in a folder that is one")
                .help("Put the file itself into the repository, in the place of the link."),
            );
        }
    }
}
