//! `coloc option`

use expect_test::expect;

use crate::cli::harness::Place;

const LISTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/options");

#[test]
fn a_list_is_kept_for_the_release_of_the_manifest() {
    let place = Place::small();
    for list in [
        "options.json",
        "options.json.br",
        "options.json.zst",
        "options.json.xz",
    ] {
        place
            .coloc(["option", "import", &format!("{LISTS}/{list}")])
            .code(0)
            .stdout(expect![[r#"
                .coloc/options-26.05.txt: 501 options of NixOS 26.05.
            "#]])
            .notes("One kind of values is not known to coloc");
    }
    let kept = place.read(".coloc/options-26.05.txt");
    assert!(kept.starts_with("coloc options 1\nrelease 26.05\n"));
    assert_eq!(place.read(".coloc/.gitignore"), "*\n");
    let files = place.everything();
    let names: Vec<&String> = files
        .keys()
        .filter(|name| name.contains(".coloc/"))
        .collect();
    assert_eq!(
        names,
        [
            ".coloc/.gitignore",
            ".coloc/lock",
            ".coloc/options-26.05.txt"
        ]
    );
    // `check` uses it: it has some options only, and is of the manifest's release, so others are errors.
    let ran = place.coloc(["check"]).code(1);
    assert!(
        ran.stdout
            .contains("error: NixOS has no option `networking.hostName`"),
        "{}",
        ran.stdout
    );
}

#[test]
fn the_old_name_of_the_command_still_works() {
    let place = Place::small();
    place
        .coloc(["options", "import", &format!("{LISTS}/options.json")])
        .code(0)
        .says("501 options of NixOS 26.05");
    place.coloc(["--help"]).code(0).never_says("options import");
}

#[test]
fn what_an_option_holds_and_who_sets_it() {
    let place = Place::small();
    place
        .coloc(["option", "services.openssh.ports"])
        .code(0)
        .stdout(expect![[r#"
            services.openssh.ports
              type  list of 16 bit unsigned integer; between 0 and 65535 (both inclusive)

              default

              [
                22
              ]

              set by serveur: `[ 22 ]`  [coloc.toml:24]
        "#]])
        .stderr(expect![""]);
    place
        .coloc(["option", "services.openssh.ports", "--format", "markdown"])
        .code(0)
        .stdout(expect![[r#"
            # services.openssh.ports

            - type: list of 16 bit unsigned integer; between 0 and 65535 (both inclusive)
            - default

            ```nix
            [
              22
            ]
            ```

            - set by serveur: `[ 22 ]` (`coloc.toml:24`)
        "#]]);
    place
        .coloc(["option", "services.opensh.ports"])
        .code(1)
        .stdout(expect![[r#"
            NixOS has no option `services.opensh.ports` that coloc knows of.
            nearly the same: `services.openssh.ports`
        "#]]);
    place
        .coloc(["option", "networking.hostName"])
        .code(0)
        .stdout(expect![[r#"
            networking.hostName
              type     string matching the pattern ^$|^[[:alnum:]]([[:alnum:]_-]{0,61}[[:alnum:]])?$
              default  config.system.nixos.distroId

              set by serveur: `"serveur"`  [coloc.toml:24]
        "#]]);
}

#[test]
fn the_release_can_be_said_and_json_tells_everything() {
    let place = Place::small();
    let json = place
        .coloc([
            "option",
            "import",
            "--release",
            "25.11",
            "--format",
            "json",
            &format!("{LISTS}/options.json"),
        ])
        .code(0)
        .stderr(expect![""])
        .json();
    assert_eq!(json["version"], 1);
    assert_eq!(json["release"], "25.11");
    assert_eq!(json["path"], ".coloc/options-25.11.txt");
    assert_eq!(json["options"], 501);
    assert_eq!(json["unknown-types"][0], "thingamajig");
    assert!(place.read(".coloc/options-25.11.txt").ends_with("\nend\n"));
}

#[test]
fn what_is_no_list_leaves_everything_as_it_was() {
    let place = Place::small()
        .with("list.json", "{}")
        .with("list.json.gz", "\u{1f}\u{8b}");
    let before = place.everything();
    for (file, why) in [
        ("list.json", "it has 0 options only"),
        ("coloc.toml", "it is not the options.json of NixOS"),
        ("nothing.json", "nothing.json"),
        (".", "directory"),
    ] {
        place
            .coloc(["option", "import", file])
            .code(2)
            .stdout(expect![""])
            .notes(why);
    }
    place
        .coloc(["option", "import", "--release", "26.06", "list.json"])
        .code(2)
        .notes("NixOS is released in May (.05) and November (.11)");
    place
        .coloc(["option", "import", "--format", "sarif", "list.json"])
        .code(2)
        .notes("has no form in sarif");
    assert!(place.everything() == before);
}

#[test]
fn what_is_in_the_way_is_not_followed() {
    let place = Place::small().with("mine", "mine");
    std::fs::create_dir(place.path(".coloc")).expect("a folder");
    std::os::unix::fs::symlink("../mine", place.path(".coloc/options-26.05.txt")).expect("a link");
    place
        .coloc(["option", "import", &format!("{LISTS}/options.json")])
        .code(2)
        .notes("is in the way");
    assert_eq!(place.read("mine"), "mine");
}

#[test]
fn outside_of_a_collective_there_is_no_place_for_it() {
    Place::empty()
        .coloc(["option", "import", &format!("{LISTS}/options.json")])
        .code(2)
        .notes("coloc.toml");
}
