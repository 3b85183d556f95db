//! Real generations, built by real Nix in a store of their own: no root, no daemon, no network.

use std::collections::BTreeMap;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use coloc::deployed::store::Store;
use serde_json::json;
use tempfile::TempDir;

/// What a generation is made of; see `system.nix`.
#[derive(Clone, Debug)]
pub struct System {
    pub packages: BTreeMap<String, (u64, Vec<String>, String)>,
    pub etc: BTreeMap<String, String>,
    pub scripts: BTreeMap<String, String>,
    pub units: BTreeMap<String, String>,
    pub machine: Option<String>,
    pub fleet: Option<String>,
    /// The script that is run at activation.
    pub activate: Option<String>,
    pub kernel: String,
}

/// A store and a profile in a folder that vanishes with this value.
pub struct Machine {
    folder: TempDir,
    pub store: Store,
}

impl System {
    /// One with a web server, a firewall and a few packages.
    pub fn small() -> Self {
        let texts = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect()
        };
        Self {
            packages: BTreeMap::from([
                package("openssl-3.0.14", 2, &[]),
                package("nginx-1.26.0", 3, &["openssl-3.0.14"]),
                package("bash-interactive-5.2", 1, &[]),
            ]),
            etc: texts(&[
                ("ssh/sshd_config", "PermitRootLogin no\n"),
                ("hostname", "ananas\n"),
            ]),
            scripts: texts(&[("firewall-start", "accept tcp 443\n@nginx-1.26.0@/bin/x\n")]),
            units: texts(&[
                (
                    "nginx.service",
                    "[Service]\nExecStart=@nginx-1.26.0@/bin/nginx\n",
                ),
                (
                    "firewall.service",
                    "[Service]\nExecStart=@firewall-start@ start\n",
                ),
            ]),
            machine: None,
            fleet: None,
            activate: None,
            kernel: "6.12.1".to_owned(),
        }
    }

    /// All packages built anew: the same versions, other contents.
    pub fn rebuilt(mut self, mark: &str) -> Self {
        for (_, _, build) in self.packages.values_mut() {
            mark.clone_into(build);
        }
        self
    }

    fn json(&self) -> String {
        let packages: BTreeMap<_, _> = self
            .packages
            .iter()
            .map(|(name, (size, needs, build))| {
                (
                    name,
                    json!({ "size": size, "needs": needs, "build": build }),
                )
            })
            .collect();
        json!({
            "name": "ananas", "packages": packages, "etc": self.etc, "scripts": self.scripts, "units": self.units,
            "machine": self.machine, "fleet": self.fleet, "source": null, "activate": self.activate, "kernel": self.kernel,
        })
        .to_string()
    }
}

pub fn package(name: &str, size: u64, needs: &[&str]) -> (String, (u64, Vec<String>, String)) {
    let needs = needs.iter().map(|need| (*need).to_owned()).collect();
    (name.to_owned(), (size, needs, String::new()))
}

impl Machine {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path())
            .unwrap()
            .canonicalize_utf8()
            .unwrap();
        let store = Store {
            folder: root.join("store"),
            state: root.join("state"),
        };
        std::fs::create_dir_all(root.join("conf")).unwrap();
        let conf = "sandbox = false\nbuild-users-group =\nsubstitute = false\n";
        std::fs::write(root.join("conf/nix.conf"), conf).unwrap();
        Self { folder, store }
    }

    pub fn root(&self) -> &Utf8Path {
        Utf8Path::from_path(self.folder.path()).unwrap()
    }

    /// A command of Nix that works on this store.
    pub fn nix(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let root = self.store.folder.parent().unwrap();
        command
            .env("NIX_STORE_DIR", &self.store.folder)
            .env("NIX_STATE_DIR", &self.store.state)
            .env("NIX_CONF_DIR", root.join("conf"))
            .env("NIX_LOG_DIR", root.join("log"))
            .env("NIX_REMOTE", "")
            .env("HOME", root);
        command
    }

    /// Runs a command of Nix, and gives what it prints.
    pub fn run(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.nix(program).args(arguments).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {arguments:?}: {stderr}");
        String::from_utf8(output.stdout)
            .unwrap()
            .trim_end()
            .to_owned()
    }

    /// Builds a system and makes it the profile's newest generation.
    pub fn switch(&self, system: &System) -> String {
        let toplevel = self.build(system);
        let profile = self.profiles().join("system");
        self.run(
            "nix-env",
            &["--profile", profile.as_str(), "--set", &toplevel],
        );
        toplevel
    }

    /// Builds a system.
    pub fn build(&self, system: &System) -> String {
        let specification = self.root().join("system.json");
        std::fs::write(&specification, system.json()).unwrap();
        let expression = format!(
            "import {}/tests/generations/system.nix {specification}",
            env!("CARGO_MANIFEST_DIR")
        );
        self.run("nix-build", &["--no-out-link", "-E", &expression])
    }

    pub fn profiles(&self) -> Utf8PathBuf {
        let folder = self.store.profiles();
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }
}
