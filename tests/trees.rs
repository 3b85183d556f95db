//! Whole generated trees: golden ones (`tests/collectives/*/out`), the example's, what a change changes, and that
//! nothing but the manifest decides.

use std::collections::{BTreeMap, BTreeSet};

use crate::generated::Generated;
use camino::{Utf8Path, Utf8PathBuf};
use coloc::deployed::recorded::Recorded;
use coloc::deployed::stamp::{Stamp, stamp};
use coloc::generation::Node;
use coloc::snapshot::{Fleet, Snapshot};

fn project() -> &'static Utf8Path {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn example() -> Utf8PathBuf {
    project().join("examples/trois-maisons")
}

/// Compares a generated tree with a folder; `UPDATE_EXPECT=1` makes the folder so.
fn expect_tree(generated: &Generated, folder: &Utf8Path) {
    let mut expected: BTreeSet<Utf8PathBuf> = BTreeSet::new();
    for (path, file) in &generated.tree.files {
        let text = file.text();
        expected.insert(path.clone());
        let file = folder.join(path);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, text).unwrap();
        }
        let is = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            is == text,
            "{file} is not what is generated; bless with UPDATE_EXPECT=1\n{}",
            diff(&is, text)
        );
    }
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        let path = Utf8Path::from_path(entry.path())
            .unwrap()
            .strip_prefix(folder)
            .unwrap();
        let ours = path.starts_with("generated") || path == "flake.nix" || path == "coloc.lock";
        if entry.file_type().is_file() && ours && !expected.contains(path) {
            if std::env::var_os("UPDATE_EXPECT").is_some() {
                std::fs::remove_file(entry.path()).unwrap();
                continue;
            }
            panic!("{path} in {folder} is no longer generated");
        }
    }
}

fn diff(old: &str, new: &str) -> String {
    similar::TextDiff::from_lines(old, new)
        .unified_diff()
        .to_string()
}

#[test]
fn golden_trees() {
    let mut seen = 0;
    for folder in project().join("tests/collectives").read_dir_utf8().unwrap() {
        let folder = folder.unwrap().into_path();
        let generated = Generated::with(&folder, |_, text| text);
        expect_tree(&generated, &folder.join("out"));
        seen += 1;
    }
    assert!(seen >= 3, "tests/collectives holds collectives");
}

#[test]
fn the_examples_tree_is_committed_as_it_is_generated() {
    expect_tree(&Generated::from(&example()), &example());
}

/// Lines that a change of the manifest adds and removes, by generated file; digests aside.
fn changed(change: impl Fn(&str, String) -> String) -> BTreeMap<String, Vec<String>> {
    let before = Generated::from(&example());
    let after = Generated::with(&example(), change);
    let paths: BTreeSet<&Utf8PathBuf> = before
        .tree
        .files
        .keys()
        .chain(after.tree.files.keys())
        .collect();
    let mut changes = BTreeMap::new();
    for path in paths
        .into_iter()
        .filter(|path| *path != "generated/manifest.json")
    {
        let text = |generated: &Generated| {
            let file = generated.tree.files.get(path);
            file.map_or_else(String::new, |file| file.text().to_owned())
        };
        let (old, new) = (text(&before), text(&after));
        let diff = similar::TextDiff::from_lines(&old, &new);
        let lines: Vec<String> = diff
            .iter_all_changes()
            .filter(|change| change.tag() != similar::ChangeTag::Equal)
            .map(|change| format!("{}{}", change.tag(), change.value().trim_end()))
            .collect();
        if !lines.is_empty() {
            changes.insert(path.to_string(), lines);
        }
    }
    changes
}

/// Changes one file of the example.
fn edit(
    file: &'static str,
    from: &'static str,
    to: &'static str,
) -> impl Fn(&str, String) -> String {
    move |path, text| {
        if path != file {
            return text;
        }
        assert!(text.contains(from), "{file} holds {from}");
        text.replace(from, to)
    }
}

#[test]
fn a_members_new_name_changes_the_lines_with_that_name() {
    let changes = changed(edit(
        "members/alice.toml",
        "Alice Martin",
        "Alice Martin-Roux",
    ));
    for (file, lines) in &changes {
        assert!(
            lines.iter().all(|line| line.contains("Alice Martin")),
            "{file}: {lines:#?}"
        );
        assert_eq!(lines.len(), 2, "{file}: one line out, one in");
    }
    let nix: Vec<&String> = changes
        .keys()
        .filter(|file| file.ends_with(".nix"))
        .collect();
    assert_eq!(nix, ["generated/collective.nix"], "accounts stand once");
}

#[test]
fn a_new_key_adds_a_line() {
    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHHBT35Yzz8DbffitRkHmq0nBUuZo5TF8yC0ZN1Y0jAZ alice@fixe";
    let changes = changed(|path, text| {
        if path == "members/alice.toml" {
            text.replace(
                "alice@portable\"]",
                &format!("alice@portable\", \"{KEY}\"]"),
            )
        } else {
            text
        }
    });
    let nix: Vec<(&String, &Vec<String>)> = changes
        .iter()
        .filter(|(file, _)| file.ends_with(".nix"))
        .collect();
    assert_eq!(nix.len(), 1, "{nix:#?}");
    assert_eq!(nix[0].1.len(), 1, "{nix:#?}");
    assert!(nix[0].1[0].contains(KEY));
}

#[test]
fn a_new_machine_is_one_folder_and_a_few_lines() {
    const MACHINE: &str = "\n[machines.epinard]\nsite = \"lyon\"\ncaretakers = [\"bruno\", \"david\"]\nmesh-key = \
                           \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA0=\"\n";
    let changes = changed(|path, text| {
        if path == "machines/datte.toml" {
            text + MACHINE
        } else {
            text
        }
    });
    for (file, lines) in &changes {
        if file.starts_with("generated/machines/epinard/") {
            continue;
        }
        // A comma behind the line before is what JSON wants; nothing else goes away.
        let gone: Vec<&String> = lines.iter().filter(|line| line.starts_with('-')).collect();
        let back = |line: &&String| {
            !lines.contains(&format!("+{},", &line[1..])) && !file.ends_with("default.nix")
        };
        assert!(!gone.iter().any(back), "{file}: {lines:#?}");
        let modules = file.starts_with("generated/machines/") && file.ends_with(".nix");
        assert!(!modules, "no other machine's modules change: {file}");
        assert!(lines.len() <= 12, "{file}: {lines:#?}");
    }
    assert_eq!(
        changes["coloc.lock"],
        ["+epinard = 6", "+epinard = \"26.05\""]
    );
}

#[test]
fn a_service_that_moves_takes_its_module_along() {
    let changes = changed(edit(
        "services/forge.toml",
        "machine = \"ananas\"",
        "machine = \"datte\"",
    ));
    assert!(
        changes["generated/machines/ananas/services/forge.nix"]
            .iter()
            .all(|line| line.starts_with('-'))
    );
    assert!(
        changes["generated/machines/datte/services/forge.nix"]
            .iter()
            .all(|line| line.starts_with('+'))
    );
    assert!(!changes.contains_key("coloc.lock"), "its numbers stay");
    assert!(!changes.contains_key("generated/collective.nix"));
    for machine in ["brioche", "citron"] {
        let touched: Vec<&String> = changes
            .keys()
            .filter(|file| file.contains(machine))
            .collect();
        assert!(touched.is_empty(), "{touched:?}");
    }
    let passed_on = &changes["generated/machines/caribou/web.nix"];
    assert!(
        passed_on
            .iter()
            .all(|line| line.contains("forge.trois-maisons.example")),
        "{passed_on:#?}"
    );
}

#[test]
fn numbers_never_change_and_never_come_back() {
    // Without chloe and datte: their numbers stay behind as tombstones, nobody else's change.
    let first = Generated::from(&example());
    let gone = Generated::with(&example(), |path, text| match path {
        "members/farid.toml" => text.replace("members.farid", "members.zacharie"),
        "services/pads.toml" => text.replace("services.pads]", "services.notes]"),
        _ => text,
    });
    let (before, after) = (&first.plan.lock, &gone.plan.lock);
    for (name, uid) in &before.uids.given {
        if name == "farid" {
            assert_eq!(after.uids.gone.get(uid), Some(name));
            assert!(
                !after.uids.given.values().any(|given| given == uid),
                "never given again"
            );
        } else {
            assert_eq!(after.uids.given.get(name), Some(uid));
        }
    }
    let highest = before.uids.given.values().max().unwrap();
    assert_eq!(after.uids.given.get("zacharie"), Some(&(highest + 1)));
    for (name, port) in &before.ports.given {
        if name.starts_with("pads.") {
            assert_eq!(after.ports.gone.get(port), Some(name));
        } else {
            assert_eq!(after.ports.given.get(name), Some(port));
        }
    }
    // And back again: farid is a new farid, for all that coloc knows.
    let back = {
        let text = gone.tree.files[Utf8Path::new("coloc.lock")]
            .text()
            .to_owned();
        Generated::with(&example(), move |path, old| {
            if path == "coloc.lock" {
                text.clone()
            } else {
                old
            }
        })
    };
    assert_eq!(back.plan.lock.uids.given.get("farid"), Some(&(highest + 2)));
}

#[test]
fn what_never_changes_is_kept_as_it_began() {
    let changes = changed(|path, text| {
        if path == "services/discussions.toml" {
            format!("{text}\nsettings.server-name = \"other.example\"\n")
        } else {
            text
        }
    });
    assert!(changes.contains_key("generated/machines/datte/services/discussions.nix"));
    assert!(!changes.contains_key("coloc.lock"), "the first value stays");
    let gone = changed(|path, text| {
        if path == "services/discussions.toml" {
            String::new()
        } else {
            text
        }
    });
    let lines = gone.get("coloc.lock");
    assert!(
        lines.is_none_or(|lines| lines.iter().all(|line| !line.contains("server-name"))),
        "also of a service that is gone: {lines:?}"
    );
}

#[test]
fn a_raised_release_raises_no_state_version() {
    let changes = changed(edit(
        "coloc.toml",
        "release = \"26.05\"",
        "release = \"26.11\"",
    ));
    let state: Vec<&String> = changes
        .values()
        .flatten()
        .filter(|line| line.contains("stateVersion"))
        .collect();
    assert!(state.is_empty(), "{state:?}");
    assert!(!changes.contains_key("coloc.lock"));
}

#[test]
fn nothing_of_the_place_or_the_day_is_in_the_tree() {
    let one = Generated::from(&example());
    let other = Generated::from(&example());
    assert_eq!(one.tree, other.tree);
    assert_ne!(one.root, other.root);
    for (path, file) in &one.tree.files {
        let text = file.text();
        assert!(!text.contains(one.root.as_str()), "{path} holds its folder");
        assert!(
            text.ends_with('\n') && !text.contains('\r'),
            "{path} ends with a line break"
        );
    }
}

#[test]
fn machine_json_holds_no_personal_data_of_others() {
    let generated = Generated::from(&example());
    let citron = Utf8Path::new("generated/machines/citron/machine.json");
    let citron = generated.tree.files[citron].text();
    for stranger in [
        "Bruno Ferreira",
        "David Nguyen",
        "Inès",
        "bruno@trois-maisons",
    ] {
        assert!(
            !citron.contains(stranger),
            "{stranger} has nothing to do with citron"
        );
    }
    let others = citron.replace("bonjour@trois-maisons.example", "");
    assert!(
        !others.contains("@trois-maisons.example"),
        "no mail address but the collective's own"
    );
}

/// A system that carries these files in `/etc/coloc`, as it says of itself.
fn stamped(carried: &[(&str, &str)]) -> Stamp {
    let mut files = Recorded::default();
    for (name, text) in carried {
        let path = format!("/system/etc/coloc/{name}");
        files.put(&path, Node::File(text.as_bytes().to_vec(), false));
    }
    stamp(&files, "/system")
}

#[test]
fn what_machines_know_of_each_other_stands_once_and_older_ones_are_still_read() {
    let generated = Generated::from(&example());
    let plan = &generated.plan;
    let fleet = Fleet::of(plan);
    let shared = generated.tree.files[Utf8Path::new("generated/fleet.json")].text();
    for (name, machine) in &plan.machines {
        let path = format!("generated/machines/{name}/machine.json");
        let own = generated.tree.files[Utf8Path::new(&path)].text();
        let others = plan.mesh.nodes.iter().filter(|(other, _)| *other != name);
        for (other, node) in others {
            assert!(
                !own.contains(&node.key),
                "{name} repeats the key of {other}"
            );
        }
        let whole = Snapshot::of(plan, &fleet, name, machine);
        assert_eq!(whole.known_hosts.len(), plan.machines.len() - 1);
        let Stamp::Of(new, _) = stamped(&[("machine.json", own), ("fleet.json", shared)]) else {
            panic!("{name} is not understood");
        };
        // As it was written before there was a fleet: all of it in one file.
        let Stamp::Of(old, _) = stamped(&[("machine.json", &whole.to_json())]) else {
            panic!("{name} of before is not understood");
        };
        assert_eq!((&*new, &*old), (&whole, &whole));
    }
}

#[test]
fn a_machine_more_leaves_the_folders_of_the_others_as_they_are() {
    let before = Generated::from(&example());
    let key = crate::generated::wireguard_key(7);
    let extra = format!(
        "\n[machines.figue]\nsite = \"lyon\"\nsystem = \"x86_64-linux\"\nhardware = \"pc\"\n\
         caretakers = [\"alice\", \"chloe\"]\nmesh-key = \"{key}\"\n"
    );
    let after = Generated::with(&example(), |path, text| match path {
        "coloc.toml" => text + &extra,
        _ => text,
    });
    let (old, new) = (&before.tree.files, &after.tree.files);
    let changed = new
        .iter()
        .filter(|(path, file)| old.get(*path) != Some(file));
    let changed = changed.map(|(path, _)| path.as_str());
    let elsewhere = changed.filter(|path| !path.starts_with("generated/machines/figue/"));
    let shared = [
        "coloc.lock",
        "generated/collective.nix",
        "generated/default.nix",
        "generated/fleet.json",
        "generated/manifest.json",
    ];
    assert_eq!(elsewhere.collect::<Vec<_>>(), shared);
}

/// What all machines share grows with their number, not with its square, where every other one is hidden too.
#[test]
fn four_times_the_machines_share_four_times_the_text() {
    let shared = |machines: usize| {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        crate::fleet::write(folder.path(), machines);
        let generated = Generated::with(root, |path, text| {
            let number = path.strip_prefix("machines/h").map(|rest| &rest[..5]);
            let is_odd = number.is_some_and(|digits| digits.parse::<usize>().unwrap() % 2 == 1);
            let public = if is_odd {
                "public = false"
            } else {
                "public = true"
            };
            text.replace("public = true", public)
        });
        let files = ["generated/collective.nix", "generated/fleet.json"];
        files.map(|path| generated.tree.files[Utf8Path::new(path)].text().len())
    };
    let (small, large) = (shared(20), shared(80));
    for (small, large) in small.into_iter().zip(large) {
        assert!(large < 9 * small / 2, "{small} bytes become {large}");
    }
}
