//! What a switch from one system to the other does: which units stop for a moment, and whether it needs a reboot.

use std::collections::BTreeSet;

use super::{Action, Change, Kind};
use crate::generation::Files;

/// Parts of a system that only a reboot brings into force, and what people call them.
///
/// Source: `nixos/modules/tasks/auto-upgrade.nix` compares the first three with `/run/booted-system`;
/// `kernel-params` and `init-interface-version` are read at boot as well.
const AT_BOOT: &[(&str, &str)] = &[
    ("kernel", "the kernel"),
    ("initrd", "the first stage of the boot"),
    ("kernel-modules", "kernel modules"),
    ("kernel-params", "parameters of the kernel"),
    ("init-interface-version", "the init system"),
];

/// What a switch brings with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Activation {
    /// Why a reboot is needed, in people's words; empty: it is not.
    pub reboot: Vec<String>,
    /// Units that start, stop, or restart.
    pub units: BTreeSet<String>,
}

/// Compares what is read at boot, and takes the units from the effects.
pub fn activation(
    old: &dyn Files,
    new: &dyn Files,
    from: &str,
    to: &str,
    effects: &[Change],
) -> Activation {
    let differs = |part: &str| {
        let (was, will) = (
            old.node(&format!("{from}/{part}")),
            new.node(&format!("{to}/{part}")),
        );
        was != will
    };
    let units = effects
        .iter()
        .filter(|effect| effect.kind == Kind::Effect && effect.action != Action::Removed)
        .filter_map(|effect| {
            let unit = effect.what.strip_prefix("the unit ")?;
            unit.split(' ').next().map(str::to_owned)
        })
        .filter(|unit| !unit.contains('/'));
    Activation {
        reboot: AT_BOOT
            .iter()
            .filter(|(part, _)| differs(part))
            .map(|(_, name)| (*name).to_owned())
            .collect(),
        units: units.collect(),
    }
}
