//! What a pull request may bring.

use std::fmt::Write as _;

use coloc::emit::write::{self, WriteError, digest};
use fs_err as fs;

use super::repo::{Repo, names, small};

/// Puts entries into the ledger, each with the right digest of the file that it names.
fn forge(repo: &Repo, paths: &[&str]) {
    let mut ledger = repo.text("generated/manifest.json");
    for path in paths {
        let text = fs::read(repo.root.join(path)).unwrap();
        writeln!(ledger, "\"{path}\": \"{}\",", digest(text)).unwrap();
    }
    repo.put("generated/manifest.json", &ledger);
}

#[test]
fn a_ledger_removes_nothing_that_is_not_generated() {
    let repo = Repo::with(&small("a"));
    let absolute = repo.root.parent().unwrap().join("absolute");
    fs::write(&absolute, "absolute\n").unwrap();
    let mut paths = vec![
        "coloc.toml",
        ".git/config",
        "members/a.toml",
        "../outside",
        "generated/../above.nix",
        "./generated/base.nix",
        "generated/manifest.json",
        "coloc.lock",
        ".coloc/lock",
    ];
    for path in [
        "coloc.toml",
        ".git/config",
        "members/a.toml",
        "../outside",
        "above.nix",
    ] {
        repo.put(path, path);
    }
    paths.push(absolute.as_str());
    forge(&repo, &paths);
    assert_eq!(
        names(&repo.compare(&small("b")).stale),
        ["generated/machines/old/base.nix"]
    );
    repo.write(&small("b"));
    for path in [
        "coloc.toml",
        ".git/config",
        "members/a.toml",
        "../outside",
        "above.nix",
    ] {
        assert_eq!(repo.text(path), path);
    }
    assert_eq!(fs::read_to_string(&absolute).unwrap(), "absolute\n");
}

#[test]
fn a_ledger_removes_nothing_behind_a_link() {
    let repo = Repo::with(&small("a"));
    repo.put("../outside/x.nix", "outside\n");
    repo.put("inside/x.nix", "inside\n");
    repo.link("../../outside", "generated/out");
    repo.link("../inside", "generated/in");
    forge(&repo, &["generated/out/x.nix", "generated/in/x.nix"]);
    let inode = repo.inode("generated/out");
    let written = repo.write(&small("b"));
    assert_eq!(names(&written.removed), ["generated/machines/old/base.nix"]);
    assert_eq!(
        (repo.text("../outside/x.nix"), repo.text("inside/x.nix")),
        ("outside\n".into(), "inside\n".into())
    );
    assert_eq!(repo.inode("generated/out"), inode);
}

#[test]
fn a_ledger_of_the_wrong_digest_removes_nothing() {
    let repo = Repo::with(&small("a"));
    repo.put("generated/notes.txt", "then\n");
    forge(&repo, &["generated/notes.txt"]);
    repo.put("generated/notes.txt", "now\n");
    assert_eq!(
        names(&repo.refused(&small("b")).edited),
        ["generated/notes.txt"]
    );
    assert_eq!(repo.text("generated/notes.txt"), "now\n");
}

#[test]
fn a_folder_that_is_a_link_stops_even_a_forced_run() {
    for path in [
        "generated",
        "generated/machines",
        "generated/machines/new",
        ".coloc",
    ] {
        let repo = Repo::new();
        let outside = format!("{}/outside", repo.root.parent().unwrap());
        repo.put("../outside/base.nix", "outside\n");
        repo.put("generated/keep.txt", "kept\n");
        let _ = fs::remove_dir_all(repo.at(path));
        fs::create_dir_all(repo.at(path).parent().unwrap()).unwrap();
        repo.link(&outside, path);
        let before = repo.contents();
        for force in [false, true] {
            let comparison = repo.run(&small("b"), force).unwrap_err();
            assert_eq!(names(&comparison.links), [path]);
            assert!(comparison.edited.is_empty() && !comparison.is_current());
            assert_eq!(repo.contents(), before);
            assert_eq!(fs::read_dir(&outside).unwrap().count(), 1, "{path}");
        }
        assert!(
            repo.at(".coloc").is_symlink() || !repo.exists(".coloc"),
            "{path}"
        );
    }
}

#[test]
fn a_link_is_followed_neither_out_of_the_repository_nor_within() {
    let repo = Repo::with(&small("a"));
    fs::rename(repo.at("generated"), repo.at("moved")).unwrap();
    repo.link("moved", "generated");
    // Seen through the link, all would be as it should be.
    let comparison = repo.refused(&small("a"));
    assert_eq!(names(&comparison.links), ["generated"]);
    assert!(comparison.edited.is_empty());
}

#[test]
fn a_lock_that_is_no_file_is_refused() {
    for link in [false, true] {
        let repo = Repo::with(&small("a"));
        fs::remove_file(repo.at(".coloc/lock")).unwrap();
        if link {
            repo.link("../../outside", ".coloc/lock");
        } else {
            repo.pipe(".coloc/lock");
        }
        let error = write::write(&repo.root, &small("b"), true, &mut || ()).unwrap_err();
        assert!(
            matches!(&error, WriteError::InTheWay { path } if *path == repo.at(".coloc/lock")),
            "{error}"
        );
        assert!(!repo.exists("../outside"));
        assert!(repo.compare(&small("a")).is_current());
    }
}

#[test]
fn a_staged_tree_from_a_pull_request_is_not_put_in_place() {
    // What a killed run leaves, copied: `cp -r`, or files that were added to git by force.
    let journals = [
        "{}",
        "",
        "not JSON",
        "{\"next\": 1}",
        "{\"next\":1,\"tree\":null,\"roots\":{\"flake.nix\":null},\"retired\":{},\"known\":{},\"saved\":{},\
         \"guests\":[]}",
    ];
    for journal in journals {
        let repo = Repo::with(&small("a"));
        repo.put(".coloc/next/complete", journal);
        repo.put(".coloc/next/flake.nix", "evil\n");
        repo.put(".coloc/next/generated/base.nix", "evil\n");
        assert!(repo.is_interrupted());
        let before = repo.contents();
        let written = repo.write(&small("a"));
        assert_eq!(names(&written.left_over), [".coloc/left-over-1"]);
        assert!(written.saved.is_empty());
        assert_eq!(repo.contents(), before);
        assert_eq!(repo.text(".coloc/left-over-1/flake.nix"), "evil\n");
        assert!(!write::interrupted(&repo.root) && !repo.exists(".coloc/next"));
    }
}

#[test]
fn a_staging_folder_that_is_a_link_leads_nowhere() {
    for marked in [false, true] {
        let repo = Repo::with(&small("a"));
        repo.put("../outside/flake.nix", "outside\n");
        if marked {
            repo.put("../outside/complete", "{}");
        }
        repo.link("../../outside", ".coloc/next");
        assert!(!write::interrupted(&repo.root));
        repo.write(&small("b"));
        assert_eq!(repo.text("../outside/flake.nix"), "outside\n");
        assert_eq!(repo.exists("../outside/complete"), marked);
        assert!(repo.compare(&small("b")).is_current());
    }
}
