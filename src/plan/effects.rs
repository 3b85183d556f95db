//! The index effect → keys of the manifest, which travels in `machine.json`.
//!
//! Effects are named as an administrator meets them: `user alice`, `firewall tcp 443`, `unit nginx.service`,
//! `etc ssh/authorized_keys.d/alice`, `host citron`, `peer citron`, `virtual host nuage.example`.

use std::collections::BTreeMap;

use super::{Because, MachinePlan, Mesh, To};
use crate::catalog::facts::Role;
use crate::collective::Collective;
use crate::manifest::types::{Audience, Name};
use crate::manifest::value::{Entry, Value};

/// All effects of a machine that the manifest causes.
pub fn index(
    collective: &Collective,
    mesh: &Mesh,
    name: &Name,
    plan: &MachinePlan,
) -> BTreeMap<String, Because> {
    let mut effects: BTreeMap<String, Because> = BTreeMap::new();
    let mut note = |effect: String, key: String| {
        effects.entry(effect).or_default().insert(key);
    };
    let machine = |key: &str| format!("machines.{name}.{key}");
    note("etc hostname".to_owned(), format!("machines.{name}"));
    note("system state-version".to_owned(), machine("state-version"));
    note("hardware".to_owned(), machine("hardware"));
    for (member, access) in &plan.access {
        for because in &access.because {
            note(format!("user {member}"), because.clone());
            if access.sudo {
                note(format!("sudo {member}"), because.clone());
            }
        }
        note(format!("user {member}"), format!("members.{member}.name"));
        note(
            format!("etc ssh/authorized_keys.d/{member}"),
            format!("members.{member}.ssh-keys"),
        );
    }
    for (opening, because) in &plan.openings {
        let to = match opening.to {
            To::Everybody => "firewall",
            To::Mesh => "firewall mesh",
            To::Ingress => "firewall ingress",
        };
        for key in because {
            note(
                format!("{to} {} {}", opening.protocol.as_str(), opening.port),
                key.clone(),
            );
        }
    }
    if let Some(node) = mesh.nodes.get(name) {
        note(
            format!("address {}", node.address),
            "network.mesh".to_owned(),
        );
        for (peer, _) in mesh.peers(name) {
            note(format!("peer {peer}"), format!("machines.{peer}.mesh-key"));
        }
        if plan.relays {
            note("forwarding mesh".to_owned(), machine("public"));
        }
    }
    if let Some(web) = &plan.web {
        for (key, domain) in collective
            .services
            .values()
            .flat_map(|service| &service.domains)
        {
            let domain = &domain.value;
            if web.serves.contains(domain) || web.passes.contains_key(domain) {
                note(format!("virtual host {domain}"), key.clone());
                note("unit nginx.service".to_owned(), key.clone());
            }
            if web.serves.contains(domain) {
                note(format!("unit acme-{domain}.service"), key.clone());
            }
        }
    }
    for (service_name, service) in &plan.services {
        for unit in &service.entry.units {
            let domain = service.domain.as_ref();
            let unit = crate::catalog::facts::fill(
                unit,
                service_name.as_str(),
                domain,
                &collective.domain,
            );
            note(format!("unit {unit}"), format!("services.{service_name}"));
        }
        if let Some(sso) = &service.sso {
            let effect = format!("sign-on {service_name} at {}", sso.provider);
            note(effect.clone(), format!("services.{service_name}.type"));
            note(effect, format!("services.{}.type", sso.provider));
        }
        for client in &service.clients {
            for because in &client.because {
                note(format!("sign-on client {}", client.name), because.clone());
            }
            let group = format!("sign-on group {}", client.group);
            note(group.clone(), format!("services.{}.for", client.name));
            let of_groups = collective
                .services
                .get(&client.name)
                .is_some_and(|service| matches!(service.audience, Audience::Groups(_)));
            for member in client.users.iter().filter(|_| of_groups) {
                note(group.clone(), format!("members.{member}.groups"));
            }
        }
        if service.entry.provides.contains(&Role::Sso) {
            for (member, facts) in collective.members.iter().filter(|(_, m)| m.is_here()) {
                let person = format!("sign-on person {member}");
                note(person.clone(), format!("members.{member}.name"));
                if facts.email.is_some() {
                    note(person, format!("members.{member}.email"));
                }
            }
        }
    }
    for secret in &plan.secrets {
        let Some(service) = &secret.service else {
            continue;
        };
        for because in &secret.because {
            note(format!("secret {service}/{}", secret.name), because.clone());
        }
    }
    for service in plan.everywhere.keys() {
        note(
            format!("part of {service}"),
            format!("services.{service}.type"),
        );
    }
    let own = [(format!("machines.{name}"), &plan.nixos)];
    let services = plan
        .services
        .iter()
        .map(|(name, service)| (format!("services.{name}"), &service.nixos));
    for (table, options) in own.into_iter().chain(services) {
        for option in option_paths(options) {
            note(
                format!("option {option}"),
                format!("{table}.nixos.{option}"),
            );
        }
    }
    for module in &plan.modules {
        note(format!("module {}", module.as_path()), machine("modules"));
    }
    effects
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
