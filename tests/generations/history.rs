//! `coloc history`.

use std::process::Command;

use expect_test::expect;

use super::fixture::System;
use super::house::{House, ZONE};
use super::sshd::activate;
use crate::real_nix;

#[test]
fn a_history_says_what_each_generation_changed() {
    if real_nix::nix_instantiate().is_none() || super::sshd::is_missing() {
        return;
    }
    let house = House::new();
    house.machine.switch(&System::small());
    house.machine.switch(&house.commit(""));
    let mut third = house.commit(ZONE).rebuilt("again");
    third
        .etc
        .insert("hostname".to_owned(), "banane\n".to_owned());
    let third = house.machine.switch(&third);
    activate(&house.machine, &third);
    let gone = house.machine.profiles().join("system-1-link");
    let dates = |text: &str| {
        let mut text = text.to_owned();
        while let Some(at) = text.find(", 20") {
            text.replace_range(at + 2..at + 18, "DATE");
        }
        text
    };
    let told = house.coloc(&["history", "serveur"]).code(0);
    expect![[r#"
        serveur
          Generation 3, DATE (UTC): active, started, next
            + the option time.timeZone of serveur is set to "Europe/Paris"
            1 file or unit
          Generation 2, DATE (UTC)
            Note: coloc did not make both, so what was meant is not known.
          Generation 1, DATE (UTC)
            Note: nothing before it is known.
    "#]]
    .assert_eq(&dates(&told.stdout));
    let profiles = house.machine.profiles();
    let folder = [
        "history",
        "serveur",
        "--deployed",
        profiles.as_str(),
        "--limit",
        "2",
    ];
    let told = house.coloc(&folder).code(0);
    expect![[r#"
        serveur
          Generation 3, DATE (UTC): next
            + the option time.timeZone of serveur is set to "Europe/Paris"
            1 file or unit; packages: 11 rebuilt
          Generation 2, DATE (UTC)
            packages: 2 new, 2 rebuilt
            Note: coloc did not make both, so what was meant is not known.
    "#]]
    .assert_eq(&dates(&told.stdout));
    let target = gone.read_link_utf8().unwrap();
    assert!(
        Command::new("chmod")
            .args(["-R", "u+w", target.as_str()])
            .status()
            .unwrap()
            .success()
    );
    std::fs::remove_dir_all(&target).unwrap();
    let told = house
        .coloc(&["history", "serveur", "--format", "json"])
        .code(0)
        .json();
    let generations = told["generations"].as_array().unwrap();
    assert_eq!(
        (generations.len(), &generations[0]["generation"]),
        (3, &3.into())
    );
    assert_eq!(generations[0]["effects"], 1);
    assert_eq!(generations[2]["marks"][0], "gone");
    assert_eq!(generations[1]["notes"][0], "nothing before it is known");
    house
        .coloc(&["history", "serveur", "--format", "markdown"])
        .code(0)
        .says("### Generation 3, 20");
}
