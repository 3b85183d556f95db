//! `coloc generate` in a real git repository: new files are told to git, merges come out right, numbers are not lost.

use std::process::Command;

use crate::cli::harness::{Place, SMALL};

/// Runs git in a place; what it prints, and whether it was content.
fn git(place: &Place, arguments: &[&str]) -> (bool, String) {
    let output = Command::new("git")
        .current_dir(place.path("."))
        .args([
            "-c",
            "user.name=Test",
            "-c",
            "user.email=test@les-lilas.example",
        ])
        .args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "commit.gpgSign=false",
        ])
        .args(arguments)
        .env("HOME", place.home())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (
        output.status.success(),
        text + &String::from_utf8_lossy(&output.stderr),
    )
}

fn content(place: &Place, arguments: &[&str]) -> String {
    let (content, text) = git(place, arguments);
    assert!(content, "git {arguments:?}: {text}");
    text
}

/// A collective in a repository, generated and committed.
fn committed() -> Place {
    let place = Place::small();
    content(&place, &["init", "--quiet"]);
    place.coloc(["generate"]).code(0).notes("Told git of ");
    content(&place, &["add", "--all"]);
    content(&place, &["commit", "--quiet", "-m", "first"]);
    place
}

fn member(name: &str) -> String {
    format!("[members.{name}]\nname = \"{name}\"\n")
}

#[test]
fn git_is_told_of_what_coloc_wrote_and_of_nothing_else() {
    let place = Place::small();
    content(&place, &["init", "--quiet"]);
    place.write("notes.md", "mine");
    place.coloc(["generate"]).code(0);
    place.write("generated/mine.nix", "{ }");
    place.write(
        "coloc.toml",
        &format!("{SMALL}nixos.time.timeZone = \"Europe/Paris\"\n"),
    );
    place.coloc(["generate"]).code(0);
    let known = content(&place, &["ls-files"]);
    assert!(
        known.contains("generated/machines/serveur/base.nix"),
        "{known}"
    );
    assert!(
        known.contains("flake.nix") && known.contains("coloc.lock"),
        "{known}"
    );
    assert!(
        !known.contains("mine.nix") && !known.contains("notes.md"),
        "{known}"
    );
    assert!(!known.contains("coloc.toml"), "{known}");
}

#[test]
fn files_that_git_ignores_are_told() {
    let place = Place::small().with(".gitignore", "generated\n");
    content(&place, &["init", "--quiet"]);
    place
        .coloc(["generate"])
        .code(0)
        .notes(".gitignore hides generated files");
}

#[test]
fn a_merge_of_two_branches_loses_nothing() {
    let place = committed();
    for name in ["chloe", "david"] {
        content(&place, &["checkout", "--quiet", "-b", name, "main"]);
        place.write(&format!("members/{name}.toml"), &member(name));
        place.coloc(["generate"]).code(0);
        content(&place, &["add", "--all"]);
        content(&place, &["commit", "--quiet", "-m", name]);
    }
    let (clean, _) = git(&place, &["merge", "--quiet", "chloe"]);
    assert!(!clean, "both gave the same number");
    place
        .coloc(["check"])
        .code(1)
        .says("Keep the lines of both sides");
    // Both lines, without the marks; then one number for each.
    let lock = place.read("coloc.lock");
    let lines: Vec<&str> = lock
        .lines()
        .filter(|line| {
            !["<<<<<<<", "=======", ">>>>>>>"]
                .iter()
                .any(|mark| line.starts_with(mark))
        })
        .collect();
    place.write("coloc.lock", &(lines.join("\n") + "\n"));
    place.coloc(["check"]).code(1).says("clash/uid");
    let mended: Vec<&str> = lines
        .into_iter()
        .filter(|line| !line.starts_with("chloe"))
        .collect();
    place.write("coloc.lock", &(mended.join("\n") + "\n"));
    place.coloc(["generate", "--force"]).code(0);
    content(&place, &["add", "coloc.lock", "flake.nix", "generated"]);
    content(&place, &["commit", "--quiet", "-m", "merged"]);
    let kept = content(&place, &["ls-tree", "-r", "--name-only", "HEAD"]);
    for path in [
        "coloc.lock",
        "flake.nix",
        "generated/manifest.json",
        "generated/collective.nix",
    ] {
        assert!(
            kept.lines().any(|line| line == path),
            "{path} is in the merge\n{kept}"
        );
    }
    let lock = place.read("coloc.lock");
    assert!(
        lock.contains("david = 2001") && lock.contains("chloe = 2002"),
        "{lock}"
    );
    place.coloc(["generate", "--check"]).code(0);
}

#[test]
fn paths_that_a_merge_left_open_stay_open() {
    let place = committed();
    for name in ["chloe", "david"] {
        content(&place, &["checkout", "--quiet", "-b", name, "main"]);
        place.write(&format!("members/{name}.toml"), &member(name));
        place.coloc(["generate"]).code(0);
        content(&place, &["add", "--all"]);
        content(&place, &["commit", "--quiet", "-m", name]);
    }
    let (_, _) = git(&place, &["merge", "--quiet", "chloe"]);
    let open = |place: &Place| content(place, &["ls-files", "--unmerged"]);
    let before = open(&place);
    assert!(before.contains("coloc.lock"), "{before}");
    content(&place, &["show", "HEAD:coloc.lock"]);
    place.write("coloc.lock", &content(&place, &["show", "HEAD:coloc.lock"]));
    place.coloc(["generate", "--force"]).code(0);
    assert_eq!(
        open(&place),
        before,
        "what a merge left open is for people to close"
    );
}

#[test]
fn a_lost_lock_is_not_replaced_by_new_numbers() {
    let place = committed();
    std::fs::remove_file(place.path("coloc.lock")).expect("it is there");
    let before = place.everything();
    place
        .coloc(["generate"])
        .code(1)
        .says("tree/lock-missing")
        .says("git checkout HEAD -- coloc.lock");
    assert_eq!(place.everything(), before);
    content(&place, &["checkout", "HEAD", "--", "coloc.lock"]);
    place.coloc(["generate", "--check"]).code(0);
}

#[test]
fn what_coloc_does_not_do_is_said() {
    let service = "\n[services.pages]\ntype = \"static-site\"\nmachine = \"serveur\"\ncaretakers = [\"alice\"]\nfor = \"public\"\n";
    let place = Place::small();
    place.write("coloc.toml", &format!("{SMALL}{service}"));
    place.coloc(["generate"]).code(0);
    let renamed = SMALL.replace("machines.serveur", "machines.orme");
    place.write("coloc.toml", &renamed);
    place
        .coloc(["generate"])
        .code(0)
        .notes("Data of `pages` stays on serveur")
        .notes("`orme` is a new machine, with state-version 26.05");
}

#[test]
fn a_folder_that_looks_like_a_repository_runs_nothing() {
    // The collective is a folder of a repository, and a pull request makes that folder look like one of its own, with
    // a program to run.
    let place = Place::small();
    let outer = Command::new("git")
        .current_dir(place.path(".."))
        .args(["init", "--quiet"])
        .output()
        .expect("git runs");
    assert!(outer.status.success());
    let trace = place.path("../ran");
    place.write("HEAD", "ref: refs/heads/main\n");
    place.write("objects/x/keep", "");
    place.write("refs/heads/.keep", "");
    place.write(
        "config",
        &format!(
            "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = \"touch {trace}; false\"\n"
        ),
    );
    place.coloc(["generate"]).code(0).notes("Told git of ");
    assert!(!trace.exists(), "a program of the pull request ran");
}
