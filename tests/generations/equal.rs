//! What two generations say, modulo rebuild.

use coloc::diff::equal::{Comparison, Difference};

use super::fixture::{Machine, System};
use crate::real_nix;

fn differences(machine: &Machine, from: &str, to: &str) -> Vec<Difference> {
    let store = &machine.store;
    let comparison = Comparison::new(store, store, store.folder.as_str());
    comparison.compare(&format!("{from}/etc"), &format!("{to}/etc"))
}

fn shown(found: &[Difference]) -> Vec<String> {
    let shown = |difference: &Difference| {
        let through = difference.through.join(" in ");
        let sign = match (&difference.from, &difference.to) {
            (None, _) => '+',
            (_, None) => '-',
            _ => '~',
        };
        let through = if through.is_empty() {
            through
        } else {
            format!(" (in {through})")
        };
        format!("{sign} {}{through}", difference.at)
    };
    found.iter().map(shown).collect()
}

#[test]
fn a_rebuild_of_everything_says_the_same() {
    if real_nix::nix_instantiate().is_none() {
        return;
    }
    let machine = Machine::new();
    let (old, new) = (
        machine.build(&System::small()),
        machine.build(&System::small().rebuilt("again")),
    );
    assert_ne!(old, new);
    assert_eq!(differences(&machine, &old, &new), []);
}

#[test]
fn a_script_behind_an_unchanged_unit_is_a_difference() {
    if real_nix::nix_instantiate().is_none() {
        return;
    }
    let machine = Machine::new();
    let mut changed = System::small().rebuilt("again");
    changed.scripts.insert(
        "firewall-start".to_owned(),
        "accept tcp 443, 3000\n@nginx-1.26.0@/bin/x\n".to_owned(),
    );
    changed.etc.insert(
        "ssh/sshd_config".to_owned(),
        "PermitRootLogin yes\n".to_owned(),
    );
    changed.etc.remove("hostname");
    changed.units.insert(
        "forgejo.service".to_owned(),
        "[Service]\nExecStart=x\n".to_owned(),
    );
    let (old, new) = (machine.build(&System::small()), machine.build(&changed));
    assert_eq!(
        shown(&differences(&machine, &old, &new)),
        [
            "- hostname",
            "~ ssh/sshd_config",
            "~ systemd/system/firewall.service (in firewall-start)",
            "+ systemd/system/forgejo.service",
        ]
    );
}
