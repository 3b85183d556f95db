//! A page with all that there can be on it, in both languages and both forms.

use expect_test::expect_file;

use super::*;
use crate::diff::activation::{Activation, AtBoot};
use crate::diff::fact::{Detail, PROPERTIES};
use crate::diff::machine::{Generation, ModuleChange, Shared};
use crate::diff::packages::{Package, Packages};
use crate::diff::switch::Switch;
use crate::diff::trace::{Part, Trace};
use crate::report::page::{markdown, terminal};

fn name(name: &str) -> String {
    name.to_owned()
}

fn changed(fact: Fact, from: &str, to: &str) -> Change {
    Change {
        action: Action::Changed,
        from: Some(Value::text(from)),
        ..added(fact, Value::text(to))
    }
}

fn part(part: Part, action: Action) -> Change {
    let trace = Trace {
        part,
        through: vec![name("firewall-start")],
    };
    Change {
        about: About::Trace(trace),
        action,
        from: None,
        to: Some(Value::text("/nix/store/x")),
        certainty: Certainty::OnlyABuildTells,
        keys: [].into(),
    }
}

fn module(path: &str, from: &str, to: &str) -> ModuleChange {
    ModuleChange {
        path: name(path),
        action: Action::Changed,
        from: name(from),
        to: name(to),
    }
}

fn package(name: &str, from: &[&str], to: &[&str]) -> Package {
    let versions = |versions: &[&str]| versions.iter().map(|&version| version.to_owned()).collect();
    Package {
        name: name.to_owned(),
        from: versions(from),
        to: versions(to),
        growth: 0,
    }
}

/// A machine of which everything is another.
fn ananas() -> MachineDiff {
    let max_upload = changed(
        Fact::Of(name("nuage"), Detail::Setting(name("max-upload"))),
        "4 GiB",
        "8 GiB",
    );
    let mut properties = PROPERTIES.iter();
    let release = properties.find(|property| property.name == "release");
    let changes = vec![
        added(Fact::Account(name("emma")), Value::Root),
        added(Fact::Open(name("tcp 3000").into()), Value::text("open")),
        changed(Fact::Service(name("forge")), "forgejo", "gitea"),
        changed(Fact::Property(release.unwrap()), "25.11", "26.05"),
        max_upload.clone(),
        changed(Fact::FullName(name("alice")), "Alice Martin", "Alice M."),
        part(Part::Unit(name("firewall.service")), Action::Changed),
        part(Part::File(name("motd")), Action::Added),
    ];
    let packages = Packages {
        added: vec![package("htop", &[], &["3.3"])],
        removed: vec![package("unit-x.service", &[""], &[])],
        changed: vec![
            package("openssl", &["3.0.14"], &["3.0.15"]),
            package("x", &[""], &["1"]),
        ],
        rebuilt: vec![package("nginx", &["1.26"], &["1.26"])],
        roots: vec![name(
            "/nix/store/00000000000000000000000000000000-openssl-3.0.15",
        )],
        size_from: 1 << 30,
        size_to: (1 << 30) + 145_613,
    };
    MachineDiff {
        deployed: Some(Generation {
            number: Some(11),
            ..Generation::default()
        }),
        modules: vec![
            module("services/nuage.nix", "a\nb\n", "a\nc\n"),
            module("web.nix", "", "a\n"),
        ],
        packages: Some(packages),
        activation: Some(Activation {
            reboot: AtBoot::ALL.into(),
            units: Switch {
                restart: ["acme-x.service", "nginx.service"].map(name).into(),
                reload: [name("nftables.service")].into(),
                start: [name("radicale.service")].into(),
                stop: [name("murmur.service")].into(),
                keep: [name("systemd-logind.service")].into(),
            },
        }),
        notes: vec![
            Note::NothingFollows(max_upload.clone()),
            Note::NoModuleFollows(max_upload),
            Note::ModuleUnexplained(name("base.nix")),
            Note::OnlyABuildTells(vec![
                Part::File(name("issue")),
                Part::Accounts,
                Part::Unit(name("x.service")),
                Part::Activation,
            ]),
        ],
        ..machine("ananas", changes)
    }
}

#[test]
fn all_that_there_can_be_on_it() {
    let account = added(Fact::Account(name("emma")), Value::Root);
    let runs = |number, state, diff| MachineDiff {
        deployed: Some(Generation {
            number: Some(number),
            ..Generation::default()
        }),
        state,
        ..diff
    };
    let rebooted = Activation {
        reboot: [AtBoot::Kernel].into(),
        units: Switch::default(),
    };
    let machines = [
        ananas(),
        runs(3, State::Diverged, machine("brioche", vec![account])),
        runs(4, State::Ahead, machine("caribou", vec![])),
        MachineDiff {
            activation: Some(rebooted),
            ..runs(5, State::EditedByHand, machine("citron", vec![]))
        },
        MachineDiff {
            modules: vec![module("web.nix", "", "a\n")],
            ..runs(6, State::InStep, machine("datte", vec![]))
        },
        runs(7, State::Unknown, machine("figue", vec![])),
        MachineDiff {
            state: State::Unreachable,
            ..machine("goyave", vec![])
        },
    ];
    let notes = [
        Note::ForGood {
            service: name("discussions"),
            key: name("server-name"),
            from: Some(name("trois-maisons.example")),
            to: None,
        },
        Note::OldCopies {
            service: name("discussions"),
            at: name("citron"),
        },
        Note::Moves {
            service: name("nuage"),
            from: vec![name("ananas")],
            to: vec![name("datte"), name("citron")],
        },
    ];
    let shared = ["ananas", "ananas brioche"].map(|machines| Shared {
        machines: machines.split(' ').map(name).collect(),
        commit: "0123456789abcdef".to_owned(),
        files: match machines {
            "ananas" => vec![],
            _ => vec![module("flake.nix", "a\n", "b\n")],
        },
    });
    let (keys, sources) = (Keys::default(), Sources::default());
    for (text, language, file) in [
        (false, Language::En, expect_file!["whole.en.txt"]),
        (true, Language::Fr, expect_file!["whole.fr.txt"]),
    ] {
        let words = Words::of(language);
        let changes = Changes {
            machines: &machines,
            notes: &notes,
            shared: &shared,
            between: None,
            keys: &keys,
            sources: &sources,
            text,
        };
        file.assert_eq(&terminal::render(
            &page(&changes, &words),
            &words,
            false,
            100,
        ));
        if language == Language::Fr {
            let changes = Changes {
                between: Some((11, 12)),
                machines: &machines[..2],
                text: false,
                ..changes
            };
            expect_file!["whole.fr.md"]
                .assert_eq(&markdown::render(&page(&changes, &words), &words));
        }
    }
}

#[test]
fn lists_that_are_too_long_are_counted() {
    let options = (0..32).map(|at| {
        let path = format!("option-{at:02}");
        added(Fact::Option(path), Value::text("true"))
    });
    let files = (0..32).map(|at| part(Part::File(format!("file-{at:02}")), Action::Added));
    let machines = [machine("caribou", options.chain(files).collect())];
    for (language, counted) in [
        (
            Language::En,
            [
                "    and 2 more",
                "    and 2 more, 2 of them not explained by the manifest",
            ],
        ),
        (
            Language::Fr,
            [
                "    et 2 autres",
                "    et 2 autres, dont 2 que le manifeste n'explique pas",
            ],
        ),
    ] {
        let words = Words::of(language);
        let page = terminal::render(&page_of(&machines, &[], &words), &words, false, 100);
        let indent = |line: &&str| line.starts_with("    ") && !line.contains(['+', '[']);
        let rest: Vec<&str> = page.lines().filter(indent).collect();
        assert_eq!(rest, counted);
    }
}
