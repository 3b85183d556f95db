//! Closures, against what Nix itself says.

use std::collections::BTreeSet;

use coloc::deployed::closure::{self, By};
use coloc::diff::packages::{Package, Packages, name_and_version, packages};
use coloc::generation::{Closure, StorePath};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::fixture::{Machine, System, package};
use crate::real_nix;

#[test]
fn database_and_commands_agree_with_nix() {
    if real_nix::nix_instantiate().is_none() {
        return;
    }
    let machine = Machine::new();
    let mut newer = System::small();
    newer.packages.remove("openssl-3.0.14");
    newer.packages.extend([
        package("openssl-3.0.15", 9000, &[]),
        package("nginx-1.26.0", 3, &["openssl-3.0.15"]),
    ]);
    let (old, new) = (machine.build(&System::small()), machine.build(&newer));
    let (from, to, by) = closure::pair(&machine.store, &old, &new).unwrap();
    assert_eq!(by, By::Database);
    for (path, closure) in [(&old, &from), (&new, &to)] {
        let listed = machine.run("nix-store", &["--query", "--requisites", path]);
        let mut listed: Vec<&str> = listed.lines().collect();
        listed.sort_unstable();
        assert_eq!(closure.paths.keys().collect::<Vec<_>>(), listed);
        let size = machine.run(
            "nix",
            &[
                "--extra-experimental-features",
                "nix-command",
                "path-info",
                "-S",
                path,
            ],
        );
        let size: u64 = size.split_whitespace().last().unwrap().parse().unwrap();
        assert_eq!(closure.size(), size);
    }
    let found = packages(&from, &to);
    let names: Vec<&str> = found
        .changed
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let told = machine.run(
        "nix",
        &[
            "--extra-experimental-features",
            "nix-command",
            "store",
            "diff-closures",
            &old,
            &new,
        ],
    );
    assert!(told.contains("openssl: 3.0.14 → 3.0.15"), "{told}");
    assert_eq!(names, ["openssl"]);
    assert!(found.rebuilt.iter().any(|package| package.name == "nginx"));
    assert!(
        found
            .roots
            .iter()
            .any(|path| path.ends_with("-openssl-3.0.15")),
        "{:?}",
        found.roots
    );
}

/// A name of a package as nixpkgs has them, and worse.
fn names() -> impl Strategy<Value = String> {
    let stem = prop::sample::select(vec![
        "openssl",
        "foo-bar",
        "python3.12-idna",
        "glibc",
        "a",
        "libx11-dev",
        "x-_y",
    ]);
    let version = prop::sample::select(vec![
        "",
        "-1.0",
        "-1.1",
        "-2.40-66",
        "-2026-01-01",
        "-unstable-2026-01-02",
        "-1.0pre-rc1",
        "-0",
        "-b2",
    ]);
    let output = prop::sample::select(vec!["", "", "-bin", "-dev", "-lib32", "-man", "-Doc"]);
    (stem, version, output).prop_map(|(stem, version, output)| format!("{stem}{version}{output}"))
}

/// Random packages that need those before them.
fn graphs() -> impl Strategy<Value = System> {
    prop::collection::vec(
        (
            names(),
            1_u64..2000,
            prop::collection::vec(0..64_usize, 0..4),
            0..3_u8,
        ),
        1..24,
    )
    .prop_map(|list| {
        let mut system = System::small();
        let mut made: Vec<String> = Vec::new();
        for (name, size, needs, build) in list {
            if made.contains(&name) {
                continue;
            }
            let needs: BTreeSet<&str> = needs
                .iter()
                .filter_map(|at| made.get(*at).map(String::as_str))
                .collect();
            let needs: Vec<&str> = needs.into_iter().collect();
            let (key, mut value) = package(&name, size, &needs);
            value.2 = build.to_string();
            system.packages.insert(key, value);
            made.push(name);
        }
        system
    })
}

/// `name: 1.0, 2.0 → ∅, +8 KiB` of `nix store diff-closures`: names whose versions differ.
fn told(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| line.contains(" → "))
        .filter_map(|line| line.split_once(": "))
        .map(|(name, _)| name.to_owned())
        .collect()
}

#[test]
fn random_closures_agree_with_nix_and_roots_with_brute_force() {
    if real_nix::nix_instantiate().is_none() {
        return;
    }
    let machine = Machine::new();
    let mut runner = TestRunner::new(Config {
        cases: 6,
        failure_persistence: None,
        max_shrink_iters: 10,
        ..Config::default()
    });
    runner
        .run(&(graphs(), graphs()), |(old, new)| {
            let (old, new) = (machine.build(&old), machine.build(&new));
            let (from, to, by) = closure::pair(&machine.store, &old, &new).unwrap();
            assert_eq!(by, By::Database);
            let found = packages(&from, &to);
            let flag = ["--extra-experimental-features", "nix-command"];
            let text = machine.run(
                "nix",
                &[&flag[..], &["store", "diff-closures", &old, &new]].concat(),
            );
            let differing: BTreeSet<String> = [&found.added, &found.removed, &found.changed]
                .into_iter()
                .flatten()
                .map(|package| package.name.clone())
                .collect();
            assert_eq!(differing, told(&text), "{text}");
            for (path, size) in [(&old, found.size_from), (&new, found.size_to)] {
                let text = machine.run("nix", &[&flag[..], &["path-info", "-S", path]].concat());
                assert_eq!(
                    text.split_whitespace().last(),
                    Some(size.to_string().as_str())
                );
            }
            // Paths that only the new one has, and of those the ones that need no other of them, asked one by one.
            let requisites = |path: &str, what: &str| -> BTreeSet<String> {
                let text = machine.run("nix-store", &["--query", what, path]);
                text.lines().map(str::to_owned).collect()
            };
            let had = requisites(&old, "--requisites");
            let added: BTreeSet<String> = requisites(&new, "--requisites")
                .difference(&had)
                .cloned()
                .collect();
            let roots: Vec<String> = added
                .iter()
                .filter(|path| {
                    requisites(path, "--references")
                        .iter()
                        .all(|other| other == *path || !added.contains(other))
                })
                .cloned()
                .collect();
            assert_eq!(found.roots, roots);
            // The other way is the inverse.
            let (to, from, _) = closure::pair(&machine.store, &new, &old).unwrap();
            let back = packages(&to, &from);
            let names = |list: &[Package]| {
                list.iter()
                    .map(|package| package.name.clone())
                    .collect::<Vec<_>>()
            };
            assert_eq!(names(&found.added), names(&back.removed));
            assert_eq!(names(&found.rebuilt), names(&back.rebuilt));
            assert_eq!(
                packages(&to, &to),
                Packages {
                    size_from: to.size(),
                    size_to: to.size(),
                    ..Packages::default()
                }
            );
            Ok(())
        })
        .unwrap();
}

#[test]
fn sizes_beyond_all_bounds_are_no_panic() {
    let closure = |sizes: &[u64]| Closure {
        paths: sizes
            .iter()
            .enumerate()
            .map(|(at, size)| {
                let path = format!("/nix/store/{}-x-{at}", "0".repeat(32));
                (
                    path,
                    StorePath {
                        size: *size,
                        references: None,
                    },
                )
            })
            .collect(),
    };
    let found = packages(&closure(&[u64::MAX, u64::MAX]), &closure(&[1]));
    assert_eq!((found.size_from, found.size_to), (u64::MAX, 1));
    assert_eq!(found.changed[0].growth, i64::MIN + 2);
    let found = packages(&closure(&[5 << 40]), &closure(&[7 << 40]));
    assert_eq!((found.rebuilt.len(), found.size_to), (0, 7 << 40));
}

#[test]
fn names_are_taken_apart_as_nix_does() {
    for (full, name, version) in [
        ("openssl-3.0.14-bin", "openssl", "3.0.14"),
        ("openssl-3.0.14", "openssl", "3.0.14"),
        ("glibc-2.40-66", "glibc", "2.40-66"),
        ("foo-bar", "foo", ""),
        ("a-b-1.0pre-dev", "a-b", "1.0pre"),
        ("p-_1", "p", "_1"),
        ("x-1-lib32", "x", "1"),
        ("python3.12-idna-3.6", "python3.12-idna", "3.6"),
        ("source", "source", ""),
        ("trailing-", "trailing-", ""),
    ] {
        let path = format!("/nix/store/{}-{full}", "0".repeat(32));
        assert_eq!(name_and_version(&path), (name, version), "{full}");
    }
}

#[test]
fn the_fallback_gives_what_the_database_gives() {
    if real_nix::nix_instantiate().is_none() {
        return;
    }
    let machine = Machine::new();
    let old = machine.build(&System::small());
    let new = machine.build(&System::small().rebuilt("again"));
    let by_database = closure::pair(&machine.store, &old, &new).unwrap();
    let by_commands = closure::by_commands(&machine.store, &old, &new).unwrap();
    assert_eq!(
        packages(&by_database.0, &by_database.1),
        packages(&by_commands.0, &by_commands.1)
    );
    let sorted = |closure: &Closure| {
        let mut closure = closure.clone();
        for path in closure.paths.values_mut() {
            path.references.iter_mut().for_each(|list| list.sort());
        }
        closure
    };
    assert_eq!(sorted(&by_database.0), sorted(&by_commands.0));
    assert_eq!(sorted(&by_database.1), sorted(&by_commands.1));
    assert_eq!((by_database.2, by_commands.2), (By::Database, By::Commands));
}
