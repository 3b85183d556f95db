//! `path/not-found`: a file that the manifest names and that is not there.

use super::{Facts, Rule};
use crate::collective::PathUse;
use crate::finding::{Finding, Findings};
use crate::manifest::codes::NOT_FOUND;
use crate::manifest::read::PathFact;

/// Its code, which reading shares, and its check.
pub const RULE: Rule = Rule {
    code: &NOT_FOUND,
    check,
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (path, span, used) in facts.collective.paths() {
        let (label, help) = match (facts.paths.get(&path), used) {
            (Some(PathFact::Missing), PathUse::Module) => (
                "no such file or folder",
                "Create it, or mend the name; paths begin at the folder of coloc.toml. For a machine's hardware, run \
                 `nixos-generate-config --show-hardware-config` on that machine, and save what it prints.",
            ),
            (Some(PathFact::Missing), PathUse::Setting) => (
                "no such file or folder",
                "Create it, or mend the name; paths begin at the folder of coloc.toml.",
            ),
            (Some(PathFact::Odd), _) => (
                "a pipe, a device or a socket",
                "Put a file or a folder in its place.",
            ),
            _ => continue,
        };
        findings.push(
            Finding::new(&NOT_FOUND, format!("There is no file `{path}`."))
                .at(span, label)
                .help(help),
        );
    }
}
