//! What the next run makes of what a killed one left, and of what appeared while a run went on.

use coloc::emit::write;
use fs_err as fs;

use super::child::{Run, tree_of};
use super::killed::{BASE, lived_in};
use super::repo::{Repo, contents_of, names, small};

/// A repository in which a run of `b` over `a` was killed as soon as `when` said so.
fn killed_when(repo: Repo, force: bool, when: fn(&Repo) -> bool) -> Repo {
    assert!(Run::new(&repo.root, "b", force).trace(&mut || when(&repo), None));
    repo
}

fn marked(repo: &Repo) -> bool {
    repo.exists(".coloc/next/complete")
}

fn exchanged(repo: &Repo) -> bool {
    marked(repo) && repo.exists("generated/machines/new")
}

#[test]
fn what_was_changed_after_a_kill_is_not_rolled_over() {
    let repo = killed_when(Repo::with(&small("a")), false, marked);
    assert!(repo.is_interrupted());
    repo.put(BASE, "mine\n");
    repo.put(
        "generated/default.nix",
        "# mine, in the place of one that stays\n",
    );
    assert_eq!(
        names(&repo.refused(&small("b")).edited),
        [BASE, "generated/default.nix"]
    );
    assert_eq!(repo.text(BASE), "mine\n");
    repo.assert_clean();

    // The same with another branch: its numbers are not replaced by those of the killed run.
    let repo = killed_when(Repo::with(&small("a")), false, marked);
    fs::remove_dir_all(repo.at("generated")).unwrap();
    for (path, file) in &tree_of("other-branch").files {
        repo.put(path.as_str(), file.text());
    }
    let mut tree = tree_of("other-branch");
    tree.files.remove(camino::Utf8Path::new("coloc.lock"));
    repo.write(&tree);
    assert_eq!(repo.contents(), contents_of(&tree_of("other-branch")));
    repo.assert_clean();
}

#[test]
fn another_tree_than_that_of_the_killed_run_can_follow() {
    for when in [marked, exchanged] {
        for name in ["a", "other-c"] {
            let repo = killed_when(Repo::with(&small("a")), false, when);
            let written = repo.write(&tree_of(name));
            assert!(written.saved.is_empty() && written.left_over.is_empty());
            assert_eq!(repo.contents(), contents_of(&tree_of(name)));
            repo.assert_clean();
        }
    }
}

#[test]
fn the_next_run_tells_what_the_killed_one_saved() {
    for when in [marked, exchanged] {
        let repo = killed_when(lived_in(), true, when);
        let saved = repo.run(&small("b"), false).unwrap().saved;
        let expected = ["flake.nix", BASE].map(|path| (path.into(), format!("{path}.orig").into()));
        assert_eq!(saved, expected);
    }
}

#[test]
fn edits_of_the_new_tree_after_a_kill_are_edits() {
    let repo = killed_when(Repo::with(&small("a")), false, exchanged);
    repo.put(BASE, "mine\n");
    assert_eq!(names(&repo.refused(&small("b")).edited), [BASE]);
    assert_eq!(repo.text(BASE), "mine\n");
    repo.assert_clean();
}

#[test]
fn a_copy_of_an_interrupted_repository_is_not_taken_for_it() {
    for when in [marked, exchanged] {
        let repo = killed_when(Repo::with(&small("a")), false, when);
        let copy = repo.at("../copy");
        let status = std::process::Command::new("cp")
            .args(["-a", repo.root.as_str(), copy.as_str()])
            .status();
        assert!(status.unwrap().success());
        let written = write::write(&copy, &small("b"), true, &mut || ())
            .unwrap()
            .unwrap();
        assert_eq!(names(&written.left_over), [".coloc/left-over-1"]);
        assert!(copy.join(".coloc/left-over-1/generated").is_dir());
        assert!(write::compare(&copy, &small("b")).unwrap().is_current());
    }
}

#[test]
fn a_journal_that_leads_elsewhere_is_not_followed() {
    let entries = [
        ("\"roots\":{", "\"coloc.toml\":null"),
        ("\"retired\":{", "\"coloc.toml\":\"\""),
        ("\"known\":{", "\"generated/../../x\":\"\""),
        ("\"saved\":{", "\"generated/base.nix\":\"../x\""),
        ("\"saved\":{", "\"flake.nix\":\"coloc.toml\""),
    ];
    for (table, entry) in entries {
        let repo = killed_when(Repo::with(&small("a")), false, marked);
        let journal = repo.text(".coloc/next/complete");
        let comma = if journal.contains(&format!("{table}}}")) {
            ""
        } else {
            ","
        };
        let forged = journal.replace(table, &format!("{table}{entry}{comma}"));
        assert_ne!(forged, journal);
        repo.put(".coloc/next/complete", &forged);
        assert_eq!(
            names(&repo.write(&small("a")).left_over),
            [".coloc/left-over-1"],
            "{entry}"
        );
    }
}

#[test]
fn what_appears_while_a_run_goes_on_is_kept() {
    let repo = Repo::with(&small("a"));
    repo.put("generated/own/notes.txt", "notes\n");
    let mut put = false;
    let mut when = || {
        if marked(&repo) && !put {
            put = true;
            repo.put("generated/late.txt", "late\n");
            repo.put("generated/late/late.txt", "late\n");
            repo.put("generated/own/late.txt", "late\n");
            repo.put(BASE, "in place of one that is replaced\n");
            repo.put("generated/machines/old/late.txt", "in a folder that goes\n");
            repo.put("flake.nix", "late\n");
        }
        false
    };
    assert!(!Run::new(&repo.root, "b", false).trace(&mut when, None));
    for path in [
        "generated/late.txt",
        "generated/late/late.txt",
        "generated/own/late.txt",
        "flake.nix.orig",
    ] {
        assert_eq!(repo.text(path), "late\n", "{path}");
    }
    assert_eq!(
        repo.text(".coloc/left-over-1/base.nix"),
        "in place of one that is replaced\n"
    );
    assert_eq!(
        repo.text(".coloc/left-over-1/machines/old/late.txt"),
        "in a folder that goes\n"
    );
    assert!(repo.compare(&small("b")).is_current());
    assert!(!write::interrupted(&repo.root));

    // Another time, the name is taken.
    let repo = killed_when(repo_with_left_over(), false, exchanged);
    repo.put(".coloc/next/generated/base.nix", "late\n");
    assert_eq!(
        names(&repo.write(&small("b")).left_over),
        [".coloc/left-over-2"]
    );
}

fn repo_with_left_over() -> Repo {
    let repo = Repo::with(&small("a"));
    fs::create_dir(repo.at(".coloc/left-over-1")).unwrap();
    repo
}
