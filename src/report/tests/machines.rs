//! Every reason, note and cause in both languages, and whole pages in French.

use std::collections::BTreeSet;

use expect_test::{expect, expect_file};

use crate::deployed::closure::ClosureError;
use crate::deployed::saved::SavedError;
use crate::deployed::ssh::{AnswerError, SshError};
use crate::deployed::stamp::Foreign;
use crate::deployed::trouble::Trouble;
use crate::deployed::why::Why;
use crate::diff::drift::{Cause, Place, Status, Stranger};
use crate::diff::history::{Counts, Entry, Mark};
use crate::diff::note::{Note, Unevaluated, Unplaced};
use crate::manifest::types::Language;
use crate::nix::store::{DUMP, StoreError};
use crate::report::changes::words::Machines;
use crate::report::page::terminal;
use crate::report::{history, json::write, note, status};
use crate::words::Words;

fn both() -> [Words; 2] {
    [Language::En, Language::Fr].map(Words::of)
}

fn text(text: &str) -> String {
    text.to_owned()
}

/// Every reason, and each thing that a reason can hold.
fn reasons() -> Vec<Why> {
    let nonsense = [
        AnswerError::Io(text("broken pipe")),
        AnswerError::TooMuch,
        AnswerError::Silent,
        AnswerError::BrokeOff,
        AnswerError::NoStorePath(text("/etc/shadow")),
        AnswerError::NoSize,
        AnswerError::Nameless,
        AnswerError::Unable(Trouble::Lacks(text("awk cmp"))),
    ];
    let saved = [
        SavedError::Io(text("permission denied")),
        SavedError::TooLarge,
        SavedError::Syntax(text("EOF at line 1")),
        SavedError::Version(2),
        SavedError::Path(text("/etc/shadow")),
    ];
    let ssh = [
        SshError::Host(text("-oProxyCommand=x")),
        SshError::Options,
        SshError::Start(text("not found")),
        SshError::Refused(Some(text("Connection refused"))),
        SshError::Refused(None),
        SshError::Slow(120),
        SshError::Other(text("Debian 12")),
    ];
    let mut all: Vec<Why> = ssh.into_iter().map(Why::Ssh).collect();
    all.extend(nonsense.map(|error| Why::Ssh(SshError::Nonsense(error))));
    all.extend([
        Why::Troubles(Vec::new()),
        Why::Troubles(vec![Trouble::NoRoom, Trouble::Said(text("hello"))]),
        Why::NoSystem {
            link: text("/p/system"),
            there: Vec::new(),
        },
        Why::NoSystem {
            link: text("/p/system"),
            there: vec![1, 2],
        },
        Why::NoGeneration {
            number: 30,
            there: (1..=22).collect(),
        },
        Why::Collected {
            number: Some(3),
            path: text("/nix/store/x"),
        },
        Why::Collected {
            number: None,
            path: text("/nix/store/x"),
        },
        Why::Empty("p".into()),
        Why::NoFolder("p".into()),
        Why::NotInFolder("p".into()),
        Why::Folder(text("p: permission denied")),
        Why::OneSystem("p".into()),
        Why::PackagesAlone(text("/nix/store/x")),
        Why::NotAsked {
            path: "p".into(),
            machine: text("ananas"),
        },
        Why::Nameless("p".into()),
        Why::Several,
    ]);
    all.extend(saved.map(|error| Why::Snapshot("f.json".into(), error)));
    all
}

fn notes() -> Vec<Note> {
    let troubles = [
        Trouble::NoSystem(text("/p/system")),
        Trouble::Collected(text("/nix/store/x")),
        Trouble::NotGnu,
        Trouble::NoNixStore,
        Trouble::NoPackages(text("no such path")),
        Trouble::TooLarge,
        Trouble::CutOff(text("unexpected end")),
    ];
    let foreign = [
        Foreign::Long,
        Foreign::Folder,
        Foreign::NoText,
        Foreign::Version(9),
        Foreign::Syntax(text("EOF at line 1")),
    ];
    let failed = |said: Option<&str>| StoreError::Failed {
        command: DUMP,
        said: said.map(text),
    };
    let start = StoreError::Start {
        command: DUMP,
        why: text("not found"),
    };
    let closures = [
        ClosureError::Unknown(text("/nix/store/x")),
        ClosureError::Database {
            path: "/nix/var/nix/db/db.sqlite".into(),
            why: text("disk I/O error"),
        },
        ClosureError::Command(start),
        ClosureError::Command(failed(Some("no such path"))),
        ClosureError::Command(failed(None)),
        ClosureError::Command(StoreError::Nonsense(DUMP)),
    ];
    let mut all: Vec<Note> = troubles.into_iter().map(Note::Trouble).collect();
    all.extend(foreign.map(Note::NotUnderstood));
    all.extend(closures.map(Note::PackagesUnknown));
    all.extend([
        Note::NotOurs,
        Note::NotBothOurs,
        Note::OtherMachine(text("banane")),
        Note::NotInManifest,
        Note::NoModules,
        Note::ByHand(vec![text("hardware/a.nix")]),
        Note::Unplaced(Unplaced::NoRepository),
        Note::Unplaced(Unplaced::Git(text("bad object HEAD"))),
        Note::SharedNotShown,
        Note::OldBuild,
        Note::SameManifest,
        Note::NotBuilt,
        Note::NotEvaluated(Unevaluated::Failed(text("infinite recursion"))),
        Note::NotEvaluated(Unevaluated::Nonsense(text("EOF at line 1"))),
        Note::Gone,
        Note::First,
        Note::SameAs(4),
        Note::ComparedWith(4),
        Note::EtcNotCompared,
        Note::MayNotRead {
            user: text("alice"),
            files: vec![text("/etc/shadow"), text("/etc/sudoers")],
        },
        Note::FromFolder,
    ]);
    all
}

#[test]
fn every_reason_and_note_speaks_both_languages() {
    let reasons = reasons().into_iter().map(Note::NotRead);
    let mut told = String::new();
    for one in reasons.chain(notes()) {
        for words in &both() {
            told.push_str(&note::note(words, &one, Machines::One("ananas")).to_string());
            told.push('\n');
        }
    }
    expect_file!["reasons.txt"].assert_eq(&told);
}

fn causes() -> Vec<Cause> {
    let commit = || text("0123456789abcdef");
    vec![
        Cause::NotRead(Why::Ssh(SshError::Slow(120))),
        Cause::NotRead(Why::Ssh(SshError::Other(text("Debian 12")))),
        Cause::Runs(Place::Behind(0, commit())),
        Cause::Runs(Place::Behind(1, commit())),
        Cause::Runs(Place::Behind(7, commit())),
        Cause::Runs(Place::Ahead(commit())),
        Cause::Runs(Place::Elsewhere(commit())),
        Cause::Runs(Place::Nowhere),
        Cause::Unplaced(Unplaced::NoRepository),
        Cause::NotInManifest,
        Cause::Misplaced(text("banane")),
        Cause::NotOurs,
        Cause::NotUnderstood(Foreign::Version(9)),
        Cause::RolledBack { to: 3, newest: 5 },
        Cause::Tried { next: 3 },
        Cause::NotActive { active: 3, next: 5 },
        Cause::Replaced(vec![text("/etc/hostname")]),
        Cause::UnitsChanged(vec![text("/run/systemd/system/x.conf")]),
        Cause::Strangers(vec![
            Stranger {
                name: text("eve"),
                is_root: false,
            },
            Stranger {
                name: text("toor"),
                is_root: true,
            },
        ]),
        Cause::Failed((1..=6).map(|number| format!("u{number}.service")).collect()),
        Cause::StartedWith(vec![
            text("kernel"),
            text("initrd"),
            text("kernel-modules"),
            text("kernel-params"),
            text("x"),
        ]),
    ]
}

#[test]
fn a_machine_of_which_all_is_so_at_once() {
    let status = Status {
        machine: text("ananas"),
        generation: Some(3),
        made: Some(0),
        commit: Some(text("0123456789abcdef")),
        causes: causes(),
        notes: vec![Note::EtcNotCompared],
    };
    let table = [status, Status::default()];
    let [english, french] = both().map(|words| {
        let page = status::page(&table, &words);
        terminal::render(&page, &words, false, 200)
    });
    expect_file!["status.en.txt"].assert_eq(&english);
    expect_file!["status.fr.txt"].assert_eq(&french);
}

/// As the guide shows it.
#[test]
fn some_machines_on_a_terminal() {
    let machine = |name: &str, generation, commit: Option<&str>, causes| Status {
        machine: text(name),
        generation,
        made: generation.map(|number| 1_760_000_000 + 86_400 * number),
        commit: commit.map(text),
        causes,
        notes: Vec::new(),
    };
    let (newest, older) = ("9f2c51d0aae4", "17f888ae0b21");
    let behind = Cause::Runs(Place::Behind(2, text(older)));
    let by_hand = Cause::Replaced(vec![text("/etc/ssh/sshd_config")]);
    let refused = "ssh: connect to host citron.trois-maisons.example port 22: Connection timed out";
    let away = Cause::NotRead(Why::Ssh(SshError::Refused(Some(text(refused)))));
    let table = [
        machine("ananas", Some(12), Some(newest), Vec::new()),
        machine("brioche", Some(7), Some(older), vec![behind]),
        machine("caribou", Some(31), Some(newest), vec![by_hand]),
        machine("citron", None, None, vec![away]),
    ];
    let words = Words::of(Language::En);
    let page = status::page(&table, &words);
    expect_file!["guide.txt"].assert_eq(&terminal::render(&page, &words, false, 110));
}

#[test]
fn a_machine_cannot_have_secrets_shown() {
    let key = format!("/etc/AGE-SECRET-KEY-1{}", "Q".repeat(58));
    let status = Status {
        causes: vec![Cause::Replaced(vec![key.clone()])],
        notes: vec![Note::Trouble(Trouble::Said(key))],
        ..Status::default()
    };
    let [words, _] = both();
    let page = status::page(std::slice::from_ref(&status), &words);
    for told in [
        terminal::render(&page, &words, false, 200),
        write(&status::json(&[status])),
    ] {
        assert!(told.contains("hand") && !told.contains("QQQQ"), "{told}");
    }
}

#[test]
fn a_history_in_french() {
    let entry = |number, effects, packages, notes| Entry {
        number,
        made: Some(0),
        marks: BTreeSet::new(),
        changes: Some(Vec::new()),
        effects: Some(effects),
        packages,
        notes,
        ..Entry::default()
    };
    let one = Counts {
        added: 1,
        removed: 1,
        changed: 1,
        rebuilt: 1,
    };
    let many = Counts {
        added: 2,
        removed: 0,
        changed: 3,
        rebuilt: 14,
    };
    let mut entries = [
        entry(12, 1, Some(one), Vec::new()),
        entry(11, 3, Some(many), Vec::new()),
        entry(10, 0, None, Vec::new()),
        entry(9, 0, None, vec![Note::Gone]),
    ];
    entries[0].marks = [Mark::Active, Mark::Started, Mark::Next, Mark::Gone].into();
    entries[3].made = None;
    let [_, french] = both();
    let page = history::page("ananas", &entries, &french);
    expect![[r#"
        ananas
          Génération 12, 1970-01-01 00:00 (UTC) : active, au démarrage, prochaine, disparue
            1 fichier ou unité ; paquets : 1 nouveau, 1 disparu, 1 mis à jour, 1 reconstruit
          Génération 11, 1970-01-01 00:00 (UTC)
            3 fichiers et unités ; paquets : 2 nouveaux, 3 mis à jour, 14 reconstruits
          Génération 10, 1970-01-01 00:00 (UTC)
            rien à signaler
          Génération 9
            Remarque : le ramasse-miettes l'a emportée.
    "#]]
    .assert_eq(&terminal::render(&page, &french, false, 100));
}
