//! What machines know of each other: `generated/fleet.json`, written once for all of them.
//!
//! It travels beside `machine.json` in every generation, as `/etc/coloc/fleet.json`. What one machine knows of the
//! others follows from it, so that nothing is written once for each pair of machines.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{KnownHost, Peer, Relayed, Snapshot};
use crate::manifest::key::{Field, Key};
use crate::manifest::types::Name;
use crate::plan::effect::Effect;
use crate::plan::{Because, Plan};

/// What all machines know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Fleet {
    /// Version of the format: that of `machine.json`.
    pub version: u32,
    /// Machines with an ssh host key.
    #[serde(default)]
    pub known_hosts: BTreeMap<String, KnownHost>,
    /// Machines on the mesh.
    #[serde(default)]
    pub mesh: BTreeMap<String, Peer>,
    /// The machine through which those behind NAT reach each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay: Option<String>,
    /// Machines that pass visitors on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ingress: Vec<String>,
    /// Names of services that lead to machines of the mesh.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, Lead>,
    /// The key that the addresses of the mesh begin with.
    pub prefix: Key,
}

/// Where the name of a service leads on the mesh.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Lead {
    /// Machines that answer; empty: those that pass visitors on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// Why.
    pub because: Because,
}

/// What stands in `/etc/coloc` of a generation, to the letter: it tells the commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// `machine.json`
    pub machine: String,
    /// `fleet.json`; none: an older coloc made it, which put all into `machine.json`.
    pub fleet: Option<String>,
}

impl Fleet {
    /// The fleet of a plan.
    pub fn of(plan: &Plan) -> Self {
        let collective = &plan.collective;
        let known = collective.machines.iter().filter_map(|(name, machine)| {
            let known = KnownHost {
                key: machine.host_key.as_ref()?.material(),
                host: Some(machine.deploy_host.host().to_owned()),
            };
            Some((name.to_string(), known))
        });
        let mesh = plan.mesh.nodes.iter().map(|(name, node)| {
            let peer = Peer {
                key: node.key.clone(),
                address: Some(node.address.to_string()),
                endpoint: node.endpoint.clone(),
            };
            (name.to_string(), peer)
        });
        let names = plan.mesh.names.iter().map(|(domain, lead)| {
            let to = lead.to.iter().map(Name::to_string).collect();
            let because = lead.because.clone();
            (domain.to_string(), Lead { to, because })
        });
        Self {
            version: super::VERSION,
            known_hosts: known.collect(),
            mesh: mesh.collect(),
            relay: plan.mesh.relay.as_ref().map(Name::to_string),
            ingress: plan.mesh.ingress.iter().map(Name::to_string).collect(),
            names: names.collect(),
            prefix: plan.mesh.prefix_key(collective),
        }
    }

    /// Canonical JSON, as that of `machine.json`.
    pub fn to_json(&self) -> String {
        super::canonical(self)
    }

    /// Adds to a machine's own snapshot what it knows of the others.
    ///
    /// Public machines are connected directly with all, machines behind NAT with the public ones; they reach each other
    /// through the relay ([`crate::plan::mesh`]).
    pub fn complete(&self, snapshot: &mut Snapshot) {
        let this = snapshot.machine.clone();
        let others = self.known_hosts.iter().filter(|(name, _)| **name != this);
        let others = others.map(|(name, known)| (name.clone(), known.clone()));
        snapshot.known_hosts.extend(others);
        let effects = &mut snapshot.effects;
        if !self.known_hosts.is_empty() {
            let known = Effect::Etc("ssh/ssh_known_hosts".to_owned());
            effects
                .entry(known)
                .or_default()
                .extend(self.of_known_hosts());
        }
        let Some(mesh) = &mut snapshot.mesh else {
            return;
        };
        let about = |name: &String, field| Key::machine(name, field);
        let hosts = effects.entry(Effect::Etc("hosts".to_owned())).or_default();
        hosts.extend(self.mesh.keys().map(|name| about(name, Field::MeshKey)));
        let mut answering: Vec<&[String]> = Vec::new();
        for lead in self.names.values() {
            hosts.extend(lead.because.iter().cloned());
            answering.extend((!lead.to.is_empty()).then_some(lead.to.as_slice()));
        }
        if answering.len() < self.names.len() {
            let public = self.ingress.iter();
            hosts.extend(public.map(|name| about(name, Field::Public)));
            answering.push(&self.ingress);
        }
        // The nearest of them.
        for to in answering.into_iter().filter(|to| to.len() > 1) {
            let sites = to.iter().chain([&this]);
            hosts.extend(sites.map(|name| about(name, Field::Site)));
        }
        let own = self.mesh.get(&this);
        let is_public = own.is_some_and(|own| own.endpoint.is_some());
        for (name, peer) in self.mesh.iter().filter(|(name, _)| **name != this) {
            let keys = [Field::MeshKey, Field::Public].map(|field| about(name, field));
            let of_peer = effects.entry(Effect::Peer(name.clone())).or_default();
            of_peer.extend(keys.clone());
            if peer.endpoint.is_some() {
                let dials = Effect::Named("mesh-endpoints".to_owned());
                effects.entry(dials).or_default().extend(keys);
            }
            if is_public || peer.endpoint.is_some() {
                mesh.peers.insert(name.clone(), peer.clone());
            } else {
                let relayed = Relayed {
                    address: peer.address.clone().unwrap_or_default(),
                    relay: self.relay.clone(),
                };
                mesh.relayed.insert(name.clone(), relayed);
            }
        }
    }

    /// Keys of the manifest that the ssh host keys of all machines come from, with the names that these go by.
    fn of_known_hosts(&self) -> impl Iterator<Item = Key> {
        self.known_hosts.keys().flat_map(|name| {
            let own = [Field::HostKey, Field::DeployHost].map(|field| Key::machine(name, field));
            let on_mesh = self
                .mesh
                .contains_key(name)
                .then(|| [Key::machine(name, Field::MeshKey), self.prefix.clone()]);
            let keys = own.into_iter().chain(on_mesh.into_iter().flatten());
            keys.chain([Key::collective(Field::Domain)])
        })
    }
}
