//! The git repository that a collective lives in.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use camino::{Utf8Path, Utf8PathBuf};

/// A repository: the folder with `.git`, and the collective's folder in it.
#[derive(Clone, Debug)]
pub struct Repository {
    /// The collective's root, in it or the same.
    root: Utf8PathBuf,
    /// Its own folder.
    top: Utf8PathBuf,
}

impl Repository {
    /// The repository that a folder is part of; none: there is no `.git` above it.
    pub fn around(root: &Utf8Path) -> Option<Self> {
        let top = root
            .ancestors()
            .find(|folder| folder.join(".git").symlink_metadata().is_ok())?;
        Some(Self {
            root: root.to_owned(),
            top: top.to_owned(),
        })
    }

    /// The collective's folder as git names it: empty, or `collective/`.
    pub fn prefix(&self) -> String {
        match self.root.strip_prefix(&self.top) {
            Ok(path) if !path.as_str().is_empty() => format!("{path}/"),
            _ => String::new(),
        }
    }

    /// Runs git in the collective's folder; what it prints, or what it complains about.
    pub fn run(&self, arguments: &[&str], input: &str) -> Result<String, String> {
        self.bytes(arguments, input)
            .map(|text| String::from_utf8_lossy(&text).into_owned())
    }

    /// The same, for what may be no text.
    ///
    /// git is told where the repository is: a pull request may have made the collective's folder look like one, with a
    /// configuration that runs programs. It runs no hook and no file system monitor either.
    pub fn bytes(&self, arguments: &[&str], input: &str) -> Result<Vec<u8>, String> {
        let input = input.to_owned();
        let run = || -> std::io::Result<Output> {
            let mut child = Command::new("git")
                .current_dir(&self.root)
                .arg(format!("--git-dir={}/.git", self.top))
                .arg(format!("--work-tree={}", self.top))
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
            // Written beside: git may answer before it has read all, and both would wait for ever.
            let feed = child
                .stdin
                .take()
                .map(|mut stdin| std::thread::spawn(move || stdin.write_all(input.as_bytes())));
            let output = child.wait_with_output();
            if let Some(feed) = feed {
                let _ = feed.join();
            }
            output
        };
        match run() {
            Ok(output) if output.status.success() => Ok(output.stdout),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}
