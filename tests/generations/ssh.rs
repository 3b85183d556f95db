//! What a machine sends of itself: over a real sshd, and from machines that mean harm.

use std::process::Command;
use std::time::{Duration, Instant};

use coloc::deployed::accounts::accounts;
use coloc::deployed::recorded::Recorded;
use coloc::deployed::ssh::{Answer, SshError, What, Which, run};
use coloc::deployed::stamp::{Stamp, stamp};
use coloc::deployed::trouble::Trouble;
use coloc::deployed::why::Why;
use coloc::diff::equal::Comparison;
use coloc::generation::{Files, LONGEST, Node};
use coloc::manifest::types::Language;
use coloc::report::why::why;
use coloc::words::Words;

use super::fixture::{Machine, System};
use super::sshd::{Sshd, activate, hosts};
use crate::real_nix;

const STAMP: &str =
    include_str!("../../examples/trois-maisons/generated/machines/ananas/machine.json");
const LONG: Duration = Duration::from_secs(90);

fn stamped() -> System {
    let mut system = System::small();
    system.machine = Some(STAMP.to_owned());
    system
}

/// Why a machine did not answer, in words.
fn said(error: &SshError) -> String {
    let words = Words::of(Language::En);
    why(&words, &Why::Ssh(error.clone())).to_string()
}

/// A shell's text in place of ssh.
fn shell(text: &str, whole: Duration) -> Result<Answer, SshError> {
    let mut command = Command::new("sh");
    command.args(["-c", text]);
    run(command, whole)
}

#[test]
fn all_that_a_comparison_needs_comes_in_one_trip() {
    if real_nix::nix_instantiate().is_none() || super::sshd::is_missing() {
        return;
    }
    let machine = Machine::new();
    let mut system = stamped();
    system
        .etc
        .insert("long".to_owned(), "x".repeat(LONGEST + 1));
    system.etc.insert("just".to_owned(), "x".repeat(LONGEST));
    let old = machine.switch(&system);
    let mut changed = system.clone().rebuilt("again");
    changed.scripts.insert(
        "firewall-start".to_owned(),
        "accept tcp 22\n@nginx-1.26.0@/bin/x\n".to_owned(),
    );
    let new = machine.switch(&changed);
    activate(&machine, &old);
    let sshd = Sshd::of(&machine);

    let answer = sshd
        .asking(Which::Current, What::Closure, 20)
        .one("ananas")
        .unwrap();
    assert_eq!(sshd.logins(), 1, "{}", sshd.log());
    assert_eq!(answer.errors, []);
    assert_eq!(answer.current.as_deref(), Some(old.as_str()));
    assert_eq!(answer.live.next.as_deref(), Some(new.as_str()));
    assert_eq!(answer.live.booted.as_deref(), Some(old.as_str()));
    assert_eq!(answer.live.replaced, [""; 0]);
    assert!(answer.live.etc_was_checked);
    assert_eq!((answer.generations.len(), answer.profile), (2, Some(2)));
    assert!(matches!(stamp(&answer.files, &old), Stamp::Of(_, text) if text.machine == STAMP));
    // The same differences, whether the old system is read here or came from there.
    let store = machine.store.folder.as_str();
    let here = Comparison::new(&machine.store, &machine.store, store);
    let there = Comparison::new(&answer.files, &machine.store, store);
    let (from, to) = (format!("{old}/etc"), format!("{new}/etc"));
    assert_eq!(here.compare(&from, &to), there.compare(&from, &to));
    assert_eq!(there.compare(&from, &to).len(), 1);
    // The same packages as Nix counts here.
    let listed = machine.run("nix-store", &["--query", "--requisites", &old]);
    let closure = answer.closure.unwrap();
    let mut listed: Vec<&str> = listed.lines().collect();
    listed.sort_unstable();
    assert_eq!(closure.paths.keys().collect::<Vec<_>>(), listed);
    let size = machine.run("nix-store", &["--query", "--size", &old]);
    assert_eq!(closure.paths[&old].size.to_string(), size);

    // Both generations in one trip, and a shell that is none of POSIX.
    let both = sshd
        .asking(Which::Pair(1, 2), What::Files, 20)
        .one("fishy")
        .unwrap();
    assert_eq!(both.systems, [old.as_str(), new.as_str()]);
    let both = Comparison::new(&both.files, &both.files, store);
    assert_eq!(both.compare(&from, &to), here.compare(&from, &to));
    let last = sshd
        .asking(Which::Last(5), What::Stamp, 20)
        .one("ananas")
        .unwrap();
    assert_eq!(last.systems, [new.as_str(), old.as_str()]);
    assert!(matches!(stamp(&last.files, &new), Stamp::Of(..)));
    assert!(matches!(
        last.files.node(&format!("{from}/hostname")),
        Node::Missing
    ));
    assert_eq!(sshd.logins(), 3);
}

#[test]
fn dead_machines_hold_nobody_up() {
    if real_nix::nix_instantiate().is_none() || super::sshd::is_missing() {
        return;
    }
    let machine = Machine::new();
    let system = machine.switch(&stamped());
    activate(&machine, &system);
    let sshd = Sshd::of(&machine);
    let names: Vec<String> = (0..20)
        .map(|at| {
            if at < 3 {
                format!("dead{at}")
            } else {
                format!("alive{at}")
            }
        })
        .collect();
    let patience = 10;
    let begun = Instant::now();
    let answers = sshd
        .asking(Which::Current, What::Stamp, patience)
        .all(&hosts(names.iter().map(String::as_str)));
    let took = begun.elapsed();
    for (name, answer) in &answers {
        match answer {
            Ok(answer) => assert_eq!(answer.chosen.as_deref(), Some(system.as_str()), "{name}"),
            Err(error) => assert!(
                name.starts_with("dead") && said(error).contains("timed out"),
                "{name}: {error:?}"
            ),
        }
    }
    let alive = answers.values().filter(|answer| answer.is_ok()).count();
    assert_eq!((alive, sshd.logins()), (17, 17));
    // One after the other, the dead alone would take three times as long as one of them.
    assert!(
        took < Duration::from_secs(u64::from(patience) * 2),
        "{took:?}"
    );
}

#[test]
fn a_stranger_with_the_address_of_a_machine_is_refused() {
    if real_nix::nix_instantiate().is_none() || super::sshd::is_missing() {
        return;
    }
    let machine = Machine::new();
    let sshd = Sshd::of(&machine);
    let asking = sshd.asking(Which::Current, What::Stamp, 10);
    let refused = said(&asking.one("stranger").unwrap_err());
    assert_eq!(refused, "Host key verification failed.");
    assert_eq!(sshd.logins(), 0);
    for host in ["-oProxyCommand=touch x", "--", "a b", "a;b", "$(x)", ""] {
        assert!(matches!(asking.one(host), Err(SshError::Host(_))), "{host}");
    }
}

#[test]
fn what_was_changed_by_hand_is_found_in_all_kinds_of_etc() {
    if real_nix::nix_instantiate().is_none() || super::sshd::is_missing() {
        return;
    }
    let machine = Machine::new();
    let system = machine.switch(&stamped());
    let root = activate(&machine, &system);
    let ask = || {
        let mut command = Command::new("sh");
        let store = machine.store.folder.as_str();
        let profiles = machine.profiles();
        let arguments = [
            "-s",
            "--",
            "current",
            "stamp",
            root.as_str(),
            store,
            profiles.as_str(),
        ];
        command.args(arguments);
        run(command, LONG).unwrap().live
    };
    assert_eq!(ask().replaced, [""; 0]);
    // A file that is copied, as those with a mode of their own are; another with other words.
    let hostname = root.join("etc/hostname");
    std::fs::remove_file(&hostname).unwrap();
    std::fs::write(&hostname, "ananas\n").unwrap();
    assert_eq!(ask().replaced, [""; 0]);
    std::fs::write(&hostname, "banane\n").unwrap();
    assert_eq!(ask().replaced, ["/etc/hostname"]);
    // An overlay has files where there would be links.
    let etc = format!("{system}/etc");
    std::fs::remove_dir_all(root.join("etc")).unwrap();
    let copied = Command::new("cp")
        .args(["-rL", &etc, root.join("etc").as_str()])
        .status();
    assert!(copied.unwrap().success());
    assert_eq!(ask().replaced, [""; 0]);
    let _ = Command::new("chmod")
        .args(["-R", "u+w", root.as_str()])
        .status();
    std::fs::write(root.join("etc/ssh/sshd_config"), "PermitRootLogin yes\n").unwrap();
    assert_eq!(ask().replaced, ["/etc/ssh/sshd_config"]);
    // Accounts and drop-ins.
    std::fs::write(
        root.join("etc/passwd"),
        "root:x:0:0::/:/x\neve:x:1001:1::/:/x\ndaemon:x:2:2::/:/x\n",
    )
    .unwrap();
    std::fs::create_dir_all(root.join("etc/systemd/system.control/a\\x2db.service.d")).unwrap();
    std::fs::write(
        root.join("etc/systemd/system.control/a\\x2db.service.d/50-Memory.conf"),
        "",
    )
    .unwrap();
    let live = ask();
    assert_eq!(
        live.accounts,
        [("root".to_owned(), 0), ("eve".to_owned(), 1001)]
    );
    assert_eq!(
        live.added,
        ["/etc/systemd/system.control/a\\x2db.service.d/50-Memory.conf"]
    );
}

#[test]
fn declared_accounts_are_read_and_their_passwords_are_not() {
    let mut files = Recorded::default();
    let users = "/nix/store/0-users-groups.json";
    let activate = format!("perl /nix/store/0-update-users-groups.pl {users}\n");
    files.put(
        "/nix/store/s/activate",
        Node::File(activate.into_bytes(), true),
    );
    let text = r#"{"mutableUsers":true,"users":[{"name":"alice","hashedPassword":"$6$salt$hash"},{"name":"root"}]}"#;
    files.put(users, Node::File(text.into(), false));
    let declared = accounts(&files, "/nix/store/s").unwrap();
    assert_eq!(declared.into_iter().collect::<Vec<_>>(), ["alice", "root"]);
    assert!(
        !format!(
            "{:?}",
            String::from_utf8_lossy(&match files.node(users) {
                Node::File(text, _) => text,
                other => panic!("{other:?}"),
            })
        )
        .contains("$6$")
    );
    assert_eq!(accounts(&files, "/nix/store/t"), None);
}

#[test]
fn other_systems_say_what_they_are() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().to_str().unwrap();
    std::fs::create_dir(root.path().join("etc")).unwrap();
    let ask = |path: &str| {
        let mut command = Command::new("sh");
        command.args(["-s", "--", "current", "files", path, "/nowhere", "/nowhere"]);
        run(command, LONG)
    };
    std::fs::write(
        root.path().join("etc/os-release"),
        "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n",
    )
    .unwrap();
    let error = ask(path).unwrap_err();
    assert_eq!(
        said(&error),
        "it is no NixOS machine: it runs Debian GNU/Linux 12 (bookworm)"
    );
    std::fs::write(root.path().join("etc/os-release"), "ID=nixos\n").unwrap();
    let answer = ask(path).unwrap();
    assert_eq!(
        (answer.chosen, answer.errors),
        (None, vec![Trouble::NoSystem("/nowhere/system".to_owned())])
    );
    // Without the tools of NixOS.
    let mut command = Command::new("/bin/sh");
    command
        .args(["-s", "--", "current", "files", path])
        .env("PATH", "/nowhere");
    let error = said(&run(command, LONG).unwrap_err());
    assert!(error.contains("it has no awk cmp comm"), "{error}");
}

#[test]
fn hostile_answers_end() {
    let endless = Duration::from_secs(20);
    for text in [
        "yes | tr -d '\\n'",
        "echo 'coloc\t1'; yes 'failed\tx'",
        "echo 'coloc\t1'; yes 'error\tx'",
        "printf 'coloc\\t1\\nhost\\tx\\nchosen\\t/etc/shadow\\nend\\n'",
        "printf 'coloc\\t1\\nhost\\tx\\nchosen\\t/nix/store/../../etc/00000000000000000000000000000000-x\\nend\\n'",
        "printf 'coloc\\t1\\nhost\\tx\\nclosure\\t/nix/store/00000000000000000000000000000000-x\\t-1\\nend\\n'",
        "printf 'coloc\\t1\\nhost\\tx\\n'",
        "printf 'coloc\\t1\\nend\\n'",
        "echo hello",
        "true",
    ] {
        let begun = Instant::now();
        let error = shell(text, endless).unwrap_err();
        assert!(matches!(error, SshError::Nonsense(_)), "{text}: {error:?}");
        assert!(begun.elapsed() < endless, "{text}");
    }
    let error = shell("sleep 60", Duration::from_millis(300)).unwrap_err();
    assert!(matches!(error, SshError::Slow(_)));
    let error = shell("echo 'no such host' >&2; exit 255", endless).unwrap_err();
    assert_eq!(said(&error), "no such host");
}

#[test]
fn archives_are_read_as_far_as_they_go_and_no_further() {
    let head = "printf 'coloc\\t1\\nhost\\tx\\narchive\\n'";
    // A gigabyte of nothing, in a megabyte.
    let bomb = "cd /tmp; truncate -s 1G /dev/stdout | head -c 0; \
                f=$(mktemp -d); truncate -s 1G $f/big; tar -C $f -c -O -S --format=ustar big 2>/dev/null | head -c 0; \
                head -c 300000000 /dev/zero | tr '\\0' 'x' | gzip -1 -c; rm -r $f";
    let answer = shell(&format!("{head}; {bomb}"), LONG).unwrap();
    assert!(answer.files.is_empty());
    assert_eq!(answer.errors.len(), 1);
    // Names that lead elsewhere, a file that ends early.
    let tricks = "f=$(mktemp -d); cd $f; echo a >a; tar -c -P --transform 's|a|/x/../../etc/passwd|' a | gzip -c; rm -r $f";
    let answer = shell(&format!("{head}; {tricks}"), LONG).unwrap();
    assert!(answer.files.is_empty(), "{:?}", answer.files);
    let cut = "f=$(mktemp -d); cd $f; head -c 9000 /dev/urandom >a; tar -c -P $f/a | gzip -c | head -c 4000; rm -r $f";
    let answer = shell(&format!("{head}; {cut}"), LONG).unwrap();
    assert!(answer.files.is_empty());
    assert!(
        matches!(answer.errors[0], Trouble::CutOff(_)),
        "{:?}",
        answer.errors
    );
}
