//! The index effect → keys of the manifest, which travels in `machine.json`.
//!
//! Effects are named as an administrator meets them: `user alice`, `firewall tcp 443`, `unit nginx.service`,
//! `etc ssh/authorized_keys.d/alice`, `peer citron`, `virtual host nuage.example`. A `*` in a name stands for any
//! text: a service of NixOS brings units that its entry in the catalog does not list.
//!
//! The index names every key that an effect depends on, changed or not; a key of a whole table (`services.nuage`)
//! stands for all below it. [`crate::diff`] narrows it to what did change.

use std::collections::BTreeMap;

use super::{Because, MachinePlan, Mesh, To};
use crate::catalog::facts::{Engine, Role, fill};
use crate::collective::{Collective, derived_mesh};
use crate::manifest::types::{Audience, Name, Status};
use crate::manifest::value::{Entry, Value};

/// All effects of a machine that the manifest causes.
pub fn index(
    collective: &Collective,
    mesh: &Mesh,
    name: &Name,
    plan: &MachinePlan,
) -> BTreeMap<String, Because> {
    let mut index = Index {
        effects: BTreeMap::new(),
        collective,
        mesh,
        name,
        plan,
    };
    index.machine();
    index.people();
    index.ports();
    index.neighbours();
    index.web();
    index.services();
    index.sign_on();
    index.options();
    index.effects
}

struct Index<'c> {
    effects: BTreeMap<String, Because>,
    collective: &'c Collective,
    mesh: &'c Mesh,
    name: &'c Name,
    plan: &'c MachinePlan,
}

impl Index<'_> {
    fn note(&mut self, effect: impl Into<String>, key: impl Into<String>) {
        self.effects
            .entry(effect.into())
            .or_default()
            .insert(key.into());
    }

    fn note_all(&mut self, effect: &str, keys: &[String]) {
        for key in keys {
            self.note(effect, key);
        }
    }

    fn own(&self, key: &str) -> String {
        format!("machines.{}.{key}", self.name)
    }

    /// What the mesh's addresses begin with is given, or made of the collective's name.
    fn prefix_key(&self) -> &'static str {
        if derived_mesh(&self.collective.name) == self.mesh.prefix {
            "collective.name"
        } else {
            "network.mesh"
        }
    }

    fn machine(&mut self) {
        self.note("etc hostname", format!("machines.{}", self.name));
        self.note("system release", "nixos.release");
        self.note("system release", "nixos.inputs.nixpkgs");
        self.note("system state-version", self.own("state-version"));
        self.note("hardware", self.own("hardware"));
        self.note("hardware", self.own("system"));
    }

    fn people(&mut self) {
        for (member, access) in &self.plan.access {
            let about = |key: &str| format!("members.{member}.{key}");
            for because in &access.because {
                self.note(format!("user {member}"), because);
                if access.sudo {
                    self.note(format!("sudo {member}"), because);
                }
            }
            self.note(format!("user {member}"), about("name"));
            let person = self.collective.members.get(member);
            if person.is_some_and(|person| person.status.value == Status::Leaving) {
                self.note(format!("user {member}"), about("status"));
                self.note(format!("user {member}"), about("until"));
            }
            let by_group = self.plan.services.values().any(|service| {
                service.entry.shell
                    && matches!(service.audience, Audience::Groups(_))
                    && service.users.contains(member)
            });
            if by_group {
                self.note(format!("user {member}"), about("groups"));
            }
            self.note(
                format!("etc ssh/authorized_keys.d/{member}"),
                about("ssh-keys"),
            );
        }
        // The manifest still names them, and they are not there: their status is why.
        let of_services = self
            .plan
            .services
            .keys()
            .filter_map(|name| self.collective.services.get(name))
            .flat_map(|service| &service.caretakers);
        let machine = self.collective.machines.get(self.name);
        let named: Vec<Name> = machine
            .into_iter()
            .flat_map(|machine| &machine.caretakers)
            .chain(of_services)
            .map(|name| name.value.clone())
            .collect();
        for name in named {
            let gone = self.collective.members.get(&name);
            if gone.is_some_and(|member| !member.is_here()) {
                self.note(
                    format!("no member {name}"),
                    format!("members.{name}.status"),
                );
            }
        }
    }

    fn ports(&mut self) {
        let prefix = self.prefix_key();
        let plan = self.plan;
        for (opening, because) in &plan.openings {
            let to = match opening.to {
                To::Everybody => "firewall",
                To::Mesh => "firewall mesh",
                To::Ingress => "firewall ingress",
            };
            let effect = format!("{to} {} {}", opening.protocol.as_str(), opening.port);
            for key in because {
                self.note(effect.clone(), key);
            }
            let of_mesh = because.contains("network.mesh-port");
            if of_mesh
                || because
                    .iter()
                    .any(|key| key.rsplit('.').next() != Some("type"))
                    && opening.port != 22
            {
                self.note(effect.clone(), self.own("public"));
            }
            if opening.to == To::Ingress {
                self.note(effect.clone(), "network.ingress");
                self.note(effect.clone(), prefix);
            }
        }
    }

    /// Other machines: their names, keys and addresses.
    fn neighbours(&mut self) {
        let (mesh, collective, plan) = (self.mesh, self.collective, self.plan);
        let prefix = self.prefix_key();
        for (other, machine) in &collective.machines {
            if machine.host_key.is_none() {
                continue;
            }
            let known = "etc ssh/ssh_known_hosts";
            self.note(known, format!("machines.{other}.host-key"));
            self.note(known, format!("machines.{other}.deploy-host"));
            self.note(known, "collective.domain");
            if mesh.nodes.contains_key(other) {
                self.note(known, format!("machines.{other}.mesh-key"));
                self.note(known, prefix);
            }
        }
        self.note("etc hosts", "collective.domain");
        let Some(node) = mesh.nodes.get(self.name) else {
            return;
        };
        self.note("mesh prefix", prefix);
        // Public names and ports, and the relay.
        self.note("mesh", "collective.domain");
        self.note("mesh", "network.mesh-port");
        self.note("mesh", "network.ingress");
        self.note("etc hosts", prefix);
        let address = format!("address {}", node.address);
        self.note(address.clone(), prefix);
        self.note(address.clone(), self.own("mesh-key"));
        self.note(address.clone(), self.own("public"));
        self.note(address, "network.mesh-port");
        for other in mesh.nodes.keys() {
            self.note("etc hosts", format!("machines.{other}.mesh-key"));
            if other == self.name {
                continue;
            }
            let peer = format!("peer {other}");
            self.note(peer.clone(), format!("machines.{other}.mesh-key"));
            self.note(peer, format!("machines.{other}.public"));
        }
        if plan.relays {
            self.note("forwarding mesh", self.own("public"));
            self.note("forwarding mesh", "network.ingress");
        }
    }

    fn web(&mut self) {
        let (collective, plan) = (self.collective, self.plan);
        let Some(web) = &plan.web else {
            return;
        };
        let unit = "unit nginx.service";
        for (service_name, service) in &collective.services {
            for (key, domain) in &service.domains {
                let domain = &domain.value;
                let serves = web.serves.contains(domain) && service.runs_on(self.name);
                if !serves && !web.passes.contains_key(domain) {
                    continue;
                }
                self.note(format!("virtual host {domain}"), key);
                self.note(unit, format!("services.{service_name}"));
                if serves {
                    for key in service.entry.takes() {
                        self.note(unit, format!("collective.{key}"));
                    }
                }
                if serves {
                    let acme = format!("unit acme-{domain}.service");
                    self.note(acme.clone(), key);
                    self.note(acme.clone(), format!("services.{service_name}.machine"));
                    self.note(acme, "collective.contact");
                }
            }
        }
        if !web.behind.is_empty() || !web.passes.is_empty() {
            self.note(unit, "network.ingress");
            self.note(unit, self.prefix_key());
        }
        self.note(unit, self.own("public"));
        for through in &web.behind {
            self.note(unit, format!("machines.{through}.public"));
        }
        for served in web.passes.values() {
            self.note(unit, format!("machines.{served}.public"));
        }
    }

    fn services(&mut self) {
        let plan = self.plan;
        let mut secrets = Vec::new();
        for (name, service) in &plan.services {
            let entry = &service.entry;
            let table = format!("services.{name}");
            let domain = service.domain.as_ref();
            let taken = entry.takes().map(|key| format!("collective.{key}"));
            let causes: Vec<String> = taken.chain([table.clone()]).collect();
            for unit in &entry.units {
                let unit = fill(unit, name.as_str(), domain, &self.collective.domain);
                let stem = unit.split('.').next().unwrap_or(&unit).to_owned();
                self.note_all(&format!("unit {unit}"), &causes);
                // Its timers, sockets, and the units that set it up.
                self.note_all(&format!("*{stem}*"), &causes);
            }
            // What NixOS calls it: `services.nextcloud` → `nextcloud-setup.service`.
            if let Some(("services", module)) = entry.module.split_once('.') {
                self.note_all(&format!("*{module}*"), &causes);
            }
            for engine in entry.state.iter().filter_map(|state| state.engine) {
                let database = match engine {
                    Engine::Postgresql => "unit postgresql*",
                    Engine::Mysql => "unit mysql*",
                    Engine::Sqlite => continue,
                };
                self.note(database, &table);
            }
            // Its accounts, folders and files.
            self.note_all(&format!("service {name}"), &causes);
        }
        for secret in &plan.secrets {
            let Some(service) = &secret.service else {
                continue;
            };
            for because in &secret.because {
                secrets.push((format!("secret {service}/{}", secret.name), because.clone()));
            }
        }
        if self.mesh.nodes.contains_key(self.name) {
            let key = format!("secret {}", crate::collective::MESH_KEY);
            secrets.push((key, self.own("mesh-key")));
        }
        for (secret, key) in secrets {
            self.note(secret.clone(), key);
            self.note(secret, "policy.secrets");
        }
    }

    /// Single sign-on: clients, groups and persons of a provider; parts of services of other machines.
    fn sign_on(&mut self) {
        let (collective, plan) = (self.collective, self.plan);
        for (service_name, service) in &plan.services {
            if let Some(sso) = &service.sso {
                let effect = format!("sign-on {service_name} at {}", sso.provider);
                self.note(effect.clone(), format!("services.{service_name}.type"));
                self.note(effect, format!("services.{}.type", sso.provider));
            }
            for client in &service.clients {
                for because in &client.because {
                    self.note(format!("sign-on client {}", client.name), because);
                }
                let group = format!("sign-on group {}", client.group);
                self.note(group.clone(), format!("services.{}.for", client.name));
                let of_groups = collective
                    .services
                    .get(&client.name)
                    .is_some_and(|service| matches!(*service.audience, Audience::Groups(_)));
                for member in client.users.iter().filter(|_| of_groups) {
                    self.note(group.clone(), format!("members.{member}.groups"));
                }
            }
            if service.entry.provides.contains(&Role::Sso) {
                for (member, facts) in collective.members.iter().filter(|(_, m)| m.is_here()) {
                    let person = format!("sign-on person {member}");
                    self.note(person.clone(), format!("members.{member}.name"));
                    if facts.email.is_some() {
                        self.note(person, format!("members.{member}.email"));
                    }
                }
            }
        }
        for service in plan.everywhere.keys() {
            self.note(
                format!("part of {service}"),
                format!("services.{service}.type"),
            );
        }
    }

    fn options(&mut self) {
        let plan = self.plan;
        let own = [(format!("machines.{}", self.name), &plan.nixos)];
        let services = plan
            .services
            .iter()
            .map(|(name, service)| (format!("services.{name}"), &service.nixos));
        for (table, options) in own.into_iter().chain(services) {
            for option in option_paths(options) {
                self.note(
                    format!("option {option}"),
                    format!("{table}.nixos.{option}"),
                );
            }
        }
        for module in &plan.modules {
            self.note(format!("module {}", module.as_path()), self.own("modules"));
        }
    }
}

/// Paths of a table of NixOS options, joined by dots.
fn option_paths(options: &[Entry]) -> Vec<String> {
    let table = Value::Table(options.to_vec());
    table
        .leaves()
        .into_iter()
        .map(|(path, _)| {
            path.iter()
                .map(|name| name.value.as_str())
                .collect::<Vec<_>>()
                .join(".")
        })
        .collect()
}
