//! Why a machine cannot be read over ssh: in the same words, whichever command asks.

use super::house::{House, ZONE};
use super::sshd::activate;
use crate::real_nix;

const DIFF: &[&str] = &["diff"];
const STATUS: &[&str] = &["status"];
const HISTORY: &[&str] = &["history", "serveur"];
const SNAPSHOT: &[&str] = &["snapshot", "serveur"];

/// Runs commands at once, and finds the same words in what each says.
fn all_say(house: &House, commands: &[&[&str]], more: &[&str], words: &str) {
    let ask = |command: &[&str]| {
        let line = [command, more, &["--format", "json"]].concat();
        let ran = house.coloc(&line);
        let told = format!("{}{}", ran.stdout, ran.stderr);
        assert!(told.contains(words), "{line:?}: {told}");
        // Both that have a word for it have the same.
        let state = serde_json::from_str(&ran.stdout).ok();
        state.map(|json: serde_json::Value| json["machines"][0]["state"].clone())
    };
    let states: Vec<_> = std::thread::scope(|scope| {
        let asked = commands.iter().map(|command| scope.spawn(|| ask(command)));
        let asked: Vec<_> = asked.collect();
        let states = asked.into_iter().map(|one| one.join().unwrap());
        states.flatten().collect()
    });
    assert!(states.iter().all(|state| *state == states[0]), "{states:?}");
}

/// A house whose machine runs what its first commit says, deployed at another host.
fn house() -> House {
    let house = House::new();
    let system = house.machine.switch(&house.commit(""));
    activate(&house.machine, &system);
    house
}

#[test]
fn machines_that_hang_are_waited_for_as_long_as_asked() {
    if real_nix::nix_instantiate().is_none() || super::sshd::is_missing() {
        return;
    }
    let house = house();
    let all = [DIFF, STATUS, HISTORY, SNAPSHOT];
    // Nobody takes the connection.
    house.write("deploy-host = \"dead\"\n");
    let begun = std::time::Instant::now();
    all_say(&house, &all, &["--timeout", "2"], "timed out");
    assert!(begun.elapsed().as_secs() < 9, "{:?}", begun.elapsed());
    // A real sshd lets us in, and then nothing comes.
    house.write("deploy-host = \"hung\"\n");
    let words = "it did not answer within 12 seconds";
    let begun = std::time::Instant::now();
    all_say(&house, &all, &["--timeout", "1"], words);
    assert!(begun.elapsed().as_secs() < 25, "{:?}", begun.elapsed());
}

#[test]
fn what_a_machine_lacks_is_told_alike() {
    if real_nix::nix_instantiate().is_none() || super::sshd::is_missing() {
        return;
    }
    let house = house();
    let all = [DIFF, STATUS, HISTORY, SNAPSHOT];
    house.write("deploy-host = \"stranger\"\n");
    all_say(&house, &all, &[], "Host key verification failed.");
    house.write("");
    let of_one: [&[&str]; 2] = [DIFF, SNAPSHOT];
    let words = "there is no generation 7; there are 1";
    all_say(&house, &of_one, &["--generation", "7"], words);

    // An older generation, then the active one, is taken by garbage collection.
    let first = house.machine.profiles().join("system-1-link");
    let first = first.read_link_utf8().unwrap();
    let second = house.machine.switch(&house.write(ZONE));
    let root = activate(&house.machine, &second);
    delete(first.as_str());
    let words = format!("generation 1 is gone: garbage collection took {first}");
    all_say(&house, &of_one, &["--generation", "1"], &words);
    all_say(&house, &[DIFF], &["--between", "1", "2"], &words);
    delete(&second);
    let words = format!("generation 2 is gone: garbage collection took {second}");
    all_say(&house, &[DIFF, STATUS, SNAPSHOT], &[], &words);

    // Nothing is there; then it is another system altogether.
    std::fs::remove_dir_all(root.join("run")).unwrap();
    std::fs::remove_dir_all(house.machine.profiles()).unwrap();
    let profile = house.machine.store.profiles().join("system");
    let words = format!("there is no system at {profile}");
    all_say(&house, &all, &[], &words);
    let debian = "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n";
    std::fs::write(root.join("etc/os-release"), debian).unwrap();
    let words = "it is no NixOS machine: it runs Debian GNU/Linux 12 (bookworm)";
    all_say(&house, &all, &[], words);
}

/// Takes a path out of a store, as if garbage collection had.
fn delete(path: &str) {
    let mut command = std::process::Command::new("chmod");
    let status = command.args(["-R", "u+w", path]).status();
    assert!(status.unwrap().success());
    std::fs::remove_dir_all(path).unwrap();
}
