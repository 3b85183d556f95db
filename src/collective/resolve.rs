//! Tables → [`Collective`]: the names that tables refer to are looked up, defaults filled in.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::Ipv6Net;
use sha2::{Digest as _, Sha256};

use super::codes::{UNKNOWN_GROUP, UNKNOWN_MACHINE, UNKNOWN_MEMBER, UNKNOWN_SITE};
use super::{Collective, Machine, Member, Network, Policy, Site, reserved, service};
use crate::catalog::Catalog;
use crate::finding::{Code, Finding, Findings};
use crate::manifest::Manifest;
use crate::manifest::Named;
use crate::manifest::codes::BAD_NAME;
use crate::manifest::table::{Table, nearest};
use crate::manifest::tables::{MachineTable, MemberTable, PolicyTable, SiteTable};
use crate::manifest::types::{Domain, Hardware, Name, Release, SiteKind, Status, System};
use crate::source::{Span, Spanned};

/// Looks names up in the manifest, and says which lead nowhere.
pub(super) struct Resolver<'a> {
    pub manifest: &'a Manifest,
    pub catalog: &'a Catalog,
    pub findings: &'a mut Findings,
}

/// Fills in what the manifest leaves open. What is missing although it is needed has had its finding.
pub fn resolve(manifest: &Manifest, catalog: &Catalog, findings: &mut Findings) -> Collective {
    let mut resolver = Resolver {
        manifest,
        catalog,
        findings,
    };
    let collective = or_empty(manifest.collective.as_ref(), manifest.start);
    let name = collective
        .name
        .as_ref()
        .map_or_else(placeholder, |name| name.value.clone());
    let domain = collective
        .domain
        .as_ref()
        .map(|domain| domain.value.clone())
        .or_else(|| Domain::new("coloc.invalid").ok());
    // The fallback is a domain; if it were none, there would be nothing to fall back to.
    let Some(domain) = domain else {
        unreachable!("coloc.invalid is a domain")
    };
    let nixos = or_empty(manifest.nixos.as_ref(), manifest.start);
    let release = nixos.release.map(|release| release.value);
    let release = release.or_else(|| Release::from_text("26.05").ok());
    let Some(release) = release else {
        unreachable!("26.05 is a release")
    };
    let inputs = nixos.inputs.as_ref().map_or_else(BTreeMap::new, |inputs| {
        inputs
            .value
            .0
            .iter()
            .map(|(name, reference)| (name.clone(), reference.value.clone()))
            .collect()
    });
    let groups = manifest.groups.iter().map(|(name, group)| {
        resolver.refuse_name("groups", name, group.span, reserved::group(name.as_str()));
        (name.clone(), title(group.value.title.as_ref(), name))
    });
    Collective {
        groups: groups.collect(),
        title: title(collective.title.as_ref(), &name),
        contact: collective
            .contact
            .as_ref()
            .map_or_else(String::new, |contact| contact.value.0.clone()),
        language: collective.language.value,
        release,
        inputs,
        policy: policy(&or_empty(manifest.policy.as_ref(), manifest.start)),
        network: resolver.network(&name),
        sites: map(&manifest.sites, |name, table| resolver.site(name, table)),
        members: map(&manifest.members, |name, table| {
            resolver.member(name, table)
        }),
        machines: map(&manifest.machines, |name, table| {
            resolver.machine(name, table, &domain)
        }),
        services: manifest
            .services
            .iter()
            .filter_map(|(name, table)| {
                service::resolve(&mut resolver, name, table, &domain)
                    .map(|service| (name.clone(), service))
            })
            .collect(),
        name,
        domain,
    }
}

/// A table, or one in its place that says nothing.
fn or_empty<T: Table + Clone>(table: Option<&T>, start: Span) -> T {
    table.cloned().unwrap_or_else(|| T::empty(start))
}

fn placeholder() -> Name {
    match Name::new("collective") {
        Ok(name) => name,
        Err(_) => unreachable!("`collective` is a name"),
    }
}

fn map<T, U>(tables: &Named<T>, mut f: impl FnMut(&Name, &Spanned<T>) -> U) -> BTreeMap<Name, U> {
    tables
        .iter()
        .map(|(name, table)| (name.clone(), f(name, table)))
        .collect()
}

fn title(given: Option<&Spanned<crate::manifest::types::Text>>, name: &Name) -> String {
    given.map_or_else(|| name.to_string(), |text| text.value.0.clone())
}

fn policy(table: &PolicyTable) -> Policy {
    Policy {
        caretakers_per_machine: table.caretakers_per_machine.0,
        caretakers_per_service: table.caretakers_per_service.0,
        backup_copies: table.backup_copies.0,
        backup_other_site: table.backup_other_site.value,
        restore_drill_days: table.restore_drill_days.0,
        secrets: table.secrets.value,
    }
}

/// `fd` and 40 bits of the name's digest (RFC 4193 asks for random ones), subnet 0.
pub fn derived_mesh(name: &Name) -> Ipv6Net {
    let digest = Sha256::digest(format!("coloc mesh of {name}"));
    let mut octets = [0_u8; 16];
    octets[0] = 0xfd;
    octets[1..6].copy_from_slice(&digest[..5]);
    Ipv6Net::new_assert(octets.into(), 64)
}

impl Resolver<'_> {
    fn network(&mut self, name: &Name) -> Network {
        let table = or_empty(self.manifest.network.as_ref(), self.manifest.start);
        let ingress = table
            .ingress
            .as_ref()
            .map(|names| Spanned::new(self.machines(&names.value), names.span));
        Network {
            mesh: table
                .mesh
                .map_or_else(|| derived_mesh(name), |prefix| prefix.0),
            mesh_port: table.mesh_port.0,
            ingress,
        }
    }

    fn site(&mut self, name: &Name, table: &Spanned<SiteTable>) -> Site {
        let site = &table.value;
        let kind = site.kind.value;
        let or_self = |given: &Option<Spanned<Name>>| {
            given
                .as_ref()
                .map_or_else(|| name.clone(), |n| n.value.clone())
        };
        Site {
            span: table.span,
            title: title(site.title.as_ref(), name),
            keeper: site.keeper.clone().inspect(|keeper| {
                self.member_exists(keeper);
            }),
            power: or_self(&site.power),
            uplink: or_self(&site.uplink),
            kind,
            ipv4: site.ipv4,
            ipv6: site.ipv6,
            nat: site
                .nat
                .as_ref()
                .map_or(kind == SiteKind::Home, |nat| nat.value),
            upload: site.upload.as_ref().map(|rate| rate.value.0),
        }
    }

    fn member(&mut self, name: &Name, table: &Spanned<MemberTable>) -> Member {
        let member = &table.value;
        self.refuse_name(
            "members",
            name,
            table.span,
            reserved::account(name.as_str(), self.catalog),
        );
        Member {
            span: table.span,
            name: title(member.name.as_ref(), name),
            email: member.email.as_ref().map(|email| email.value.0.clone()),
            ssh_keys: member.ssh_keys.iter().map(text).collect(),
            age_keys: member.age_keys.iter().map(text).collect(),
            groups: member
                .groups
                .iter()
                .filter(|group| self.group_exists(group))
                .map(|group| group.value.clone())
                .collect(),
            status: member.status.value,
            joined: member.joined.as_ref().map(|date| date.value.clone()),
            until: member.until.as_ref().map(|date| date.value.clone()),
        }
    }

    fn machine(&mut self, name: &Name, table: &Spanned<MachineTable>, domain: &Domain) -> Machine {
        let machine = &table.value;
        self.refuse_name("machines", name, table.span, reserved::host(name.as_str()));
        if let Some(site) = &machine.site {
            self.exists(&UNKNOWN_SITE, "site", site, &self.manifest.sites);
        }
        let hardware = machine.hardware.value;
        let usual = if hardware == Hardware::RaspberryPi {
            System::Arm
        } else {
            System::X86
        };
        Machine {
            span: table.span,
            site: machine
                .site
                .as_ref()
                .map_or_else(|| name.clone(), |site| site.value.clone()),
            system: machine.system.as_ref().map_or(usual, |system| system.value),
            hardware,
            caretakers: self.members(&machine.caretakers),
            memory: machine.memory,
            disk: machine.disk,
            host_key: machine.host_key.as_ref().map(text),
            mesh_key: machine.mesh_key.as_ref().map(text),
            public: machine.public.value,
            state_version: machine.state_version,
            deploy_host: machine.deploy_host.as_ref().map_or_else(
                || domain.under(name.as_str()).to_string(),
                |host| host.value.0.clone(),
            ),
            modules: machine.modules.value.clone(),
            nixos: machine.nixos.0.clone(),
        }
    }

    /// A list of members, doubles dropped; findings for those who do not exist. They stay in the list, so that rules
    /// see that somebody was meant.
    pub(super) fn members(&mut self, list: &[Spanned<Name>]) -> Vec<Spanned<Name>> {
        for name in list {
            self.member_exists(name);
        }
        unique(list.iter())
    }

    /// Machines of a list that exist, doubles dropped; findings for the others.
    pub(super) fn machines(&mut self, list: &[Spanned<Name>]) -> Vec<Spanned<Name>> {
        unique(
            list.iter().filter(|name| {
                self.exists(&UNKNOWN_MACHINE, "machine", name, &self.manifest.machines)
            }),
        )
    }

    pub(super) fn group_exists(&mut self, name: &Spanned<Name>) -> bool {
        self.exists(&UNKNOWN_GROUP, "group", name, &self.manifest.groups)
    }

    pub(super) fn member_exists(&mut self, name: &Spanned<Name>) -> bool {
        self.exists(&UNKNOWN_MEMBER, "member", name, &self.manifest.members)
    }

    /// Whether a member has access anywhere: active, or still leaving.
    pub(super) fn is_here(&self, name: &Name) -> bool {
        let table = self.manifest.members.get(name);
        table.is_some_and(|table| table.status.value != Status::Left)
    }

    fn exists<T>(
        &mut self,
        code: &'static Code,
        what: &str,
        name: &Spanned<Name>,
        known: &Named<T>,
    ) -> bool {
        if known.contains_key(&name.value) {
            return true;
        }
        let finding = Finding::new(code, format!("There is no {what} `{}`.", name.value));
        let known = known.keys().map(Name::as_str);
        let known = known.take(if self.findings.are_many() { 0 } else { 1_000 });
        self.findings
            .push(match nearest(name.value.as_str(), known) {
                Some(near) => finding.at(name.span, format!("did you mean `{near}`?")),
                None => finding.at(name.span, "named here").help(format!(
                    "Mend the name, or add a table `[{what}s.{}]`. `coloc explain {}` says more.",
                    name.value, code.name
                )),
            });
        false
    }

    pub(super) fn refuse_name(&mut self, table: &str, name: &Name, span: Span, why: Option<&str>) {
        if let Some(why) = why {
            self.findings.push(
                Finding::new(
                    &BAD_NAME,
                    format!("`{table}.{name}` cannot have this name."),
                )
                .at(span, why)
                .help("Choose another name, and use it everywhere that this one is used."),
            );
        }
    }
}

/// The first of each name, in order.
fn unique<'a>(names: impl Iterator<Item = &'a Spanned<Name>>) -> Vec<Spanned<Name>> {
    let mut seen = BTreeSet::new();
    names
        .filter(|name| seen.insert(&name.value))
        .cloned()
        .collect()
}

/// A key as text.
fn text<K: AsRef<str>>(key: &Spanned<K>) -> Spanned<String> {
    Spanned::new(key.value.as_ref().to_owned(), key.span)
}
