//! The index effect → keys of the manifest, which travels in `machine.json`.
//!
//! It names every key that an effect depends on, changed or not; a key of a whole table (`services.nuage`) stands for
//! all below it. [`crate::diff`] narrows it to what did change.

use std::collections::BTreeMap;

use super::effect::Effect;
use super::ground::Ground;
use super::{Because, MachinePlan, To};
use crate::catalog::facts::{Engine, Role, fill};
use crate::manifest::key::{Field, Key};
use crate::manifest::types::{Audience, Name, Status};
use crate::manifest::value::{Entry, Value};

/// All effects of a machine that the manifest causes.
pub fn index(ground: &Ground<'_>, name: &Name, plan: &MachinePlan) -> BTreeMap<Effect, Because> {
    let mut index = Index {
        effects: BTreeMap::new(),
        ground,
        name,
        plan,
    };
    index.machine();
    index.people();
    index.ports();
    index.mesh();
    index.web();
    index.services();
    index.sign_on();
    index.options();
    index.effects
}

struct Index<'c> {
    effects: BTreeMap<Effect, Because>,
    ground: &'c Ground<'c>,
    name: &'c Name,
    plan: &'c MachinePlan,
}

impl Index<'_> {
    fn note(&mut self, effect: Effect, key: Key) {
        self.effects.entry(effect).or_default().insert(key);
    }

    fn note_all(&mut self, effect: &Effect, keys: impl IntoIterator<Item = Key>) {
        let because = self.effects.entry(effect.clone()).or_default();
        because.extend(keys);
    }

    fn own(&self, field: Field) -> Key {
        Key::machine(self.name, field)
    }

    fn prefix_key(&self) -> Key {
        self.ground.mesh.prefix_key(self.ground.collective)
    }

    fn machine(&mut self) {
        self.note(Effect::Etc("hostname".to_owned()), self.own(Field::Whole));
        let nixpkgs = Field::Input("nixpkgs".to_owned());
        self.note_all(&Effect::Release, [Field::Release, nixpkgs].map(Key::nixos));
        self.note(Effect::StateVersion, self.own(Field::StateVersion));
        let hardware = [Field::Hardware, Field::System].map(|field| self.own(field));
        self.note_all(&Effect::Hardware, hardware);
        let logs = Key::policy(Field::KeepLogsDays);
        self.note(
            Effect::Etc("systemd/journald.conf".to_owned()),
            logs.clone(),
        );
        for unit in ["systemd-journald*", "logrotate*"] {
            self.note(Effect::Unit(unit.to_owned()), logs.clone());
        }
    }

    fn people(&mut self) {
        for (member, access) in &self.plan.access {
            let about = |field| Key::member(member, field);
            let user = Effect::User(member.to_string());
            self.note_all(&user, access.because.iter().cloned());
            if access.sudo {
                let sudo = Effect::Sudo(member.to_string());
                self.note_all(&sudo, access.because.iter().cloned());
            }
            self.note(user.clone(), about(Field::Name));
            let person = self.ground.collective.members.get(member);
            if person.is_some_and(|person| person.status.value == Status::Leaving) {
                self.note_all(&user, [Field::Status, Field::Until].map(about));
            }
            let by_group = self.plan.services.values().any(|service| {
                service.entry.shell
                    && matches!(*service.audience, Audience::Groups(_))
                    && service.users.contains(member)
            });
            if by_group {
                self.note(user, about(Field::Groups));
            }
            let keys = Effect::Etc(format!("ssh/authorized_keys.d/{member}"));
            self.note(keys, about(Field::SshKeys));
        }
        // The manifest still names them, and they are not there: their status is why.
        let of_services = self
            .plan
            .services
            .keys()
            .filter_map(|name| self.ground.collective.services.get(name))
            .flat_map(|service| &service.caretakers);
        let machine = self.ground.collective.machines.get(self.name);
        let named: Vec<Name> = machine
            .into_iter()
            .flat_map(|machine| &machine.caretakers)
            .chain(of_services)
            .map(|name| name.value.clone())
            .collect();
        for name in named {
            let gone = self.ground.collective.members.get(&name);
            if gone.is_some_and(|member| !member.is_here()) {
                let status = Key::member(&name, Field::Status);
                self.note(Effect::NoMember(name.to_string()), status);
            }
        }
    }

    fn ports(&mut self) {
        let prefix = self.prefix_key();
        let plan = self.plan;
        for (opening, because) in &plan.openings {
            let effect = Effect::Firewall(opening.clone());
            self.note_all(&effect, because.iter().cloned());
            let of_mesh = because.contains(&Key::network(Field::MeshPort));
            let of_all_types = because.iter().all(|key| key.field == Field::Type);
            if of_mesh || (!of_all_types && opening.port != 22) {
                self.note(effect.clone(), self.own(Field::Public));
            }
            if opening.to == To::Ingress {
                self.note_all(&effect, [Key::network(Field::Ingress), prefix.clone()]);
            }
        }
    }

    /// Its own place on the mesh. What it knows of other machines stands in the fleet.
    fn mesh(&mut self) {
        let (mesh, plan) = (self.ground.mesh, self.plan);
        let hosts = Effect::Etc("hosts".to_owned());
        self.note(hosts.clone(), Key::collective(Field::Domain));
        let Some(node) = mesh.nodes.get(self.name) else {
            return;
        };
        let prefix = self.prefix_key();
        self.note(Effect::MeshPrefix, prefix.clone());
        // Public names and ports, and the relay.
        self.note(Effect::Mesh, Key::collective(Field::Domain));
        self.note_all(
            &Effect::Mesh,
            [Field::MeshPort, Field::Ingress].map(Key::network),
        );
        self.note(hosts, prefix.clone());
        let address = Effect::Address(node.address);
        let own = [Field::MeshKey, Field::Public].map(|field| self.own(field));
        self.note_all(&address, own);
        self.note_all(&address, [prefix, Key::network(Field::MeshPort)]);
        if plan.relays {
            let relays = [self.own(Field::Public), Key::network(Field::Ingress)];
            self.note_all(&Effect::Forwarding, relays);
        }
    }

    fn web(&mut self) {
        let ground = self.ground;
        let Some(web) = &self.plan.web else {
            return;
        };
        let nginx = Effect::Unit("nginx.service".to_owned());
        for (service_name, service) in web.services(ground, self.name) {
            for (key, domain) in &service.domains {
                let domain = &domain.value;
                let serves = web.serves.contains(domain) && service.runs_on(self.name);
                if !serves && !web.passes.contains_key(domain) {
                    continue;
                }
                self.note(Effect::VirtualHost(domain.to_string()), key.clone());
                self.note(nginx.clone(), Key::service(service_name, Field::Whole));
                if serves {
                    self.note_all(&nginx, service.entry.takes().map(Key::collective));
                    let machine = Key::service(service_name, Field::Machine);
                    let contact = Key::collective(Field::Contact);
                    self.note_all(
                        &Effect::Unit(format!("acme-{domain}.service")),
                        [key.clone(), machine, contact],
                    );
                }
            }
        }
        for corner in &web.corners {
            let here =
                [Field::Machine, Field::Machines].map(|it| Key::service(&corner.service, it));
            for place in [corner.place(), corner.domain.to_string()] {
                let host = Effect::VirtualHost(place);
                self.note(host.clone(), corner.key.clone());
                self.note_all(&host, here.iter().cloned());
            }
            self.note(nginx.clone(), Key::service(&corner.service, Field::Whole));
        }
        if !web.behind.is_empty() || !web.passes.is_empty() {
            let ways = [Key::network(Field::Ingress), self.prefix_key()];
            self.note_all(&nginx, ways);
        }
        let others = web.behind.iter().chain(web.passes.values());
        let public = others.map(|other| Key::machine(other, Field::Public));
        self.note_all(&nginx, public);
        self.note(nginx, self.own(Field::Public));
    }

    fn services(&mut self) {
        let plan = self.plan;
        for (name, service) in &plan.services {
            let entry = &service.entry;
            let table = Key::service(name, Field::Whole);
            let domain = service.domain.as_deref();
            let taken = entry.takes().map(Key::collective);
            let causes: Because = taken.chain([table.clone()]).collect();
            for unit in &entry.units {
                let unit = fill(unit, name.as_str(), domain, &self.ground.collective.domain);
                // Its timers, sockets, and the units that set it up.
                let stem = unit.split('.').next().unwrap_or(&unit).to_owned();
                for effect in [Effect::Named(stem), Effect::Unit(unit)] {
                    self.note_all(&effect, causes.iter().cloned());
                }
            }
            // What NixOS calls it: `services.nextcloud` → `nextcloud-setup.service`.
            if let Some(("services", module)) = entry.module.split_once('.') {
                let named = Effect::Named(module.to_owned());
                self.note_all(&named, causes.iter().cloned());
            }
            for engine in entry.state.iter().filter_map(|state| state.engine) {
                let database = match engine {
                    Engine::Postgresql => "postgresql*",
                    Engine::Mysql => "mysql*",
                    Engine::Sqlite => continue,
                };
                self.note(Effect::Unit(database.to_owned()), table.clone());
            }
            // Its accounts, folders and files.
            self.note_all(&Effect::Service(name.to_string()), causes);
        }
        let own = Key::machine(self.name, Field::MeshKey);
        for secret in &plan.secrets {
            let effect = Effect::Secret(secret.path());
            match &secret.service {
                Some(_) => self.note_all(&effect, secret.because.iter().cloned()),
                None => self.note(effect.clone(), own.clone()),
            }
            self.note(effect, Key::policy(Field::Secrets));
        }
    }

    /// Single sign-on: clients, groups and persons of a provider; parts of services of other machines.
    fn sign_on(&mut self) {
        let (collective, plan) = (self.ground.collective, self.plan);
        let kind = |service: &Name| Key::service(service, Field::Type);
        for (service_name, service) in &plan.services {
            if let Some(sso) = &service.sso {
                let effect = Effect::SignOn {
                    service: service_name.to_string(),
                    provider: sso.provider.to_string(),
                };
                self.note_all(&effect, [service_name, &sso.provider].map(kind));
            }
            for client in &service.clients {
                let effect = Effect::SignOnClient(client.name.to_string());
                self.note_all(&effect, client.because.iter().cloned());
                let group = Effect::SignOnGroup(client.group.clone());
                self.note(group.clone(), Key::service(&client.name, Field::For));
                let of_groups = collective
                    .services
                    .get(&client.name)
                    .is_some_and(|service| matches!(*service.audience, Audience::Groups(_)));
                let users = client.users.iter().filter(|_| of_groups);
                self.note_all(&group, users.map(|user| Key::member(user, Field::Groups)));
            }
            if service.entry.provides.contains(&Role::Sso) {
                for (member, facts) in collective.members.iter().filter(|(_, m)| m.is_here()) {
                    let person = Effect::SignOnPerson(member.to_string());
                    self.note(person.clone(), Key::member(member, Field::Name));
                    if facts.email.is_some() {
                        self.note(person, Key::member(member, Field::Email));
                    }
                }
            }
        }
        for service in plan.everywhere.keys() {
            self.note(Effect::Part(service.to_string()), kind(service));
        }
    }

    fn options(&mut self) {
        let plan = self.plan;
        let own = [(self.own(Field::Nixos).table, &plan.nixos.0)];
        let services = plan.services.iter();
        let services = services
            .map(|(name, service)| (Key::service(name, Field::Nixos).table, &service.nixos.0));
        for (table, options) in own.into_iter().chain(services) {
            for option in option_paths(options) {
                let key = Key::of(table.clone(), Field::Option(option.clone()));
                self.note(Effect::Option(option), key);
            }
        }
        for module in &plan.modules {
            let module = Effect::Module(module.as_path().to_string());
            self.note(module, self.own(Field::Modules));
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
