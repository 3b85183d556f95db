//! git must know new files before Nix sees them.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use camino::Utf8Path;

use crate::emit::Tree;

/// What became of the new files: git must know them before Nix sees them.
pub(super) enum Git {
    /// There is no git here.
    NoRepository,
    /// So many new files.
    Told(usize),
    /// A `.gitignore` hides them.
    Ignored,
    /// git could not be asked; why.
    Failed(String),
}

/// Tells git of new files (`git add --intent-to-add`), so that a flake in this repository sees them. Only of files that
/// coloc wrote and that git does not know at all: what a merge left open, and what people put beside, is theirs.
pub(super) fn tell_git(root: &Utf8Path, tree: &Tree) -> Git {
    let Some(top) = root
        .ancestors()
        .find(|folder| folder.join(".git").symlink_metadata().is_ok())
    else {
        return Git::NoRepository;
    };
    let git = |arguments: &[&str], input: &str| git(root, top, arguments, input);
    // 0: at least one of them is ignored; 1: none is.
    let ours = ["--", "flake.nix", "coloc.lock", "generated"];
    if git(&[&["check-ignore"], &ours[..]].concat(), "").is_ok() {
        return Git::Ignored;
    }
    let unknown = match git(&[&["ls-files", "--others", "-z"], &ours[..]].concat(), "") {
        Ok(paths) => paths,
        Err(why) => return Git::Failed(why),
    };
    let new: Vec<&str> = unknown
        .split('\0')
        .filter(|path| tree.files.contains_key(Utf8Path::new(path)))
        .collect();
    if new.is_empty() {
        return Git::Told(0);
    }
    let from_stdin = [
        "add",
        "--intent-to-add",
        "--pathspec-from-file=-",
        "--pathspec-file-nul",
    ];
    match git(
        &[&["--literal-pathspecs"], &from_stdin[..]].concat(),
        &new.join("\0"),
    ) {
        Ok(_) => Git::Told(new.len()),
        Err(why) => Git::Failed(why),
    }
}

/// Runs git in the repository; what it prints, or what it complains about.
///
/// git is told where the repository is: a pull request may have made the collective's folder look like one, with a
/// configuration that runs programs. It runs no hook and no file system monitor either.
fn git(root: &Utf8Path, top: &Utf8Path, arguments: &[&str], input: &str) -> Result<String, String> {
    let run = || -> std::io::Result<Output> {
        let mut child = Command::new("git")
            .current_dir(root)
            .arg(format!("--git-dir={top}/.git"))
            .arg(format!("--work-tree={top}"))
            .args([
                "-c",
                "core.fsmonitor=false",
                "-c",
                "core.hooksPath=/dev/null",
            ])
            .args(arguments)
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes())?;
        }
        child.wait_with_output()
    };
    match run() {
        Ok(output) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
