//! What a real Nix says of the machines: its log → findings at lines of the manifest.
//!
//! Nix is run by [`crate::nix`], which also reads what it wrote; all but [`ask`] is pure.
//!
//! | file | what it does |
//! | --- | --- |
//! | [`ask`] | files on disk, machines → Nix asked, findings |
//! | [`place`] | paths of the store → files of the repository |
//! | [`problem`], `kinds` | what an error means, in words, and which option it is about |
//! | [`locate`] | option and file → the line of the manifest, or of a module written by hand |
//! | [`world`] | no Nix, an old one, no `flake.lock`, inputs that are not there |

pub mod ask;
pub mod codes;
mod kinds;
pub mod locate;
pub mod place;
pub mod problem;
#[cfg(test)]
mod tests;
pub mod world;

use crate::finding::Finding;
use crate::manifest::types::Name;
use crate::nix::log::Log;
use locate::Map;
use place::Origin;
use problem::Complaint;

/// What one machine's evaluation gives: a finding for each error, each failed assertion, each warning.
pub fn findings(machine: &Name, log: &Log, origin: &Origin, map: &mut Map<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(error) = &log.error {
        for complaint in problem::complaints(machine.as_str(), error, origin) {
            found.push(finding(machine, complaint, map));
        }
    }
    for warning in &log.warnings {
        let complaint = problem::warning(machine.as_str(), warning, origin);
        found.push(finding(machine, complaint, map).as_warning());
    }
    found
}

fn finding(machine: &Name, complaint: Complaint, map: &mut Map<'_>) -> Finding {
    let labels = map.labels(machine, &complaint);
    let mut finding = Finding::new(&codes::EVALUATION, complaint.message).help(complaint.help);
    finding.labels = labels;
    finding
}
