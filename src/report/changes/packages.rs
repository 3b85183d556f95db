//! Packages: what of two closures is told.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::MOST_NAMED;
use crate::diff::packages::{Package, Packages};
use crate::report::page::Page;
use crate::say;
use crate::words::{Text, Words};

/// What differs between two closures, by what people call it.
fn lists(packages: &Packages) -> [(&'static str, &[Package]); 4] {
    [
        ("added", &packages.added),
        ("removed", &packages.removed),
        ("changed", &packages.changed),
        ("rebuilt", &packages.rebuilt),
    ]
}

/// Whether two closures have the same packages.
pub(super) fn are_same(packages: &Packages) -> bool {
    lists(packages).iter().all(|(_, list)| list.is_empty())
}

/// Adds what differs to a page.
pub(super) fn describe(packages: &Packages, page: &mut Page, words: &Words) {
    if are_same(packages) {
        return;
    }
    page.heading(3, title(packages, words));
    for (list, these) in lists(packages) {
        if these.is_empty() {
            continue;
        }
        let names: Vec<Text> = these.iter().map(|one| package(one, words)).collect();
        let packages = match list {
            "rebuilt" => Text::plain(names.len().to_string()),
            _ => words.shortened(&names, MOST_NAMED),
        };
        page.plain(say!(words, "diff-packages-list", list, packages));
    }
    if !packages.roots.is_empty() {
        // By their whole names: a file's end is no version.
        let roots = packages.roots.iter().map(|path| {
            let base = path.rsplit('/').next().unwrap_or(path);
            base.get(33..).unwrap_or(base).to_owned()
        });
        let roots: BTreeSet<String> = roots.collect();
        let roots: Vec<Text> = roots.into_iter().map(Text::plain).collect();
        let packages = words.shortened(&roots, MOST_NAMED);
        page.plain(say!(words, "diff-roots", packages));
    }
}

/// How much larger a closure becomes.
fn title(packages: &Packages, words: &Words) -> Text {
    let (from, to) = (packages.size_from, packages.size_to);
    let growth = match to.cmp(&from) {
        Ordering::Equal => "same",
        Ordering::Greater => "larger",
        Ordering::Less => "smaller",
    };
    let size = size(from.abs_diff(to), words);
    say!(words, "diff-packages", growth, size)
}

/// `openssl 3.0.14 → 3.0.15`; names without a version stand alone.
fn package(package: &Package, words: &Words) -> Text {
    let name = Text::plain(format!("{} ", package.name));
    let versions = |versions: &BTreeSet<String>| {
        let versions: Vec<Text> = versions
            .iter()
            .map(|version| match version.as_str() {
                "" => say!(words, "no-version"),
                version => Text::plain(version),
            })
            .collect();
        Text::joined(&versions, ", ")
    };
    let has_none = |of: &BTreeSet<String>| of.iter().all(String::is_empty);
    let (from, to) = (&package.from, &package.to);
    match () {
        () if has_none(from) && has_none(to) => Text::plain(&package.name),
        () if from == to || to.is_empty() => name.then(versions(from)),
        () if from.is_empty() => name.then(versions(to)),
        () => name
            .then(versions(from))
            .then(Text::plain(" → "))
            .then(versions(to)),
    }
}

/// `4.2 MiB`: to the tenth of the largest unit that fits.
fn size(bytes: u64, words: &Words) -> Text {
    const UNITS: &[&str] = &["KiB", "MiB", "GiB", "TiB"];
    if bytes < 1024 {
        return Text::plain(format!("{bytes} B"));
    }
    // Tenths, so that no float is needed.
    let mut tenths = u128::from(bytes) * 10;
    let mut unit = "B";
    for name in UNITS {
        if tenths < 10_235 {
            break;
        }
        tenths = (tenths + 512) / 1024;
        unit = name;
    }
    let (whole, tenths) = ((tenths / 10).to_string(), (tenths % 10).to_string());
    say!(words, "size", whole, tenths, unit)
}

#[cfg(test)]
mod tests {
    use super::size;
    use crate::manifest::types::Language;
    use crate::words::Words;

    #[test]
    fn sizes_are_round() {
        let words = Words::of(Language::En);
        let shown: Vec<String> = [0, 1023, 1024, 1536, 1 << 20, 4_404_019, u64::MAX]
            .into_iter()
            .map(|bytes| size(bytes, &words).to_string())
            .collect();
        assert_eq!(
            shown,
            [
                "0 B",
                "1023 B",
                "1.0 KiB",
                "1.5 KiB",
                "1.0 MiB",
                "4.2 MiB",
                "16777216.0 TiB"
            ]
        );
    }
}
