//! Closures by `nix-store`, which asks the daemon where there is one. Only the stable commands: `nix path-info` is an
//! experimental feature that may be off.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use super::ClosureError;
use crate::deployed::store::Store;
use crate::generation::{Closure, StorePath};

const REQUISITES: &str = "nix-store --query --requisites";
const DUMP: &str = "nix-store --dump-db";

/// Both closures of a pair.
pub(super) fn pair(
    store: &Store,
    from: &str,
    to: &str,
) -> Result<(Closure, Closure), ClosureError> {
    let old = requisites(store, from)?;
    let new = requisites(store, to)?;
    let all: std::collections::BTreeSet<&String> = old.iter().chain(&new).collect();
    let known = dump(store, all.into_iter())?;
    let closure = |paths: &[String], with_references: &dyn Fn(&str) -> bool| Closure {
        paths: paths
            .iter()
            .map(|path| {
                let mut info = known.get(path).cloned().unwrap_or_default();
                if !with_references(path) {
                    info.references = None;
                }
                (path.clone(), info)
            })
            .collect(),
    };
    let from = closure(&old, &|_| false);
    let to = closure(&new, &|path| !from.paths.contains_key(path));
    Ok((from, to))
}

fn requisites(store: &Store, path: &str) -> Result<Vec<String>, ClosureError> {
    let text = run(
        store,
        REQUISITES,
        &["--query", "--requisites", "--", path],
        None,
    )?;
    let paths: Vec<String> = text.lines().map(str::to_owned).collect();
    if paths.is_empty() {
        return Err(ClosureError::Unknown(path.to_owned()));
    }
    Ok(paths)
}

/// `nix-store --dump-db PATHS`: for each path its name, hash, size, deriver, number of references, references.
fn dump<'p>(
    store: &Store,
    paths: impl Iterator<Item = &'p String>,
) -> Result<BTreeMap<String, StorePath>, ClosureError> {
    let mut list = String::new();
    for path in paths {
        list.push_str(path);
        list.push('\n');
    }
    // A closure's names do not fit a command line: `xargs` cuts them into lines that do.
    let text = run(store, DUMP, &[], Some(list))?;
    let mut lines = text.lines();
    let mut known = BTreeMap::new();
    while let Some(path) = lines.next() {
        let mut number = || lines.next().and_then(|line| line.parse::<u64>().ok());
        let nonsense = || ClosureError::Nonsense(DUMP);
        let _hash = number();
        let size = number().ok_or_else(nonsense)?;
        let _deriver = lines.next();
        let count = lines
            .next()
            .and_then(|line| line.parse::<usize>().ok())
            .ok_or_else(nonsense)?;
        let references = lines.by_ref().take(count).map(str::to_owned).collect();
        known.insert(
            path.to_owned(),
            StorePath {
                size,
                references: Some(references),
            },
        );
    }
    Ok(known)
}

fn run(
    store: &Store,
    command: &'static str,
    arguments: &[&str],
    input: Option<String>,
) -> Result<String, ClosureError> {
    let mut process = if input.is_none() {
        Command::new("nix-store")
    } else {
        let mut xargs = Command::new("xargs");
        xargs.args(["nix-store", "--dump-db"]);
        xargs
    };
    process
        .args(arguments)
        .env("NIX_STORE_DIR", store.folder.as_str())
        .env("NIX_STATE_DIR", store.state.as_str())
        .stdin(if input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let start = |source| ClosureError::Start { command, source };
    let mut child = process.spawn().map_err(start)?;
    let feed = input.and_then(|input| {
        let mut stdin = child.stdin.take()?;
        Some(std::thread::spawn(move || {
            use std::io::Write as _;
            // A command that ends early says why by itself.
            let _ = stdin.write_all(input.as_bytes());
        }))
    });
    let output = child.wait_with_output().map_err(start)?;
    if let Some(feed) = feed {
        let _ = feed.join();
    }
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        let stderr = text
            .lines()
            .rev()
            .find(|line| !line.trim().is_empty())
            .unwrap_or("it said nothing");
        return Err(ClosureError::Failed {
            command,
            stderr: stderr.to_owned(),
        });
    }
    String::from_utf8(output.stdout).map_err(|_| ClosureError::Nonsense(command))
}
