//! What becomes of the units of a system when another one is made active, as `switch-to-configuration` decides it.
//!
//! Source: `pkgs/by-name/sw/switch-to-configuration-ng/src/main.rs` of nixpkgs. Which units run is taken from what the
//! old system starts: one that somebody stopped by hand, or that D-Bus started, is not known here.

use std::collections::{BTreeMap, BTreeSet};

use super::unit::{Need, Unit};
use super::units::{Found, Units, kind};
use crate::generation::Files;

/// Targets that only others pull in.
const SPECIAL: &[&str] = &[
    "sysinit.target",
    "basic.target",
    "multi-user.target",
    "graphical.target",
];

/// What happens to units, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Switch {
    /// They are started anew, or stopped before and started after the rest.
    pub restart: BTreeSet<String>,
    /// They read their configuration again, without a pause.
    pub reload: BTreeSet<String>,
    /// They did not run.
    pub start: BTreeSet<String>,
    /// They run no more.
    pub stop: BTreeSet<String>,
    /// They are others and go on as they were until somebody restarts them.
    pub keep: BTreeSet<String>,
}

impl Switch {
    /// All of it, by what happens.
    pub fn lists(&self) -> [(&'static str, &BTreeSet<String>); 5] {
        [
            ("restart", &self.restart),
            ("reload", &self.reload),
            ("start", &self.start),
            ("stop", &self.stop),
            ("keep", &self.keep),
        ]
    }

    /// Whether nothing happens.
    pub fn is_empty(&self) -> bool {
        self.lists().iter().all(|(_, units)| units.is_empty())
    }
}

/// Compares the units of two systems.
pub fn switch(old: &dyn Files, new: &dyn Files, from: &str, to: &str) -> Switch {
    let (old, new) = (Units::of(old, from), Units::of(new, to));
    let mut plan = Switch::default();
    // A system that does not say what it starts is one of which anything may run.
    let active = old.started(true).unwrap_or_else(|| old.all());
    for (name, was) in &active {
        let runs = match was {
            Found::Unit(unit) => !unit.is_soon_over(),
            Found::Unread(_) => true,
            Found::Masked | Found::Nothing => false,
        };
        if runs && !name.contains("@.") {
            changed(name, was, (&active, &new), &mut plan);
        }
    }
    let starts = new.started(false).unwrap_or_else(|| new.all());
    for (name, will) in &starts {
        let Found::Unit(unit) = will else { continue };
        let by_hand = unit.is("Unit", "RefuseManualStart", false)
            || unit.is("Unit", "X-OnlyManualStart", false);
        let is_passive = matches!(kind(name), "target" | "slice");
        let is_new = match active.get(name) {
            None => true,
            Some(was) => matches!(was, Found::Masked | Found::Nothing),
        };
        if is_new && !is_passive && !by_hand && !plan.restart.contains(name) {
            plan.start.insert(name.clone());
        }
    }
    plan
}

/// What becomes of a unit that runs.
fn changed(
    name: &str,
    was: &Found,
    (active, new): (&BTreeMap<String, Found>, &Units<'_>),
    plan: &mut Switch,
) {
    let will = new.unit(name);
    let needs = match (was, &will) {
        (Found::Unit(was), Found::Masked | Found::Nothing) => {
            if was.is("Unit", "X-StopOnRemoval", true) {
                plan.stop.insert(name.to_owned());
            }
            return;
        }
        (_, Found::Masked | Found::Nothing) => {
            plan.stop.insert(name.to_owned());
            return;
        }
        (Found::Unit(was), Found::Unit(will)) => was.need(will),
        // Of a package whose files are not at hand, the path tells.
        (was, will) if was == will => Need::Nothing,
        _ => Need::Restart,
    };
    // All targets that are reached are started again; that stops nothing.
    if kind(name) == "target" {
        return;
    }
    match needs {
        Need::Nothing => {}
        Need::Reload => {
            plan.reload.insert(name.to_owned());
        }
        Need::Restart => {
            let unit = match will {
                Found::Unit(unit) => unit,
                _ => Unit::default(),
            };
            restarted(name, &unit, (active, new), plan);
        }
    }
}

/// What becomes of a unit that runs and is another.
fn restarted(
    name: &str,
    unit: &Unit,
    (active, new): (&BTreeMap<String, Found>, &Units<'_>),
    plan: &mut Switch,
) {
    let is = |section: &str, key: &str, default| unit.is(section, key, default);
    let own = || name.to_owned();
    let is_left = SPECIAL.contains(&name) || matches!(kind(name), "path" | "slice" | "socket");
    if is_left {
        return;
    }
    if kind(name) == "mount" {
        if matches!(name, "-.mount" | "nix.mount") {
            plan.reload.insert(own());
        } else {
            plan.restart.insert(own());
        }
    } else if is("Service", "X-ReloadIfChanged", false) {
        plan.reload.insert(own());
    } else if !is("Service", "X-RestartIfChanged", true)
        || is("Unit", "RefuseManualStop", false)
        || is("Unit", "X-OnlyManualStart", false)
    {
        plan.keep.insert(own());
    } else if !is("Service", "X-StopIfChanged", true) || kind(name) != "service" {
        plan.restart.insert(own());
    } else {
        // Its sockets pause with it; where they were running, they start it when somebody asks.
        let stem = name.strip_suffix(".service").unwrap_or(name);
        let stem = stem.split_once('@').map_or(stem, |(stem, _)| stem);
        let sockets = unit.words("Service", "Sockets").map(str::to_owned);
        let mut sockets: BTreeSet<String> = sockets.collect();
        if sockets.is_empty() {
            sockets.insert(format!("{stem}.socket"));
        }
        sockets
            .retain(|socket| matches!(active.get(socket), Some(Found::Unit(_) | Found::Unread(_))));
        for socket in sockets {
            if new.has(&socket) {
                plan.restart.insert(socket);
            } else {
                plan.stop.insert(socket);
            }
        }
        plan.restart.insert(own());
    }
}

#[cfg(test)]
mod tests;
