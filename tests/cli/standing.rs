//! Why a machine cannot be read in a folder: in the same words, whichever command asks. Over ssh it is in
//! `generations/why.rs`.

use std::os::unix::fs::symlink;

use super::harness::{Place, SMALL};

const DIFF: &[&str] = &["diff"];
const STATUS: &[&str] = &["status"];
const HISTORY: &[&str] = &["history", "serveur"];

/// Folders in which something is missing.
fn place() -> Place {
    let place = Place::small();
    let link = |folder: &str, target: &str, name: &str| {
        std::fs::create_dir_all(place.path(folder)).unwrap();
        symlink(target, place.path(folder).join(name)).unwrap();
    };
    std::fs::create_dir_all(place.path("empty")).unwrap();
    std::fs::create_dir_all(place.path("one/etc")).unwrap();
    link("collected", "/nowhere/x", "system-1-link");
    link("collected", "system-1-link", "system");
    for number in 1..=23 {
        let name = format!("system-{number}-link");
        link("dangling", "/nowhere/x", &name);
    }
    place
}

#[test]
fn what_a_folder_lacks_is_told_alike() {
    let place = place();
    let cases: &[(&str, &str, &[&[&str]])] = &[
        (
            "nowhere",
            "nowhere: there is no such folder",
            &[DIFF, STATUS, HISTORY],
        ),
        (
            "empty",
            "empty has no generation: no link named `system-N-link` stands there",
            &[DIFF, STATUS, HISTORY],
        ),
        (
            "dangling",
            "there is no system at dangling/system; there are the generations 3 older ones, 4, 5, 6,",
            &[DIFF, STATUS],
        ),
        (
            "collected",
            "generation 1 is gone: garbage collection took /nowhere/x",
            &[
                DIFF,
                STATUS,
                &["diff", "--generation", "1"],
                &["diff", "--between", "1", "1"],
            ],
        ),
        (
            "collected",
            "there is no generation 7; there are 1",
            &[&["diff", "--generation", "7"]],
        ),
        (
            "one",
            "one is one system, without generations to choose from",
            &[
                HISTORY,
                &["diff", "--generation", "1"],
                &["diff", "--between", "1", "2"],
            ],
        ),
    ];
    for (folder, words, commands) in cases {
        for command in *commands {
            let line = [command, &["--format", "json", "--deployed", folder][..]].concat();
            let ran = place.coloc(&line);
            let told = format!("{}{}", ran.stdout, ran.stderr);
            assert!(told.contains(words), "{line:?}: {told}");
        }
    }
}

#[test]
fn one_machine_of_several_is_missing_or_not_named() {
    let place = place();
    let grange = "[machines.grange]\nsite = \"maison\"\ncaretakers = [\"alice\"]\n";
    place.write("coloc.toml", &format!("{SMALL}{grange}"));
    std::fs::create_dir_all(place.path("profiles/serveur/etc")).unwrap();
    for command in ["diff", "status"] {
        let named = [command, "serveur", "grange", "--deployed", "profiles"];
        let ran = place.coloc(named);
        let told = "profiles has no folder for it";
        assert!(ran.stdout.contains(told), "{command}: {}", ran.stdout);
        // Who was not named is left out, and that is said.
        let ran = place.coloc([command, "--deployed", "profiles"]).code(0);
        assert!(!ran.stdout.contains("grange"), "{command}: {}", ran.stdout);
        ran.notes("Not in profiles: grange.");
        place
            .coloc([command, "--deployed", "one"])
            .code(2)
            .notes("one does not say which machine it is of: name the machine");
    }
    let between = ["diff", "--between", "1", "2"];
    place.coloc(between).code(2).notes("name it, as in");
}

#[test]
fn why_is_said_in_the_readers_language() {
    let place = place();
    let french = |line: &[&str]| {
        let line = [line, &["--lang", "fr", "--deployed", "collected"]].concat();
        place.coloc(line)
    };
    french(STATUS).code(0).says("inconnue").says(
        "Ce qui y tourne n'est pas connu\u{a0}: la génération 1 n'existe plus\u{a0}: le ramasse-miettes",
    );
    french(HISTORY)
        .code(0)
        .says("Génération 1, 20")
        .says("disparue");
    french(DIFF).code(2).notes(
        "coloc: la génération 1 n'existe plus\u{a0}: le ramasse-miettes a emporté /nowhere/x",
    );
    // Scripts get English, whoever reads.
    let json = french(&["status", "--format", "json"]).code(0).json();
    let cause = json["machines"][0]["cause"].as_str().unwrap();
    assert!(cause.starts_with("what runs there is not known: generation 1"));
}
