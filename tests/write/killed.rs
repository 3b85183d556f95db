//! Kills at every instant, and at random ones: never half a tree, and the next run finishes.

use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::Duration;

use fs_err as fs;

use super::child::{Call, MOST_STOPS, Run, tree_of};
use super::repo::{Listing, Repo, contents_of, names, small};
use crate::progress;

type Contents = BTreeMap<String, String>;

pub const BASE: &str = "generated/base.nix";

fn generated(contents: &Contents) -> Vec<(&String, &String)> {
    contents
        .iter()
        .filter(|(path, _)| path.starts_with("generated"))
        .collect()
}

/// Fails unless what stands on disk is of one tree or of the other, in an order that harms nobody.
fn assert_not_mixed(now: &Contents, before: &Contents, after: &Contents) {
    let is = |all: &Contents, path: &str| now.get(path) == all.get(path);
    let old = generated(now) == generated(before);
    let new = generated(now) == generated(after);
    assert!(old || new, "half a tree: {now:#?}");
    for path in ["flake.nix", "coloc.lock"] {
        assert!(is(before, path) || is(after, path), "{path}");
    }
    assert!(
        old || is(after, "coloc.lock"),
        "numbers are used that are not reserved"
    );
    assert!(
        new || is(before, "flake.nix"),
        "the new flake.nix with the old tree"
    );
}

/// A repository with the tree `a`, edits, and things that are not coloc's.
pub fn lived_in() -> Repo {
    let repo = Repo::with(&small("a"));
    repo.put(BASE, "mine\n");
    repo.put("flake.nix", "mine, too\n");
    repo.put("generated/notes.txt", "notes\n");
    repo.put("generated/machines/old/notes.txt", "notes\n");
    repo.put("generated/machines/own/deep/notes.txt", "notes\n");
    fs::create_dir(repo.at("generated/empty")).unwrap();
    repo.link("/nowhere", "generated/link");
    repo.pipe("generated/pipe");
    repo
}

fn inodes(listing: &Listing, of: &Listing) -> Vec<u64> {
    let ours = [
        "generated",
        "generated/machines",
        "generated/machines/old",
        BASE,
        "generated/manifest.json",
        "flake.nix",
    ];
    let kept = of
        .keys()
        .filter(|path| path.starts_with("generated") && !ours.contains(&path.as_str()));
    kept.filter_map(|path| listing.get(path))
        .map(|entry| entry.inode)
        .collect()
}

/// Kills a forced run of `b` over what `lived_in` gives, at every stop in turn.
fn kill_at_every_stop(deny: Option<Call>) {
    let reference = lived_in();
    reference.force(&small("b"));
    let after = reference.contents();
    let mut rolled = [0, 0];
    // Every second stop: each system call stops the process twice, and nothing happens between two of them.
    for stop in (0..MOST_STOPS).step_by(2) {
        progress::at(format_args!("killed at stop {stop}"));
        let repo = lived_in();
        let (before, then) = (repo.contents(), repo.listing());
        let mut stops = 0;
        let mut kill = || {
            stops += 1;
            stops > stop
        };
        let killed = Run::new(&repo.root, "b", true).trace(&mut kill, deny);
        let mut now = repo.contents();
        // Where the mark stands, it is asked for long enough to outlast a fork.
        let interrupted = repo.exists(".coloc/next/complete") && repo.is_interrupted();
        if deny.is_some() && generated(&now).is_empty() {
            // Where two folders can't be exchanged in one step there is an instant between two, and coloc knows.
            assert!(repo.is_interrupted());
        } else {
            now.entry("generated/machines/old".into())
                .or_insert_with(|| "folder".into());
            assert_not_mixed(&now, &before, &after);
        }
        // A mark says that all was staged: the next run goes on, though it is not forced itself. Else it starts anew.
        let done = now.get(BASE).is_some_and(|text| text == "file b\n");
        rolled[usize::from(interrupted)] += 1;
        match repo.run(&small("b"), false) {
            Ok(_) => assert!(interrupted || done),
            Err(comparison) => {
                assert!(!interrupted && !done && killed);
                assert_eq!(names(&comparison.edited), ["flake.nix", BASE]);
                assert_eq!(repo.contents(), before);
                assert!(!repo.exists(".coloc/next"));
                repo.force(&small("b"));
            }
        }
        assert_eq!(repo.contents(), after, "killed at stop {stop}");
        assert_eq!(repo.text("generated/base.nix.orig"), "mine\n");
        assert_eq!(repo.text("flake.nix.orig"), "mine, too\n");
        if deny.is_none() {
            assert_eq!(
                inodes(&repo.listing(), &then),
                inodes(&then, &repo.listing())
            );
        }
        repo.assert_clean();
        if !killed {
            assert!(
                stop > 100 && rolled.iter().all(|runs| *runs > 10),
                "{stop} {rolled:?}"
            );
            return;
        }
    }
    panic!("a run does not end");
}

#[test]
fn a_kill_at_any_instant_leaves_one_tree_or_the_other() {
    kill_at_every_stop(None);
}

#[cfg(target_arch = "x86_64")]
#[test]
fn a_kill_at_any_instant_where_folders_cannot_be_exchanged() {
    kill_at_every_stop(Some(Call::Exchange));
}

#[cfg(target_arch = "x86_64")]
#[test]
fn a_file_system_without_hard_links() {
    let repo = lived_in();
    let then = repo.listing();
    assert!(!Run::new(&repo.root, "b", true).trace(&mut || false, Some(Call::HardLink)));
    let reference = lived_in();
    reference.force(&small("b"));
    assert_eq!(repo.contents(), reference.contents());
    let now = repo.listing();
    for path in [
        "generated/notes.txt",
        "generated/machines/own",
        "generated/machines/own/deep/notes.txt",
        "generated/pipe",
    ] {
        assert_eq!(now[path].inode, then[path].inode, "{path}");
    }
    let same = "generated/default.nix";
    assert_eq!(
        now[same].times[0], then[same].times[0],
        "a copy of the same time"
    );
    repo.assert_clean();
}

#[test]
fn a_kill_at_any_instant_of_a_first_run() {
    let after = contents_of(&small("b"));
    for stop in (0..MOST_STOPS).step_by(2) {
        progress::at(format_args!("killed at stop {stop}"));
        let repo = Repo::new();
        let mut stops = 0;
        let mut kill = || {
            stops += 1;
            stops > stop
        };
        let killed = Run::new(&repo.root, "b", false).trace(&mut kill, None);
        assert_not_mixed(&repo.contents(), &Contents::new(), &after);
        repo.write(&small("b"));
        assert_eq!(repo.contents(), after, "killed at stop {stop}");
        repo.assert_clean();
        if !killed {
            assert!(stop > 100);
            return;
        }
    }
    panic!("a run does not end");
}

#[test]
fn kills_at_random_in_a_large_tree() {
    let trees = [tree_of("large-a"), tree_of("large-b")];
    let contents = trees.each_ref().map(contents_of);
    let repo = Repo::with(&trees[0]);
    let mut from = 0;
    let mut killed = 0;
    // About how long a run takes, learnt on the way: other tests take their share of the machine.
    let mut whole = Duration::from_millis(50);
    for round in 0..200 {
        progress::at(format_args!("{round} of 200 kills"));
        let to = 1 - from;
        let mut run = Run::new(&repo.root, ["large-a", "large-b"][to], false);
        run.go();
        // Spread over the time of a run, in an order that has nothing to do with it.
        sleep(whole.mul_f64(f64::from(round * 37 % 200) / 200.0));
        run.kill();
        let code = run.wait().code();
        whole = whole.mul_f64(if code.is_none() { 1.03 } else { 0.9 });
        killed += u32::from(code.is_none());
        assert_not_mixed(&repo.contents(), &contents[from], &contents[to]);
        repo.write(&trees[to]);
        assert_eq!(repo.contents(), contents[to]);
        repo.assert_clean();
        from = to;
    }
    assert!(
        killed > 50,
        "only {killed} were killed before they were done"
    );
}
