//! Differences of generated files, line by line.

use similar::{ChangeTag, TextDiff};

use super::shown;
use crate::diff::machine::ModuleChange;
use crate::report::page::{Diff, Lines};

/// Compares the two texts of a file; their lines are written out where that is asked for.
pub(super) fn of(module: &ModuleChange, written_out: bool) -> Diff {
    let diff = TextDiff::from_lines(&module.from, &module.to);
    let count = |tag| {
        diff.iter_all_changes()
            .filter(|change| change.tag() == tag)
            .count()
    };
    Diff {
        path: module.path.clone(),
        more: count(ChangeTag::Insert),
        less: count(ChangeTag::Delete),
        lines: if written_out {
            unified(module)
        } else {
            Lines::Counted
        },
    }
}

fn unified(module: &ModuleChange) -> Lines {
    let (from, to) = (shown::module(&module.from), shown::module(&module.to));
    let diff = TextDiff::from_lines(&from, &to);
    let side = |text: &str| {
        if text.is_empty() {
            "/dev/null".to_owned()
        } else {
            module.path.clone()
        }
    };
    let mut unified = diff.unified_diff();
    let unified = unified.header(&side(&module.from), &side(&module.to));
    match unified.to_string() {
        same if same.is_empty() => Lines::Hidden,
        unified => Lines::Unified(unified),
    }
}
