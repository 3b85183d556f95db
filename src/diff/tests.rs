#![allow(
    clippy::unwrap_used,
    clippy::format_collect,
    reason = "a test that cannot go on has failed"
)]

mod real;
pub mod system;

use expect_test::expect;

use super::{Action, Change, Risk, intent};
use crate::manifest::types::Language;
use crate::report::changes::words::{Machines, sentence};
use crate::snapshot::{Fleet, Snapshot};
use crate::words::Words;

/// A machine of the bundled example, as it is committed there.
fn example() -> Snapshot {
    let text = include_str!("../../examples/trois-maisons/generated/machines/ananas/machine.json");
    let mut machine = serde_json::from_str(text).unwrap();
    let fleet = include_str!("../../examples/trois-maisons/generated/fleet.json");
    let fleet: Fleet = serde_json::from_str(fleet).unwrap();
    fleet.complete(&mut machine);
    machine
}

fn shown(changes: &[Change]) -> String {
    let words = Words::of(Language::En);
    changes
        .iter()
        .map(|change| {
            let keys: Vec<String> = change.keys.iter().map(ToString::to_string).collect();
            format!(
                "{:<8} {:<7} {:<7} {:<16} {} [{}]\n",
                change.risk().as_str(),
                change.kind().as_str(),
                change.action.as_str(),
                change.subject("ananas").to_string(),
                sentence(&words, change, Machines::One("ananas")),
                keys.join(" ")
            )
        })
        .collect()
}

#[test]
fn a_machine_does_not_differ_from_itself() {
    assert_eq!(intent(&example(), &example()), []);
}

#[test]
fn who_can_get_in_and_what_is_open_comes_first() {
    let (old, mut new) = (example(), example());
    new.accounts.remove("bruno");
    new.caretakers.retain(|name| name != "bruno");
    new.firewall.insert("tcp 3000".to_owned().into());
    new.nixos
        .insert("time.timeZone".to_owned(), "Europe/Brussels".into());
    let alice = new.accounts.get_mut("alice").unwrap();
    alice.keys.push(
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEw0ZgiZDENVCrjdPrB4qZ9ppuZ0 alice@bureau"
            .to_owned()
            .into(),
    );
    alice.name = "Alice M.".to_owned();
    new.services.remove("forge");
    new.release = "26.11".to_owned();
    expect![[r#"
        access   access  added   members.alice    alice can enter ananas with one more key, `alice@bureau` (ssh-ed25519 …qZ9ppuZ0) [members.alice.ssh-keys]
        access   access  removed members.bruno    bruno can no longer enter ananas [machines.ananas.caretakers]
        access   care    removed members.bruno    bruno is no longer caretaker of ananas [machines.ananas.caretakers]
        exposure network added   machines.ananas  tcp port 3000 of ananas opens to the internet []
        data     service removed services.forge   forge (forgejo) no longer runs on ananas; its data stays on the disk [services.forge.machine services.forge.machines]
        reboot   service changed nixos            the NixOS release of ananas changes from 26.05 to 26.11 [nixos.release]
        restart  service changed machines.ananas  the option time.timeZone of ananas changes from "Europe/Paris" to "Europe/Brussels" [machines.ananas.nixos.time.timeZone]
        cosmetic member  changed members.alice    the name of alice changes from Alice Martin to Alice M. [members.alice.name]
    "#]].assert_eq(&shown(&intent(&old, &new)));
}

#[test]
fn the_way_back_is_the_inverse() {
    let (old, mut new) = (example(), example());
    new.accounts.get_mut("bruno").unwrap().sudo = false;
    new.public = true;
    new.mesh = None;
    new.services.remove("forge");
    let there = intent(&old, &new);
    let mut back = intent(&new, &old);
    for change in &mut back {
        change.action = change.action.inverse();
        std::mem::swap(&mut change.from, &mut change.to);
    }
    let bare = |changes: &[Change]| {
        let mut bare: Vec<_> = changes
            .iter()
            .map(|c| {
                (
                    c.risk(),
                    c.kind(),
                    c.subject("ananas"),
                    c.action,
                    c.from.clone(),
                    c.to.clone(),
                )
            })
            .collect();
        bare.sort();
        bare
    };
    assert_eq!(bare(&there), bare(&back));
    assert!(
        there
            .iter()
            .any(|c| c.risk() == Risk::Access && c.action == Action::Changed)
    );
}
