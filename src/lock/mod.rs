//! `coloc.lock`: the numbers that must never change by accident and never be given again.
//!
//! Unix uids of members, last groups of mesh addresses, internal ports of services, the state version that a
//! machine began with, and what a service can never change once it runs. What is gone leaves a tombstone: a file or a firewall rule somewhere may still name it.

mod codes;
pub mod forever;
mod read;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::sync::Arc;

pub use codes::{CLASH_ADDRESS, CLASH_PORT, CLASH_UID, CODES, MISSING};

use crate::collective::{Collective, Service};
use crate::manifest::literal;
use crate::manifest::types::{Name, Release};

/// Its path, at the root of the repository.
pub const PATH: &str = "coloc.lock";

const HEADER: &str = "\
# Numbers that coloc has given: accounts, mesh addresses, internal ports. Written by `coloc generate`; commit it.
# They never change by themselves, and what is gone is never given again. After a merge keep the lines of both
# sides; `coloc check` says if two of them have the same number.
";

const FOREVER: &str = "\
# What services can never change once they run, as it was when they began; `coloc explain service/forever`.";

/// Accounts of members; NixOS gives its own from 1000, ids.nix up to 399.
pub const UIDS: RangeInclusive<u32> = 2000..=29_999;
/// Last group of a mesh address.
pub const ADDRESSES: RangeInclusive<u32> = 1..=0xffff;
/// Below the range from which Linux takes ports for outgoing connections (32768).
pub const PORTS: RangeInclusive<u32> = 20_000..=29_999;

/// One kind of number: who has which, and which were given to what is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Name → number.
    pub given: BTreeMap<String, u32>,
    /// Number → who had it.
    pub gone: BTreeMap<u32, String>,
}

impl Numbers {
    /// Keeps what is there, buries what is not, gives new numbers in the order of names.
    fn update(
        &mut self,
        wanted: &BTreeSet<String>,
        range: RangeInclusive<u32>,
        not: &BTreeSet<u32>,
    ) {
        let gone: Vec<String> = self
            .given
            .keys()
            .filter(|name| !wanted.contains(*name))
            .cloned()
            .collect();
        for name in gone {
            if let Some(number) = self.given.remove(&name) {
                self.gone.insert(number, name);
            }
        }
        let mut taken: BTreeSet<u32> = self
            .given
            .values()
            .chain(self.gone.keys())
            .copied()
            .collect();
        let last = taken.range(..=*range.end()).next_back();
        let mut next = last
            .map_or(*range.start(), |last| last.saturating_add(1))
            .max(*range.start());
        for name in wanted {
            if self.given.contains_key(name) {
                continue;
            }
            let free = |number: &u32| !taken.contains(number) && !not.contains(number);
            // After the last one; from the beginning where the range is at its end. A range that is used up gives none.
            let number = (next..=*range.end())
                .find(free)
                .or_else(|| range.clone().find(free));
            let Some(number) = number else { break };
            taken.insert(number);
            self.given.insert(name.clone(), number);
            next = number.saturating_add(1);
        }
    }
}

/// `coloc.lock`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// Member → uid.
    pub uids: Numbers,
    /// Machine → last group of its mesh address.
    pub mesh: Numbers,
    /// `service.port` → port on the loopback interface.
    pub ports: Numbers,
    /// Machine → the release that it began with.
    pub state_versions: BTreeMap<String, Release>,
    /// Service → what can never change once it runs → the value that it began with.
    pub forever: BTreeMap<String, BTreeMap<String, String>>,
}

impl Lock {
    /// The lock that goes with a collective: nothing that stays is changed.
    #[must_use]
    pub fn updated(&self, collective: &Collective) -> Self {
        let mut lock = self.clone();
        let none = BTreeSet::new();
        let members = collective.members.keys().map(Name::to_string).collect();
        lock.uids.update(&members, UIDS, &none);
        let machines = collective.machines.keys().map(Name::to_string).collect();
        lock.mesh.update(&machines, ADDRESSES, &none);
        let ports = |(name, service): (&Name, &Arc<Service>)| {
            let ports = service.entry.ports.clone();
            let name = name.clone();
            ports
                .into_iter()
                .map(move |port| (format!("{name}.{}", port.name), port.number))
        };
        let (fixed, internal): (Vec<_>, Vec<_>) = collective
            .services
            .iter()
            .flat_map(ports)
            .partition(|(_, number)| number.is_some());
        let internal = internal.into_iter().map(|(name, _)| name).collect();
        let fixed = fixed
            .into_iter()
            .filter_map(|(_, number)| number.map(u32::from))
            .collect();
        lock.ports.update(&internal, PORTS, &fixed);
        lock.state_versions = collective
            .machines
            .iter()
            .map(|(name, machine)| {
                let kept = self.state_versions.get(name.as_str()).copied();
                let version = machine
                    .state_version
                    .as_ref()
                    .map(|version| version.value)
                    .or(kept);
                (
                    name.to_string(),
                    version.unwrap_or(collective.release.value),
                )
            })
            .collect();
        forever::update(&mut lock.forever, collective);
        lock
    }

    /// Ports of a service by name: fixed ones, and those that were given.
    pub fn ports_of(&self, name: &Name, service: &Service) -> BTreeMap<Name, u16> {
        let ports = service.entry.ports.iter().filter_map(|port| {
            let given = || {
                let number = self.ports.given.get(&format!("{name}.{}", port.name))?;
                u16::try_from(*number).ok()
            };
            Some((port.name.clone(), port.number.or_else(given)?))
        });
        ports.collect()
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEADER}version = 1\n");
        let mut section = |name: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                let _ = write!(text, "\n[{name}]\n{}\n", lines.join("\n"));
            }
        };
        let given = |numbers: &Numbers| {
            numbers
                .given
                .iter()
                .map(|(name, n)| format!("{name} = {n}"))
                .collect()
        };
        let gone = |numbers: &Numbers| {
            numbers
                .gone
                .iter()
                .map(|(n, name)| format!("{n} = \"{name}\""))
                .collect()
        };
        section("uids", given(&self.uids));
        section("mesh", given(&self.mesh));
        section("ports", given(&self.ports));
        section(
            "state-versions",
            self.state_versions
                .iter()
                .map(|(name, release)| format!("{name} = \"{release}\""))
                .collect(),
        );
        for (at, (service, values)) in self.forever.iter().enumerate() {
            let line = |(key, value): (&String, &String)| {
                format!("{} = {}", literal::key(key), literal::text(value))
            };
            let mut lines: Vec<String> = values.iter().map(line).collect();
            if at == 0 {
                lines.insert(0, FOREVER.to_owned());
            }
            section(&format!("forever.{service}"), lines);
        }
        section("gone.uids", gone(&self.uids));
        section("gone.mesh", gone(&self.mesh));
        section("gone.ports", gone(&self.ports));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn no_number_is_given_twice_whatever_the_lock_says() {
        for buried in [29_999, 29_998, 2_003, u32::MAX] {
            let mut numbers = Numbers {
                given: BTreeMap::from([("ana".to_owned(), 2000), ("bea".to_owned(), 2002)]),
                gone: BTreeMap::from([(buried, "old".to_owned())]),
            };
            let wanted = names(&["ana", "bea", "cleo", "dina", "elsa"]);
            numbers.update(&wanted, UIDS, &BTreeSet::from([2004]));
            let given: BTreeSet<u32> = numbers.given.values().copied().collect();
            assert_eq!(given.len(), 5, "{numbers:?}");
            assert!(
                !given.contains(&buried) && !given.contains(&2004),
                "{numbers:?}"
            );
            assert!(
                given.iter().all(|number| UIDS.contains(number)),
                "{numbers:?}"
            );
            assert_eq!((numbers.given["ana"], numbers.given["bea"]), (2000, 2002));
        }
    }

    #[test]
    fn a_range_that_is_used_up_gives_nothing() {
        let mut numbers = Numbers::default();
        numbers.update(&names(&["a", "b", "c"]), 1..=2, &BTreeSet::new());
        assert_eq!(numbers.given.len(), 2);
    }
}
