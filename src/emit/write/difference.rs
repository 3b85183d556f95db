//! What writing a tree would change in files, line by line.

use camino::{Utf8Path, Utf8PathBuf};
use similar::{ChangeTag, TextDiff};

use super::{Comparison, Tree};
use crate::manifest::read::{self, ReadError};

/// The difference of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its path.
    pub path: Utf8PathBuf,
    /// Lines that come.
    pub more: usize,
    /// Lines that go.
    pub less: usize,
    /// As `git apply` takes it.
    pub unified: String,
}

/// The differences of all files that are not as the tree has them, sorted by path.
pub fn differences(
    root: &Utf8Path,
    tree: &Tree,
    comparison: &Comparison,
) -> Result<Vec<Difference>, ReadError> {
    let Comparison {
        added,
        changed,
        stale,
        edited,
        unchanged: _,
        links: _,
    } = comparison;
    let mut paths: Vec<&Utf8PathBuf> = [added, changed, stale, edited]
        .into_iter()
        .flatten()
        .collect();
    paths.sort();
    paths.dedup();
    let difference = |path: &Utf8PathBuf| {
        let old = read::text(root, path, read::MAX_SIZE)?.unwrap_or_default();
        let new = tree.files.get(path).map_or("", |file| file.text());
        let side = |text: &str, side: &str| match text {
            "" => "/dev/null".to_owned(),
            _ => format!("{side}/{path}"),
        };
        let text = TextDiff::from_lines(&*old, new);
        let count = |tag| {
            text.iter_all_changes()
                .filter(|change| change.tag() == tag)
                .count()
        };
        Ok(Difference {
            path: path.clone(),
            more: count(ChangeTag::Insert),
            less: count(ChangeTag::Delete),
            unified: text
                .unified_diff()
                .header(&side(&old, "a"), &side(new, "b"))
                .to_string(),
        })
    };
    paths.into_iter().map(difference).collect()
}
