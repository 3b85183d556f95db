//! `coloc check`: where it looks, what it says, in which format, with which exit code.

use expect_test::expect;

use crate::cli::harness::{Place, SMALL};

/// [`SMALL`] with a caretaker whom nobody knows.
fn broken() -> String {
    SMALL.replace(
        "caretakers = [\"alice\"]",
        "caretakers = [\"alice\", \"alise\"]",
    )
}

/// [`SMALL`] with a warning.
fn lonely() -> String {
    SMALL.replace("caretakers-per-machine = 1", "caretakers-per-machine = 2")
}

#[test]
fn a_good_manifest_says_so_on_stderr_only() {
    Place::small()
        .coloc(["check"])
        .code(0)
        .stdout(expect![""])
        .stderr(expect![[r#"
            Nothing to complain about: 1 member, 1 machine, 0 services.
        "#]]);
}

#[test]
fn findings_are_data() {
    Place::empty()
        .with("coloc.toml", &broken())
        .coloc(["check"])
        .code(1)
        .stderr(expect![""])
        .says("There is no member `alise`")
        .says("coloc.toml:26:25");
}

#[test]
fn outside_of_a_collective_there_is_nothing_to_check() {
    Place::empty()
        .coloc(["check"])
        .code(2)
        .stdout(expect![""])
        .stderr(expect![[r#"
            coloc: there is no coloc.toml in [HERE] or any folder above it; `coloc init` writes one
        "#]]);
}

#[test]
fn the_manifest_is_found_from_below() {
    let place = Place::small().with("machines/notes/a.txt", "");
    place.line(["check"]).within("machines/notes").run().code(0);
    place.coloc(["-C", "machines/notes", "check"]).code(0);
    place.coloc(["check", "-C", "machines"]).code(0);
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let place = Place::small();
    for command in ["check", "generate", "catalog", "init", "schema", "explain"] {
        place
            .coloc(["-C", "nowhere", command])
            .code(2)
            .stdout(expect![""])
            .stderr(expect![[r#"
                coloc: -C nowhere: there is no such folder
            "#]]);
    }
    place.coloc(["-C", "coloc.toml", "check"]).code(2);
}

#[test]
fn warnings_count_where_they_are_denied() {
    let place = Place::empty().with("coloc.toml", &lonely());
    place
        .coloc(["check"])
        .code(0)
        .says("care/too-few-caretakers");
    place.coloc(["check", "--deny", "warnings"]).code(1);
    Place::small()
        .coloc(["check", "--deny", "warnings"])
        .code(0);
}

#[test]
fn json_is_one_object_with_version_1() {
    let place = Place::empty().with("coloc.toml", &broken());
    let ran = place
        .coloc(["check", "--format", "json"])
        .code(1)
        .stderr(expect![""]);
    let json = ran.json();
    assert!(
        ran.stdout.starts_with("{\n  \"version\": 1,"),
        "{}",
        ran.stdout
    );
    let finding = &json["findings"][0];
    assert_eq!(finding["code"], "reference/unknown-member");
    assert_eq!(finding["severity"], "error");
    let label = &finding["labels"][0];
    assert_eq!(label["file"], "coloc.toml");
    assert_eq!((&label["line"], &label["column"]), (&26.into(), &25.into()));

    let good = Place::small().coloc(["check", "--format", "json"]).code(0);
    assert_eq!(good.json()["findings"].as_array().map(Vec::len), Some(0));
    assert_eq!(good.stderr, "");
}

#[test]
fn sarif_and_markdown_are_the_same_findings() {
    let place = Place::empty().with("coloc.toml", &broken());
    let sarif = place
        .coloc(["check", "--format", "sarif"])
        .code(1)
        .stderr(expect![""])
        .json();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(
        sarif["runs"][0]["results"][0]["ruleId"],
        "reference/unknown-member"
    );
    place
        .coloc(["check", "--format", "markdown"])
        .code(1)
        .stderr(expect![""])
        .says("**1 error**")
        .says("`reference/unknown-member`");
}

#[test]
fn check_writes_nothing() {
    let place = Place::copy("examples/trois-maisons");
    let before = place.everything();
    place.coloc(["check"]);
    assert_eq!(before, place.everything());
}

#[test]
fn a_private_key_is_found_and_never_shown() {
    let secret = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW";
    let text = SMALL.replace("name = \"Alice\"", &format!("name = \"{secret}\""));
    let place = Place::empty().with("coloc.toml", &text);
    for format in ["human", "json", "sarif", "markdown"] {
        place
            .coloc(["check", "--format", format])
            .code(1)
            .never_says(secret)
            .says("key/private");
    }
}
