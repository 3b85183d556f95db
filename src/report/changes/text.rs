//! Differences of generated files, line by line.

use similar::{ChangeTag, TextDiff};

use super::shown;
use crate::diff::machine::ModuleChange;

/// A file that differs, as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Text {
    /// Its path.
    pub path: String,
    /// Lines that come.
    pub more: usize,
    /// Lines that go.
    pub less: usize,
    /// The unified diff, with a header; empty if what differs may not be shown.
    pub unified: String,
}

/// Compares the two texts of a file.
pub(super) fn of(module: &ModuleChange, context: bool) -> Text {
    let diff = TextDiff::from_lines(&module.from, &module.to);
    let count = |tag| {
        diff.iter_all_changes()
            .filter(|change| change.tag() == tag)
            .count()
    };
    let unified = if context {
        let (from, to) = (shown::module(&module.from), shown::module(&module.to));
        let diff = TextDiff::from_lines(&from, &to);
        let side = |text: &str| {
            if text.is_empty() {
                "/dev/null".to_owned()
            } else {
                module.path.clone()
            }
        };
        diff.unified_diff()
            .header(&side(&module.from), &side(&module.to))
            .to_string()
    } else {
        String::new()
    };
    Text {
        path: module.path.clone(),
        more: count(ChangeTag::Insert),
        less: count(ChangeTag::Delete),
        unified,
    }
}
