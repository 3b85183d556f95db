//! 3: [`Collective`] → findings. One file per rule; [`RULES`] is the plain list of them all.
//!
//! A rule is pure: it sees the collective and what its paths lead to, and pushes findings. Its file holds its
//! code, severity and explanation too, so that `coloc explain` and the check cannot drift apart.

mod access_nobody_left;
mod access_open_to_all;
mod backup_none;
mod backup_same_machine;
mod backup_same_site;
mod backup_too_few;
mod capacity_disk;
mod capacity_memory;
mod care_nobody_on_site;
mod care_too_few_caretakers;
mod clash_domain;
mod clash_mesh_key;
mod clash_port;
mod clash_port_behind_box;
mod clash_ssh_key;
mod clash_sso;
mod ingress_gates;
mod ingress_names;
mod ingress_no_public_machine;
mod ingress_not_on_mesh;
mod ingress_ports;
mod ingress_unreachable;
mod key_invalid;
mod key_weak;
mod lock_used_up;
mod mesh_loopback;
mod needed_ports;
mod path_not_found;
mod path_outside_repository;
mod placement_architecture;
mod placement_majority_at_one_site;
mod placement_quorum;
mod placement_single_site_service_on_many;
mod placement_two_instances;
mod public_key;
mod service_forever;
mod service_insecure;
mod service_needs;
mod service_removed;
mod service_unfree;

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use crate::collective::{Collective, Machine, Service};
use crate::finding::{Code, Findings};
use crate::lock::Lock;
use crate::manifest::read::PathFact;
use crate::manifest::types::Name;
use crate::source::Span;

/// What rules look at.
pub struct Facts<'a> {
    /// The collective, as complete as the manifest's errors allow.
    pub collective: &'a Collective,
    /// What the paths of [`Collective::paths`] lead to.
    pub paths: &'a BTreeMap<Utf8PathBuf, PathFact>,
    /// What coloc gave and wrote down so far.
    pub lock: &'a Lock,
}

/// A rule: what it can find, and how it looks.
pub struct Rule {
    /// The kind of its findings.
    pub code: &'static Code,
    /// Looks, and pushes what it finds.
    pub check: fn(&Facts<'_>, &mut Findings),
}

/// All rules, in the order of the areas in the reference.
pub const RULES: &[&Rule] = &[
    &clash_domain::RULE,
    &clash_port::RULE,
    &clash_port_behind_box::RULE,
    &clash_mesh_key::RULE,
    &clash_ssh_key::RULE,
    &clash_sso::RULE,
    &key_invalid::RULE,
    &key_weak::RULE,
    &care_too_few_caretakers::RULE,
    &care_nobody_on_site::RULE,
    &access_nobody_left::RULE,
    &access_open_to_all::RULE,
    &backup_none::RULE,
    &backup_same_machine::RULE,
    &backup_same_site::RULE,
    &backup_too_few::RULE,
    &capacity_memory::RULE,
    &capacity_disk::RULE,
    &lock_used_up::RULE,
    &placement_single_site_service_on_many::RULE,
    &placement_quorum::RULE,
    &placement_majority_at_one_site::RULE,
    &placement_two_instances::RULE,
    &placement_architecture::RULE,
    &ingress_unreachable::RULE,
    &ingress_ports::RULE,
    &ingress_gates::RULE,
    &ingress_names::RULE,
    &ingress_no_public_machine::RULE,
    &ingress_not_on_mesh::RULE,
    &mesh_loopback::RULE,
    &path_not_found::RULE,
    &path_outside_repository::RULE,
    &service_removed::RULE,
    &service_forever::RULE,
    &service_needs::RULE,
    &service_insecure::RULE,
    &service_unfree::RULE,
];

/// Runs all rules.
pub fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for rule in RULES {
        (rule.check)(facts, findings);
    }
}

/// The services of each machine, with the place where the machine is named. Found once: collectives are small, but
/// pull requests may be hostile, and no rule compares everything with everything.
fn services_by_machine(collective: &Collective) -> BTreeMap<&Name, Vec<(&Name, &Service, Span)>> {
    let mut found: BTreeMap<&Name, Vec<(&Name, &Service, Span)>> = BTreeMap::new();
    for (name, service) in &collective.services {
        for on in &service.machines {
            found
                .entry(&on.value)
                .or_default()
                .push((name, service, on.span));
        }
    }
    found
}

/// The machines of each site.
fn machines_by_site(collective: &Collective) -> BTreeMap<&Name, Vec<(&Name, &Machine)>> {
    let mut found: BTreeMap<&Name, Vec<(&Name, &Machine)>> = BTreeMap::new();
    for (name, machine) in &collective.machines {
        found
            .entry(&machine.site)
            .or_default()
            .push((name, machine));
    }
    found
}

/// A few names to choose from, of however many there are; none if there are none.
fn some_of<T: ToString>(names: impl Iterator<Item = T>) -> Option<String> {
    let names: Vec<String> = names
        .take(6)
        .map(|name| format!("`{}`", name.to_string()))
        .collect();
    match &names[..] {
        [] => None,
        [first @ .., _] if first.len() == 5 => Some(format!("{}, …", first.join(", "))),
        all => Some(all.join(", ")),
    }
}

/// `alice`, `alice and bruno`, `alice, bruno and chloe`.
fn and<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    match items.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => items.concat(),
    }
}
