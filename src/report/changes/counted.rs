//! Numbers, and lists that are cut.

use std::collections::BTreeSet;

use crate::diff::packages::{Package, Packages, name_and_version};

/// Entries of a list on one line that are named; the others are counted.
pub(super) const MOST_NAMED: usize = 12;

/// `a, b, and 12 more`.
pub(super) fn listed(all: impl ExactSizeIterator<Item = String>) -> String {
    let more = all.len().saturating_sub(MOST_NAMED);
    let mut names: Vec<String> = all.take(MOST_NAMED).collect();
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    names.join(", ")
}

/// What differs between two closures, by what people call it.
pub(super) fn lists(packages: &Packages) -> [(&'static str, &[Package]); 4] {
    [
        ("new", &packages.added),
        ("gone", &packages.removed),
        ("other version", &packages.changed),
        ("built anew at the same version", &packages.rebuilt),
    ]
}

/// `openssl 3.0.14 → 3.0.15`; names without a version stand alone.
pub(super) fn package(package: &Package) -> String {
    let versions = |versions: &BTreeSet<String>| {
        let versions: Vec<&str> = versions
            .iter()
            .map(|version| {
                if version.is_empty() {
                    "(none)"
                } else {
                    version
                }
            })
            .collect();
        versions.join(", ")
    };
    let (from, to) = (versions(&package.from), versions(&package.to));
    let what = match () {
        () if from == to || to.is_empty() => from,
        () if from.is_empty() => to,
        () => format!("{from} → {to}"),
    };
    if what == "(none)" {
        package.name.clone()
    } else {
        format!("{} {what}", package.name)
    }
}

/// `openssl 3.0.15, and 2 more`: where a rebuild begins, by name.
pub(super) fn roots(packages: &Packages) -> String {
    let names: BTreeSet<String> = packages
        .roots
        .iter()
        .map(|path| {
            let (name, version) = name_and_version(path);
            format!("{name} {version}").trim_end().to_owned()
        })
        .collect();
    listed(names.into_iter())
}

/// How much larger a closure becomes.
pub(super) fn growth(packages: &Packages) -> String {
    let (from, to) = (packages.size_from, packages.size_to);
    match to.cmp(&from) {
        std::cmp::Ordering::Equal => "as large as before".to_owned(),
        std::cmp::Ordering::Greater => format!("{} larger", roughly(to - from)),
        std::cmp::Ordering::Less => format!("{} smaller", roughly(from - to)),
    }
}

/// `4.2 MiB`: to the tenth of the largest unit that fits.
fn roughly(bytes: u64) -> String {
    const UNITS: &[&str] = &["KiB", "MiB", "GiB", "TiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
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
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::roughly;

    #[test]
    fn sizes_are_round() {
        let shown: Vec<String> = [0, 1023, 1024, 1536, 1 << 20, 4_404_019, u64::MAX]
            .into_iter()
            .map(roughly)
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
