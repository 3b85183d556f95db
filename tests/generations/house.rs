//! A collective in a git repository, and its one machine behind a real sshd.

use std::fmt::Write as _;
use std::process::Command;

use expect_test::Expect;

use super::fixture::{Machine, System};
use super::sshd::Sshd;
use crate::cli::harness::{Place, Ran, SMALL};

/// A change of the machine.
pub const ZONE: &str = "nixos.time.timeZone = \"Europe/Paris\"\n";

/// A collective in a git repository, and its one machine.
pub struct House {
    pub place: Place,
    pub machine: Machine,
    sshd: Sshd,
}

impl House {
    pub fn new() -> Self {
        let machine = Machine::new();
        let sshd = Sshd::of(&machine);
        let house = Self {
            place: Place::small(),
            machine,
            sshd,
        };
        house.git(&["init", "--quiet", "--initial-branch=main"]);
        house
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .current_dir(self.place.path("."))
            .args([
                "-c",
                "user.name=Test",
                "-c",
                "user.email=test@les-lilas.example",
            ])
            .args(["-c", "commit.gpgSign=false"])
            .args(arguments)
            .env("HOME", self.place.home())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Writes a manifest and what it generates, commits it, and gives the system that a machine would have of it.
    pub fn commit(&self, more: &str) -> System {
        let system = self.write(more);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", "change"]);
        system
    }

    pub fn write(&self, more: &str) -> System {
        self.place.write("coloc.toml", &format!("{SMALL}{more}"));
        self.place.coloc(["generate"]).code(0);
        let mut system = System::small();
        system.machine = Some(self.place.read("generated/machines/serveur/machine.json"));
        system.fleet = Some(self.place.read("generated/fleet.json"));
        system
    }

    pub fn coloc(&self, arguments: &[&str]) -> Ran {
        let path = std::env::var("PATH").unwrap();
        let store = &self.machine.store;
        self.place
            .line(arguments)
            .env("PATH", &path)
            .env("NIX_SSHOPTS", &self.sshd.options())
            .env("NIX_STORE_DIR", store.folder.as_str())
            .env("NIX_STATE_DIR", store.state.as_str())
            .run()
    }

    /// The state and what is said of it.
    pub fn status(&self, expected: Expect) {
        let ran = self.coloc(&["status", "--format", "json"]).code(0);
        let machine = &ran.json()["machines"][0];
        let causes = machine["causes"].as_array().unwrap();
        let mut text = format!("{}\n", machine["state"].as_str().unwrap());
        for cause in causes {
            let (what, state) = (&cause["what"], &cause["state"]);
            writeln!(
                text,
                "{}: {}",
                state.as_str().unwrap(),
                what.as_str().unwrap()
            )
            .unwrap();
        }
        // Commits have dates, and so other names every time.
        for word in text.clone().split(|c: char| !c.is_ascii_alphanumeric()) {
            if word.len() == 10 && word.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                text = text.replace(word, "COMMIT");
            }
        }
        expected.assert_eq(&text.replace(self.machine.root().as_str(), "[ROOT]"));
    }
}
