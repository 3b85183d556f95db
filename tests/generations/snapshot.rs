//! `coloc snapshot`, and what `coloc diff --snapshot` makes of it.

use expect_test::expect;

use super::house::{House, ZONE};
use super::sshd::activate;
use crate::real_nix;

#[test]
fn a_snapshot_is_what_the_machine_said_and_what_dix_reads() {
    if real_nix::nix_instantiate().is_none() || super::sshd::is_missing() {
        return;
    }
    let house = House::new();
    let mut system = house.commit("");
    let key =
        "-----BEGIN OPENSSH PRIVATE KEY-----\nSECRETSECRET\n-----END OPENSSH PRIVATE KEY-----\n";
    system.etc.insert("key".to_owned(), key.to_owned());
    let path = house.machine.switch(&system);
    activate(&house.machine, &path);
    let ran = house
        .coloc(&["snapshot", "serveur"])
        .code(0)
        .never_says("SECRETSECRET");
    let saved = ran.json();
    assert_eq!(
        (&saved["version"], &saved["path"]),
        (&1.into(), &path.as_str().into())
    );
    let closure = saved["closure"].as_array().unwrap();
    let listed = house
        .machine
        .run("nix-store", &["--query", "--requisites", &path]);
    assert_eq!(closure.len(), listed.lines().count());
    assert!(
        closure
            .iter()
            .all(|one| one["narSize"].as_u64().is_some_and(|size| size > 0))
    );
    assert!(!saved["selected"].as_array().unwrap().is_empty());

    house.place.write("serveur.json", &ran.stdout);
    house
        .coloc(&["diff", "--snapshot", "serveur.json", "--exit-code"])
        .code(0)
        .stdout(expect![[r#"
            serveur: in step (generation 1)
              Note: its generated modules are not at hand.
        "#]]);
    house.write(ZONE);
    house
        .coloc(&["diff", "--snapshot", "serveur.json", "--exit-code"])
        .code(1)
        .says("time.timeZone");

    // The same over ssh, without a file.
    let asked = house.coloc(&["diff", "--exit-code"]).code(1);
    let read = house.coloc(&["diff", "--snapshot", "serveur.json"]).code(0);
    assert_eq!(asked.stdout, read.stdout);
    house
        .coloc(&["diff", "--generation", "7"])
        .code(2)
        .says("there is no generation 7");

    // As dix writes it; and files that are none.
    let mut plain = saved.clone();
    plain.as_object_mut().unwrap().remove("coloc");
    house.place.write("dix.json", &plain.to_string());
    house
        .coloc(&["diff", "--snapshot", "dix.json"])
        .code(0)
        .says("packages alone");
    for (text, why) in [
        ("", "it is no snapshot"),
        ("[]", "it is no snapshot"),
        ("{\"version\": 1}", "it is no snapshot"),
        ("{\"version\": 2}", "it has version 2"),
        (
            "{\"version\": 1, \"path\": \"/etc/shadow\", \"closure\": [], \"selected\": []}",
            "is no store path",
        ),
        (&ran.stdout[..ran.stdout.len() / 2], "it is no snapshot"),
        (&"[".repeat(100_000), "it is no snapshot"),
    ] {
        house.place.write("bad.json", text);
        house
            .coloc(&["diff", "--snapshot", "bad.json"])
            .code(2)
            .stdout(expect![""])
            .notes(why);
    }
}
