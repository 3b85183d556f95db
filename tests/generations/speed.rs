//! How long a comparison takes, beside Nix' own on the same pair.
//!
//! `COLOC=target/release/coloc cargo test --test long -- --ignored --nocapture speed` prints the times. Nothing
//! is asserted of them: machines differ.

use std::io::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use coloc::deployed::store::Store;
use coloc::diff::effects::effects;
use coloc::diff::equal::Comparison;
use coloc::diff::{intent, packages};

use super::fixture::{Machine, System, package};
use crate::real_nix;

const STAMP: &str =
    include_str!("../../examples/trois-maisons/generated/machines/ananas/machine.json");

/// A system with so many packages, as its `nth` generation: each has a new version of a few, and another file.
fn system(paths: usize, nth: usize) -> System {
    let mut system = System::small();
    for at in 0..paths {
        let version = if at % 97 == nth % 97 { nth } else { 0 };
        let below = [at / 2, at / 3];
        let needs: Vec<String> = below
            .iter()
            .filter(|other| **other < at)
            .map(|other| format!("p{other}"))
            .collect();
        let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
        let (_, mut value) = package("p", 1, &needs);
        value.2 = version.to_string();
        system.packages.insert(format!("p{at}"), value);
    }
    for at in 0..60 {
        system.etc.insert(
            format!("conf.d/{at}"),
            format!("file {at} @nginx-1.26.0@\n"),
        );
        system.units.insert(
            format!("s{at}.service"),
            "[Service]\nExecStart=@nginx-1.26.0@/bin/x\n".to_owned(),
        );
    }
    system
        .etc
        .insert("motd".to_owned(), format!("generation {nth}\n"));
    system.machine = Some(STAMP.replace("Alice Martin", &format!("Alice {nth}")));
    system
}

/// The middle of some runs.
fn median(runs: usize, mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let begin = Instant::now();
            run();
            begin.elapsed()
        })
        .collect();
    times.sort();
    times[runs / 2]
}

fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[test]
#[ignore = "takes minutes; for people who want to know"]
fn speed() {
    if real_nix::nix_instantiate().is_none() {
        return;
    }
    let number = |name: &str, usual| {
        std::env::var(name)
            .ok()
            .and_then(|n| n.parse().ok())
            .unwrap_or(usual)
    };
    let (paths, generations) = (number("PATHS", 5000), number("GENERATIONS", 300));
    let coloc = std::env::var("COLOC").unwrap_or_else(|_| env!("CARGO_BIN_EXE_coloc").to_owned());
    let machine = Machine::new();
    // A few are built, the others are links to them: a profile of 300 numbers.
    let built: Vec<String> = (1..=3)
        .map(|nth| machine.switch(&system(paths, nth)))
        .collect();
    for nth in 4..=generations {
        let link = machine.profiles().join(format!("system-{nth}-link"));
        std::os::unix::fs::symlink(&built[nth % 3], link).unwrap();
    }
    let (old, new) = (&built[0], &built[1]);
    let store: &Store = &machine.store;
    let quiet = |mut command: Command| {
        let output = command.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    let nix = || {
        let mut command = machine.nix("nix");
        command.args([
            "--extra-experimental-features",
            "nix-command",
            "store",
            "diff-closures",
            old,
            new,
        ]);
        command
    };
    let ours = |arguments: &[&str]| {
        let mut command = machine.nix(&coloc);
        command
            .args([
                "-C",
                concat!(env!("CARGO_MANIFEST_DIR"), "/examples/trois-maisons"),
            ])
            .args(arguments);
        command
    };
    let profiles = machine.profiles();
    let between = [
        "diff",
        "ananas",
        "--between",
        "1",
        "2",
        "--deployed",
        profiles.as_str(),
    ];
    // Turn by turn, so that both meet the same neighbours.
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..7 {
        times[0].push(median(1, || quiet(nix())));
        times[1].push(median(1, || quiet(ours(&between))));
        times[2].push(median(1, || quiet(ours(&["check"]))));
    }
    let [nix, ours, check] = times.map(|mut times| {
        times.sort();
        times[3]
    });
    let semantic = median(7, || {
        let stamped = |path: &str| match coloc::deployed::stamp::stamp(store, path) {
            coloc::deployed::stamp::Stamp::Of(snapshot, _) => *snapshot,
            other => panic!("{other:?}"),
        };
        let (was, will) = (stamped(old), stamped(new));
        let intents = intent(&was, &will);
        let comparison = Comparison::new(store, store, store.folder.as_str());
        let found = effects(&comparison, (old, new), (Some(&was), Some(&will)), &intents);
        assert!(!found.is_empty());
    });
    let mut by_nothing = 0;
    let closures = median(7, || {
        let (from, to, _) = coloc::deployed::closure::pair(store, old, new).unwrap();
        by_nothing += packages::packages(&from, &to).roots.len();
    });
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    say(&format!("{paths} paths, {generations} generations"));
    say(&format!("nix store diff-closures   {:8.1} ms", ms(nix)));
    say(&format!(
        "coloc diff --between      {:8.1} ms, {:.2} of it",
        ms(ours),
        ms(ours) / ms(nix)
    ));
    say(&format!("  coloc check, for scale  {:8.1} ms", ms(check)));
    say(&format!(
        "  intent, etc and units   {:8.1} ms (this build)",
        ms(semantic)
    ));
    say(&format!(
        "  closures and packages   {:8.1} ms (this build)",
        ms(closures)
    ));
}
