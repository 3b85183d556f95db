//! What a switch from one system to the other does: which units stop for a moment, and whether it needs a reboot.

use std::collections::BTreeSet;

use super::switch::{Switch, switch};
use crate::generation::Files;

/// A part of a system that only a reboot brings into force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AtBoot {
    /// The kernel.
    Kernel,
    /// The first stage of the boot.
    Initrd,
    /// Modules of the kernel.
    Modules,
    /// Parameters of the kernel.
    Parameters,
    /// The init system.
    Init,
}

impl AtBoot {
    /// All of them.
    ///
    /// Source: `nixos/modules/tasks/auto-upgrade.nix` compares the first three with `/run/booted-system`;
    /// `kernel-params` and `init-interface-version` are read at boot as well.
    pub const ALL: [Self; 5] = [
        Self::Kernel,
        Self::Initrd,
        Self::Modules,
        Self::Parameters,
        Self::Init,
    ];

    /// Its file in a system.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kernel => "kernel",
            Self::Initrd => "initrd",
            Self::Modules => "kernel-modules",
            Self::Parameters => "kernel-params",
            Self::Init => "init-interface-version",
        }
    }
}

/// What a switch brings with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activation {
    /// Why a reboot is needed; empty: it is not.
    pub reboot: BTreeSet<AtBoot>,
    /// What happens to units.
    pub units: Switch,
}

/// Compares what is read at boot, and the units.
pub fn activation(old: &dyn Files, new: &dyn Files, from: &str, to: &str) -> Activation {
    let differs = |part: &AtBoot| {
        let (was, will) = (
            old.node(&format!("{from}/{}", part.as_str())),
            new.node(&format!("{to}/{}", part.as_str())),
        );
        was != will
    };
    Activation {
        reboot: AtBoot::ALL.into_iter().filter(differs).collect(),
        units: switch(old, new, from, to),
    }
}
