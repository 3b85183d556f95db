//! Every kind of finding is explained, and shown by a case.

use std::path::Path;

use coloc::codes;

/// Kinds that reading a folder cannot give, and why. All others have a case.
const WITHOUT_CASE: &[(&str, &str)] = &[
    (
        "tree/",
        "compares with a tree that was generated: tests of generate",
    ),
    (
        "nixos/evaluation",
        "asks Nix: tests/evaluation, tests/cli/eval",
    ),
    ("nixos/no-nix", "the same"),
    ("nixos/not-", "the same"),
    (
        "catalog/template",
        "fills a template in, which is done after reading: tests of emit",
    ),
];

#[test]
fn every_code_has_a_case() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let elsewhere = |name: &str| {
        WITHOUT_CASE
            .iter()
            .any(|(prefix, _)| name.starts_with(prefix))
    };
    let missing: Vec<&str> = codes::all()
        .map(|code| code.name)
        .filter(|name| !elsewhere(name) && !has_main(&cases.join(name)))
        .collect();
    assert!(
        missing.is_empty(),
        "add tests/cases/CODE/coloc.toml, or a folder with one, for {missing:?}"
    );
}

fn has_main(folder: &Path) -> bool {
    let below = folder.read_dir().into_iter().flatten().flatten();
    folder.join("coloc.toml").is_file()
        || below
            .into_iter()
            .any(|entry| entry.path().join("coloc.toml").is_file())
}

#[test]
fn every_code_is_explained() {
    for code in codes::all() {
        let text = code.explanation;
        assert!(
            text.chars().count() >= 200,
            "{}: the explanation is too short to explain anything",
            code.name
        );
        assert!(
            text.contains("Way out:"),
            "{}: the explanation has no `Way out:`",
            code.name
        );
        assert!(
            text.lines().any(|line| line.starts_with("    ")),
            "{}: the explanation has no example",
            code.name
        );
        assert!(
            text.lines().all(|line| line.chars().count() <= 120),
            "{}: a line is too long",
            code.name
        );
        assert!(
            !code.summary.ends_with('.') && !code.summary.contains('\n'),
            "{}: the summary is one phrase",
            code.name
        );
    }
}

#[test]
fn names_are_sorted_and_have_an_area() {
    let names: Vec<&str> = codes::all().map(|code| code.name).collect();
    assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
    for name in names {
        let (area, what) = name.split_once('/').unwrap_or_default();
        assert!(
            !area.is_empty() && !what.is_empty() && !what.contains('/'),
            "{name} should be `area/what`"
        );
    }
}
