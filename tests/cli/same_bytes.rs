//! The same manifest gives the same bytes, wherever and for whomever it is read.

use std::process::Command;

use crate::cli::harness::Place;

/// Surroundings that must not matter: locale, time zone, width, name of the folder, umask.
const SURROUNDINGS: &[(&str, &str, &str, &str)] = &[
    ("C", "UTC", "here", "022"),
    ("fr_FR.UTF-8", "Europe/Paris", "là bas", "077"),
    ("tr_TR.UTF-8", "Asia/Kathmandu", "I-ı-İ", "002"),
];

/// Runs a command in surroundings; gives what it printed.
fn run(place: &Place, locale: &str, zone: &str, umask: &str, arguments: &str) -> Vec<u8> {
    let line = format!("umask {umask} && exec \"$0\" {arguments}");
    let output = Command::new("/bin/sh")
        .args(["-c", &line, env!("CARGO_BIN_EXE_coloc")])
        .current_dir(place.path(""))
        .env_clear()
        .env("HOME", place.home())
        .env("LC_ALL", locale)
        .env("LANG", locale)
        .env("TZ", zone)
        .output()
        .expect("sh runs");
    assert_eq!(output.status.code(), Some(0), "{arguments}: {output:?}");
    output.stdout
}

#[test]
fn trees_and_reports_are_the_same_everywhere() {
    let mut first = None;
    for (locale, zone, folder, umask) in SURROUNDINGS {
        let place = Place::called(folder).filled("examples/trois-maisons");
        std::fs::remove_dir_all(place.path("generated")).expect("generated before");
        std::fs::remove_file(place.path("flake.nix")).expect("generated before");
        let commands = [
            "generate",
            "generate --check --format json",
            "check --format json",
            "check --format sarif",
            "check --format markdown",
            "schema",
            "catalog",
            "catalog nextcloud",
            "catalog --format json",
            "explain --lang en",
        ];
        let printed = commands.map(|command| run(&place, locale, zone, umask, command));
        let all = (printed, place.generated());
        assert!(all.1.len() > 20, "{:?}", all.1.keys());
        assert_eq!(*first.get_or_insert_with(|| all.clone()), all, "{locale}");
    }
}

#[test]
fn first_manifests_are_the_same_everywhere() {
    let mut first = None;
    for (locale, zone, folder, umask) in SURROUNDINGS {
        let place = Place::called(folder).with("key.pub", crate::cli::harness::KEY);
        let arguments = "init lilas --domain lilas.example --contact a@lilas.example --member alice \
                         --ssh-key key.pub --system x86_64-linux";
        run(&place, locale, zone, umask, arguments);
        let text = place.read("lilas/coloc.toml");
        assert_eq!(*first.get_or_insert_with(|| text.clone()), text, "{locale}");
    }
}

#[test]
fn only_the_language_outside_of_a_collective_is_the_readers() {
    let place = Place::empty();
    let french = run(&place, "fr_FR.UTF-8", "UTC", "022", "catalog nextcloud");
    let english = run(&place, "tr_TR.UTF-8", "UTC", "022", "catalog nextcloud");
    assert!(String::from_utf8_lossy(&french).contains("partagés entre membres"));
    assert!(String::from_utf8_lossy(&english).contains("shared between members"));
    let json = |locale| run(&place, locale, "UTC", "022", "catalog --format json");
    assert_eq!(json("fr_FR.UTF-8"), json("C"));
}
