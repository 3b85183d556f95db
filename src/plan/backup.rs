//! What a backup of a service copies, and what is done around it.

use crate::catalog::Entry;
use crate::catalog::facts::{Engine, fill};
use crate::manifest::types::{Domain, Name, Release};

/// A backup of one service on one machine, placeholders filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BackupPlan {
    /// Folders and files.
    pub paths: Vec<String>,
    /// Databases to be dumped: where, and their name.
    pub databases: Vec<(Engine, String)>,
    /// Lines of shell, as root, before copying.
    pub before: Option<String>,
    /// Lines of shell, as root, afterwards, whatever happened.
    pub after: Option<String>,
    /// Units to stop meanwhile.
    pub stops: Vec<String>,
    /// Paths that are not worth copying.
    pub exclude: Vec<String>,
}

/// What a backup of a service is, on a machine that began with a release.
pub fn plan(
    entry: &Entry,
    name: &Name,
    domain: Option<&Domain>,
    collective: &Domain,
    state_version: Release,
) -> BackupPlan {
    let moved = entry.moved.iter().filter(|moved| state_version < moved.at);
    let fill = |text: &String| {
        let filled = fill(text, name.as_str(), domain, collective);
        moved
            .clone()
            .fold(filled, |text, moved| text.replace(&moved.to, &moved.from))
    };
    let paths = entry.state.iter().filter_map(|state| state.path.as_ref());
    let databases = entry
        .state
        .iter()
        .filter_map(|state| Some((state.engine?, fill(state.database.as_ref()?))));
    let backup = &entry.backup;
    BackupPlan {
        paths: paths.map(fill).collect(),
        databases: databases.collect(),
        before: backup.before.as_ref().map(fill),
        after: backup.after.as_ref().map(fill),
        stops: backup.stops.iter().map(fill).collect(),
        exclude: backup.exclude.iter().map(fill).collect(),
    }
}
