//! What stands in a table of the manifest, and how far a change of it goes.

use std::fmt;

/// How far a change of a key goes on a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// No file of it that is known: who looks after what and where copies are to be is for people and findings. (That a
    /// caretaker has an account is told of the account.)
    People,
    /// What the index of effects names.
    Indexed,
    /// Any file: coloc does not know what an option of NixOS, a module written by hand or another release does.
    Any,
}

/// Declares the keys of tables: variant, text, reach.
macro_rules! fields {
    ($($variant:ident = $text:literal $reach:ident,)*) => {
        /// What stands in a table.
        ///
        /// One enum for all tables: a word means the same in each.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Field {
            /// The table itself.
            Whole,
            /// A setting of a service, by name.
            Setting(String),
            /// A plain option of NixOS; names joined by dots, without quotes.
            Option(String),
            /// An input of the flake.
            Input(String),
            /// Something that this version of coloc does not know.
            Other(String),
            $(#[doc = concat!("`", $text, "`")] $variant,)*
        }

        impl Field {
            /// What its text is made of: the key that it stands in, with a dot, and its own name.
            pub(super) fn parts(&self) -> (&'static str, &str) {
                match self {
                    Self::Whole => ("", ""),
                    Self::Setting(name) => ("settings.", name),
                    Self::Option(path) => ("nixos.", path),
                    Self::Input(name) => ("inputs.", name),
                    Self::Other(text) => ("", text),
                    $(Self::$variant => ("", $text),)*
                }
            }

            /// The field of a text.
            pub fn parse(text: &str) -> Self {
                match text.split_once('.') {
                    Some(("settings", name)) => return Self::Setting(name.to_owned()),
                    Some(("nixos", path)) => return Self::Option(path.to_owned()),
                    Some(("inputs", name)) => return Self::Input(name.to_owned()),
                    Some(_) | None => {}
                }
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::Other(text.to_owned()),
                }
            }

            /// How far a change of it goes.
            pub fn reach(&self) -> Reach {
                match self {
                    Self::Option(_) | Self::Input(_) => Reach::Any,
                    Self::Whole | Self::Setting(_) | Self::Other(_) => Reach::Indexed,
                    $(Self::$variant => Reach::$reach,)*
                }
            }
        }
    };
}

fields! {
    AgeKeys = "age-keys" People,
    Backup = "backup" People,
    BackupCopies = "backup-copies" People,
    BackupOtherSite = "backup-other-site" People,
    Caretakers = "caretakers" People,
    CaretakersPerMachine = "caretakers-per-machine" People,
    CaretakersPerService = "caretakers-per-service" People,
    Contact = "contact" Indexed,
    DeployHost = "deploy-host" Indexed,
    Disk = "disk" People,
    Domain = "domain" Indexed,
    Email = "email" Indexed,
    For = "for" People,
    Groups = "groups" Indexed,
    Hardware = "hardware" Any,
    HostKey = "host-key" Indexed,
    Ingress = "ingress" Indexed,
    Inputs = "inputs" Any,
    Ipv4 = "ipv4" People,
    Ipv6 = "ipv6" People,
    Joined = "joined" People,
    KeepLogsDays = "keep-logs-days" Indexed,
    Keeper = "keeper" People,
    Kind = "kind" People,
    Language = "language" Indexed,
    Machine = "machine" Any,
    Machines = "machines" Any,
    Memory = "memory" People,
    Mesh = "mesh" Indexed,
    MeshKey = "mesh-key" Indexed,
    MeshPort = "mesh-port" Indexed,
    Modules = "modules" Any,
    Name = "name" Indexed,
    Nat = "nat" People,
    Nixos = "nixos" Any,
    Power = "power" People,
    Public = "public" Indexed,
    Release = "release" Any,
    RestoreDrillDays = "restore-drill-days" People,
    Secrets = "secrets" Any,
    Settings = "settings" Indexed,
    Site = "site" Indexed,
    SshKeys = "ssh-keys" Indexed,
    StateVersion = "state-version" People,
    Status = "status" Indexed,
    System = "system" Any,
    Title = "title" Indexed,
    Type = "type" Any,
    Until = "until" Indexed,
    Uplink = "uplink" People,
    Upload = "upload" People,
}

impl Field {
    /// What it stands in; none: it is the table.
    pub(super) fn above(&self) -> Option<Self> {
        let shorter = |path: &str, field: fn(String) -> Self, whole: Self| {
            let above = path.rsplit_once('.');
            above.map_or(whole, |(above, _)| field(above.to_owned()))
        };
        match self {
            Self::Whole => None,
            Self::Setting(name) => Some(shorter(name, Self::Setting, Self::Settings)),
            Self::Option(path) => Some(shorter(path, Self::Option, Self::Nixos)),
            Self::Input(name) => Some(shorter(name, Self::Input, Self::Inputs)),
            Self::Other(text) => Some(shorter(text, Self::Other, Self::Whole)),
            _ => Some(Self::Whole),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prefix, name) = self.parts();
        write!(f, "{prefix}{name}")
    }
}
