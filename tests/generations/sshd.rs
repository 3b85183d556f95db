//! A real sshd on loopback, with keys of its own: it leads into a folder that looks like a machine.

use std::collections::BTreeMap;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use coloc::deployed::ssh::{Asking, What, Which};

use super::fixture::Machine;
use crate::programs;

/// A server that ends with this value.
pub struct Sshd {
    folder: Utf8PathBuf,
    server: Child,
    _nobody: TcpListener,
}

impl Sshd {
    /// A server that runs what it is asked to on a machine, as if that were all of the host.
    pub fn of(machine: &Machine) -> Self {
        let folder = machine.root().join("ssh");
        std::fs::create_dir_all(&folder).unwrap();
        for key in ["host", "user"] {
            let path = folder.join(key);
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f", path.as_str()])
                .status()
                .unwrap();
            assert!(made.success());
        }
        // Nobody takes the connections of this one: it is a machine that hangs.
        let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
        let dead = nobody.local_addr().unwrap().port();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let host_key = std::fs::read_to_string(folder.join("host.pub")).unwrap();
        std::fs::write(
            folder.join("known"),
            format!("[127.0.0.1]:{port} {host_key}"),
        )
        .unwrap();
        let store = &machine.store;
        let force = format!(
            "export NIX_STORE_DIR={} NIX_STATE_DIR={}\n\
             echo 'Welcome to this machine!'\n\
             exec \"${{LC_SHELL:-sh}}\" -c \"$SSH_ORIGINAL_COMMAND {} {} {}\"\n",
            store.folder,
            store.state,
            machine.root().join("root"),
            store.folder,
            store.profiles()
        );
        std::fs::write(folder.join("force"), force).unwrap();
        let server = format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/user.pub\n\
             PidFile none\nStrictModes no\nUsePAM no\nPermitRootLogin yes\nPasswordAuthentication no\n\
             KbdInteractiveAuthentication no\nMaxStartups 200\nLogLevel VERBOSE\nAcceptEnv LC_SHELL\n\
             ForceCommand sh {folder}/force\n"
        );
        std::fs::write(folder.join("sshd_config"), server).unwrap();
        // This one lets people in, and then says nothing.
        let hangs = folder.join("hangs");
        std::fs::write(&hangs, "#!/bin/sh\nexec sleep 60\n").unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&hangs, mode).unwrap();
        let client = format!(
            "Host hung\n  SetEnv LC_SHELL={hangs}\nHost dead*\n  Port {dead}\nHost stranger\n  UserKnownHostsFile /dev/null\nHost fishy\n  SetEnv LC_SHELL=fish\n\
             Host *\n  HostName 127.0.0.1\n  Port {port}\n  IdentityFile {folder}/user\n  IdentitiesOnly yes\n  \
             UserKnownHostsFile {folder}/known\n  GlobalKnownHostsFile /dev/null\n  StrictHostKeyChecking yes\n"
        );
        std::fs::write(folder.join("config"), client).unwrap();
        let log = std::fs::File::create(folder.join("log")).unwrap();
        // As root, sshd wants a folder to lock itself into.
        let _ = std::fs::create_dir("/run/sshd");
        let server = Command::new(programs::path_of("sshd").expect("sshd is installed"))
            .args(["-D", "-e", "-f", folder.join("sshd_config").as_str()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("openssh-server is installed");
        let sshd = Self {
            folder,
            server,
            _nobody: nobody,
        };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(20), "{}", sshd.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        sshd
    }

    /// What `NIX_SSHOPTS` is for it.
    pub fn options(&self) -> String {
        format!("-F '{}'", self.folder.join("config"))
    }

    /// A question to it.
    pub fn asking(&self, which: Which, what: What, patience: u32) -> Asking {
        let options = self.options();
        Asking::new(which, what, patience, |name| {
            (name == "NIX_SSHOPTS").then(|| options.clone())
        })
        .unwrap()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap()
    }

    /// How often somebody logged in.
    pub fn logins(&self) -> usize {
        self.log().matches("Accepted publickey").count()
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Whether there is no sshd or no fish here.
pub fn is_missing() -> bool {
    programs::are_missing(&["sshd", "fish"], "a test over ssh")
}

/// Makes a system the active one, with its files in `/etc`.
pub fn activate(machine: &Machine, system: &str) -> Utf8PathBuf {
    let root = machine.root().join("root");
    let _ = std::fs::remove_dir_all(&root);
    for folder in ["run/systemd/system", "etc"] {
        std::fs::create_dir_all(root.join(folder)).unwrap();
    }
    for link in ["current-system", "booted-system"] {
        std::os::unix::fs::symlink(system, root.join("run").join(link)).unwrap();
    }
    std::fs::write(
        root.join("etc/os-release"),
        "ID=nixos\nPRETTY_NAME=\"NixOS 26.05\"\n",
    )
    .unwrap();
    std::fs::write(root.join("etc/passwd"), "root:x:0:0::/root:/bin/sh\n").unwrap();
    let etc = Utf8Path::new(system)
        .join("etc")
        .canonicalize_utf8()
        .unwrap();
    std::os::unix::fs::symlink(&etc, root.join("etc/static")).unwrap();
    for entry in walkdir::WalkDir::new(&etc) {
        let entry = entry.unwrap();
        let below = entry.path().strip_prefix(&etc).unwrap().to_str().unwrap();
        let live = root.join("etc").join(below);
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(live).unwrap();
        } else {
            std::os::unix::fs::symlink(format!("/etc/static/{below}"), live).unwrap();
        }
    }
    root
}

/// Hosts by name, each its own host.
pub fn hosts<'n>(names: impl IntoIterator<Item = &'n str>) -> BTreeMap<String, String> {
    names
        .into_iter()
        .map(|name| (name.to_owned(), name.to_owned()))
        .collect()
}
