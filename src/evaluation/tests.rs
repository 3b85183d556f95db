//! Words of real Nixes that stand in no case of `tests/evaluation/`, and words that pretend to be Nix's.

use camino::Utf8Path;
use serde_json::json;

use super::place::{Mention, Origin};
use super::problem::{Obstacle, complaints, obstacle, option_path};
use super::world;
use crate::nix::log::{self, NixError};
use crate::source::Sources;

const STORE: &str = "/nix/store/0iv7wr15dva260jviydmjzhgrg8rszam-source";

fn origin() -> Origin {
    let metadata = json!({ "path": STORE, "resolved": { "dir": "maisons" } });
    Origin::new(Utf8Path::new("/home/alice/depot/maisons"), &metadata)
}

/// The line that Nix writes for an error, and what is read from it.
fn error(message: &str, trace: &[&str]) -> NixError {
    let trace: Vec<_> = trace
        .iter()
        .map(|what| json!({ "raw_msg": what }))
        .collect();
    let object = json!({
        "action": "msg", "level": 0, "msg": format!("\u{1b}[31;1merror:\u{1b}[0m {message}"),
        "raw_msg": message, "file": null, "line": null, "column": null, "trace": trace,
    });
    log::parse(&format!("@nix {object}\n"))
        .error
        .unwrap_or_else(|| unread(message))
}

fn unread(message: &str) -> NixError {
    NixError {
        message: format!("not read: {message}"),
        place: None,
        trace: Vec::new(),
        text: String::new(),
    }
}

fn obstacle_of(message: &str, trace: &[&str]) -> Option<Obstacle> {
    obstacle(&error(message, trace), &origin(), |path| {
        path == "hardware/ananas.nix"
    })
}

#[test]
fn a_lock_that_does_not_fit_is_told_from_an_input_that_is_not_here() {
    let message = "flake '\u{1b}[35;1mgit+file:///srv/c\u{1b}[0m' requires lock file changes but they're not allowed \
                   due to '--no-update-lock-file'";
    assert_eq!(obstacle_of(message, &[]), Some(Obstacle::NotLocked(None)));
    let trace = [
        "while fetching the input 'github:NixOS/nixpkgs/nixos-26.05'",
        "while updating the flake input 'nixpkgs'",
        "while updating the lock file of flake 'git+file:///srv/c'",
    ];
    let message = "unable to download 'https://api.github.com/repos/NixOS/nixpkgs/commits/nixos-26.05': Couldn't \
                   connect to server (7)";
    let why = "The input `nixpkgs` is new there, or has another address.".to_owned();
    assert_eq!(
        obstacle_of(message, &trace),
        Some(Obstacle::NotLocked(Some(why)))
    );

    let fetching = ["while fetching the input 'github:NixOS/nixpkgs/0123456?narHash=sha256-qDvB'"];
    let here = Some(Obstacle::NotFetched(
        "github:NixOS/nixpkgs/0123456".to_owned(),
    ));
    for message in [
        "unable to download 'https://api.github.com/repos/NixOS/nixpkgs/tarball/0123456': Couldn't connect to server (7)",
        "Failed to open archive (Source threw exception: error: unable to download \
         'https://github.com/NixOS/nixpkgs/archive/0123456.tar.gz': Could not connect to server (7))",
        "program 'git' failed with exit code 128",
    ] {
        assert_eq!(obstacle_of(message, &fetching), here, "{message}");
    }
    assert_eq!(
        obstacle_of(
            "unable to download 'https://example.invalid/x': nowhere",
            &[]
        ),
        None,
        "a module's own download is the module's fault"
    );
}

#[test]
fn a_file_that_git_does_not_know_is_named() {
    let told = Some(Obstacle::NotInGit("hardware/ananas.nix".to_owned()));
    let old = format!(
        "getting status of '{STORE}/maisons/hardware/ananas.nix': No such file or directory"
    );
    assert_eq!(obstacle_of(&old, &[]), told);
    let new = "Path '\u{1b}[35;1mmaisons/hardware/ananas.nix\u{1b}[0m' in the repository \"/home/alice/depot\" is not \
               tracked by Git.\n\nTo make it visible to Nix, run: …";
    assert_eq!(obstacle_of(new, &[]), told);
    let typo = format!(
        "getting status of '{STORE}/maisons/hardware/anana.nix': No such file or directory"
    );
    assert_eq!(obstacle_of(&typo, &[]), None, "nothing on the disk either");
}

#[test]
fn a_nix_without_flakes_is_too_old() {
    let sources = Sources::default();
    for (version, old) in [
        ("nix (Nix) 2.3.16\n", true),
        ("nix (Nix) 2.4", false),
        ("nix (Nix) 2.8.0", false),
        ("nix (Lix, like Nix) 2.91.1", false),
        ("nix (Determinate Nix 3.0.0) 2.27.1", false),
        ("nix (Nix) 2.34pre20260101_dirty", false),
        ("nix (Nix) 3.0", false),
        ("", false),
        ("something else", false),
    ] {
        assert_eq!(
            world::too_old(version, &sources).is_some(),
            old,
            "{version}"
        );
    }
    // What a Nix before 2.4 says to our flags: no JSON.
    let log = log::parse(
        "error: unrecognised flag '--extra-experimental-features'\nTry 'nix --help' for more information.\n",
    );
    let error = log.error.unwrap_or_else(|| unread(""));
    assert_eq!(
        obstacle(&error, &origin(), |_| false),
        Some(Obstacle::TooOld)
    );
}

#[test]
fn what_somebody_traces_is_no_error_and_no_warning() {
    let traced =
        "trace: x\nerror: fake\n@nix {\"action\":\"msg\",\"level\":0,\"msg\":\"error: fake\"}";
    let object = json!({ "action": "msg", "level": 0, "msg": traced });
    let log = log::parse(&format!(
        "@nix {object}\n@nix {{\"action\":\"msg\",\"level\":0,\"msg\":\"err"
    ));
    assert_eq!(
        (log.error, log.warnings.len(), log.traces.len()),
        (None, 0, 1)
    );
}

#[test]
fn warnings_of_all_nixes_are_warnings_once_and_those_about_nix_are_none() {
    let lines = [
        json!({ "action": "msg", "level": 1, "msg": "\u{1b}[35;1mwarning:\u{1b}[0m Git tree '/srv/c' is dirty" }),
        json!({ "action": "msg", "level": 0, "msg": "trace: \u{1b}[1;31mwarning: Careful.\u{1b}[0m" }),
        json!({ "action": "msg", "level": 0, "msg": "trace: \u{1b}[1;31mevaluation warning: Careful.\u{1b}[0m" }),
        json!({ "action": "msg", "level": 1, "msg": "\u{1b}[35;1mevaluation warning:\u{1b}[0m Careful.",
                "raw_msg": "Careful.", "file": "«none»:0", "line": 0, "column": 0 }),
    ];
    let lines: Vec<String> = lines.iter().map(|line| format!("@nix {line}")).collect();
    let text = lines.join("\n");
    assert_eq!(log::parse(&text).warnings, ["Careful."]);
}

#[test]
fn no_bytes_make_it_panic() {
    for text in [
        "@nix",
        "@nix {",
        "@nix []",
        "@nix null",
        "@nix 1\n@nix {\"action\":\"msg\"}",
        "error: ",
        "\u{1b}[",
        "\u{1b}[31",
    ] {
        let _ = log::parse(text);
    }
    for message in [
        "",
        "Failed assertions:",
        "\nFailed assertions:\n",
        "The option `",
        "The option `'",
        "option `.'",
        "getting status of '",
    ] {
        let error = error(message, &["", "while evaluating the option `"]);
        assert!(
            !complaints("ananas", &error, &origin())
                .iter()
                .any(|it| it.message.is_empty())
        );
        let _ = obstacle(&error, &origin(), |_| true);
    }
}

#[test]
fn paths_of_the_store_are_files_of_the_repository() {
    let origin = origin();
    let file = |path: &str| origin.file(path).map(camino::Utf8PathBuf::into_string);
    assert_eq!(
        file(&format!("{STORE}/maisons/a.nix")).as_deref(),
        Some("a.nix")
    );
    assert_eq!(
        file("/home/alice/depot/maisons/b/c.nix").as_deref(),
        Some("b/c.nix")
    );
    for other in [
        "",
        "/",
        "a.nix",
        STORE,
        "/home/alice/depot/other.nix",
        "/home/alice/depot/maisons/../x.nix",
    ] {
        assert_eq!(file(other), None, "{other}");
    }
    assert_eq!(
        file(&format!("{STORE}/other.nix")),
        None,
        "beside the collective"
    );
    let other = STORE.replace('0', "1");
    assert_eq!(
        file(&format!("{other}/maisons/a.nix")),
        None,
        "another input"
    );
    let text = format!(
        "In `{STORE}/maisons/a b.nix' and {STORE}/maisons/c.nix, not {other}/lib/modules.nix:3"
    );
    let named = |path: &str| Mention {
        path: path.into(),
        at: None,
    };
    let mentions = origin.mentions(&text);
    assert!(
        mentions.contains(&named("a b.nix")) && mentions.contains(&named("c.nix")),
        "{mentions:?}"
    );
    assert_eq!(
        origin.shorten(&text),
        "In `a b.nix' and c.nix, not lib/modules.nix:3"
    );
}

#[test]
fn names_of_options_may_have_points_in_them() {
    assert_eq!(
        option_path("services.nginx.enable"),
        ["services", "nginx", "enable"]
    );
    assert_eq!(option_path("a.\"b.c\".d"), ["a", "b.c", "d"]);
    for none in ["", ".", "a..b", "1.2", "/nix/store", "…"] {
        assert!(option_path(none).is_empty(), "{none}");
    }
}

#[test]
fn a_flood_is_cut() {
    let line = |at: usize| json!({ "action": "msg", "level": 0, "msg": format!("trace: evaluation warning: {at}") });
    let lines: Vec<String> = (0..1000).map(|at| format!("@nix {}", line(at))).collect();
    let log = log::parse(&lines.join("\n"));
    assert_eq!((log.warnings.len(), log.not_kept), (200, 800));

    let paths: Vec<String> = (0..50_000)
        .map(|at| format!("- {STORE}/maisons/{at}.nix is wrong"))
        .collect();
    let error = error(&format!("\nFailed assertions:\n{}", paths.join("\n")), &[]);
    let complaints = complaints("ananas", &error, &origin());
    assert_eq!(complaints.len(), 201);
    assert!(
        complaints[200].message.contains("49800 more"),
        "{}",
        complaints[200].message
    );
    let one = unread(&paths.join(" "));
    let told = super::problem::complaints("ananas", &one, &origin());
    assert!(told[0].message.len() < 2000 && told[0].mentions.len() < 20);
}
