//! What templates of services may name: the service's own facts, and who and what there is in the collective.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde_json::{Map, Value as Json, json};
use tera::{Context, Value as TeraValue};

use super::documents::columns;
use super::nix;
use super::nix_module::secret_path;
use super::service::DEPTH;
use crate::catalog::setting::SettingValue;
use crate::collective::{Collective, Member, Service};
use crate::manifest::types::{Audience, Domain, Name};
use crate::plan::dns::Target;
use crate::plan::sso::{Client, SignOn};
use crate::plan::{MachinePlan, Plan, SecretPlan, ServicePlan};

/// How long others may keep a DNS record, in seconds.
const TTL: u32 = 3600;

/// What is the same for all services of a plan, made once, when the first template asks for it.
pub struct Everyone<'p> {
    plan: &'p Plan,
    collective: OnceLock<TeraValue>,
    members: OnceLock<TeraValue>,
    groups: OnceLock<TeraValue>,
    services: OnceLock<TeraValue>,
    records: OnceLock<TeraValue>,
}

impl<'p> Everyone<'p> {
    /// People, groups, services and records of a plan.
    pub fn of(plan: &'p Plan) -> Self {
        Self {
            plan,
            collective: OnceLock::new(),
            members: OnceLock::new(),
            groups: OnceLock::new(),
            services: OnceLock::new(),
            records: OnceLock::new(),
        }
    }

    /// One of them, by its name in templates.
    fn value(&self, name: &str) -> TeraValue {
        let plan = self.plan;
        let collective = &*plan.collective;
        let once = |place: &OnceLock<TeraValue>, make: &dyn Fn() -> Json| {
            let value = place.get_or_init(|| TeraValue::from_serializable(&make()));
            value.clone()
        };
        match name {
            "collective" => once(&self.collective, &|| self::collective(collective)),
            "members" => once(&self.members, &|| members(collective).into()),
            "groups" => once(&self.groups, &|| groups(collective).into()),
            "services" => once(&self.services, &|| services(plan).into()),
            "records" => once(&self.records, &|| records(plan).into()),
            _ => TeraValue::none(),
        }
    }
}

/// What templates may name.
const NAMES: &[&str] = &[
    "audience",
    "clients",
    "collective",
    "domain",
    "domains",
    "groups",
    "machine",
    "machines",
    "members",
    "name",
    "peers",
    "ports",
    "public",
    "records",
    "release",
    "secrets",
    "services",
    "settings",
    "sso",
    "users",
];

/// A service on a machine, for which a template is rendered.
pub struct Subject<'s> {
    /// What all services have.
    pub everyone: &'s Everyone<'s>,
    /// The machine.
    pub on: (&'s Name, &'s MachinePlan),
    /// The service.
    pub service: (&'s Name, &'s ServicePlan),
}

/// All that a template names of what it may name, on one machine.
pub fn context(subject: &Subject<'_>, template: &str) -> Context {
    let mut context = Context::new();
    // A template that shows its whole context names all of it.
    let shows_all = template.contains("__tera");
    let named = NAMES
        .iter()
        .filter(|name| shows_all || template.contains(**name));
    for name in named {
        if let Some(value) = subject.value(name) {
            context.insert_value(*name, value);
        }
    }
    context
}

impl Subject<'_> {
    /// What a name stands for; none: it is not defined here.
    fn value(&self, variable: &str) -> Option<TeraValue> {
        let plan = self.everyone.plan;
        let (machine_name, machine) = self.on;
        let (name, service) = self.service;
        let own_secrets = || {
            let secrets = machine.secrets.iter();
            secrets.filter(|secret| secret.service.as_ref() == Some(name))
        };
        let json = |value: Json| TeraValue::from_serializable(&value);
        Some(match variable {
            "name" => TeraValue::normal_string(name.as_str()),
            "domain" => TeraValue::normal_string(service.domain.as_ref()?.as_str()),
            "domains" => json(domains(service).into()),
            "release" => TeraValue::from_serializable(&plan.collective.release.number()),
            "machine" => json(self_facts(plan, machine_name, machine)),
            "machines" => json(machines(plan, plan.machines.keys(), machine_name).into()),
            "peers" => {
                let peers = service.machines.iter().map(|on| &on.value);
                json(machines(plan, peers, machine_name).into())
            }
            "public" => TeraValue::from_serializable(&(service.audience.value == Audience::Public)),
            "audience" => json(audience(&service.audience)),
            "users" => json(users(plan, service).into()),
            "ports" => json(ports(&service.ports).into()),
            "settings" => {
                let mut settings = tera::Map::new();
                for key in service.entry.settings.keys() {
                    let value = service
                        .settings
                        .get(key)
                        .map_or_else(TeraValue::none, |value| setting(&value.value));
                    settings.insert(snake(key).into(), value);
                }
                TeraValue::from(settings)
            }
            "secrets" => {
                let mut secrets = tera::Map::new();
                for secret in own_secrets() {
                    secrets.insert(snake(&secret.name).into(), path(plan, secret));
                }
                TeraValue::from(secrets)
            }
            "sso" => {
                TeraValue::from_serializable(&service.sso.as_ref().map(|sso| sign_on(name, sso)))
            }
            "clients" => {
                let clients = service.clients.iter().map(|client| {
                    let name = client.secret();
                    let secret = own_secrets().find(|secret| Some(&secret.name) == name.as_ref());
                    self::client(client, secret.map(|secret| path(plan, secret)))
                });
                TeraValue::from(clients.collect::<Vec<_>>())
            }
            other => self.everyone.value(other),
        })
    }
}

fn collective(collective: &Collective) -> Json {
    json!({
        "name": collective.name.as_str(),
        "title": collective.title.0,
        "domain": collective.domain.as_str(),
        "contact": collective.contact.0,
        "language": collective.language.as_str(),
    })
}

/// Members who may use a service: all, where nobody needs an account.
fn users<'p>(plan: &'p Plan, service: &'p ServicePlan) -> Vec<&'p str> {
    match service.audience.value {
        Audience::Public => here(&plan.collective)
            .map(|(name, _)| name.as_str())
            .collect(),
        Audience::Members | Audience::Groups(_) => service.users.iter().map(Name::as_str).collect(),
    }
}

fn path(plan: &Plan, secret: &SecretPlan) -> TeraValue {
    TeraValue::safe_string(&secret_path(plan.backend, secret))
}

fn self_facts(plan: &Plan, name: &Name, machine: &MachinePlan) -> Json {
    let node = plan.mesh.nodes.get(name);
    json!({
        "name": name.as_str(),
        "address": node.map(|node| node.address.to_string()),
        "public": machine.public.value,
        "system": machine.system.as_str(),
        "site": machine.site.as_str(),
    })
}

/// Those of some machines that are on the mesh, in the order of names.
fn machines<'a>(plan: &Plan, names: impl IntoIterator<Item = &'a Name>, this: &Name) -> Vec<Json> {
    let mut names: Vec<&Name> = names.into_iter().collect();
    names.sort();
    let facts = names.into_iter().filter_map(|name| {
        plan.mesh.nodes.get(name)?;
        let mut facts = self_facts(plan, name, plan.machines.get(name)?);
        facts["self"] = (name == this).into();
        Some(facts)
    });
    facts.collect()
}

fn audience(audience: &Audience) -> Json {
    let (kind, mut groups) = match audience {
        Audience::Members => ("members", Vec::new()),
        Audience::Public => ("public", Vec::new()),
        Audience::Groups(groups) => {
            let names = groups.iter().map(|group| group.value.as_str());
            ("groups", names.collect())
        }
    };
    groups.sort_unstable();
    groups.dedup();
    json!({ "kind": kind, "groups": groups })
}

/// Members who are active, or still leaving.
fn here(collective: &Collective) -> impl Iterator<Item = (&Name, &Member)> {
    let members = collective.members.iter();
    members.filter(|(_, member)| member.is_here())
}

fn members(collective: &Collective) -> Vec<Json> {
    let members = here(collective).map(|(name, member)| {
        let groups: BTreeSet<&str> = member.groups.iter().map(|group| group.as_str()).collect();
        json!({
            "name": name.as_str(),
            "title": member.name.0,
            "email": member.email.as_ref().map(|email| &email.0),
            "groups": groups,
            "ssh_keys": member.ssh_keys.iter().map(|key| &key.0).collect::<Vec<_>>(),
        })
    });
    members.collect()
}

fn groups(collective: &Collective) -> Vec<Json> {
    let mut members: BTreeMap<&Name, Vec<&str>> = BTreeMap::new();
    for (name, member) in here(collective) {
        for group in &member.groups {
            members.entry(group).or_default().push(name.as_str());
        }
    }
    let groups = collective.groups.iter().map(|(name, title)| {
        let members = members.get(name).map_or(&[][..], |members| members);
        json!({ "name": name.as_str(), "title": title.0, "members": members })
    });
    groups.collect()
}

fn services(plan: &Plan) -> Vec<Json> {
    let services = plan.collective.services.iter().map(|(name, service)| {
        let machines: Vec<&str> = service.machines.iter().map(|on| on.as_str()).collect();
        let nodes = machines.iter().filter_map(|on| plan.mesh.nodes.get(*on));
        let addresses: Vec<String> = nodes.map(|node| node.address.to_string()).collect();
        json!({
            "name": name.as_str(),
            "type": service.entry.name.as_str(),
            "title": service.entry.title,
            "domain": service.domain.as_ref().map(|domain| domain.as_str()),
            "domains": domains(service),
            "machines": machines,
            "addresses": addresses,
            "web": service.domain.is_some(),
            "ports": ports(&plan.lock.ports_of(name, service)),
        })
    });
    services.collect()
}

fn domains(service: &Service) -> Vec<&str> {
    let domains = service.sorted_domains().into_iter();
    domains.map(Domain::as_str).collect()
}

fn ports(ports: &BTreeMap<Name, u16>) -> Map<String, Json> {
    let ports = ports.iter();
    ports
        .map(|(name, port)| (snake(name.as_str()), json!(port)))
        .collect()
}

/// Records as in DNS.md, but for those whose address nobody knows.
fn records(plan: &Plan) -> Vec<Json> {
    let known = plan
        .dns
        .iter()
        .filter(|record| !matches!(record.target, Target::Unknown(_)));
    let records = known.map(|record| {
        let (kind, value) = columns(record);
        json!({ "name": format!("{}.", record.name), "type": kind, "value": value, "ttl": TTL })
    });
    let extras = plan
        .dns_extras
        .iter()
        .filter(|extra| extra.kind != "PTR")
        .filter_map(|extra| {
            let value = extra.value.as_ref()?;
            Some(json!({ "name": extra.name, "type": extra.kind, "value": value, "ttl": TTL }))
        });
    records.chain(extras).collect()
}

fn sign_on(name: &Name, sso: &SignOn) -> Json {
    json!({
        "service": sso.provider.as_str(),
        "title": sso.title,
        "domain": sso.domain.as_str(),
        "client": name.as_str(),
        "issuer": sso.issuer,
        "discovery": format!("{}/.well-known/openid-configuration", sso.issuer.trim_end_matches('/')),
        "authorize": sso.authorize,
        "token": sso.token,
        "userinfo": sso.userinfo,
        "jwks": sso.jwks,
        "scopes": sso.scopes,
        "group": sso.group,
    })
}

fn client(client: &Client, secret: Option<TeraValue>) -> TeraValue {
    let users: Vec<&str> = client.users.iter().map(Name::as_str).collect();
    let facts = json!({
        "name": client.name.as_str(),
        "title": client.title,
        "redirects": client.redirects,
        "landing": client.landing,
        "scopes": client.oidc.scopes,
        "pkce": client.oidc.pkce,
        "rs256": client.oidc.rs256,
        "short_names": client.oidc.short_names,
        "public": !client.oidc.secret,
        "group": client.group,
        "users": users,
    });
    let mut map = TeraValue::from_serializable(&facts)
        .into_map()
        .unwrap_or_default();
    map.insert("secret".into(), secret.unwrap_or_else(TeraValue::none));
    TeraValue::from(map)
}

fn setting(value: &SettingValue) -> TeraValue {
    match value {
        SettingValue::Bool(yes) => TeraValue::from_serializable(yes),
        SettingValue::Int(number) => TeraValue::from_serializable(number),
        SettingValue::Size(bytes) => TeraValue::from_serializable(bytes),
        SettingValue::String(text) => TeraValue::normal_string(text),
        SettingValue::List(items) => TeraValue::from_serializable(items),
        SettingValue::Members(members) => {
            let names: Vec<&str> = members.iter().map(|name| name.value.as_str()).collect();
            TeraValue::from_serializable(&names)
        }
        SettingValue::Domain(domain) => TeraValue::normal_string(domain.as_str()),
        SettingValue::Path(path) => TeraValue::safe_string(&nix::relative(path.as_path(), DEPTH)),
    }
}

/// `max-upload` → `max_upload`: templates cannot write `-` in a name.
fn snake(key: &str) -> String {
    key.replace('-', "_")
}
