//! Profiles, and what their generations say of themselves.

use coloc::deployed::local::{ProfileError, profile};
use coloc::deployed::stamp::{Stamp, stamp};

use super::fixture::{Machine, System};
use crate::real_nix;

const STAMP: &str =
    include_str!("../../examples/trois-maisons/generated/machines/ananas/machine.json");

#[test]
fn generations_and_their_stamps_are_read() {
    if real_nix::nix_instantiate().is_none() {
        return;
    }
    let machine = Machine::new();
    let plain = machine.switch(&System::small());
    let mut stamped = System::small();
    stamped.machine = Some(STAMP.to_owned());
    let second = machine.switch(&stamped);
    stamped.machine = Some("{\"version\": 2}".to_owned());
    let third = machine.switch(&stamped);
    machine.switch(&System::small());
    let read = profile(&machine.profiles()).unwrap();
    let toplevels: Vec<(u64, &str)> = read
        .generations
        .iter()
        .map(|g| (g.number, g.toplevel.as_str()))
        .collect();
    assert_eq!(
        toplevels,
        [(1, plain.as_str()), (2, &second), (3, &third), (4, &plain)]
    );
    assert_eq!(read.current, Some(4));
    assert!(
        read.generations
            .iter()
            .all(|generation| generation.exists && generation.made.is_some())
    );
    assert_eq!(stamp(&machine.store, &plain), Stamp::None);
    let Stamp::Of(snapshot, text) = stamp(&machine.store, &second) else {
        panic!()
    };
    assert_eq!(
        (snapshot.machine.as_str(), text.machine.as_str()),
        ("ananas", STAMP)
    );
    assert!(matches!(stamp(&machine.store, &third), Stamp::Foreign(_)));
}

#[test]
fn rolled_back_collected_and_dangling_generations_are_told() {
    if real_nix::nix_instantiate().is_none() {
        return;
    }
    let machine = Machine::new();
    let first = machine.switch(&System::small());
    let second = machine.switch(&System::small().rebuilt("again"));
    let link = machine.profiles().join("system");
    machine.run("nix-env", &["--profile", link.as_str(), "--rollback"]);
    assert_eq!(profile(&machine.profiles()).unwrap().current, Some(1));
    // What garbage collection leaves when somebody took the root away: the link alone.
    let _ = std::process::Command::new("chmod")
        .args(["-R", "u+w", &second])
        .status();
    std::fs::remove_dir_all(&second).unwrap();
    let read = profile(&machine.profiles()).unwrap();
    let exists: Vec<bool> = read
        .generations
        .iter()
        .map(|generation| generation.exists)
        .collect();
    assert_eq!(exists, [true, false]);
    assert_eq!(stamp(&machine.store, &second), Stamp::None);
    assert_eq!(read.generations[0].toplevel, first);
    let empty = tempfile::tempdir().unwrap();
    let empty = camino::Utf8Path::from_path(empty.path()).unwrap();
    assert!(matches!(profile(empty), Err(ProfileError::Empty(_))));
    assert!(matches!(
        profile(&empty.join("nowhere")),
        Err(ProfileError::Io(_))
    ));
}
