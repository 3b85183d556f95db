//! The one runner of Nix: it evaluates, and asks stores what they hold ([`store`]); it builds nothing.
//!
//! What is evaluated may come from a stranger's pull request. Evaluation is pure (nothing of this computer can be
//! read, no variable, no time); nothing is built while evaluating, because a build runs code; and no connection is
//! opened: `--offline` alone does not forbid it, so downloads are sent to a port where nobody listens, and git may use
//! files only (what is left is Mercurial over ssh, where somebody has both). `flake.lock` is not written, and what a flake
//! or the user's nix.conf would allow beyond that is off.

pub mod log;
pub mod pool;
pub mod room;
pub mod store;

use std::io::{self, Read};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use camino::Utf8Path;

use crate::manifest::types::Name;
use log::Log;

/// Settings of nix.conf, for every run.
const SETTINGS: &[(&str, &str)] = &[
    ("pure-eval", "true"),
    ("allow-import-from-derivation", "false"),
    ("allow-unsafe-native-code-during-evaluation", "false"),
    ("accept-flake-config", "false"),
    ("use-registries", "false"),
    ("flake-registry", ""),
    ("substitute", "false"),
    ("builders", ""),
    // It would keep an error, and forget the warnings.
    ("eval-cache", "false"),
    ("warn-dirty", "false"),
    // A debugger would wait for somebody to type.
    ("debugger-on-trace", "false"),
    ("debugger-on-warn", "false"),
    ("abort-on-warn", "false"),
];

/// Nobody listens here (the port of `discard`).
const NOWHERE: &str = "http://127.0.0.1:9";

/// A log longer than twice this loses its middle, in bytes.
const HALF_LOG: usize = 16 << 20;

/// Most that is read of data, in bytes: the recipes of a system take some 10 MB.
const MOST_DATA: u64 = 1 << 29;

/// What a run of Nix gave.
pub struct Ran {
    /// How it ended.
    pub status: ExitStatus,
    /// What it had to say.
    pub log: Log,
    /// Data, as far as it was asked for.
    pub stdout: String,
}

/// What the `nix` on this computer calls itself; none if there is no `nix`.
pub fn version() -> io::Result<Option<String>> {
    let run = Command::new("nix")
        .arg("--version")
        .stdin(Stdio::null())
        .output();
    match run {
        Ok(output) => Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// `nix flake metadata` of the collective: where it is in the store, and whether flake.lock fits.
pub fn metadata(root: &Utf8Path) -> io::Result<Ran> {
    ask(command(root, &["flake", "metadata", "--json"], "."), kept)
}

/// What an expression makes of a machine's configuration, as JSON.
pub fn outline(root: &Utf8Path, machine: &Name, expression: &str) -> io::Result<Ran> {
    let what = format!(".#nixosConfigurations.{machine}");
    let subcommand = &["eval", "--json", "--apply", expression];
    ask(command(root, subcommand, &what), data)
}

/// All recipes that one needs, as JSON.
pub fn derivations(root: &Utf8Path, derivation: &str) -> io::Result<Ran> {
    // `nix derivation show` since 2.14, which knows the old name as well.
    ask(
        command(root, &["show-derivation", "--recursive"], derivation),
        data,
    )
}

fn ask(mut command: Command, read: fn(ChildStdout) -> io::Result<String>) -> io::Result<Ran> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    // Both pipes are read at once: neither side ever waits for the other.
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (text, log) = std::thread::scope(|scope| {
        let text = scope.spawn(|| stdout.map_or_else(|| Ok(String::new()), read));
        let log = stderr.map_or_else(|| Ok(Log::default()), hear);
        (text.join(), log)
    });
    Ok(Ran {
        log: log?,
        stdout: text.unwrap_or_else(|_| Ok(String::new()))?,
        status: child.wait()?,
    })
}

/// What a pipe gives; too much of it is an error, as it would be no JSON without its middle.
fn data(pipe: impl Read) -> io::Result<String> {
    let mut text = Vec::new();
    pipe.take(MOST_DATA).read_to_end(&mut text)?;
    if text.len() as u64 == MOST_DATA {
        return Err(io::Error::other("Nix has too much to say"));
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Begins to evaluate a machine's whole system. What it comes down to is not kept: that it does is the answer.
pub fn evaluate(root: &Utf8Path, machine: &Name) -> io::Result<Child> {
    let what = format!(".#nixosConfigurations.{machine}.config.system.build.toplevel.drvPath");
    command(root, &["eval", "--raw"], &what)
        .stdout(Stdio::null())
        .spawn()
}

/// Reads all that a run has to say, to its end.
pub fn hear(stderr: impl Read) -> io::Result<Log> {
    Ok(log::parse(&kept(stderr)?))
}

fn command(root: &Utf8Path, subcommand: &[&str], what: &str) -> Command {
    let mut command = Command::new("nix");
    command
        .current_dir(root)
        .args(["--extra-experimental-features", "nix-command flakes"])
        .args(subcommand)
        .args(["--offline", "--no-update-lock-file", "--show-trace"])
        .args(["--log-format", "internal-json"]);
    for (name, value) in SETTINGS {
        command.args(["--option", name, value]);
    }
    command.arg(what);
    for name in ["http_proxy", "https_proxy", "all_proxy"] {
        command.env(name, NOWHERE).env(name.to_uppercase(), NOWHERE);
    }
    command
        .env_remove("no_proxy")
        .env_remove("NO_PROXY")
        .env("GIT_ALLOW_PROTOCOL", "file")
        .env("GIT_TERMINAL_PROMPT", "0")
        // Set where git runs coloc, as a hook: Nix finds the repository by itself.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .stdin(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// What a pipe gives, to its end; the middle is left out of what is too long.
fn kept(mut pipe: impl Read) -> io::Result<String> {
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    let mut piece = vec![0; 1 << 16];
    loop {
        let length = match pipe.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let room = (HALF_LOG - head.len()).min(length);
        head.extend_from_slice(&piece[..room]);
        tail.extend_from_slice(&piece[room..length]);
        if tail.len() > 2 * HALF_LOG {
            tail.drain(..tail.len() - HALF_LOG);
        }
    }
    let lost = tail.len().saturating_sub(HALF_LOG);
    head.extend_from_slice(&tail[lost..]);
    Ok(String::from_utf8_lossy(&head).into_owned())
}
