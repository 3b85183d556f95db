//! `nix-store`, which asks the daemon where there is one. It is asked what a store holds, and changes nothing there.
//!
//! Only the stable commands: `nix path-info` is an experimental feature that may be off.

use std::io::Write as _;
use std::process::{Command, Stdio};

use camino::Utf8Path;

/// A store: its own folder, and that of its database and profiles.
///
/// Source: `man nix-store`, *Common Environment Variables* (`NIX_STORE_DIR`, `NIX_STATE_DIR`).
#[derive(Clone, Copy, Debug)]
pub struct Location<'s> {
    /// `/nix/store`
    pub folder: &'s Utf8Path,
    /// `/nix/var/nix`
    pub state: &'s Utf8Path,
}

/// Why `nix-store` was of no help.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreError {
    /// It could not be started.
    Start {
        /// The command.
        command: &'static str,
        /// Why.
        why: String,
    },
    /// It failed.
    Failed {
        /// The command.
        command: &'static str,
        /// The last line that it said; none: nothing.
        said: Option<String>,
    },
    /// It said something that is not understood.
    Nonsense(&'static str),
}

/// What shows the closure of a path.
pub const REQUISITES: &str = "nix-store --query --requisites";
/// What shows all that is known of paths.
pub const DUMP: &str = "nix-store --dump-db";

/// All paths that one needs, one a line.
pub fn requisites(at: Location<'_>, path: &str) -> Result<String, StoreError> {
    let mut command = Command::new("nix-store");
    command.args(["--query", "--requisites", "--", path]);
    run(at, REQUISITES, command, String::new())
}

/// All that is known of some paths, one a line: name, hash, size, deriver, number of references, references.
pub fn dump(at: Location<'_>, paths: String) -> Result<String, StoreError> {
    // A closure's names do not fit a command line: `xargs` cuts them into lines that do.
    let mut command = Command::new("xargs");
    command.args(["nix-store", "--dump-db"]);
    run(at, DUMP, command, paths)
}

fn run(
    at: Location<'_>,
    name: &'static str,
    mut command: Command,
    input: String,
) -> Result<String, StoreError> {
    let start = |error: std::io::Error| StoreError::Start {
        command: name,
        why: error.to_string(),
    };
    let mut child = command
        .env("NIX_STORE_DIR", at.folder)
        .env("NIX_STATE_DIR", at.state)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(start)?;
    // Written beside: it may answer before it has read all, and both would wait for ever.
    let feed = child.stdin.take().map(|mut stdin| {
        // A command that ends early says why by itself.
        std::thread::spawn(move || stdin.write_all(input.as_bytes()))
    });
    let output = child.wait_with_output().map_err(start)?;
    if let Some(feed) = feed {
        let _ = feed.join();
    }
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        let last = text.lines().rev().find(|line| !line.trim().is_empty());
        return Err(StoreError::Failed {
            command: name,
            said: last.map(str::to_owned),
        });
    }
    String::from_utf8(output.stdout).map_err(|_| StoreError::Nonsense(name))
}
