//! The lines of the manifest that a report names as causes.

use coloc::diff::Change;
use coloc::pipeline::Reading;

/// The line that a change is explained with, as it stands; empty: none does.
pub fn line(change: &Change, reading: &Reading) -> String {
    let Some((_, place)) = reading.keys.causes(&change.keys).into_iter().next() else {
        return String::new();
    };
    let text = &reading.sources.get(place.key.file).text;
    let at = place.key.start as usize;
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let short: String = line.chars().take(60).collect();
    short.trim_end().to_owned()
}
