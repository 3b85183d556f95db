//! What a machine cannot tell of itself, and why: `read.sh` says it in these words.

use serde::{Deserialize, Serialize};

/// Something that could not be read on a machine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// There is no system at a link.
    NoSystem(String),
    /// Garbage collection took a system.
    Collected(String),
    /// It lacks tools that NixOS has.
    Lacks(String),
    /// Its tools are not those of GNU, which NixOS has.
    NotGnu,
    /// It has no room for temporary files.
    NoRoom,
    /// It has no `nix-store`: its packages are not known.
    NoNixStore,
    /// Its packages are not known; what `nix-store` says.
    NoPackages(String),
    /// Its configuration is too large: only a part was read.
    TooLarge,
    /// Its files came in part only.
    CutOff(String),
    /// Something else, in words that are not coloc's.
    #[serde(untagged)]
    Said(String),
}

impl Trouble {
    /// Reads a line of `read.sh`: what is wrong, and more on it.
    pub(super) fn of(what: &str, more: &str) -> Self {
        let more = more.to_owned();
        match what {
            "no-system" => Self::NoSystem(more),
            "collected" => Self::Collected(more),
            "lacks" => Self::Lacks(more),
            "not-gnu" => Self::NotGnu,
            "no-room" => Self::NoRoom,
            "no-nix-store" => Self::NoNixStore,
            "no-packages" => Self::NoPackages(more),
            "too-large" => Self::TooLarge,
            other => Self::Said(format!("{other} {more}").trim_end().to_owned()),
        }
    }
}
