//! Comparing and writing, with nobody in the way.

use camino::Utf8PathBuf;
use coloc::emit::write::{self, WriteError};
use coloc::emit::{File, Tree};
use fs_err as fs;

use super::repo::{Repo, contents_of, names, small, tree};

#[test]
fn a_first_run_writes_all_of_it() {
    let (repo, tree) = (Repo::new(), small("a"));
    let written = repo.write(&tree);
    assert_eq!(
        written.written,
        tree.files.keys().cloned().collect::<Vec<_>>()
    );
    assert_eq!((written.unchanged, written.removed.len()), (0, 0));
    assert_eq!(repo.contents(), contents_of(&tree));
    repo.assert_clean();
}

#[test]
fn another_tree_adds_changes_and_removes() {
    let repo = Repo::with(&small("a"));
    let comparison = repo.compare(&small("b"));
    assert_eq!(
        names(&comparison.added),
        ["generated/machines/new/base.nix"]
    );
    let changed = [
        "coloc.lock",
        "flake.nix",
        "generated/base.nix",
        "generated/manifest.json",
    ];
    assert_eq!(names(&comparison.changed), changed);
    assert_eq!(
        names(&comparison.stale),
        ["generated/machines/old/base.nix"]
    );
    assert_eq!((comparison.unchanged, comparison.is_current()), (1, false));
    assert!(comparison.edited.is_empty() && comparison.links.is_empty());

    let written = repo.write(&small("b"));
    assert_eq!(written.written.len(), 5);
    assert_eq!(names(&written.removed), ["generated/machines/old/base.nix"]);
    assert_eq!(written.unchanged, 1);
    assert!(written.saved.is_empty() && written.left_over.is_empty());
    assert_eq!(
        repo.contents(),
        contents_of(&small("b")),
        "the empty folder is gone, too"
    );
    assert!(repo.compare(&small("b")).is_current());
    repo.assert_clean();
}

#[test]
fn a_file_that_stays_keeps_its_inode_and_time() {
    let repo = Repo::with(&small("a"));
    let before = repo.listing();
    repo.write(&small("b"));
    let after = repo.listing();
    let (then, now) = (
        &before["generated/default.nix"],
        &after["generated/default.nix"],
    );
    assert_eq!(
        (then.inode, then.times[0], then.mode),
        (now.inode, now.times[0], now.mode)
    );
    assert_ne!(
        before["generated/base.nix"].inode,
        after["generated/base.nix"].inode
    );
    assert_eq!(
        fs::metadata(repo.at("generated/default.nix"))
            .map(|m| nlink(&m))
            .unwrap(),
        1
    );
}

fn nlink(metadata: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[test]
fn a_run_with_nothing_to_do_touches_nothing() {
    let repo = Repo::with(&small("a"));
    fs::remove_dir_all(repo.at(".coloc")).unwrap();
    let before = (
        repo.listing(),
        fs::metadata(&repo.root).unwrap().modified().unwrap(),
    );
    let written = repo.write(&small("a"));
    assert_eq!(
        (written.unchanged, written.written.len()),
        (small("a").files.len(), 0)
    );
    assert_eq!(
        (
            repo.listing(),
            fs::metadata(&repo.root).unwrap().modified().unwrap()
        ),
        before
    );
    assert!(!repo.exists(".coloc"));
}

#[test]
fn comparing_touches_nothing() {
    let repo = Repo::with(&small("a"));
    fs::remove_dir_all(repo.at(".coloc")).unwrap();
    let before = repo.listing();
    assert!(!repo.compare(&small("b")).is_current());
    assert!(!write::interrupted(&repo.root));
    assert_eq!(repo.listing(), before);
    assert!(!repo.exists(".coloc"));
}

#[test]
fn what_changes_beside_the_folder_leaves_the_folder_alone() {
    let repo = Repo::with(&small("a"));
    let mut tree = small("a");
    tree.files
        .insert("coloc.lock".into(), File::plain("more numbers\n"));
    let before = repo.listing();
    let written = repo.write(&tree);
    assert_eq!(names(&written.written), ["coloc.lock"]);
    let mut after = repo.listing();
    assert_eq!(
        after.remove("coloc.lock").unwrap().what,
        "file more numbers\n"
    );
    assert!(after.iter().all(|(path, entry)| before[path] == *entry));
    repo.assert_clean();
}

#[test]
fn a_file_becomes_a_folder_and_a_folder_a_file() {
    let (one, other) = (
        tree("one", &[("x/y/z.nix", "z\n")]),
        tree("other", &[("x", "x\n")]),
    );
    let repo = Repo::with(&one);
    for tree in [&other, &one, &other] {
        repo.write(tree);
        assert_eq!(repo.contents(), contents_of(tree));
    }
    repo.assert_clean();
}

#[test]
fn a_tree_without_a_flake_removes_the_one_that_it_wrote() {
    let repo = Repo::with(&small("a"));
    let mut tree = small("a");
    tree.files.remove(&Utf8PathBuf::from("flake.nix"));
    assert_eq!(names(&repo.write(&tree).removed), ["flake.nix"]);
    assert!(!repo.exists("flake.nix"));
    repo.assert_clean();
}

#[test]
fn a_lock_is_no_longer_in_the_tree_and_stays() {
    let repo = Repo::with(&small("a"));
    let mut tree = small("b");
    tree.files.remove(&Utf8PathBuf::from("coloc.lock"));
    repo.write(&tree);
    assert_eq!(
        repo.text("coloc.lock"),
        small("a").files[&Utf8PathBuf::from("coloc.lock")].text()
    );
}

#[test]
fn a_path_that_is_not_ours_is_never_written() {
    let paths = [
        "coloc.toml",
        "../x",
        "/tmp/x",
        "generated",
        "generated/../x",
        "generated/",
        "generated//x",
        ".git/config",
        "members/a.toml",
        "generated/base.nix/below",
        "",
    ];
    for path in paths {
        let (repo, mut tree) = (Repo::new(), small("a"));
        tree.files.insert(path.into(), File::plain(""));
        let error = write::write(&repo.root, &tree, true, &mut || ()).unwrap_err();
        assert!(
            matches!(&error, WriteError::NotOurs { path: named } if named == path),
            "{path}: {error}"
        );
        assert!(
            repo.contents().is_empty() && !repo.exists(".coloc"),
            "{path}"
        );
    }
}

#[test]
fn an_error_names_the_path_and_leaves_all_as_it_was() {
    let repo = Repo::new();
    let missing = repo.at("missing");
    let error = write::write(&missing, &small("a"), false, &mut || ()).unwrap_err();
    assert!(error.to_string().contains(missing.as_str()), "{error}");

    let repo = Repo::with(&small("a"));
    let before = repo.contents();
    // A name that no file system takes: found out halfway through staging.
    let mut tree = small("b");
    let long = format!("generated/{}", ["x"; 200].join("/aaaaaaaaaaaaaaaaaaaa"));
    tree.files.insert(long.into(), File::plain(""));
    assert!(write::write(&repo.root, &tree, false, &mut || ()).is_err());
    assert_eq!(repo.contents(), before);
}

#[test]
fn permissions_of_folders_remain() {
    use std::os::unix::fs::PermissionsExt as _;
    let repo = Repo::with(&small("a"));
    for folder in ["generated", "generated/machines"] {
        fs::set_permissions(repo.at(folder), std::fs::Permissions::from_mode(0o2771)).unwrap();
    }
    repo.write(&small("b"));
    assert_eq!(repo.listing()["generated"].mode, 0o2771);
    assert_eq!(repo.listing()["generated/machines"].mode, 0o2771);
}

#[test]
fn no_tree_is_written_over_nothing() {
    let repo = Repo::new();
    assert!(repo.compare(&Tree::default()).is_current());
    repo.write(&Tree::default());
    assert!(repo.contents().is_empty() && !repo.exists(".coloc"));
}
