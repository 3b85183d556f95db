//! `coloc generate`: all or nothing, and nothing that a person wrote is lost.

use expect_test::expect;

use crate::cli::harness::{Place, SMALL};

#[test]
fn the_example_is_generated_already() {
    Place::copy("examples/trois-maisons")
        .coloc(["generate", "--check"])
        .code(0)
        .notes("generated files are those of the manifest");
}

#[test]
fn generating_twice_writes_once() {
    let place = Place::small();
    place
        .coloc(["generate"])
        .code(0)
        .stdout(expect![""])
        .notes("Wrote ");
    let before = place.everything();
    place
        .coloc(["generate"])
        .code(0)
        .notes("Everything is up to date");
    place.coloc(["generate", "--check"]).code(0);
    assert_eq!(before, place.everything());
}

#[test]
fn stale_files_are_told_and_left_alone() {
    let place = Place::small();
    place
        .coloc(["generate", "--check"])
        .code(1)
        .says("tree/stale");
    place.coloc(["generate"]).code(0);
    place.write(
        "coloc.toml",
        &SMALL.replace("name = \"Alice\"", "name = \"Alice Martin\""),
    );
    let before = place.everything();
    place
        .coloc(["generate", "--check"])
        .code(1)
        .says("tree/stale");
    assert_eq!(before, place.everything());
}

#[test]
fn a_dry_run_shows_the_change() {
    let place = Place::small();
    place.coloc(["generate"]).code(0);
    place
        .coloc(["generate", "--dry-run"])
        .code(0)
        .stdout(expect![""])
        .notes("Nothing would change");
    place.write(
        "coloc.toml",
        &SMALL.replace("name = \"Alice\"", "name = \"Alice Martin\""),
    );
    let before = place.everything();
    place
        .coloc(["generate", "--dry-run"])
        .code(0)
        .says("+++ b/generated/collective.nix")
        .says("Alice Martin")
        .notes("Nothing was written");
    assert_eq!(before, place.everything());
}

#[test]
fn an_error_leaves_every_byte_as_it_was() {
    let place = Place::copy("examples/trois-maisons");
    place.write("members/zoe.toml", "[members.zoe]\nname = 1\n");
    let before = place.everything();
    place
        .coloc(["generate"])
        .code(1)
        .says("manifest/wrong-type")
        .notes("Nothing was written");
    assert_eq!(before, place.everything());
}

#[test]
fn edits_by_hand_stop_it_until_they_are_forced() {
    let place = Place::small();
    place.coloc(["generate"]).code(0);
    let file = "generated/machines/serveur/base.nix";
    let edited = format!("{}# mine\n", place.read(file));
    place.write(file, &edited);
    place.write(
        "coloc.toml",
        &SMALL.replace("name = \"Alice\"", "name = \"Alice Martin\""),
    );
    let before = place.everything();
    place
        .coloc(["generate"])
        .code(1)
        .says("tree/edited-by-hand")
        .says(file)
        .notes("Nothing was written");
    assert_eq!(before, place.everything());

    place
        .coloc(["generate", "--force"])
        .code(0)
        .notes(&format!("Your version of {file} is now {file}.orig"));
    assert_eq!(place.read(&format!("{file}.orig")), edited);
    assert_ne!(place.read(file), edited);
    place.coloc(["generate", "--check"]).code(0);
}

#[test]
fn the_machine_that_passes_visitors_on_is_deployed_first() {
    let place = Place::copy("examples/trois-maisons");
    let manifest = place.read("coloc.toml");
    place.write("coloc.toml", &manifest.replace("bonjour@", "salut@"));
    place
        .coloc(["generate", "--lang", "en"])
        .code(0)
        .notes("switch --flake .#caribou --target-host caribou.trois-maisons.example")
        .notes("and so on for ananas, brioche, citron and datte.")
        .notes("caribou comes first: ");
}

#[test]
fn flags_that_contradict_each_other_are_refused() {
    let place = Place::small();
    place.coloc(["generate", "--check", "--force"]).code(2);
    place.coloc(["generate", "--dry-run", "--force"]).code(2);
    place.coloc(["generate", "--check", "--dry-run"]).code(2);
}

#[test]
fn json_lists_what_was_written() {
    let json = Place::small()
        .coloc(["generate", "--format", "json"])
        .code(0)
        .json();
    assert_eq!(json["version"], 1);
    let written = json["written"].as_array().cloned().unwrap_or_default();
    assert!(written.contains(&"flake.nix".into()), "{written:?}");
}
