//! What is another on the machine itself: a file of `/etc`, a unit, accounts.

use super::Risk;

/// Where a change is to be found on a machine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trace {
    /// What is another.
    pub part: Part,
    /// Names of store paths through which that is so: a script that a unit starts.
    pub through: Vec<String>,
}

/// A part of a system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A file, below `/etc`.
    File(String),
    /// The list of accounts and groups.
    Accounts,
    /// A unit, or a drop-in of one: `nginx.service`, `nginx.service.d/overrides.conf`.
    Unit(String),
    /// That a unit starts with another one.
    Start {
        /// The one that is started.
        unit: String,
        /// The one with which it is.
        with: String,
    },
    /// What else is done when the system is made active.
    Activation,
}

impl Part {
    /// What can go wrong with a change of it.
    pub fn risk(&self) -> Risk {
        match self {
            Self::Accounts | Self::Activation => Risk::Access,
            Self::Unit(unit)
                if matches!(unit.as_str(), "nftables.service" | "firewall.service") =>
            {
                Risk::Exposure
            }
            Self::Unit(_) | Self::Start { .. } => Risk::Restart,
            Self::File(path) if path == "ssh/ssh_known_hosts" => Risk::Cosmetic,
            Self::File(path)
                if path == "sudoers" || path.starts_with("ssh/") || path.starts_with("pam.d/") =>
            {
                Risk::Access
            }
            Self::File(path) if path.starts_with("systemd/network/") => Risk::Exposure,
            Self::File(_) => Risk::Cosmetic,
        }
    }

    /// The unit that it is; drop-ins are none.
    pub fn unit(&self) -> Option<&str> {
        match self {
            Self::Unit(unit) if !unit.contains('/') => Some(unit),
            Self::Unit(_)
            | Self::Start { .. }
            | Self::File(_)
            | Self::Accounts
            | Self::Activation => None,
        }
    }
}
