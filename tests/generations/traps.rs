//! What a store can do to whoever reads it.

use std::process::Command;

use coloc::deployed::closure::{self, By, ClosureError};
use coloc::deployed::local::profile;
use coloc::deployed::store::Store;
use coloc::diff::equal::Comparison;
use coloc::diff::packages::packages;
use rusqlite::Connection;

use super::fixture::{Machine, System};
use crate::real_nix;

/// A store with two generations, if there is a Nix.
fn two() -> Option<(Machine, String, String)> {
    real_nix::nix_instantiate()?;
    let machine = Machine::new();
    let old = machine.switch(&System::small());
    let new = machine.switch(&System::small().rebuilt("again"));
    Some((machine, old, new))
}

fn coloc(store: &Store) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coloc"));
    command
        .env("NIX_STORE_DIR", &store.folder)
        .env("NIX_STATE_DIR", &store.state)
        .env("LANG", "en_GB.UTF-8")
        .env("NIX_REMOTE", "");
    command
}

#[test]
fn an_unregistered_path_is_an_error_and_no_empty_closure() {
    let Some((machine, old, _)) = two() else {
        return;
    };
    let loose = machine
        .store
        .folder
        .join("00000000000000000000000000000000-loose");
    std::fs::write(&loose, "x").unwrap();
    for (from, to) in [
        (old.as_str(), loose.as_str()),
        (loose.as_str(), old.as_str()),
    ] {
        let found = closure::pair(&machine.store, from, to);
        assert!(
            matches!(&found, Err(ClosureError::Unknown(path)) if path == loose.as_str()),
            "{found:?}"
        );
        assert!(closure::by_commands(&machine.store, from, to).is_err());
    }
    // Nix makes the folders of a store that is not there, where it may.
    let keep = tempfile::tempdir().unwrap();
    let top = camino::Utf8Path::from_path(keep.path()).unwrap();
    let nowhere = Store {
        folder: top.join("store"),
        state: top.join("state"),
    };
    let path = |name: &str| nowhere.folder.join(name).into_string();
    assert!(closure::pair(&nowhere, &path("x"), &path("y")).is_err());
}

#[test]
fn what_is_not_folded_into_the_database_yet_counts() {
    let Some((machine, old, new)) = two() else {
        return;
    };
    // A writer that stays keeps its write-ahead log.
    let writer = Connection::open(machine.store.database()).unwrap();
    writer.pragma_update(None, "journal_mode", "WAL").unwrap();
    writer.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    let path = machine
        .store
        .folder
        .join("11111111111111111111111111111111-late-1.0");
    writer
        .execute(
            "INSERT INTO ValidPaths (path, hash, registrationTime, narSize) VALUES (?1, 'sha256:0', 0, 123456)",
            [path.as_str()],
        )
        .unwrap();
    writer
        .execute(
            "INSERT INTO Refs SELECT a.id, b.id FROM ValidPaths a, ValidPaths b WHERE a.path = ?1 AND b.path = ?2",
            [new.as_str(), path.as_str()],
        )
        .unwrap();
    let log = machine.store.state.join("db/db.sqlite-wal");
    assert!(log.metadata().unwrap().len() > 0);
    let (from, to, by) = closure::pair(&machine.store, &old, &new).unwrap();
    assert_eq!(by, By::Database);
    let found = packages(&from, &to);
    assert_eq!(found.added.len(), 1);
    assert_eq!(
        (found.added[0].name.as_str(), found.added[0].growth),
        ("late", 123_456)
    );
    assert!(found.roots.contains(&path.into_string()));
}

#[test]
fn who_may_not_share_memory_with_root_is_served_by_nix_or_told() {
    let Some((machine, old, new)) = two() else {
        return;
    };
    let owner = std::os::unix::fs::MetadataExt::uid(&machine.root().metadata().unwrap());
    if owner != 0 {
        // Only root can become somebody else.
        return;
    }
    // As after the last writer left: a database in WAL mode without its shared-memory file, in a folder of root's.
    let database = machine.store.database();
    let writer = Connection::open(&database).unwrap();
    writer.pragma_update(None, "journal_mode", "WAL").unwrap();
    drop(writer);
    assert!(!machine.store.state.join("db/db.sqlite-shm").exists());
    let root = machine.root();
    for path in [
        root.to_path_buf(),
        root.join("state"),
        root.join("state/db"),
        root.join("store"),
    ] {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(path, mode).unwrap();
    }
    let binary = root.join("coloc");
    std::fs::copy(env!("CARGO_BIN_EXE_coloc"), &binary).unwrap();
    let example = root.join("example");
    let copied = Command::new("cp")
        .args([
            "-r",
            concat!(env!("CARGO_MANIFEST_DIR"), "/examples/trois-maisons"),
            example.as_str(),
        ])
        .status();
    assert!(copied.unwrap().success());
    let output = Command::new("setpriv")
        .args([
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            binary.as_str(),
        ])
        .args([
            "-C",
            example.as_str(),
            "diff",
            "ananas",
            "--between",
            "1",
            "2",
        ])
        .args([
            "--format",
            "json",
            "--deployed",
            machine.profiles().as_str(),
        ])
        .env("NIX_STORE_DIR", &machine.store.folder)
        .env("NIX_STATE_DIR", &machine.store.state)
        .env("HOME", "/nonexistent")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{errors}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let one = &report["machines"][0];
    assert_eq!(one["deployed"]["path"], *old);
    // Nix itself may not read it either: then it is said, and nothing is said to be the same.
    if one["packages"].is_null() {
        assert!(
            one["notes"]
                .to_string()
                .contains("packages could not be compared"),
            "{one}"
        );
    } else {
        assert!(
            !one["packages"]["rebuilt"].as_array().unwrap().is_empty(),
            "{one}"
        );
    }
    assert_ne!(old, new);
}

#[test]
fn no_experimental_feature_is_needed() {
    let Some((machine, old, new)) = two() else {
        return;
    };
    let conf = machine.root().join("conf/nix.conf");
    let text = std::fs::read_to_string(&conf).unwrap();
    std::fs::write(&conf, format!("{text}experimental-features =\n")).unwrap();
    let refused = machine
        .nix("nix")
        .args(["path-info", &old])
        .output()
        .unwrap();
    assert!(!refused.status.success(), "nix-command is off");
    let (from, to, _) = closure::by_commands(&machine.store, &old, &new).unwrap();
    assert!(from.paths.contains_key(&old) && to.paths.contains_key(&new));
    // Without a database that can be read, the commands are asked.
    std::fs::rename(machine.store.database(), machine.root().join("away")).unwrap();
    std::fs::write(machine.store.database(), "no database").unwrap();
    assert!(closure::pair(&machine.store, &old, &new).is_err());
    std::fs::rename(machine.root().join("away"), machine.store.database()).unwrap();
    assert!(closure::pair(&machine.store, &old, &new).is_ok());
}

#[test]
fn a_half_deleted_generation_is_not_the_same() {
    let Some((machine, old, new)) = two() else {
        return;
    };
    let store = &machine.store;
    let differences = || {
        let comparison = Comparison::new(store, store, store.folder.as_str());
        comparison.compare(&format!("{old}/etc"), &format!("{new}/etc"))
    };
    assert_eq!(differences(), []);
    // Garbage collection was interrupted: what a unit is behind is gone, its link is not.
    let units = std::fs::canonicalize(format!("{new}/etc/systemd/system/nginx.service")).unwrap();
    let folder = units.parent().unwrap();
    let _ = Command::new("chmod")
        .args(["-R", "u+w"])
        .arg(folder)
        .status();
    std::fs::remove_dir_all(folder).unwrap();
    let found = differences();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].at, "systemd/system/nginx.service");
    assert!(profile(&machine.profiles()).unwrap().generations[1].exists);
}

#[test]
fn a_dangling_link_a_rollback_and_two_numbers_of_one_system_are_told() {
    let Some((machine, old, _)) = two() else {
        return;
    };
    let profiles = machine.profiles();
    let again = machine.switch(&System::small());
    assert_eq!(again, old);
    std::os::unix::fs::symlink(
        machine
            .store
            .folder
            .join("22222222222222222222222222222222-nixos-system-gone-1"),
        profiles.join("system-9-link"),
    )
    .unwrap();
    let diff = |arguments: &[&str]| {
        let output = coloc(&machine.store)
            .args([
                "-C",
                concat!(env!("CARGO_MANIFEST_DIR"), "/examples/trois-maisons"),
                "diff",
                "ananas",
            ])
            .args(["--format", "json", "--deployed", profiles.as_str()])
            .args(arguments)
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        (
            output.status.code(),
            serde_json::from_slice::<serde_json::Value>(&output.stdout).ok(),
            errors,
        )
    };
    // One system under two numbers: nothing differs.
    let (code, report, errors) = diff(&["--between", "1", "3", "--exit-code"]);
    assert_eq!(code, Some(0), "{errors}");
    let one = &report.unwrap()["machines"][0];
    assert_eq!(
        (one["changes"].to_string(), &one["state"]),
        ("[]".to_owned(), &"in-step".into())
    );
    let (code, _, errors) = diff(&["--between", "1", "9"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("garbage collection"), "{errors}");
    // A rollback: the profile leads to an older number than the newest.
    let link = profiles.join("system");
    machine.run(
        "nix-env",
        &["--profile", link.as_str(), "--switch-generation", "2"],
    );
    let read = profile(&profiles).unwrap();
    assert_eq!(read.current, Some(2));
    assert_eq!(
        read.generations
            .iter()
            .map(|g| g.number)
            .collect::<Vec<_>>(),
        [1, 2, 3, 9]
    );
}
