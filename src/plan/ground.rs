//! What all machines are planned on: worked out once for the whole collective, so that a machine more costs no more than
//! itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Corner, Mesh, sso};
use crate::catalog::facts::fill;
use crate::catalog::sign_on::Provider;
use crate::collective::{self, Collective, Service};
use crate::lock::Lock;
use crate::manifest::key::Field;
use crate::manifest::types::{Audience, Domain, Name};

/// A service by its name.
pub type Named<'c> = (&'c Name, &'c Arc<Service>);

/// What all machines have in common.
pub struct Ground<'c> {
    pub collective: &'c Collective,
    pub lock: &'c Lock,
    pub mesh: &'c Mesh,
    /// The service that signs people in, and where it answers.
    pub provider: Option<(&'c Name, &'c Service, &'c Provider)>,
    /// Services with a part on every machine of the mesh.
    pub everywhere: Vec<Named<'c>>,
    /// Machines that pass web traffic on, in their order.
    pub ingress: Vec<&'c Name>,
    /// Services that no public machine serves: an ingress passes their domains on.
    pub hidden: Vec<Named<'c>>,
    /// Their domains → the machine that serves each.
    pub passes: BTreeMap<Domain, Name>,
    /// Services with a corner of a domain that another machine serves.
    cornered: Vec<Named<'c>>,
    by_machine: BTreeMap<&'c Name, Vec<Named<'c>>>,
    users: BTreeMap<Vec<&'c Name>, Arc<[Name]>>,
    members: Arc<[Name]>,
}

impl<'c> Ground<'c> {
    /// That of a collective, with numbers for all that it has.
    pub fn of(collective: &'c Collective, lock: &'c Lock, mesh: &'c Mesh) -> Self {
        let mut by_machine: BTreeMap<&Name, Vec<Named<'_>>> = BTreeMap::new();
        let mut users = BTreeMap::new();
        let mut hidden = Vec::new();
        let of = |audience: &Audience| -> Arc<[Name]> {
            collective.users(audience).into_keys().cloned().collect()
        };
        for named @ (_, service) in &collective.services {
            for machine in &service.machines {
                by_machine.entry(&machine.value).or_default().push(named);
            }
            if let Some(groups) = groups(&service.audience) {
                users.entry(groups).or_insert_with(|| of(&service.audience));
            }
            let mut machines = service.machines.iter();
            if !machines.any(|machine| collective.is_public(&machine.value)) {
                hidden.push(named);
            }
        }
        let passes = hidden.iter().flat_map(|(_, service)| {
            let by = service.machines.first();
            by.into_iter().flat_map(|by| {
                let domains = service.domains.iter();
                domains.map(|(_, domain)| (domain.value.clone(), by.value.clone()))
            })
        });
        let all = collective.services.iter();
        Self {
            provider: sso::provider(collective),
            everywhere: all
                .filter(|(_, service)| service.entry.everywhere.is_some())
                .collect(),
            cornered: collective
                .services
                .iter()
                .filter(|(_, service)| !service.corners.is_empty())
                .collect(),
            ingress: collective.ingress(),
            passes: passes.collect(),
            members: of(&Audience::Members),
            collective,
            lock,
            mesh,
            hidden,
            by_machine,
            users,
        }
    }

    /// Services that run on a machine, by their names.
    pub fn on(&self, machine: &Name) -> &[Named<'c>] {
        self.by_machine.get(machine).map_or(&[], Vec::as_slice)
    }

    /// Paths at which a machine answers for services of others.
    pub fn corners(&self, machine: &Name) -> Vec<Corner> {
        let mut corners = Vec::new();
        for (name, service) in &self.cornered {
            let here = service.corners.iter().filter(|corner| {
                let with = self.collective.services.get(&corner.with);
                with.is_some_and(|with| with.runs_on(machine))
            });
            for corner in here {
                corners.extend(self.paths(name, service, corner));
            }
        }
        corners.sort();
        corners
    }

    fn paths(&self, name: &Name, service: &Service, of: &collective::Corner) -> Vec<Corner> {
        let Some(to) = &service.domain else {
            return Vec::new();
        };
        let all = service.entry.corners.iter();
        let wanted = all.filter(|corner| {
            of.key.field == Field::Setting(corner.domain.clone())
                && service.asks(corner.when.as_ref())
        });
        let collective = &self.collective.domain;
        let filled = |text: &String| fill(text, name.as_str(), Some(to), collective);
        wanted
            .map(|corner| Corner {
                domain: of.domain.value.clone(),
                path: corner.path.clone(),
                json: corner.json.as_ref().map(filled),
                to: to.value.clone(),
                service: name.clone(),
                key: of.key.clone(),
            })
            .collect()
    }

    /// Members who may use a service: none of a public one, where nobody needs an account. Services with one audience
    /// share them.
    pub fn users(&self, audience: &Audience) -> Arc<[Name]> {
        match audience {
            Audience::Public => Arc::default(),
            Audience::Members => Arc::clone(&self.members),
            Audience::Groups(_) => groups(audience)
                .and_then(|groups| self.users.get(&groups))
                .cloned()
                .unwrap_or_default(),
        }
    }
}

/// The groups of an audience that has some, sorted.
fn groups(audience: &Audience) -> Option<Vec<&Name>> {
    let Audience::Groups(groups) = audience else {
        return None;
    };
    let mut groups: Vec<&Name> = groups.iter().map(|group| &group.value).collect();
    groups.sort();
    groups.dedup();
    Some(groups)
}
