//! Why a machine could not be read, wherever that was tried: the same failures for every command.

use camino::Utf8PathBuf;

use super::saved::SavedError;
use super::ssh::SshError;
use super::trouble::Trouble;

/// Why a machine, or all that were asked for, could not be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It does not answer, or as no machine of NixOS does.
    Ssh(SshError),
    /// It answers, and no system was read; what it complains about.
    Troubles(Vec<Trouble>),
    /// There is no system at a link; the generations that there are.
    NoSystem {
        /// The link.
        link: String,
        /// Numbers, the oldest first.
        there: Vec<u64>,
    },
    /// There is no such generation.
    NoGeneration {
        /// Its number.
        number: u64,
        /// Those that there are, the oldest first.
        there: Vec<u64>,
    },
    /// Garbage collection took the system.
    Collected {
        /// Its number; none: it is not in the profile.
        number: Option<u64>,
        /// Its path.
        path: String,
    },
    /// The folder has no generation.
    Empty(Utf8PathBuf),
    /// There is no such folder.
    NoFolder(Utf8PathBuf),
    /// The folder has none for the machine.
    NotInFolder(Utf8PathBuf),
    /// The folder, or something in it, cannot be read.
    Folder(String),
    /// A folder or a file that is one system has no generations to choose from.
    OneSystem(Utf8PathBuf),
    /// A file is no snapshot.
    Snapshot(Utf8PathBuf, SavedError),
    /// A snapshot of another tool has packages alone; its system.
    PackagesAlone(String),
    /// A folder or a file is of a machine that was not asked for.
    NotAsked {
        /// The folder, or the file.
        path: Utf8PathBuf,
        /// Whose it is.
        machine: String,
    },
    /// A folder or a file does not say whose it is, and several machines are asked for.
    Nameless(Utf8PathBuf),
    /// Two generations are those of one machine, and several are asked for.
    Several,
}

impl Why {
    /// Whether nobody answers, so that nothing is known of what runs there.
    pub fn is_unreachable(&self) -> bool {
        match self {
            Self::Ssh(error) => match error {
                SshError::Host(_)
                | SshError::Options
                | SshError::Start(_)
                | SshError::Refused(_)
                | SshError::Slow(_) => true,
                SshError::Other(_) | SshError::Nonsense(_) => false,
            },
            Self::Troubles(_)
            | Self::NoSystem { .. }
            | Self::NoGeneration { .. }
            | Self::Collected { .. }
            | Self::Empty(_)
            | Self::NoFolder(_)
            | Self::NotInFolder(_)
            | Self::Folder(_)
            | Self::OneSystem(_)
            | Self::Snapshot(..)
            | Self::PackagesAlone(_)
            | Self::NotAsked { .. }
            | Self::Nameless(_)
            | Self::Several => false,
        }
    }
}
