//! Where generated files stand: the one place that makes their paths, and takes them apart.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use camino::Utf8PathBuf;

/// The folder of all that is generated, but for `flake.nix`.
pub const GENERATED: &str = "generated";

/// The folder of machines' folders.
pub const MACHINES: &str = "generated/machines";

/// The folder of modules that a tree carries along.
pub const CARRIED: &str = "generated/modules";

/// Where Nix begins.
pub const FLAKE: &str = "flake.nix";

/// What the flake takes its outputs from.
pub const OUTPUTS: &str = "generated/default.nix";

/// What machines have in common.
pub const COLLECTIVE: &str = "generated/collective.nix";

/// What machines know of each other.
pub const FLEET: &str = "generated/fleet.json";

/// DNS records, for people.
pub const RECORDS: &str = "generated/DNS.md";

/// The folder of a machine.
pub fn folder(machine: &str) -> Utf8PathBuf {
    Utf8PathBuf::from(MACHINES).join(machine)
}

/// A file of a machine's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MachineFile {
    /// What it begins with.
    Root,
    /// Its names, hardware and release.
    Base,
    /// Who enters.
    Access,
    /// What is open, and the mesh.
    Network,
    /// What nginx does for all services.
    Web,
    /// A service that runs on it.
    Service(String),
    /// The part of a service that every machine has.
    For(String),
    /// The machine in the collective's words.
    Snapshot,
    /// A file that this version of coloc does not make.
    Other(String),
}

impl MachineFile {
    /// Its path in the repository.
    pub fn of(&self, machine: &str) -> Utf8PathBuf {
        folder(machine).join(self.to_string())
    }

    /// The service that it is about.
    pub fn service(&self) -> Option<&str> {
        match self {
            Self::Service(name) | Self::For(name) => Some(name),
            Self::Root
            | Self::Base
            | Self::Access
            | Self::Network
            | Self::Web
            | Self::Snapshot
            | Self::Other(_) => None,
        }
    }
}

impl fmt::Display for MachineFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("default.nix"),
            Self::Base => f.write_str("base.nix"),
            Self::Access => f.write_str("access.nix"),
            Self::Network => f.write_str("network.nix"),
            Self::Web => f.write_str("web.nix"),
            Self::Service(name) => write!(f, "services/{name}.nix"),
            Self::For(name) => write!(f, "for/{name}.nix"),
            Self::Snapshot => f.write_str("machine.json"),
            Self::Other(path) => f.write_str(path),
        }
    }
}

impl FromStr for MachineFile {
    type Err = Infallible;

    fn from_str(path: &str) -> Result<Self, Self::Err> {
        let module = path.strip_suffix(".nix").and_then(|it| it.split_once('/'));
        Ok(match (path, module) {
            ("default.nix", _) => Self::Root,
            ("base.nix", _) => Self::Base,
            ("access.nix", _) => Self::Access,
            ("network.nix", _) => Self::Network,
            ("web.nix", _) => Self::Web,
            ("machine.json", _) => Self::Snapshot,
            (_, Some(("services", name))) => Self::Service(name.to_owned()),
            (_, Some(("for", name))) => Self::For(name.to_owned()),
            (_, Some(_) | None) => Self::Other(path.to_owned()),
        })
    }
}
