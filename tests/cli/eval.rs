//! `coloc check --eval` with the Nix of this computer, about the cases of `tests/evaluation/`.
//!
//! nixpkgs is `tests/stub/nixos`: with the real library of nixpkgs in the folder `NIXPKGS_LIB` if that is set, or with
//! a small one that fails in the same words. Everything happens in a store of its own, offline.

mod world;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use coloc::options::compact::{self, Entry};
use coloc::options::index::{Index, Place as OptionPlace};
use expect_test::expect;

use crate::cli::harness::{Line, Place, Ran};
use crate::{programs, progress};

const BASE: &str = include_str!("../evaluation/coloc.toml");
const EMPTY: &str = "{ ... }: { }\n";
/// Without it, no machine of the cases evaluates.
const MUST: &str = "nixos.services.stub.must = \"x\"\n";

/// Whether there is a `nix` to ask, and whether it is one of before 2.19.
fn nix() -> Option<bool> {
    if programs::are_missing(&["nix"], "a test of --eval") {
        return None;
    }
    let output = Command::new("nix").arg("--version").output().ok()?;
    let version = String::from_utf8_lossy(&output.stdout);
    let number = version.trim().rsplit(' ').next().unwrap_or_default();
    let mut parts = number
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or(0));
    Some((parts.next(), parts.next()) < (Some(2), Some(19)))
}

/// A collective that is generated and locked, with more lines in the manifest and a module.
fn place(lines: &str, module: &str) -> Place {
    let place = not_generated(lines, module);
    place.coloc(["generate"]).code(0);
    lock(&place);
    place
}

/// The same, before anything is generated.
fn not_generated(lines: &str, module: &str) -> Place {
    let place = Place::called("collectif");
    let stub = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stub");
    let nixpkgs = place.home().join("nixpkgs");
    for (from, to) in [
        (stub.join("nixos"), nixpkgs.clone()),
        (stub.join("nixpkgs/modules"), nixpkgs.join("modules")),
    ] {
        copy(&from, to.as_std_path());
    }
    std::fs::copy(stub.join("nixpkgs/lib.nix"), nixpkgs.join("lib.nix")).expect("a file");
    if let Some(lib) = std::env::var_os("NIXPKGS_LIB") {
        copy(Path::new(&lib), nixpkgs.join("lib").as_std_path());
    }
    let base = BASE.replace(
        "github:NixOS/nixpkgs/nixos-26.05",
        &format!("path:{nixpkgs}"),
    );
    place
        .with("coloc.toml", &(base + lines))
        .with("hardware/serveur.nix", module)
        .with(".coloc/options-26.05.txt", options())
}

/// The options that coloc knows, and those of the stub: so it has nothing to say by itself.
fn options() -> &'static str {
    fn collect(place: OptionPlace<'_>, path: &mut Vec<String>, entries: &mut Vec<Entry>) {
        for (name, below) in place.children() {
            path.push(name.to_owned());
            if let Some(facts) = below.facts() {
                entries.push(Entry {
                    path: path.clone(),
                    r#type: facts.type_text.to_owned(),
                    default: facts.default.map(str::to_owned),
                    read_only: facts.read_only,
                });
            }
            collect(below, path, entries);
            path.pop();
        }
    }
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let stub = Entry {
            path: vec!["services".to_owned(), "stub".to_owned()],
            r#type: "anything".to_owned(),
            ..Entry::default()
        };
        let mut entries = vec![stub];
        collect(Index::embedded().root(), &mut Vec::new(), &mut entries);
        compact::write(2605, entries).expect("an index")
    })
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("a readable folder");
        let target = to.join(entry.path().strip_prefix(from).expect("below it"));
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(target).expect("a folder");
        } else {
            std::fs::copy(entry.path(), target).expect("a file");
        }
    }
}

/// The variables that keep Nix in the place's home.
fn variables(place: &Place) -> Vec<(&'static str, String)> {
    let home = place.home();
    vec![
        ("PATH", std::env::var("PATH").unwrap_or_default()),
        ("NIX_STORE_DIR", home.join("store").into_string()),
        ("NIX_STATE_DIR", home.join("state").into_string()),
        ("NIX_LOG_DIR", home.join("log").into_string()),
        ("NIX_CONF_DIR", home.join("conf").into_string()),
        (
            "NIX_CONFIG",
            "build-users-group =\nsandbox = false\n".to_owned(),
        ),
    ]
}

/// What a person does before the first check: `nix flake lock`.
fn lock(place: &Place) {
    let output = Command::new("nix")
        .args([
            "--extra-experimental-features",
            "nix-command flakes",
            "--offline",
            "flake",
            "lock",
        ])
        .current_dir(place.path(""))
        .env_clear()
        .env("HOME", place.home())
        .envs(variables(place))
        .output()
        .expect("nix runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn line<'a>(place: &'a Place, arguments: &[&str]) -> Line<'a> {
    let all = ["check", "--eval"].iter().chain(arguments);
    let line = place.line(all);
    variables(place)
        .into_iter()
        .fold(line, |line, (name, value)| line.env(name, &value))
}

fn check(place: &Place, arguments: &[&str]) -> Ran {
    line(place, arguments).run()
}

/// A report without what the small library does in its own way: guesses, and where on a line the last step was.
fn comparable(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.contains('·'));
    let lines = lines.map(|line| match line.split_once("╭─[") {
        Some((_, place)) => place.rsplit_once(':').map_or(place, |(before, _)| before),
        None => line,
    });
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    let words = words.join(" ");
    match (
        words.find("Did you mean"),
        words.find("The options of NixOS"),
    ) {
        (Some(from), Some(to)) if from < to => format!("{}{}", &words[..from], &words[to..]),
        _ => words,
    }
}

#[test]
fn this_nix_says_what_was_recorded() {
    let Some(old) = nix() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evaluation/cases");
    let mut cases: Vec<_> = folder
        .read_dir()
        .expect("cases")
        .map(|entry| entry.expect("a case").path())
        .collect();
    cases.sort();
    assert!(cases.len() > 15);
    let mut told = Vec::new();
    for case in cases {
        progress::at(case.display());
        let read = |name: &str| std::fs::read_to_string(case.join(name)).unwrap_or_default();
        let place = not_generated(&read("nixos.toml"), &read("serveur.nix"));
        if place.coloc(["generate"]).code != Some(0) {
            // coloc says that itself, and generates nothing.
            told.push(case.file_name().map(std::ffi::OsStr::to_owned));
            continue;
        }
        lock(&place);
        let ran = check(&place, &[]);
        let expected = read(if old { "2.8.txt" } else { "2.34.txt" });
        assert_eq!(
            comparable(&ran.stdout),
            comparable(&expected),
            "{}\n{}\n{}",
            case.display(),
            ran.stdout,
            ran.stderr
        );
        let code = i32::from(expected.contains("error: "));
        let ran = ran
            .code(code)
            .notes("serveur: asking Nix")
            .notes("(1 of 1)");
        assert!(!ran.stderr.contains("coloc: "), "{}", ran.stderr);
    }
    assert!(told.len() < 6, "{told:?}");
    assert!(
        !Path::new("/tmp/coloc-was-here").exists(),
        "nothing is built"
    );
}

#[test]
fn what_is_fine_says_so_and_leaves_no_trace() {
    let Some(_) = nix() else { return };
    let place = place(MUST, EMPTY);
    let before = place.everything();
    let ran = check(&place, &["--jobs", "3"]).code(0).stdout(expect![""]);
    assert!(
        ran.stderr
            .ends_with("Nothing to complain about: 1 member, 1 machine, 1 service.\n"),
        "{}",
        ran.stderr
    );
    assert_eq!(before, place.everything());
    let json = check(&place, &["--format", "json"]).code(0).json();
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(0));
}

/// Two more machines; what they need stands in the module that all import.
fn three(module: &str) -> Place {
    let more = ["beta", "gamma"].map(|name| {
        format!(
            "[machines.{name}]\nsite = \"maison\"\ncaretakers = [\"alice\"]\nmodules = [\"hardware/serveur.nix\"]\n\
             {MUST}nixos.services.stub.name = \"{name}\"\n"
        )
    });
    place(&format!("{MUST}{}", more.concat()), module)
}

#[test]
fn one_machines_failure_does_not_hide_anothers() {
    let Some(_) = nix() else { return };
    let place = three("{ lib, ... }: { services.stub.port = lib.mkDefault 81; }\n");
    let toml = place.read("coloc.toml");
    let toml = toml
        .replace("name = \"beta\"", "port = \"many\"")
        .replace("name = \"gamma\"", "port = \"too many\"");
    place.write("coloc.toml", &toml);
    place.coloc(["generate"]).code(0);
    let json = check(&place, &["--format", "json", "--jobs", "2"])
        .code(1)
        .notes("beta: not fine")
        .notes("gamma: not fine")
        .notes("serveur: fine")
        .notes("(3 of 3)")
        .json();
    let findings = json["findings"].as_array().expect("a list").iter();
    let findings: Vec<_> = findings.filter(|it| it["severity"] == "error").collect();
    let lines: Vec<_> = findings
        .iter()
        .map(|it| it["labels"][0]["line"].as_u64())
        .collect();
    assert_eq!(findings.len(), 2, "{findings:#?}");
    assert!(
        findings
            .iter()
            .all(|it| it["code"] == "nixos/evaluation" && it["labels"][0]["file"] == "coloc.toml")
    );
    for line in lines.into_iter().flatten() {
        let line = toml
            .lines()
            .nth(usize::try_from(line - 1).expect("small"))
            .unwrap_or_default();
        assert!(line.contains("many"), "{line}");
    }

    let one = check(&place, &["--machine", "serveur"])
        .code(0)
        .notes("(1 of 1)");
    assert!(!one.stderr.contains("gamma"), "{}", one.stderr);
    check(&place, &["--machine", "gama"])
        .code(2)
        .stdout(expect![""])
        .notes("there is no machine `gama` in the manifest. Did you mean `gamma`?");
    place
        .coloc(["check", "--machine", "beta"])
        .code(2)
        .notes("--eval");
}

#[test]
fn the_way_to_an_error_is_for_those_who_ask() {
    let Some(_) = nix() else { return };
    let place = place(
        MUST,
        "{ ... }: { services.stub.name = builtins.trace (\"hal\" + \"lo\") (throw \"not \u{1b}]0;like this\u{7}\"); }\n",
    );
    let trace = "while evaluating the option `services.stub.name':";
    check(&place, &[])
        .code(1)
        .says("not ")
        .never_says(trace)
        .never_says("hallo");
    let ran = check(&place, &["--verbose"])
        .code(1)
        .notes(trace)
        .notes("trace: hallo")
        .notes("Nix on serveur:");
    assert!(!ran.stdout.contains(trace));
    assert!(!ran.stderr.contains('\u{1b}'), "{}", ran.stderr);
}

#[test]
fn what_a_stranger_throws_stays_inside_of_the_finding() {
    let Some(_) = nix() else { return };
    let long = "a".repeat(5000);
    let outside = Place::empty().with("secret.txt", "top secret\n");
    let module = format!(
        "{{ ... }}: {{ services.stub.name = throw ''In `${{toString ./.}}/{long}', `${{toString ./..}}/link', `{}',\n\
         Failed assertions:\n- x\n@nix {{\"action\":\"msg\",\"level\":0,\"msg\":\"error: fake\"}}\n\
         <b>[x](y)</b> \u{202e}''; }}\n",
        outside.path("secret.txt")
    );
    let place = place(MUST, &module);
    std::os::unix::fs::symlink(outside.path("secret.txt"), place.path("link")).expect("a link");
    for format in ["human", "json", "sarif", "markdown"] {
        let ran = check(&place, &["--format", format])
            .code(1)
            .says("nixos/evaluation");
        assert!(
            !ran.stdout.contains("top secret") && !ran.stdout.contains('\u{202e}'),
            "{}",
            ran.stdout
        );
        assert!(!ran.stderr.contains("coloc: "), "{}", ran.stderr);
    }
}

#[test]
fn nix_ends_with_coloc() {
    let Some(_) = nix() else { return };
    // Works for minutes.
    let place = place(
        MUST,
        "{ ... }: { services.stub.port = builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: builtins.length \
         (builtins.genList (y: y) 100000)) 10000000); }\n",
    );
    let mut line = line(&place, &[]);
    let mut coloc = line
        .command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("coloc runs");
    let children = || {
        let mut all = Vec::new();
        // Threads have children of their own.
        let tasks = std::fs::read_dir(format!("/proc/{}/task", coloc.id()));
        for task in tasks.into_iter().flatten().flatten() {
            let text = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
            all.extend(text.split_whitespace().map(str::to_owned));
        }
        all
    };
    let evaluates = |id: &String| {
        let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains("toplevel")
    };
    let began = Instant::now();
    let nix = loop {
        let found: Vec<String> = children().into_iter().filter(|id| evaluates(id)).collect();
        if !found.is_empty() {
            break found;
        }
        assert!(began.elapsed() < Duration::from_mins(1), "nix begins");
        std::thread::sleep(Duration::from_millis(20));
    };
    let id = unix::unistd::Pid::from_raw(i32::try_from(coloc.id()).expect("small"));
    unix::sys::signal::kill(id, unix::sys::signal::Signal::SIGTERM).expect("it runs");
    let status = coloc.wait().expect("it ends");
    assert!(!status.success());
    assert!(nix.iter().all(|id| !evaluates(id)), "no nix goes on");
}
