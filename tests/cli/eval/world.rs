//! What stands in the way of asking: no Nix, old files, no lock, inputs that are not there, files that git does not know.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use expect_test::expect;

use super::{BASE, EMPTY, MUST, check, nix, place};
use crate::cli::harness::Place;

#[test]
fn without_nix_it_says_how_to_get_one() {
    let ran = Place::empty()
        .with("coloc.toml", BASE)
        .with("hardware/serveur.nix", EMPTY)
        .with("empty/x", "");
    ran.coloc(["generate"]).code(0);
    let path = ran.path("empty").into_string();
    ran.line(["check", "--eval"])
        .env("PATH", &path)
        .run()
        .code(2)
        .says("[nixos/no-nix]")
        .says("coloc.toml:8:1")
        .says("apt install nix-bin")
        .stderr(expect![""]);
    ran.line(["check"]).env("PATH", &path).run().code(0);
}

#[test]
fn what_is_not_generated_is_not_asked_about() {
    let place = Place::empty()
        .with("coloc.toml", BASE)
        .with("hardware/serveur.nix", EMPTY);
    let never = place
        .coloc(["check", "--eval"])
        .code(1)
        .says("[tree/stale]")
        .says("coloc generate");
    assert!(
        never.stdout.ends_with("\n1 error\n"),
        "one for all: {}",
        never.stdout
    );
    never.notes("Nix was not asked");
    place.coloc(["generate"]).code(0);
    place.write(
        "coloc.toml",
        &BASE.replace("alice@portable", "alice@bureau"),
    );
    place
        .coloc(["check", "--eval"])
        .code(1)
        .says("[tree/stale]")
        .says("generated/collective.nix");
    place.write("coloc.toml", BASE);
    place.write("flake.nix", "{ outputs = _: { }; }\n");
    place
        .coloc(["check", "--eval"])
        .code(1)
        .says("[tree/edited-by-hand]");
    // Errors of the manifest come first.
    place.write(
        "coloc.toml",
        &BASE.replace("site = \"maison\"", "site = \"maisson\""),
    );
    place
        .coloc(["check", "--eval"])
        .code(1)
        .says("[reference/unknown-site]")
        .notes("Nix was not asked");
}

#[test]
fn a_lock_that_is_missing_broken_or_behind_is_told() {
    let Some(_) = nix() else { return };
    let place = place(MUST, EMPTY);
    let lock = place.read("flake.lock");
    let told = |what: &str| {
        check(&place, &[])
            .code(1)
            .says("[nixos/not-locked]")
            .says(what)
            .says("flake lock")
            .notes("Nix was not asked");
    };
    place.write("flake.lock", "<<<<<<< HEAD\n{\n");
    told("flake.lock cannot be read");
    place.write("flake.lock", &lock.replace("\"nixpkgs\": \"nixpkgs\"", ""));
    told("`nixpkgs`");
    std::fs::remove_file(place.path("flake.lock")).expect("it is there");
    told("There is no flake.lock yet");
    place.write("flake.lock", &lock);
    // Another address, so that the lock is behind; Nix may not look it up.
    let moved = place
        .read("coloc.toml")
        .replace("path:", "github:NixOS/nixpkgs/nixos-26.05?x=");
    let moved = moved.lines().map(|line| match line.split_once("?x=") {
        Some((before, _)) => format!("{before}\"\n"),
        None => format!("{line}\n"),
    });
    place.write("coloc.toml", &moved.collect::<String>());
    place.coloc(["generate"]).code(0);
    told("The input `nixpkgs` is new there");
    assert_eq!(place.read("flake.lock"), lock, "it is never written");
}

#[test]
fn an_input_that_is_not_here_is_named_and_not_fetched() {
    let Some(_) = nix() else { return };
    let place = place(MUST, EMPTY);
    let github = "github:NixOS/nixpkgs/nixos-26.05";
    let toml = BASE.to_owned() + MUST;
    assert!(toml.contains(github));
    place.write("coloc.toml", &toml);
    place.coloc(["generate"]).code(0);
    place.write(
        "flake.lock",
        r#"{ "nodes": { "nixpkgs": {
             "locked": { "lastModified": 1, "narHash": "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
               "owner": "NixOS", "repo": "nixpkgs", "rev": "0123456789012345678901234567890123456789", "type": "github" },
             "original": { "owner": "NixOS", "ref": "nixos-26.05", "repo": "nixpkgs", "type": "github" } },
             "root": { "inputs": { "nixpkgs": "nixpkgs" } } }, "root": "root", "version": 7 }"#,
    );
    let began = Instant::now();
    check(&place, &[])
        .code(2)
        .says("[nixos/not-fetched]")
        .says("github:NixOS/nixpkgs/0123456789012345678901234567890123456789")
        .says("flake archive");
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "it does not try for long"
    );
}

#[test]
fn a_file_that_git_does_not_know_is_told() {
    let Some(_) = nix() else { return };
    let place = place(MUST, EMPTY);
    let git = |arguments: &[&str]| {
        let status = Command::new("git")
            .args(arguments)
            .current_dir(place.path(""))
            .env("HOME", place.home())
            .stderr(Stdio::null())
            .status()
            .expect("git runs");
        assert!(status.success());
    };
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    check(&place, &[]).code(0);
    git(&["rm", "--quiet", "--cached", "hardware/serveur.nix"]);
    check(&place, &[])
        .code(1)
        .says("[nixos/not-in-git]")
        .says("git add -N hardware");
    git(&["add", "--all"]);
    git(&["rm", "--quiet", "--cached", "flake.nix"]);
    check(&place, &[])
        .code(1)
        .says("[nixos/not-in-git]")
        .says("git add -N flake.nix");
    git(&["add", "--all"]);
    git(&["rm", "--quiet", "--cached", "flake.lock"]);
    check(&place, &[])
        .code(1)
        .says("[nixos/not-locked]")
        .says("git add flake.lock");
}
