//! A hermetic command line, read as a sentence: `place.coloc(["check"]).code(1).stdout(expect![…])`.
//!
//! The environment is empty but for a language, HOME a new folder, and nothing is a terminal. What a run prints about
//! its own place reads `[HERE]`.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};
use expect_test::{Expect, ExpectFile};
use tempfile::TempDir;

/// A small collective without a finding of severity error.
pub const SMALL: &str = r#"[collective]
name = "les-lilas"
domain = "les-lilas.example"
contact = "bonjour@les-lilas.example"

[nixos]
release = "26.05"
inputs.nixpkgs = "github:NixOS/nixpkgs/nixos-26.05"

[policy]
caretakers-per-machine = 1
caretakers-per-service = 1
backup-copies = 0
backup-other-site = false

[members.alice]
name = "Alice"
ssh-keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG5LrN4eAWY2WXVGJ4CyNQqQ1WIRkgNIjF1ifY2gj2+4 alice@portable"]

[sites.maison]
keeper = "alice"
ipv4 = "198.51.100.7"

[machines.serveur]
site = "maison"
caretakers = ["alice"]
public = true
"#;

/// A key that anybody may have.
pub const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl bruno@atelier";

/// A folder that vanishes with this value, and a home beside it.
pub struct Place {
    folder: Utf8PathBuf,
    home: Utf8PathBuf,
    _keep: TempDir,
}

impl Place {
    /// An empty folder called `here`.
    pub fn empty() -> Self {
        Self::called("here")
    }

    /// An empty folder.
    pub fn called(name: &str) -> Self {
        let keep = tempfile::tempdir().expect("a folder for the test");
        let top = keep.path().canonicalize().expect("it exists");
        let top = Utf8PathBuf::from_path_buf(top).expect("UTF-8");
        let place = Self {
            folder: top.join(name),
            home: top.join("home"),
            _keep: keep,
        };
        for folder in [&place.folder, &place.home] {
            std::fs::create_dir(folder).expect("a new folder");
        }
        place
    }

    /// A folder with [`SMALL`] in it.
    pub fn small() -> Self {
        Self::empty().with("coloc.toml", SMALL)
    }

    /// A copy of a folder of this repository, without what it has from a run.
    pub fn copy(folder: &str) -> Self {
        Self::empty().filled(folder)
    }

    /// Copies a folder of this repository into the place.
    pub fn filled(self, folder: &str) -> Self {
        let from = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in walkdir::WalkDir::new(&from) {
            let entry = entry.expect("a readable folder");
            let path = entry.path().strip_prefix(&from).expect("below it");
            if entry.file_type().is_file() && !path.starts_with(".coloc") {
                let text = std::fs::read_to_string(entry.path()).expect("text");
                self.write(path.to_str().expect("UTF-8"), &text);
            }
        }
        self
    }

    /// The place with one more file.
    pub fn with(self, path: &str, text: &str) -> Self {
        self.write(path, text);
        self
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        std::fs::create_dir_all(path.parent().expect("in a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// Reads a file.
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.join(path)).expect("a file")
    }

    /// Where a path of the place is.
    pub fn path(&self, path: &str) -> Utf8PathBuf {
        self.folder.join(path)
    }

    /// The home of whoever runs coloc here.
    pub fn home(&self) -> &Utf8Path {
        &self.home
    }

    /// All files and links with their modes and bytes: whether a run left no trace.
    pub fn everything(&self) -> BTreeMap<String, (u32, Vec<u8>)> {
        let mut all = BTreeMap::new();
        for entry in walkdir::WalkDir::new(&self.folder) {
            let entry = entry.expect("a readable folder");
            let mode = entry.metadata().expect("there").permissions().mode();
            let bytes = if entry.file_type().is_file() {
                std::fs::read(entry.path()).expect("a readable file")
            } else {
                Vec::new()
            };
            let path = entry.path().strip_prefix(&self.folder).expect("below it");
            all.insert(path.display().to_string(), (mode, bytes));
        }
        all
    }

    /// What `generate` writes, by path.
    pub fn generated(&self) -> BTreeMap<String, Vec<u8>> {
        self.everything()
            .into_iter()
            .filter(|(path, _)| {
                path.starts_with("generated/") || path == "flake.nix" || path == "coloc.lock"
            })
            .map(|(path, (_, bytes))| (path, bytes))
            .collect()
    }

    /// A command line that has not been run yet.
    pub fn line<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Line<'_> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coloc"));
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env_clear()
            .env("HOME", &self.home)
            .env("LANG", "en_GB.UTF-8")
            .stdin(Stdio::null());
        Line {
            command,
            place: self,
        }
    }

    /// Runs coloc.
    pub fn coloc<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Ran {
        self.line(arguments).run()
    }

    /// The services on offer, as data.
    pub fn offered(&self) -> Vec<serde_json::Value> {
        let ran = self.coloc(["catalog", "--format", "json"]).code(0);
        assert_eq!(ran.stderr, "");
        let json = ran.json();
        assert_eq!(json["version"], 1);
        json["services"].as_array().cloned().unwrap_or_default()
    }
}

/// A command line.
pub struct Line<'a> {
    pub command: Command,
    place: &'a Place,
}

impl Line<'_> {
    /// Sets a variable of the environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Begins in a folder of the place.
    pub fn within(mut self, folder: &str) -> Self {
        self.command.current_dir(self.place.path(folder));
        self
    }

    /// Runs it.
    pub fn run(mut self) -> Ran {
        let output = self.command.output().expect("coloc runs");
        let text = |bytes| {
            String::from_utf8(bytes)
                .expect("coloc writes UTF-8")
                .replace(self.place.folder.as_str(), "[HERE]")
                .replace(self.place.home.as_str(), "[HOME]")
        };
        Ran {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

/// What a run gave.
#[derive(Clone, Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The exit code is this.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// All data, or nothing: `expect![""]`.
    #[track_caller]
    pub fn stdout(self, expected: Expect) -> Self {
        expected.assert_eq(&self.stdout);
        self
    }

    /// All notes.
    #[track_caller]
    pub fn stderr(self, expected: Expect) -> Self {
        expected.assert_eq(&self.stderr);
        self
    }

    /// All data, in a file of its own.
    #[track_caller]
    pub fn stdout_is(self, expected: ExpectFile) -> Self {
        expected.assert_eq(&self.stdout);
        self
    }

    /// Somewhere in the data.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(self.stdout.contains(words), "{}", self.stdout);
        self
    }

    /// Somewhere in the notes.
    #[track_caller]
    pub fn notes(self, words: &str) -> Self {
        assert!(self.stderr.contains(words), "{}", self.stderr);
        self
    }

    /// Nowhere at all.
    #[track_caller]
    pub fn never_says(self, words: &str) -> Self {
        assert!(!self.stdout.contains(words), "{}", self.stdout);
        assert!(!self.stderr.contains(words), "{}", self.stderr);
        self
    }

    /// The data, as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).expect("JSON on stdout")
    }
}
