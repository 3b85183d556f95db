//! `coloc diff`, against generations that a real Nix built in a store of its own.

mod eval;
mod world;

use expect_test::{expect, expect_file};
use serde_json::json;

use crate::cli::harness::{KEY, Place};
use world::World;

const MACHINES: [&str; 5] = ["ananas", "brioche", "caribou", "citron", "datte"];

/// The example, deployed as its first commit says on all machines, and changed since: a second commit.
fn changed() -> Option<World> {
    let world = World::new(Place::copy("examples/trois-maisons"))?;
    world.commit("first");
    for machine in MACHINES {
        world.switch(machine, &json!({}));
    }
    let edit = |path: &str, from: &str, to: &str| {
        let text = world.place.read(path);
        assert!(text.contains(from), "{path}: {text}");
        world.place.write(path, &text.replacen(from, to, 1));
    };
    edit(
        "members/emma.toml",
        "groups",
        &format!("ssh-keys = [\"{KEY}\"]\ngroups"),
    );
    edit(
        "members/bruno.toml",
        "5KaUi99x+h8 bruno@atelier",
        "5KaUi99x+h8 bruno@grenier",
    );
    edit(
        "machines/ananas.toml",
        "\"alice\", ",
        "\"alice\", \"emma\", ",
    );
    edit(
        "machines/brioche.toml",
        "\"bruno\", ",
        "\"bruno\", \"emma\", ",
    );
    edit(
        "machines/citron.toml",
        "\"chloe\", ",
        "\"chloe\", \"emma\", ",
    );
    edit("services/nuage.toml", "4 GiB", "8 GiB");
    edit(
        "services/pads.toml",
        "machine = \"brioche\"",
        "machine = \"citron\"",
    );
    edit("services/pads.toml", "\"citron\"]", "\"brioche\"]");
    world.place.coloc(["generate"]).code(0);
    world.commit("second");
    Some(world)
}

#[test]
fn what_is_the_same_on_many_machines_is_told_once() {
    let Some(world) = changed() else { return };
    let profiles = world.profiles();
    let all = ["diff", "--deployed", profiles.as_str()];
    world
        .run(&all)
        .code(0)
        .stdout_is(expect_file!["diff/all.txt"]);
    let mut narrow = world.line(&all);
    narrow.command.env("COLUMNS", "60");
    World::plain(narrow.run())
        .code(0)
        .stdout_is(expect_file!["diff/narrow.txt"]);
    let markdown = [&["--format", "markdown"], all.as_slice()].concat();
    world
        .run(&markdown)
        .code(0)
        .stdout_is(expect_file!["diff/all.md"]);
    let french = [&["--lang", "fr"], all.as_slice()].concat();
    world
        .run(&french)
        .code(0)
        .stdout_is(expect_file!["diff/all.fr.txt"]);
    let one = [
        "--format",
        "json",
        "diff",
        "ananas",
        "--text",
        "--deployed",
        profiles.as_str(),
    ];
    world
        .run(&one)
        .code(0)
        .stdout_is(expect_file!["diff/ananas.json"]);
    let text = ["diff", "ananas", "--text", "--deployed", profiles.as_str()];
    world
        .run(&text)
        .code(0)
        .stdout_is(expect_file!["diff/text.txt"]);
    world
        .run(&[all.as_slice(), &["--exit-code"]].concat())
        .code(1);
    // Colours paint words and change none.
    let coloured = world
        .run(&[&["--color", "always"], all.as_slice()].concat())
        .stdout;
    assert_eq!(anstream_stripped(&coloured), world.run(&all).stdout);
}

fn anstream_stripped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        out.push_str(before);
        rest = after.split_once('m').expect("a colour ends").1;
    }
    out + rest
}

#[test]
fn a_machine_in_step_is_named_for_what_was_not_compared() {
    let Some(world) = World::new(Place::copy("examples/trois-maisons")) else {
        return;
    };
    world.switch("ananas", &json!({}));
    let profiles = world.profiles();
    let said = [
        (
            "human",
            expect![[r#"
                ananas: as the manifest says, as far as was compared (generation 1)
                  Note: modules written by hand are not compared without `--eval` or `--new`: hardware/ananas.nix.
            "#]],
        ),
        (
            "markdown",
            expect![[r#"
                ## ananas: as the manifest says, as far as was compared (generation 1)

                > modules written by hand are not compared without `--eval` or `--new`: hardware/ananas.nix.
            "#]],
        ),
    ];
    for (format, expected) in said {
        let line = [
            "--format",
            format,
            "diff",
            "--exit-code",
            "--deployed",
            profiles.as_str(),
        ];
        world.run(&line).code(0).stdout(expected);
    }
    let line = ["--format", "json", "diff", "--deployed", profiles.as_str()];
    let report = world.run(&line).code(0).json();
    assert_eq!(report["version"], 1);
    assert_eq!(report["machines"][0]["state"], "in-step");
    assert_eq!(report["machines"][0]["changes"], json!([]));
}

#[test]
fn two_systems_at_hand_tell_everything() {
    let Some(world) = changed() else { return };
    let more = json!({
        "packages": {
            "openssl-3.0.15": { "size": 9000, "needs": [], "build": "" },
            "nginx-1.26.0": { "size": 3, "needs": ["openssl-3.0.15"], "build": "anew" },
        },
        "without": ["openssl-3.0.14"],
        "scripts": { "firewall-start": "accept tcp 443, 22\n@nginx-1.26.0@/bin/x\n" },
        "units": { "forgejo.service": "[Service]\nExecStart=x\n" },
        "kernel": "6.12.2",
    });
    let new = world.build("ananas", &more);
    let profiles = world.profiles();
    let built = [
        "diff",
        "ananas",
        "--deployed",
        profiles.as_str(),
        "--new",
        new.as_str(),
    ];
    world
        .run(&built)
        .code(0)
        .stdout_is(expect_file!["diff/built.txt"]);
    let french = ["--lang", "fr", "--format", "markdown"];
    world
        .run(&[&french, built.as_slice()].concat())
        .code(0)
        .stdout_is(expect_file!["diff/built.fr.md"]);
    let line = [&["--format", "markdown"], built.as_slice()].concat();
    world
        .run(&line)
        .code(0)
        .stdout_is(expect_file!["diff/built.md"]);
    let line = [&["--format", "json"], built.as_slice()].concat();
    let report = world.run(&line).code(0).json();
    let packages = report["machines"][0]["packages"]
        .as_object()
        .expect("compared");
    for field in ["added", "removed", "changed", "rebuilt", "roots"] {
        assert!(packages[field].is_array(), "{field}");
    }
    assert_eq!(packages["changed"][1]["name"], "openssl");
    assert_eq!(packages["changed"][1]["to"], json!(["3.0.15"]));

    world.switch("ananas", &more);
    let between = [
        "diff",
        "ananas",
        "--deployed",
        profiles.as_str(),
        "--between",
        "1",
        "2",
    ];
    let told = world.run(&between).code(0).stdout;
    assert!(
        told.starts_with("ananas: from generation 1 to 2\n"),
        "{told}"
    );
    // The same system stands for the manifest, and runs: nothing to say.
    world.run(&built).code(0).stdout(expect![""]);
    world
        .run(&[between.as_slice(), &["--exit-code"]].concat())
        .code(1);
    let back = [
        "diff",
        "ananas",
        "--deployed",
        profiles.as_str(),
        "--between",
        "2",
        "2",
    ];
    world
        .run(&[back.as_slice(), &["--exit-code"]].concat())
        .code(0)
        .stdout(expect![""]);
}

#[test]
fn what_cannot_be_asked_is_told_with_a_way_out() {
    let Some(world) = changed() else { return };
    let profiles = world.profiles();
    let folder = profiles.as_str();
    let plain = |line: &[&str]| world.run(line).code(2).stderr;
    let said = [
        plain(&["diff", "anana", "--deployed", folder]),
        plain(&["diff", "zzz", "--deployed", folder]),
        plain(&["diff", "ananas", "--deployed", folder, "--generation", "7"]),
        plain(&[
            "diff",
            "ananas",
            "--deployed",
            folder,
            "--between",
            "1",
            "7",
        ]),
        plain(&["diff", "--deployed", folder, "--between", "1", "2"]),
        plain(&["diff", "--between", "1", "2"]),
        plain(&["diff", "--deployed", "[HERE]/nowhere"]),
        plain(&["diff", "--deployed", folder, "--new", "coloc.toml"]),
        plain(&["--format", "sarif", "diff", "--deployed", folder]),
    ]
    .concat();
    expect_file!["diff/cannot.txt"].assert_eq(&said);
    // One that is not there is a row, and the others are told.
    std::fs::remove_dir_all(profiles.join("datte")).expect("there");
    let line = ["diff", "ananas", "datte", "--deployed", folder];
    let told = world.run(&line).code(2).stdout;
    assert!(
        told.contains("datte: what it runs is not known\n"),
        "{told}"
    );
    assert!(told.contains("ananas: behind the manifest"), "{told}");
    let line = ["diff", "--deployed", folder];
    world
        .run(&line)
        .code(0)
        .notes("Not in [HOME]/profiles: datte.");
    // Errors of the manifest are findings.
    world.place.write("members/zoe.toml", "[members.zoe]\n");
    world
        .run(&["diff", "--deployed", folder])
        .code(2)
        .says("[manifest/")
        .notes("A manifest with errors makes no machines");
}

#[test]
fn what_a_machine_says_cannot_deceive_or_give_secrets_away() {
    let Some(world) = World::new(Place::copy("examples/trois-maisons")) else {
        return;
    };
    let text = world.place.read("generated/machines/ananas/machine.json");
    let mut stamp: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let key = format!("AGE-SECRET-KEY-1{}", "Q".repeat(58));
    stamp["site"] = json!("\u{1b}[2Jparis | @everyone <b>`x`</b> \u{202e}");
    stamp["nixos"]["services.x.adminPassword"] = json!("hunter2");
    stamp["nixos"]["services.x.note"] = json!(key);
    stamp["services"]["nuage"]["settings"]["smtp-password"] = json!("hunter3");
    stamp["accounts"]["alice"]["name"] = json!(format!("Alice {}", "x".repeat(5000)));
    let module = world.place.read("generated/machines/ananas/base.nix");
    let module = format!("{module}\n# {key}\nadminPassword = \"hunter4\";\n\u{1b}[31m```\n");
    world
        .place
        .write("generated/machines/ananas/base.nix", &module);
    world.switch("ananas", &json!({ "machine": stamp.to_string() }));
    let profiles = world.profiles();
    for format in ["human", "markdown", "json"] {
        let line = [
            "--format",
            format,
            "diff",
            "--text",
            "--deployed",
            profiles.as_str(),
        ];
        let ran = world
            .run(&line)
            .code(0)
            .never_says("hunter")
            .never_says("QQQQ")
            .never_says("\u{1b}")
            .never_says("\u{202e}");
        assert!(ran.stdout.contains("not shown"), "{}", ran.stdout);
        if format == "markdown" {
            assert!(!ran.stdout.contains("<b>") && !ran.stdout.contains("@everyone"));
            assert!(ran.stdout.contains("````diff\n"), "{}", ran.stdout);
        }
    }
}
