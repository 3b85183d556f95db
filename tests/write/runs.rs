//! Two runs at once.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use coloc::emit::write;
use fs_err as fs;

use super::child::{MOST_STOPS, Run, WRITTEN, tree_of};
use super::repo::{Repo, contents_of, names, small};
use crate::progress;

#[test]
fn two_processes_at_once_never_mix() {
    let repo = Repo::with(&small("a"));
    let (one, other) = (
        contents_of(&tree_of("large-one")),
        contents_of(&tree_of("other-two")),
    );
    let mut last = [0, 0];
    for _ in 0..20 {
        let mut runs = [
            Run::new(&repo.root, "large-one", false),
            Run::new(&repo.root, "other-two", false),
        ];
        runs.iter_mut().for_each(Run::go);
        for run in &mut runs {
            assert_eq!(run.wait().code(), Some(WRITTEN));
        }
        let contents = repo.contents();
        assert!(contents == one || contents == other);
        last[usize::from(contents == other)] += 1;
        repo.assert_clean();
    }
    assert_eq!(last.iter().sum::<usize>(), 20);
}

/// One run, stopped at each of its system calls in turn, while another goes from beginning to end.
#[test]
fn a_run_that_another_one_overtakes_takes_no_harm() {
    for name in ["a", "b"] {
        for stop in (0..).step_by(2) {
            assert!(stop < MOST_STOPS, "a run does not end");
            progress::at(format_args!("{name}, overtaken at stop {stop}"));
            let repo = Repo::with(&small("a"));
            let (mut stops, mut overtaken) = (0, true);
            let mut overtake = || {
                stops += 1;
                if stops == stop + 1 {
                    let lock = fs::File::open(repo.at(".coloc/lock")).unwrap();
                    overtaken = lock.try_lock().is_ok() && lock.unlock().is_ok();
                    if overtaken {
                        repo.write(&tree_of("other-c"));
                    }
                }
                false
            };
            assert!(!Run::new(&repo.root, name, false).trace(&mut overtake, None));
            if !overtaken || stops <= stop {
                assert!(stop > 20);
                break;
            }
            let contents = repo.contents();
            let first = name == "a" && contents == contents_of(&tree_of("other-c"));
            assert!(
                first || contents == contents_of(&small(name)),
                "overtaken at stop {stop}"
            );
            repo.assert_clean();
        }
    }
}

#[test]
fn a_run_waits_says_so_once_and_looks_again() {
    let repo = Repo::with(&small("a"));
    let lock = fs::File::open(repo.at(".coloc/lock")).unwrap();
    lock.lock().unwrap();
    let (said, waiting) = mpsc::channel();
    thread::scope(|scope| {
        let root = repo.root.clone();
        let run = scope
            .spawn(move || write::write(&root, &small("b"), false, &mut || said.send(()).unwrap()));
        waiting.recv_timeout(Duration::from_mins(1)).unwrap();
        assert!(!run.is_finished());
        assert_eq!(repo.text("generated/base.nix"), "a\n");
        // What changes while it waits counts.
        repo.put("generated/base.nix", "mine\n");
        lock.unlock().unwrap();
        let comparison = run.join().unwrap().unwrap().unwrap_err();
        assert_eq!(names(&comparison.edited), ["generated/base.nix"]);
    });
    assert_eq!(waiting.try_iter().count(), 0, "it said so once");
    assert_eq!(repo.text("generated/base.nix"), "mine\n");
}

#[test]
fn a_lock_that_was_removed_while_a_run_waited_is_taken_anew() {
    let repo = Repo::with(&small("a"));
    let lock = fs::File::open(repo.at(".coloc/lock")).unwrap();
    lock.lock().unwrap();
    let (said, waiting) = mpsc::channel();
    thread::scope(|scope| {
        let root = repo.root.clone();
        let run = scope
            .spawn(move || write::write(&root, &small("b"), false, &mut || said.send(()).unwrap()));
        waiting.recv_timeout(Duration::from_mins(1)).unwrap();
        fs::remove_file(repo.at(".coloc/lock")).unwrap();
        let anew = fs::File::create(repo.at(".coloc/lock")).unwrap();
        anew.lock().unwrap();
        lock.unlock().unwrap();
        thread::sleep(Duration::from_millis(300));
        assert!(!run.is_finished(), "another run has the lock that counts");
        fs::remove_dir_all(repo.at(".coloc")).unwrap();
        anew.unlock().unwrap();
        run.join().unwrap().unwrap().unwrap();
    });
    assert_eq!(waiting.try_iter().count(), 0, "it said so once");
    assert_eq!(repo.contents(), contents_of(&small("b")));
    repo.assert_clean();
}

#[test]
fn a_run_that_need_not_wait_does_not_say_so() {
    let repo = Repo::with(&small("a"));
    let mut said = 0;
    write::write(&repo.root, &small("b"), false, &mut || said += 1)
        .unwrap()
        .unwrap();
    assert_eq!(said, 0);
}

#[test]
fn a_run_that_goes_on_is_not_interrupted() {
    let repo = Repo::with(&small("a"));
    let lock = fs::File::open(repo.at(".coloc/lock")).unwrap();
    repo.put(".coloc/next/complete", "{}");
    lock.lock().unwrap();
    assert!(!write::interrupted(&repo.root));
    lock.unlock().unwrap();
    assert!(repo.is_interrupted());
}
