//! `coloc init`, where nobody can be asked.

use std::os::unix::fs::symlink;

use expect_test::expect;

use crate::cli::harness::{KEY, Place, Ran};

const PRIVATE: &str = "-----BEGIN OPENSSH PRIVATE KEY-----\n\
    b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n\
    QyNTUxOQAAACCtsVociQCMfoB1OlymMCE5NJz1fEVSTRBkG34/HFaNaQAAAJihKwMwoSsD\n\
    -----END OPENSSH PRIVATE KEY-----\n";

/// The flags that are needed, and some more.
fn init(place: &Place, more: &[&str]) -> Ran {
    let needed = [
        "init",
        "--domain",
        "lilas.example",
        "--contact",
        "bonjour@lilas.example",
        "--member",
        "alice",
    ];
    let key = ["--ssh-key", KEY];
    let key = if more.contains(&"--ssh-key") {
        &[][..]
    } else {
        &key
    };
    place.coloc(needed.iter().chain(key).chain(more))
}

#[test]
fn a_beginning_passes_every_stage() {
    let place = Place::called("les-lilas");
    init(&place, &["--system", "x86_64-linux"])
        .code(0)
        .stdout(expect![""])
        .stderr(expect![[r#"
            Wrote coloc.toml. What comes next:

              git init && git add coloc.toml  Nix sees only what git knows
              coloc check                     says what is wrong, and what is still missing
              coloc generate                  writes flake.nix and the NixOS modules
              coloc catalog                   lists the services that you can add

            Before server is built, it needs a module for its disks and its boot loader. On server:

              nixos-generate-config --show-hardware-config

            Put what it prints into hardware/server.nix, and name that file in coloc.toml:

              modules = ["hardware/server.nix"]
        "#]]);
    expect_test::expect_file!["init/coloc.toml"].assert_eq(&place.read("coloc.toml"));
    place.coloc(["check"]).code(0);
    place.coloc(["generate"]).code(0);
    place.coloc(["generate", "--check"]).code(0);
    assert_eq!(
        place
            .everything()
            .keys()
            .filter(|path| !path.contains('/'))
            .count(),
        6
    );
}

#[test]
fn a_folder_is_made_and_gives_its_name() {
    let place = Place::empty();
    init(&place, &["Les Amis de l'Été/2"])
        .code(2)
        .notes("--name");
    init(&place, &["Les Amis de l'Été", "--format", "json"])
        .code(0)
        .stdout(expect![[r#"
            {
              "version": 1,
              "written": [
                "Les Amis de l'Été/coloc.toml"
              ]
            }
        "#]])
        .notes(r"cd 'Les Amis de l'\''Été'");
    let text = place.read("Les Amis de l'Été/coloc.toml");
    assert!(text.contains("name = \"les-amis-de-l-ete\""), "{text}");
    assert!(text.contains("title = \"Les Amis de l'Été\""), "{text}");
    assert!(!place.path("Les Amis de l'Été/2").exists());
}

#[test]
fn every_flag_has_its_line() {
    let place = Place::empty();
    let flags = [
        ("--name", "oslo", "name = \"oslo\""),
        ("--title", "Zoé's \"house\" \\o/ # 1", "title = "),
        ("--language", "fr", "language = \"fr\""),
        ("--member-name", "Alice 🍍", "name = \"Alice 🍍\""),
        ("--site", "cave", "[sites.cave]"),
        ("--machine", "framboise", "[machines.framboise]"),
        ("--hardware", "raspberry-pi", "hardware = \"raspberry-pi\""),
        ("--release", "25.11", "nixos-25.11"),
    ];
    let more: Vec<&str> = flags
        .iter()
        .flat_map(|(flag, value, _)| [*flag, *value])
        .collect();
    init(&place, &more).code(0);
    let text = place.read("coloc.toml");
    for (_, _, line) in flags {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(text.contains("system = \"aarch64-linux\""), "{text}");
    place.coloc(["check"]).code(0);
}

#[test]
fn what_is_missing_is_named_at_once() {
    let place = Place::empty();
    place.coloc(["init"]).code(2).stdout(expect![""]).stderr(expect![[r#"
        coloc: there is nobody to ask, so these are needed: --domain, --contact, --member, --ssh-key. For example:
          coloc init les-lilas --domain les-lilas.example --contact bonjour@les-lilas.example \
              --member alice --ssh-key ~/.ssh/id_ed25519.pub
    "#]]);
    assert_eq!(place.everything().len(), 1);
}

#[test]
fn wrong_values_are_named_at_once_with_the_form_that_is_wanted() {
    let place = Place::empty();
    place
        .coloc([
            "init",
            "sub",
            "--name=9",
            "--title=a\nb",
            "--domain=https://lilas.example",
            "--contact=alice",
            "--language=it",
            "--member=root",
            "--ssh-key=ssh-ed25519 AAAAsecret",
            "--site=La Cave",
            "--machine=localhost",
            "--hardware=toaster",
            "--system=riscv64-linux",
            "--release=26.06",
        ])
        .code(2)
        .stdout(expect![""])
        .stderr(expect![[r#"
            coloc: --name: `9` cannot be a name: must begin with a small letter. Write another one, here and wherever it is named: a name begins with a small letter, and goes on with small letters, digits and `-`.
            coloc: --title: this is not a line of text: holds a line break; it must be one line
            coloc: --domain: this is not a domain name: a domain only, without `https://` and without a path. Write it like "nuage.trois-maisons.example".
            coloc: --contact: this is not a mail address: has no @. Write it like "bonjour@trois-maisons.example".
            coloc: --language: this can be "fr" or "en": not one of these
            coloc: --member: `members.root` cannot have this name: an account of the system itself has this name. Choose another name, and use it everywhere that this one is used.
            coloc: --ssh-key: `members.somebody.ssh-keys` holds a text that is not a public key: a part of the key is missing or changed. Copy the whole line of the `.pub` file again: `cat ~/.ssh/id_ed25519.pub` shows it.
            coloc: --site: `La Cave` cannot be a name: must begin with a small letter. Write `la-cave`, here and wherever it is named: a name begins with a small letter, and goes on with small letters, digits and `-`.
            coloc: --machine: `machines.localhost` cannot have this name: this name means something else. Choose another name, and use it everywhere that this one is used.
            coloc: --hardware: this can be "pc", "raspberry-pi", "vps", "dedicated" or "vm": not one of these
            coloc: --system: this can be "x86_64-linux" or "aarch64-linux": did you mean "aarch64-linux"?
            coloc: --release: this is not a release of NixOS: NixOS is released in May (.05) and November (.11). Write it like "26.05".
        "#]])
        .never_says("AAAAsecret");
    assert!(!place.path("sub").exists());
}

#[test]
fn nothing_is_written_over() {
    let place = Place::empty().with("coloc.toml", "mine");
    init(&place, &[]).code(2).stdout(expect![""]).stderr(expect![[r#"
        coloc: coloc.toml is there already, and `coloc init` never writes over anything; `coloc check` reads it
    "#]]);
    assert_eq!(place.read("coloc.toml"), "mine");

    let place = Place::empty();
    symlink("elsewhere", place.path("coloc.toml")).expect("a link");
    init(&place, &[]).code(2).notes("is there already");
    assert!(!place.path("elsewhere").exists());

    let place = Place::empty().with("file", "mine");
    init(&place, &["file"])
        .code(2)
        .notes("file is not a folder");
    assert_eq!(place.read("file"), "mine");
}

#[test]
fn private_keys_are_refused_and_never_shown() {
    let place = Place::empty().with("id_ed25519", PRIVATE).with(
        "key.ppk",
        "PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\nAAAAIFQo\n",
    );
    let body = PRIVATE.lines().nth(1).expect("a line");
    let before = place.everything();
    for key in ["id_ed25519", "./id_ed25519", "key.ppk", PRIVATE, body] {
        init(&place, &["--ssh-key", key])
            .code(2)
            .stdout(expect![""])
            .never_says(body)
            .never_says("AAAAIFQo")
            .notes("--ssh-key: ");
    }
    init(&place, &["--ssh-key", "id_ed25519"]).notes("this is a private key");
    init(&place, &["--ssh-key", PRIVATE]).notes("this is a private key");
    assert_eq!(before, place.everything());
}

#[test]
fn keys_are_taken_from_files() {
    let place = Place::empty()
        .with("key.pub", &format!("# mine\n{KEY}\n\n"))
        .with("two.pub", &format!("{KEY}\n{KEY}\n"))
        .with("empty.pub", "\n");
    for (file, why) in [
        ("two.pub", "more than one line"),
        ("empty.pub", "empty"),
        ("none.pub", "there is no such file"),
        (".", "it is not a file"),
    ] {
        init(&place, &["--ssh-key", file]).code(2).notes(why);
    }
    init(&place, &["a", "--ssh-key", "key.pub"]).code(0);
    assert!(place.read("a/coloc.toml").contains(KEY));
    std::fs::write(place.home().join("home.pub"), KEY).expect("a key");
    init(&place, &["b", "--ssh-key", "~/home.pub"]).code(0);
    assert!(place.read("b/coloc.toml").contains(KEY));
}

#[test]
fn yes_takes_what_would_be_offered() {
    let place = Place::empty();
    let arguments = [
        "init",
        "--yes",
        "--domain",
        "lilas.example",
        "--contact",
        "a@lilas.example",
    ];
    place
        .line(arguments)
        .env("USER", "alice")
        .run()
        .code(2)
        .notes("needed: --ssh-key.");
    std::fs::create_dir(place.home().join(".ssh")).expect("a folder");
    std::fs::write(place.home().join(".ssh/id_ed25519.pub"), KEY).expect("a key");
    place
        .line(arguments)
        .env("USER", "root")
        .run()
        .code(2)
        .notes("needed: --member.");
    place
        .line(arguments)
        .env("USER", "alice")
        .env("LANG", "fr_FR.UTF-8")
        .run()
        .code(0);
    let text = place.read("coloc.toml");
    for line in [
        "[members.alice]",
        KEY,
        "language = \"fr\"",
        "[machines.serveur]",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn a_repository_needs_no_second_one() {
    let place = Place::empty().with(".git/HEAD", "");
    init(&place, &["sub"])
        .code(0)
        .notes("  git add coloc.toml")
        .never_says("git init");
}

#[test]
fn files_that_were_there_are_read_with_it() {
    let place = Place::empty().with("members/alice.toml", "[members.alice]\nname = \"Alice\"\n");
    init(&place, &[])
        .code(0)
        .notes("do not fit: `coloc check` says why");
    place
        .coloc(["check"])
        .code(1)
        .says("manifest/defined-twice");
}
