//! `coloc diff --eval`: what Nix works out without a build is what a build gives.
//!
//! nixpkgs is `tests/stub/systems`. Everything happens in a store of its own, offline.

use std::path::Path;

use expect_test::expect;

use super::world::World;
use crate::cli::harness::{KEY, Place, SMALL};

const TOPLEVEL: &str = ".#nixosConfigurations.serveur.config.system.build.toplevel";
const MODULE: &str = "{ ... }: { environment.etc.\"motd\".text = \"Bonjour\\n\"; }\n";

/// One machine, generated and locked.
fn world() -> Option<World> {
    let place = Place::called("collectif");
    let nixpkgs = place.home().join("nixpkgs");
    let stub = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stub");
    for (from, to) in [
        ("systems/flake.nix", "flake.nix"),
        ("systems/system.nix", "system.nix"),
        ("nixpkgs/lib.nix", "lib.nix"),
        ("nixpkgs/default.nix", "default.nix"),
    ] {
        std::fs::create_dir_all(&nixpkgs).expect("a folder");
        std::fs::copy(stub.join(from), nixpkgs.join(to)).expect("a file");
    }
    let manifest = SMALL
        .replace(
            "github:NixOS/nixpkgs/nixos-26.05",
            &format!("path:{nixpkgs}"),
        )
        .replace("[policy]\n", "[policy]\nsecrets = \"none\"\n");
    let manifest = format!("{manifest}modules = [\"motd.nix\"]\n");
    let place = place.with("coloc.toml", &manifest).with("motd.nix", MODULE);
    let world = World::new(place)?;
    world.place.coloc(["generate"]).code(0);
    world.commit("first");
    flake(&world, &["flake", "lock"]);
    world.commit("locked");
    Some(world)
}

fn flake(world: &World, arguments: &[&str]) -> String {
    let features = [
        "--extra-experimental-features",
        "nix-command flakes",
        "--offline",
    ];
    world.nix("nix", &[features.as_slice(), arguments].concat())
}

/// Builds the machine's system; its path.
fn build(world: &World) -> String {
    flake(world, &["build", "--no-link", TOPLEVEL]);
    path(world)
}

fn path(world: &World) -> String {
    flake(world, &["eval", "--raw", &format!("{TOPLEVEL}.outPath")])
}

#[test]
fn what_is_worked_out_is_what_is_built() {
    let Some(world) = world() else { return };
    let first = build(&world);
    world.set("serveur", &first);
    let profiles = world.profiles();
    let diff = [
        "diff",
        "--eval",
        "--exit-code",
        "--deployed",
        profiles.as_str(),
    ];
    world.run(&diff).code(0).stdout(expect![""]);

    let manifest = world.place.read("coloc.toml");
    let manifest = manifest.replace(
        "caretakers = [\"alice\"]",
        "caretakers = [\"alice\", \"bruno\"]",
    );
    let bruno = format!("\n[members.bruno]\nname = \"Bruno\"\nssh-keys = [\"{KEY}\"]\n");
    let ports = "nixos.networking.firewall.allowedTCPPorts = [3000]\n";
    world
        .place
        .write("coloc.toml", &(manifest + ports + &bruno));
    // From the files on disk, so these must be the manifest's.
    world
        .run(&diff)
        .code(2)
        .says("tree/stale")
        .notes("leave --eval out");
    world.place.coloc(["generate"]).code(0);
    world.commit("second");
    let told = world.run(&diff).code(1);
    let second = path(&world);
    assert!(!Path::new(&second).exists(), "nothing was built");
    let evaluated = effects(&world, &diff);
    expect_test::expect_file!["evaluated.txt"].assert_eq(&told.stdout);

    // Built, it says the same, but for the file whose text only a build can tell.
    assert_eq!(build(&world), second);
    let sure = |text: &String| text.replace(" may change; only a build tells how", " changes");
    let evaluated: Vec<String> = evaluated.iter().map(sure).collect();
    assert_eq!(evaluated, effects(&world, &diff));
    let built = ["diff", "--new", &second, "--deployed", profiles.as_str()];
    assert_eq!(evaluated, effects(&world, &built));

    // What the manifest does not say is seen as well.
    world.set("serveur", &second);
    world.run(&diff).code(0).stdout(expect![""]);
    world
        .place
        .write("motd.nix", &MODULE.replace("Bonjour", "Bonsoir"));
    world.commit("third");
    world.run(&diff).code(1).stdout(expect![[r#"
        serveur: differs from the manifest (generation 2)
          On the machine
            ~ the file /etc/motd changes  [not explained by the manifest]
          Note: the manifest says the same of it; flake.lock or a module written by hand does not.
          Note: it is not built yet: packages are not compared.
    "#]]);
}

/// Sentences of effects, as JSON has them.
fn effects(world: &World, line: &[&str]) -> Vec<String> {
    let report = world.run(&[&["--format", "json"], line].concat()).json();
    let changes = report["machines"][0]["changes"].as_array().expect("a list");
    let mut effects: Vec<String> = changes
        .iter()
        .filter(|change| change["kind"] == "effect")
        .map(|change| change["what"].as_str().expect("a sentence").to_owned())
        .collect();
    effects.sort();
    effects
}

#[test]
fn a_machine_that_does_not_evaluate_is_compared_all_the_same() {
    let Some(world) = world() else { return };
    let first = build(&world);
    world.set("serveur", &first);
    world
        .place
        .write("motd.nix", "{ ... }: throw \"not today\"\n");
    world.commit("broken");
    let profiles = world.profiles();
    let diff = ["diff", "--eval", "--deployed", profiles.as_str()];
    // The manifest is the same; but what was asked for could not be told.
    world.run(&diff).code(2).stdout(expect![[r#"
        serveur: in step (generation 1)
          Note: Nix could not work out its system: not today (`coloc check --eval` says more).
    "#]]);
}
