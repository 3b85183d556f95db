//! A real Nix for tests: evaluation and parsing only, offline, and apart from the machine's own Nix.
//!
//! Where `nix-instantiate` is missing, the functions say so on stderr and return `None`, and the test passes without
//! having tested anything; with `COLOC_REQUIRE_NIX=1` they fail instead.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use crate::programs;

/// `nix-instantiate`, ready for `--eval` and `--parse`.
///
/// Nothing is read from or written to the machine's store, configuration or home: the store is a dummy, so
/// derivations can be evaluated to their `drvPath`, but not built. There is no `NIX_PATH`, hence no `<nixpkgs>`.
pub fn nix_instantiate() -> Option<Command> {
    static MISSING: OnceLock<bool> = OnceLock::new();
    let missing = MISSING
        .get_or_init(|| programs::are_missing(&["nix-instantiate"], "tests against a real Nix"));
    if *missing {
        return None;
    }
    let own = Path::new(env!("CARGO_TARGET_TMPDIR")).join("real-nix");
    let folder = |name: &str| {
        let path = own.join(name);
        std::fs::create_dir_all(&path).unwrap();
        path
    };
    let mut command = Command::new("nix-instantiate");
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder("home"))
        .env("TMPDIR", std::env::temp_dir())
        .env("NIX_REMOTE", "dummy://")
        .env("NIX_STATE_DIR", folder("state"))
        .env("NIX_LOG_DIR", folder("log"))
        .env("NIX_CONF_DIR", folder("conf"))
        .env("NIX_USER_CONF_FILES", "")
        .env("NIX_PATH", "")
        .env(
            "NIX_CONFIG",
            "build-users-group =\nsubstitute = false\nsandbox = false\n",
        )
        .args(["--option", "restrict-eval", "false"]);
    Some(command)
}

/// Runs `nix-instantiate` with more arguments and a text on its standard input, in a folder.
pub fn run(arguments: &[&str], text: &str, folder: &Path) -> Option<Output> {
    let mut child = nix_instantiate()?
        .args(arguments)
        .arg("-")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Nix reads all of the text before it writes; dropping the handle ends the text.
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    Some(child.wait_with_output().unwrap())
}

/// What an expression evaluates to, strictly, as JSON; paths in it are seen from a folder.
pub fn evaluate_in(folder: &Path, text: &str) -> Option<serde_json::Value> {
    let output = run(&["--eval", "--strict", "--json"], text, folder)?;
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "Nix cannot evaluate this:\n{text}\n{errors}"
    );
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// What an expression evaluates to, strictly, as JSON.
pub fn evaluate(text: &str) -> Option<serde_json::Value> {
    evaluate_in(Path::new("/"), text)
}

/// Whether Nix parses a text, and if not, what it says.
pub fn parse(text: &str) -> Option<Result<(), String>> {
    let output = run(&["--parse"], text, Path::new("/"))?;
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    Some(if output.status.success() {
        Ok(())
    } else {
        Err(errors)
    })
}

/// `nix eval` with flakes, in a store of its own, offline; none where there is no `nix`.
pub fn flake_eval() -> Option<Command> {
    nix_instantiate()?;
    let own = Path::new(env!("CARGO_TARGET_TMPDIR")).join("real-nix-flake");
    let folder = |name: &str| {
        let path = own.join(name);
        std::fs::create_dir_all(&path).unwrap();
        path
    };
    let mut command = Command::new("nix");
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder("home"))
        .env("NIX_STORE_DIR", folder("store"))
        .env("NIX_STATE_DIR", folder("state"))
        .env("NIX_LOG_DIR", folder("log"))
        .env("NIX_CONF_DIR", folder("conf"))
        .env("NIX_USER_CONF_FILES", "")
        .env(
            "NIX_CONFIG",
            "build-users-group =\nsubstitute = false\nsandbox = false\n",
        )
        .args([
            "--extra-experimental-features",
            "nix-command flakes",
            "--offline",
            "eval",
        ]);
    Some(command)
}
