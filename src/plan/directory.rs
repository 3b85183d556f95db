//! Who and what there is in the collective: what templates of services may ask for.

use std::collections::{BTreeMap, BTreeSet};

use super::machine;
use crate::collective::Collective;
use crate::lock::Lock;
use crate::manifest::types::{Domain, Name};

/// People, groups and services of the collective.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Members who are active, or still leaving.
    pub members: BTreeMap<Name, Person>,
    /// Groups.
    pub groups: BTreeMap<Name, Group>,
    /// Services.
    pub services: BTreeMap<Name, Service>,
}

/// A member.
#[derive(Clone, Debug)]
pub struct Person {
    /// As people say it.
    pub name: String,
    /// Where mail reaches them.
    pub email: Option<String>,
    /// Groups that they are in.
    pub groups: BTreeSet<Name>,
    /// OpenSSH public keys.
    pub keys: Vec<String>,
}

/// A group.
#[derive(Clone, Debug)]
pub struct Group {
    /// As people say it.
    pub title: String,
    /// Who is in it.
    pub members: Vec<Name>,
}

/// A service, as the others see it.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its type.
    pub kind: Name,
    /// What it is, for people.
    pub title: String,
    /// Its own domain; none: no web service.
    pub domain: Option<Domain>,
    /// All domains.
    pub domains: Vec<Domain>,
    /// Where it runs.
    pub machines: Vec<Name>,
    /// Ports by name.
    pub ports: BTreeMap<Name, u16>,
}

/// All of them.
pub fn plan(collective: &Collective, lock: &Lock) -> Directory {
    let here = collective
        .members
        .iter()
        .filter(|(_, member)| member.is_here());
    let members: BTreeMap<Name, Person> = here
        .map(|(name, member)| {
            let person = Person {
                name: member.name.0.clone(),
                email: member.email.as_ref().map(|email| email.0.clone()),
                groups: member
                    .groups
                    .iter()
                    .map(|group| group.value.clone())
                    .collect(),
                keys: member.ssh_keys.iter().map(|key| key.0.clone()).collect(),
            };
            (name.clone(), person)
        })
        .collect();
    let mut in_group: BTreeMap<&Name, Vec<Name>> = BTreeMap::new();
    for (name, person) in &members {
        for group in &person.groups {
            in_group.entry(group).or_default().push(name.clone());
        }
    }
    let groups = collective.groups.iter().map(|(name, title)| {
        let group = Group {
            title: title.0.clone(),
            members: in_group.get(name).cloned().unwrap_or_default(),
        };
        (name.clone(), group)
    });
    let services = collective.services.iter().map(|(name, service)| {
        let facts = Service {
            kind: service.entry.name.clone(),
            title: service.entry.title.clone(),
            domain: service.domain.as_ref().map(|domain| domain.value.clone()),
            domains: machine::domains(service),
            machines: service.machines.iter().map(|on| on.value.clone()).collect(),
            ports: machine::ports(lock, name, service),
        };
        (name.clone(), facts)
    });
    Directory {
        groups: groups.collect(),
        services: services.collect(),
        members,
    }
}
