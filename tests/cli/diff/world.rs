//! A collective in a git repository, and a store with its machines' generations.

use std::process::Command;

use camino::Utf8PathBuf;
use serde_json::{Value, json};

use crate::cli::harness::{Line, Place, Ran};
use crate::programs;

/// Whether there is a Nix to build with.
pub fn nix() -> bool {
    !programs::are_missing(&["nix-build"], "a test with generations that Nix builds")
}

/// The place; its home has the store and the profiles.
pub struct World {
    pub place: Place,
}

impl World {
    /// None: there is no Nix here.
    pub fn new(place: Place) -> Option<Self> {
        if !nix() {
            return None;
        }
        let world = Self { place };
        std::fs::create_dir_all(world.place.home().join("conf")).expect("a folder");
        world.git(&["init", "--quiet"]);
        Some(world)
    }

    /// Folders of profiles by machine.
    pub fn profiles(&self) -> Utf8PathBuf {
        self.place.home().join("profiles")
    }

    fn variables(&self) -> Vec<(&'static str, String)> {
        let home = self.place.home();
        vec![
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("NIX_STORE_DIR", home.join("store").into_string()),
            ("NIX_STATE_DIR", home.join("state").into_string()),
            ("NIX_LOG_DIR", home.join("log").into_string()),
            ("NIX_CONF_DIR", home.join("conf").into_string()),
            (
                "NIX_CONFIG",
                "build-users-group =\nsandbox = false\nsubstitute = false\n".to_owned(),
            ),
        ]
    }

    /// A command line of coloc that finds the store.
    pub fn line(&self, arguments: &[&str]) -> Line<'_> {
        self.variables()
            .into_iter()
            .fold(self.place.line(arguments), |line, (name, value)| {
                line.env(name, &value)
            })
    }

    /// Runs coloc.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        Self::plain(self.line(arguments).run())
    }

    /// What a run gave, without what is another in every run: hashes of the store, digests, commits.
    pub fn plain(mut ran: Ran) -> Ran {
        for text in [&mut ran.stdout, &mut ran.stderr] {
            let mut out = String::new();
            let mut word = String::new();
            for c in text.chars().chain(['\0']) {
                if c.is_ascii_alphanumeric() {
                    word.push(c);
                    continue;
                }
                let is_hex = word.chars().all(|c| c.is_ascii_hexdigit());
                let is_base_32 = out.ends_with("/store/") && word.len() == 32;
                match word.len() {
                    _ if is_base_32 => out.push_str("HASH"),
                    40 if is_hex => out.push_str("COMMIT"),
                    64 if is_hex => out.push_str("DIGEST"),
                    10 if is_hex && out.ends_with("commit ") => out.push_str("COMMIT"),
                    _ => out.push_str(&word),
                }
                word.clear();
                if c != '\0' {
                    out.push(c);
                }
            }
            *text = out;
        }
        ran
    }

    /// Runs a command of Nix.
    pub fn nix(&self, program: &str, arguments: &[&str]) -> String {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(self.place.path(""))
            .env_clear()
            .env("HOME", self.place.home())
            .envs(self.variables())
            .output()
            .expect("Nix runs");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {arguments:?}: {stderr}");
        String::from_utf8(output.stdout)
            .expect("UTF-8")
            .trim_end()
            .to_owned()
    }

    fn git(&self, arguments: &[&str]) {
        let output = Command::new("git")
            .current_dir(self.place.path(""))
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
            .expect("git runs");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {stderr}");
    }

    /// Commits everything.
    pub fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "-m", message]);
    }

    /// Builds a system like NixOS' own (`tests/generations/system.nix`) that carries the files of a machine as they
    /// are generated now. `more` is laid over what it is made of; `without` are packages that it has not.
    pub fn build(&self, machine: &str, more: &Value) -> String {
        let generated = self.place.path("generated/machines").join(machine);
        let stamp = std::fs::read_to_string(generated.join("machine.json")).expect("generated");
        let mut system = json!({
            "name": machine,
            "packages": {
                "openssl-3.0.14": { "size": 2, "needs": [], "build": "" },
                "nginx-1.26.0": { "size": 3, "needs": ["openssl-3.0.14"], "build": "" },
            },
            "etc": { "ssh/sshd_config": "PermitRootLogin no\n", "hostname": format!("{machine}\n") },
            "scripts": { "firewall-start": "accept tcp 443\n@nginx-1.26.0@/bin/x\n" },
            "units": {
                "nginx.service": "[Service]\nExecStart=@nginx-1.26.0@/bin/nginx\n",
                "firewall.service": "[Service]\nExecStart=@firewall-start@ start\n",
            },
            "machine": stamp, "fleet": self.place.read("generated/fleet.json"), "source": generated.as_str(), "kernel": "6.12.1",
        });
        for (field, value) in more.as_object().expect("an object") {
            match (field.as_str(), value) {
                ("without", Value::Array(names)) => {
                    let packages = system["packages"].as_object_mut().expect("an object");
                    for name in names {
                        packages.remove(name.as_str().expect("a name"));
                    }
                }
                (_, Value::Object(entries)) => {
                    for (name, value) in entries {
                        system[field][name] = value.clone();
                    }
                }
                _ => system[field] = value.clone(),
            }
        }
        let file = self.place.home().join("system.json");
        std::fs::write(&file, system.to_string()).expect("a file");
        let expression = format!(
            "import {}/tests/generations/system.nix {file}",
            env!("CARGO_MANIFEST_DIR")
        );
        self.nix("nix-build", &["--no-out-link", "-E", &expression])
    }

    /// Builds a system and makes it the newest generation of a machine.
    pub fn switch(&self, machine: &str, more: &Value) -> String {
        let toplevel = self.build(machine, more);
        self.set(machine, &toplevel);
        toplevel
    }

    /// Makes a system the newest generation of a machine.
    pub fn set(&self, machine: &str, toplevel: &str) {
        let folder = self.profiles().join(machine);
        std::fs::create_dir_all(&folder).expect("a folder");
        let profile = folder.join("system");
        self.nix(
            "nix-env",
            &["--profile", profile.as_str(), "--set", toplevel],
        );
    }
}
