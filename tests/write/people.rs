//! What people changed, or put there.

use std::ffi::OsStr;
use std::fs::Permissions;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

use coloc::emit::write;
use fs_err as fs;

use super::repo::{Entry, Repo, contents_of, names, small, tree};

const BASE: &str = "generated/base.nix";

/// The same thing, as nobody touched it: links to it may come and go.
fn assert_same(before: &Entry, after: &Entry) {
    let untouched = |entry: &Entry| (entry.what.clone(), entry.inode, entry.mode, entry.times[0]);
    assert_eq!(untouched(before), untouched(after));
}

#[test]
fn an_edited_file_stops_the_run() {
    let repo = Repo::with(&small("a"));
    repo.put(BASE, "mine\n");
    let before = repo.listing();
    let comparison = repo.refused(&small("b"));
    assert_eq!(names(&comparison.edited), [BASE]);
    assert_eq!(comparison, repo.compare(&small("b")));
    assert_eq!(repo.listing(), before);
    repo.assert_clean();
}

#[test]
fn a_forced_run_saves_it_first_and_never_over_another() {
    let repo = Repo::with(&small("a"));
    repo.put("generated/base.nix.orig", "older\n");
    for (text, orig) in [
        ("mine\n", "generated/base.nix.orig.1"),
        ("again\n", "generated/base.nix.orig.2"),
    ] {
        repo.put(BASE, text);
        let inode = repo.inode(BASE);
        let written = repo.force(&small("b"));
        assert_eq!(written.saved, [(BASE.into(), orig.into())]);
        assert!(names(&written.written).contains(&BASE));
        assert_eq!(
            (repo.text(orig), repo.inode(orig)),
            (text.to_owned(), inode)
        );
        assert_eq!(repo.text(BASE), "b\n");
    }
    assert_eq!(repo.text("generated/base.nix.orig"), "older\n");
    assert!(repo.compare(&small("b")).is_current());
    repo.assert_clean();
}

#[test]
fn an_edit_that_is_what_coloc_would_write_is_none() {
    let repo = Repo::with(&small("a"));
    repo.put(BASE, "b\n");
    let written = repo.write(&small("b"));
    assert!(!names(&written.written).contains(&BASE));
    assert_eq!(repo.contents(), contents_of(&small("b")));
}

#[test]
fn a_flake_from_before_coloc_is_a_persons() {
    let repo = Repo::new();
    repo.put("flake.nix", "{ outputs = _: { }; }\n");
    assert_eq!(names(&repo.refused(&small("a")).edited), ["flake.nix"]);
    assert!(!repo.exists(".coloc") && !repo.exists("generated"));
    let inode = repo.inode("flake.nix");
    let written = repo.force(&small("a"));
    assert_eq!(
        written.saved,
        [("flake.nix".into(), "flake.nix.orig".into())]
    );
    assert_eq!(repo.inode("flake.nix.orig"), inode);
    assert_eq!(repo.text("flake.nix.orig"), "{ outputs = _: { }; }\n");
    assert!(repo.compare(&small("a")).is_current());
    repo.assert_clean();
}

#[test]
fn an_edited_file_that_is_no_longer_generated_is_not_lost() {
    let repo = Repo::with(&small("a"));
    let old = "generated/machines/old/base.nix";
    repo.put(old, "mine\n");
    let comparison = repo.refused(&small("b"));
    assert_eq!(
        (names(&comparison.edited), names(&comparison.stale)),
        (vec![old], vec![])
    );
    let written = repo.force(&small("b"));
    assert_eq!(names(&written.removed), [old]);
    assert!(!repo.exists(old));
    assert_eq!(repo.text("generated/machines/old/base.nix.orig"), "mine\n");
}

#[test]
fn the_lock_and_the_ledger_may_be_resolved_by_hand() {
    let repo = Repo::with(&small("a"));
    repo.put("coloc.lock", "<<<<<<< ours\nresolved by hand\n");
    let ledger = repo
        .text("generated/manifest.json")
        .replace("\"version\"", "\"Version\"");
    repo.put("generated/manifest.json", &ledger);
    let comparison = repo.compare(&small("a"));
    assert_eq!(
        names(&comparison.changed),
        ["coloc.lock", "generated/manifest.json"]
    );
    let written = repo.write(&small("b"));
    assert!(written.saved.is_empty());
    assert_eq!(repo.contents(), contents_of(&small("b")));
}

#[test]
fn a_ledger_in_conflict_accepts_both_sides() {
    let repo = Repo::with(&small("a"));
    let ours = repo.text("generated/manifest.json");
    repo.write(&small("b"));
    let theirs = repo.text("generated/manifest.json");
    repo.put(
        "generated/manifest.json",
        &format!("<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> theirs\n"),
    );
    // git took one file from each side.
    repo.put(BASE, "a\n");
    repo.put("generated/machines/old/base.nix", "old\n");
    let third = tree("third", &[("base.nix", "third\n")]);
    let written = repo.write(&third);
    assert_eq!(written.removed.len(), 3);
    assert_eq!(repo.contents(), contents_of(&third));
}

#[test]
fn a_ledger_that_is_cut_or_lost_makes_files_a_persons() {
    let repo = Repo::with(&small("a"));
    let ledger = repo.text("generated/manifest.json");
    // Cut within the last digest, that of generated/machines/old/base.nix.
    repo.put(
        "generated/manifest.json",
        &ledger[..ledger.trim_end_matches(['\n', '}', ' ']).len() - 9],
    );
    let written = repo.write(&small("b"));
    assert!(written.removed.is_empty());
    assert_eq!(
        repo.text("generated/machines/old/base.nix"),
        "old\n",
        "nobody knows whose it is"
    );

    fs::remove_file(repo.at("generated/manifest.json")).unwrap();
    let comparison = repo.refused(&small("a"));
    assert_eq!(names(&comparison.edited), ["flake.nix", BASE]);
    repo.put("generated/manifest.json", "not a ledger \u{1}{{{");
    assert_eq!(
        names(&repo.refused(&small("a")).edited),
        ["flake.nix", BASE]
    );
}

#[test]
fn what_is_not_coloc_s_survives_every_run() {
    let repo = Repo::with(&small("a"));
    repo.put("generated/notes.txt", "ours\n");
    repo.put("generated/machines/old/notes.txt", "beside a stale file\n");
    repo.put(
        "generated/machines/own/deep/er/notes.txt",
        "in folders of their own\n",
    );
    fs::create_dir_all(repo.at("generated/empty/emptier")).unwrap();
    repo.link("../coloc.lock", "generated/link");
    repo.link("/nowhere", "generated/machines/own/dangling");
    repo.pipe("generated/machines/pipe");
    let strange = OsStr::from_bytes(b"generated/machines/\xff name");
    fs::write(repo.root.as_std_path().join(strange), "not UTF-8\n").unwrap();
    fs::set_permissions(repo.at("generated/empty"), Permissions::from_mode(0o711)).unwrap();
    let foreign = [
        "generated/notes.txt",
        "generated/machines/old/notes.txt",
        "generated/machines/own",
        "generated/machines/own/deep",
        "generated/machines/own/deep/er",
        "generated/machines/own/deep/er/notes.txt",
        "generated/empty",
        "generated/empty/emptier",
        "generated/link",
        "generated/machines/own/dangling",
        "generated/machines/pipe",
        "generated/machines/\u{fffd} name",
    ];
    let before = repo.listing();
    for name in ["b", "a", "b"] {
        let written = repo.write(&small(name));
        assert!(written.left_over.is_empty() && written.saved.is_empty());
        let after = repo.listing();
        for path in foreign {
            assert_same(&before[path], &after[path]);
        }
        assert!(repo.compare(&small(name)).is_current());
        repo.assert_clean();
    }
}

#[test]
fn what_is_no_file_counts_as_a_persons_and_never_blocks() {
    let repo = Repo::with(&small("a"));
    for path in [
        "generated/default.nix",
        BASE,
        "generated/machines/old/base.nix",
        "flake.nix",
        "coloc.lock",
    ] {
        fs::remove_file(repo.at(path)).unwrap();
    }
    repo.pipe("generated/default.nix");
    repo.link("/etc/hostname", BASE);
    repo.put("generated/machines/old/base.nix/notes.txt", "mine\n");
    repo.link("elsewhere", "flake.nix");
    repo.pipe("coloc.lock");
    let expected = [
        "coloc.lock",
        "flake.nix",
        BASE,
        "generated/default.nix",
        "generated/machines/old/base.nix",
    ];
    let inodes = expected.map(|path| repo.inode(path));
    assert_eq!(names(&repo.refused(&small("a")).edited), expected);

    let written = repo.force(&small("a"));
    assert_eq!(written.saved.len(), 5);
    for ((path, orig), inode) in written.saved.iter().zip(inodes) {
        assert_eq!(*orig, format!("{path}.orig"));
        assert_eq!(repo.inode(orig.as_str()), inode, "{orig}");
    }
    assert_eq!(
        repo.text("generated/machines/old/base.nix.orig/notes.txt"),
        "mine\n"
    );
    assert_eq!(
        fs::read_link(repo.at("flake.nix.orig")).unwrap().to_str(),
        Some("elsewhere")
    );
    assert!(repo.compare(&small("a")).is_current());
    repo.assert_clean();
}

#[test]
fn the_ledger_s_place_taken_by_a_link_or_folder() {
    let repo = Repo::with(&small("a"));
    let path = "generated/manifest.json";
    fs::rename(repo.at(path), repo.at("elsewhere.json")).unwrap();
    repo.link("../elsewhere.json", path);
    assert!(names(&repo.refused(&small("b")).edited).contains(&path));
    repo.force(&small("b"));
    assert!(repo.at("generated/manifest.json.orig").is_symlink());
    assert!(repo.compare(&small("b")).is_current());
}

#[test]
fn a_folder_in_the_way_is_saved_with_what_is_in_it() {
    let repo = Repo::with(&tree(
        "one",
        &[("x/ours.nix", "ours\n"), ("x/edited.nix", "e\n")],
    ));
    repo.put("generated/x/notes.txt", "mine\n");
    repo.put("generated/x/edited.nix", "mine, too\n");
    let other = tree("other", &[("x", "a file now\n")]);
    assert_eq!(
        names(&repo.refused(&other).edited),
        ["generated/x", "generated/x/edited.nix"]
    );
    let written = repo.force(&other);
    assert_eq!(
        names(&written.removed),
        ["generated/x/edited.nix", "generated/x/ours.nix"]
    );
    let mut expected = contents_of(&other);
    expected.insert("generated/x.orig".into(), "folder".into());
    expected.insert("generated/x.orig/notes.txt".into(), "file mine\n".into());
    expected.insert(
        "generated/x.orig/edited.nix.orig".into(),
        "file mine, too\n".into(),
    );
    assert_eq!(repo.contents(), expected);
    repo.assert_clean();
}

#[test]
fn a_file_in_the_way_of_a_folder_is_saved() {
    for path in ["generated", "generated/machines", "generated/machines/new"] {
        for pipe in [false, true] {
            let repo = Repo::new();
            if pipe {
                fs::create_dir_all(repo.at(path).parent().unwrap()).unwrap();
                repo.pipe(path);
            } else {
                repo.put(path, "mine\n");
            }
            let inode = repo.inode(path);
            assert_eq!(names(&repo.refused(&small("b")).edited), [path]);
            assert_eq!(repo.inode(path), inode);
            let written = repo.force(&small("b"));
            let orig = format!("{path}.orig");
            assert_eq!(written.saved, [(path.into(), orig.clone().into())]);
            assert_eq!(repo.inode(&orig), inode);
            assert!(repo.compare(&small("b")).is_current());
            repo.assert_clean();
        }
    }
}

#[test]
fn a_file_too_large_to_be_ours_is_not_read() {
    let repo = Repo::with(&small("a"));
    let file = fs::File::options().write(true).open(repo.at(BASE)).unwrap();
    file.set_len(1 << 40).unwrap();
    assert_eq!(names(&repo.refused(&small("b")).edited), [BASE]);
    repo.force(&small("b"));
    assert_eq!(
        fs::metadata(repo.at("generated/base.nix.orig"))
            .unwrap()
            .len(),
        1 << 40
    );
}

#[test]
fn a_folder_that_cannot_be_carried_along_stops_the_run_before_anything_is_done() {
    let repo = Repo::with(&small("a"));
    if fs::metadata(&repo.root).unwrap().uid() == 0 {
        return; // root may do everything
    }
    repo.put("generated/own/notes.txt", "mine\n");
    let mode = |mode| fs::set_permissions(repo.at("generated/own"), Permissions::from_mode(mode));
    mode(0o500).unwrap();
    let before = repo.listing();
    assert!(write::write(&repo.root, &small("b"), false, &mut || ()).is_err());
    let after = repo.listing();
    assert_eq!(before.len(), after.len());
    for (path, entry) in &before {
        assert_same(entry, &after[path]);
    }
    repo.assert_clean();
    mode(0o700).unwrap();
}
