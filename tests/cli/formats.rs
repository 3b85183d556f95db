//! Which formats each command writes: what its help offers is what it does, and the others are refused by name.

use expect_test::expect;

use crate::cli::harness::{KEY, Place, Ran, SMALL};

const ALL: [&str; 5] = ["human", "json", "sarif", "github", "markdown"];

/// Of findings.
const FINDINGS: &[&str] = &ALL;
/// Of results.
const RESULTS: &[&str] = &["human", "json", "markdown"];

/// Each command with arguments that need no machine and no network, and the formats that it writes.
const COMMANDS: &[(&[&str], &[&str], &[&str])] = &[
    (&["check"], &[], FINDINGS),
    (&["generate"], &[], FINDINGS),
    (&["generate"], &["--check"], FINDINGS),
    (&["generate"], &["--dry-run"], FINDINGS),
    (&["diff"], &["--deployed", "system"], RESULTS),
    (&["status"], &["--deployed", "system"], RESULTS),
    // These two want what only a machine has: they fail, but not for the format.
    (&["history"], &["serveur", "--deployed", "system"], RESULTS),
    (&["snapshot"], &["nobody"], &["human", "json"]),
    (&["explain"], &[], RESULTS),
    (&["explain"], &["clash/domain"], RESULTS),
    (&["catalog"], &[], RESULTS),
    (&["catalog"], &["static-site"], RESULTS),
    (&["option"], &["services.openssh.ports"], RESULTS),
    (&["option", "import"], &[LIST], RESULTS),
    (&["secrets"], &[], RESULTS),
    (
        &["init"],
        &[
            "new",
            "--yes",
            "--domain",
            "a.example",
            "--contact",
            "a@a.example",
            "--member",
            "alice",
            "--ssh-key",
            KEY,
        ],
        RESULTS,
    ),
    (&["schema"], &[], RESULTS),
    (&["completions"], &["bash"], &["human"]),
    (&["man"], &[], &["human"]),
];

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/options/options.json");

/// A collective with a warning, and the system of a machine that coloc knows nothing of.
fn place() -> Place {
    let text = SMALL.replace("caretakers-per-machine = 1", "caretakers-per-machine = 2");
    let text = text.replace("[policy]\n", "[policy]\nsecrets = \"sops\"\n");
    let text = format!(
        "{text}\n[services.cloud]\ntype = \"nextcloud\"\nmachine = \"serveur\"\ncaretakers = [\"alice\"]\nbackup = []\n"
    );
    Place::empty()
        .with("coloc.toml", &text)
        .with("system/etc/hostname", "serveur\n")
}

/// The formats that a command's help offers.
fn offered(place: &Place, command: &[&str]) -> Vec<String> {
    let help = place
        .coloc(command.iter().chain(&["--help"]))
        .code(0)
        .stdout;
    let Some((_, format)) = help.split_once("--format <FORMAT>") else {
        return vec!["human".to_owned()];
    };
    let values = format
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != "Possible values:");
    let values = values.skip(1).map_while(|line| line.strip_prefix("- "));
    let names = values.filter_map(|value| Some(value.split_once(':')?.0.to_owned()));
    names.collect()
}

/// Whether what a run wrote is in a format.
#[track_caller]
fn is_in(ran: &Ran, format: &str) {
    let Ran { stdout, stderr, .. } = ran;
    match format {
        "human" => assert!(!stdout.is_empty() || !stderr.is_empty()),
        "json" => {
            let json = ran.json();
            assert!(
                json["version"] == 1 || json["$schema"].is_string(),
                "{stdout}"
            );
        }
        "sarif" => assert_eq!(ran.json()["version"], "2.1.0"),
        "github" => {
            let lines: Vec<&str> = stdout.lines().collect();
            let (last, commands) = lines.split_last().expect("a line");
            assert!(last.starts_with("coloc found "), "{stdout}");
            assert!(!commands.is_empty(), "{stdout}");
            for command in commands {
                let names = ["::error ", "::warning ", "::notice "];
                assert!(
                    names.iter().any(|name| command.starts_with(name)),
                    "{stdout}"
                );
            }
        }
        _ => {
            assert!(!stdout.trim().is_empty(), "{stderr}");
            assert!(serde_json::from_str::<serde_json::Value>(stdout).is_err());
        }
    }
}

#[test]
fn each_command_writes_what_its_help_offers_and_refuses_the_others() {
    for (at, (command, arguments, formats)) in COMMANDS.iter().enumerate() {
        let shown = place();
        assert_eq!(offered(&shown, command), *formats, "{command:?}");
        for (nth, format) in ALL.iter().enumerate() {
            let place = place();
            let asked = ["--format", format];
            // Before the command or behind it, it is the same flag.
            let (before, behind) = if (at + nth) % 2 == 0 {
                (&asked[..], &[][..])
            } else {
                (&[][..], &asked[..])
            };
            let line = before
                .iter()
                .chain(*command)
                .chain(*arguments)
                .chain(behind);
            let untouched = place.everything();
            let ran = place.coloc(line);
            let name = format!(
                "`coloc {}` has no form in {format}, only in ",
                command.join(" ")
            );
            if formats.contains(format) {
                ran.clone().never_says("has no form");
                if !["history", "snapshot"].contains(&command[0]) {
                    is_in(&ran, format);
                }
            } else {
                ran.code(2).stdout(expect![""]).notes(&name);
                assert!(untouched == place.everything());
            }
        }
    }
}

#[test]
fn no_command_is_left_out() {
    let help = Place::empty().coloc(["--help"]).code(0).stdout;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = commands.take_while(|line| !line.is_empty());
    for line in commands.filter(|line| !line.starts_with("   ")) {
        let name = line.split_whitespace().next().expect("a name");
        let known = COMMANDS.iter().any(|(command, ..)| command[0] == name);
        assert!(known || name == "help", "{name}");
    }
}

#[test]
fn a_refusal_is_in_the_readers_language() {
    Place::empty()
        .line(["status", "--format", "sarif"])
        .env("LANG", "fr_FR.UTF-8")
        .run()
        .code(2)
        .stdout(expect![""])
        .stderr(expect![[r#"
            coloc: `coloc status` n'existe pas au format sarif, seulement en human, json et markdown
        "#]]);
}

/// What a runner takes for a command, from what strangers wrote: on stdout and on stderr.
#[test]
fn a_log_of_a_runner_has_no_command_but_ours() {
    let name = "\\n::add-mask::alice\\r\\n##[stop-commands]x\\u2028::debug::y";
    let text = SMALL.replace("name = \"Alice\"", &format!("name = \"{name}\""));
    let text = text.replace(
        "[sites.maison]",
        "[sites.maison]\n\"::stop-commands::z\" = 1",
    );
    let ran = Place::empty()
        .with("coloc.toml", &text)
        .with("::error::.toml", "")
        .coloc(["check", "--format", "github"])
        .code(1);
    let lines = ran.stdout.lines().chain(ran.stderr.lines());
    let commands: Vec<&str> = lines
        .filter(|line| line.trim_start().starts_with("::") || line.contains("##["))
        .collect();
    assert!(commands.len() > 1, "{}", ran.stdout);
    for command in commands {
        assert!(
            command.starts_with("::error file=") || command.starts_with("::warning file="),
            "{command}"
        );
    }
}
