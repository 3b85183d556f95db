//! `coloc status`: every way to be out of step.

use std::process::Command;

use camino::Utf8Path;
use expect_test::expect;

use super::fixture::System;
use super::house::{House, ZONE};
use super::sshd::activate;
use crate::cli::harness::Place;
use crate::real_nix;

#[test]
fn every_way_to_be_out_of_step_is_told_with_its_cause() {
    if real_nix::nix_instantiate().is_none() || super::sshd::is_missing() {
        return;
    }
    let house = House::new();
    let first = house.machine.switch(&house.commit(""));
    activate(&house.machine, &first);
    house.status(expect![[r#"
        in-step
    "#]]);
    let ran = house
        .coloc(&["status", "--exit-code", "--format", "json"])
        .code(0);
    let head = house.git(&["rev-parse", "HEAD"]);
    assert_eq!(ran.json()["machines"][0]["commit"], head);
    assert_eq!(ran.json()["machines"][0]["generation"], 1);
    assert!(ran.json()["machines"][0]["cause"].is_null());

    // What is not committed, then what is not deployed.
    house.write(ZONE);
    house.status(expect![[r#"
        behind
        behind: it runs commit COMMIT, the newest; what changed here since is not committed
    "#]]);
    let mut system = house.commit(ZONE);
    house.status(expect![[r#"
        behind
        behind: it runs commit COMMIT; 1 commit has changed it since
    "#]]);
    house.commit(&ZONE.replace("Paris", "Berlin"));
    house.status(expect![[r#"
        behind
        behind: it runs commit COMMIT; 2 commits have changed it since
    "#]]);
    house
        .coloc(&["status", "--exit-code"])
        .code(1)
        .says("serveur  behind");

    // Set for the next start; then another branch; then later than what is checked out.
    system.kernel = "6.12.2".to_owned();
    let second = house.machine.switch(&system);
    house.status(expect![[r#"
        not-active
        not-active: generation 1 is active, and the next start brings 2
        behind: it runs commit COMMIT; 2 commits have changed it since
    "#]]);
    house.git(&["checkout", "--quiet", "-b", "other", "HEAD~2"]);
    let third = house
        .machine
        .switch(&house.commit(&ZONE.replace("Paris", "Rome")));
    house.git(&["checkout", "--quiet", "main"]);
    let root = activate(&house.machine, &third);
    house.status(expect![[r#"
        diverged
        diverged: it runs commit COMMIT of another branch
    "#]]);
    activate(&house.machine, &second);
    house.git(&["checkout", "--quiet", "HEAD~2"]);
    house.status(expect![[r#"
        not-active
        not-active: generation 2 is active, and the next start brings 3
        ahead: it runs commit COMMIT, which is later than yours
    "#]]);
    house.git(&["checkout", "--quiet", "main"]);

    // Rolled back, started with another kernel, changed by hand: all at once, the gravest first.
    let profile = house.machine.profiles().join("system");
    house
        .machine
        .run("nix-env", &["--profile", profile.as_str(), "--rollback"]);
    let booted = root.join("run/booted-system");
    std::fs::remove_file(&booted).unwrap();
    std::os::unix::fs::symlink(&first, &booted).unwrap();
    let hostname = root.join("etc/hostname");
    std::fs::remove_file(&hostname).unwrap();
    std::fs::write(&hostname, "banane\u{1b}[31m\n").unwrap();
    std::fs::create_dir_all(root.join("run/systemd/system/nginx.service.d")).unwrap();
    std::fs::write(root.join("run/systemd/system/nginx.service.d/x.conf"), "").unwrap();
    std::fs::remove_file(root.join("etc/ssh/sshd_config")).unwrap();
    std::fs::write(
        root.join("etc/passwd"),
        "root:x:0:0::/:/x\ntoor:x:0:0::/:/x\nnixbld1:x:30001:1::/:/x\n",
    )
    .unwrap();
    house.status(expect![[r#"
        edited-by-hand
        edited-by-hand: changed by hand: /etc/hostname, /etc/ssh/sshd_config
        edited-by-hand: units are changed beside the manifest: /run/systemd/system/nginx.service.d/x.conf
        edited-by-hand: accounts that the manifest does not know: toor (is root)
        rolled-back: somebody went back to generation 2; the newest is 3
        behind: it runs commit COMMIT; 1 commit has changed it since
        needs-reboot: it was started with another kernel, other kernel modules
    "#]]);

    // A system that coloc did not make, one of another machine, a tried one, none.
    let foreign = house.machine.build(&System::small());
    activate(&house.machine, &foreign);
    house.status(expect![[r#"
        unknown
        unknown: coloc did not make what runs there
        rolled-back: somebody went back to generation 2; the newest is 3
        not-active: what runs was only tried: the next start brings back generation 2
    "#]]);
    let mut other = house.write(ZONE);
    other.machine = other
        .machine
        .map(|text| text.replace("\"machine\": \"serveur\"", "\"machine\": \"banane\""));
    activate(&house.machine, &house.machine.build(&other));
    house.status(expect![[r#"
        diverged
        diverged: it runs the system of `banane`
        rolled-back: somebody went back to generation 2; the newest is 3
        not-active: what runs was only tried: the next start brings back generation 2
    "#]]);
    std::fs::remove_dir_all(root.join("run")).unwrap();
    std::fs::remove_dir_all(house.machine.profiles()).unwrap();
    house.status(expect![[r#"
        unknown
        unknown: what runs there is not known: there is no system at [ROOT]/state/profiles/system
    "#]]);
}

#[test]
fn a_table_for_people_names_what_to_do() {
    if real_nix::nix_instantiate().is_none() || super::sshd::is_missing() {
        return;
    }
    let house = House::new();
    let first = house.machine.switch(&house.commit(""));
    activate(&house.machine, &first);
    house.commit(ZONE);
    let ran = house.coloc(&["status"]).code(0);
    let generation = house.machine.profiles().join("system-1-link");
    let made = Command::new("date")
        .args(["-u", "+%Y-%m-%d %H:%M", "-d"])
        .arg(format!("@{}", modified(&generation)))
        .output()
        .unwrap();
    let made = String::from_utf8(made.stdout).unwrap();
    let commit = house.git(&["rev-parse", "--short=10", "HEAD~1"]);
    let text = ran
        .stdout
        .replace(made.trim(), "YYYY-MM-DD HH:MM")
        .replace(&commit, "1234567890");
    expect![[r#"
        MACHINE  STATE   GENERATION  MADE (UTC)        COMMIT
        serveur  behind  1           YYYY-MM-DD HH:MM  1234567890
            It runs commit 1234567890; 1 commit has changed it since.
              `coloc diff serveur` says what differs; deploy it: `nixos-rebuild switch --flake .#serveur`.
    "#]].assert_eq(&text);
    let ran = house.coloc(&["status", "--format", "markdown"]).code(0);
    let text = ran
        .stdout
        .replace(made.trim(), "YYYY-MM-DD HH:MM")
        .replace(&commit, "1234567890");
    expect![[r#"
        | machine | state | generation | made (UTC) | commit | cause, and what to do |
        | --- | --- | --- | --- | --- | --- |
        | serveur | behind | 1 | YYYY-MM-DD HH:MM | 1234567890 | It runs commit 1234567890; 1 commit has changed it since.<br>`coloc diff serveur` says what differs; deploy it: `nixos-rebuild switch --flake .#serveur`. |
    "#]].assert_eq(&text);
    house
        .coloc(&["status", "--deployed", house.machine.profiles().as_str()])
        .code(0)
        .says("serveur  behind  1 ")
        .says("Note: read from a folder");
    house
        .coloc(&["status", "servuer"])
        .code(2)
        .notes("Did you mean `serveur`?");
    house.coloc(&["status", "--format", "sarif"]).code(2);
}

fn modified(link: &Utf8Path) -> u64 {
    let time = link.symlink_metadata().unwrap().modified().unwrap();
    time.duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

#[test]
fn machines_that_nobody_reaches_are_rows() {
    let place = Place::small();
    let config = place.path("config");
    place.write("config", "Host *\n  HostName 127.0.0.1\n  Port 1\n");
    let ran = place
        .line(["status", "--format", "json", "--timeout", "5"])
        .env("NIX_SSHOPTS", &format!("-F {config}"))
        .run()
        .code(2);
    let machine = &ran.json()["machines"][0];
    assert_eq!(machine["state"], "unreachable");
    assert!(
        machine["cause"]
            .as_str()
            .unwrap()
            .contains("Connection refused"),
        "{machine}"
    );
    place
        .line(["snapshot", "serveur"])
        .env("NIX_SSHOPTS", &format!("-F {config}"))
        .run()
        .code(2)
        .stdout(expect![""])
        .notes("Connection refused");
    place
        .line(["status"])
        .env("NIX_SSHOPTS", "-o 'x")
        .run()
        .code(2)
        .notes("NIX_SSHOPTS has a quote that is not closed");
}
