//! Tables → [`Collective`]: the names that tables refer to are looked up, defaults filled in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ipnet::Ipv6Net;
use sha2::{Digest as _, Sha256};

use super::codes::{UNKNOWN_GROUP, UNKNOWN_MACHINE, UNKNOWN_MEMBER, UNKNOWN_SITE};
use super::{Collective, Machine, Member, Network, Site, reserved, service};
use crate::catalog::Catalog;
use crate::finding::{Code, Finding, Findings};
use crate::manifest::Manifest;
use crate::manifest::Named;
use crate::manifest::codes::BAD_NAME;
use crate::manifest::table::{Table, nearest};
use crate::manifest::tables::{MachineTable, MemberTable, SiteTable};
use crate::manifest::types::{
    DeployHost, Domain, Email, Hardware, Inputs, MeshPrefix, Name, Release, SiteKind, Status,
    System, Text,
};
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
    let start = manifest.start;
    let collective = or_empty(manifest.collective.as_ref(), start);
    let nixos = or_empty(manifest.nixos.as_ref(), start);
    let (span, placeholders) = (collective.span, Placeholders::new());
    let name = or(collective.name.as_ref(), span, || placeholders.name);
    let domain = or(collective.domain.as_ref(), span, || placeholders.domain);
    let groups = manifest.groups.iter().map(|(name, group)| {
        resolver.refuse_name("groups", name, group.span, reserved::group(name.as_str()));
        (name.clone(), title(group.title.as_ref(), group.span, name))
    });
    Collective {
        groups: groups.collect(),
        title: title(collective.title.as_ref(), span, &name),
        contact: or(collective.contact.as_ref(), span, || Email(String::new())),
        language: collective.language,
        release: or(nixos.release.as_ref(), nixos.span, || placeholders.release),
        inputs: or(nixos.inputs.as_ref(), nixos.span, Inputs::default),
        policy: or_empty(manifest.policy.as_ref(), start),
        network: resolver.network(&name),
        sites: map(&manifest.sites, |name, table| resolver.site(name, table)),
        members: map(&manifest.members, |name, table| {
            resolver.member(name, table)
        }),
        machines: map(&manifest.machines, |name, table| {
            Arc::new(resolver.machine(name, table, &domain))
        }),
        services: service::all(&mut resolver, &domain),
        name,
        domain,
    }
}

/// What a key holds; without it, what follows from others, at the place of the table's name.
pub(super) fn or<T: Clone>(
    given: Option<&Spanned<T>>,
    span: Span,
    otherwise: impl FnOnce() -> T,
) -> Spanned<T> {
    let given = given.cloned();
    given.unwrap_or_else(|| Spanned::new(otherwise(), span))
}

/// A table, or one in its place that says nothing.
fn or_empty<T: Table + Clone>(table: Option<&T>, start: Span) -> T {
    table.cloned().unwrap_or_else(|| T::empty(start))
}

/// What stands for what must be given, in a manifest that lacks it.
struct Placeholders {
    name: Name,
    domain: Domain,
    release: Release,
}

impl Placeholders {
    fn new() -> Self {
        let (Ok(name), Ok(domain), Ok(release)) = (
            Name::new("collective"),
            Domain::new("coloc.invalid"),
            Release::from_text("26.05"),
        ) else {
            unreachable!("these are a name, a domain and a release")
        };
        Self {
            name,
            domain,
            release,
        }
    }
}

fn map<T, U>(tables: &Named<T>, mut f: impl FnMut(&Name, &Spanned<T>) -> U) -> BTreeMap<Name, U> {
    tables
        .iter()
        .map(|(name, table)| (name.clone(), f(name, table)))
        .collect()
}

fn title(given: Option<&Spanned<Text>>, span: Span, name: &Name) -> Spanned<Text> {
    or(given, span, || Text(name.to_string()))
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
        Network {
            mesh: or(table.mesh.as_ref(), table.span, || {
                MeshPrefix(derived_mesh(name))
            }),
            mesh_port: table.mesh_port,
            ingress: table
                .ingress
                .map(|names| Spanned::new(self.machines(&names), names.span)),
        }
    }

    fn site(&mut self, name: &Name, table: &SiteTable) -> Site {
        if let Some(keeper) = &table.keeper {
            self.member_exists(keeper);
        }
        let span = table.span;
        Site {
            title: title(table.title.as_ref(), span, name),
            power: or(table.power.as_ref(), span, || name.clone()),
            uplink: or(table.uplink.as_ref(), span, || name.clone()),
            nat: or(table.nat.as_ref(), span, || {
                table.kind.value == SiteKind::Home
            }),
            table: table.clone(),
        }
    }

    fn member(&mut self, name: &Name, table: &MemberTable) -> Member {
        let why = reserved::account(name.as_str(), self.catalog);
        self.refuse_name("members", name, table.span, why);
        let mut table = table.clone();
        table.groups.value = unique(table.groups.iter().filter(|group| self.group_exists(group)));
        Member {
            name: title(table.name.as_ref(), table.span, name),
            table,
        }
    }

    fn machine(&mut self, name: &Name, table: &MachineTable, domain: &Domain) -> Machine {
        let mut table = table.clone();
        let span = table.span;
        self.refuse_name("machines", name, span, reserved::host(name.as_str()));
        if let Some(site) = &table.site {
            self.exists(&UNKNOWN_SITE, "site", site, &self.manifest.sites);
        }
        self.members(&mut table.caretakers);
        Machine {
            site: or(table.site.as_ref(), span, || name.clone()),
            system: or(table.system.as_ref(), span, || {
                if table.hardware.value == Hardware::RaspberryPi {
                    System::Arm
                } else {
                    System::X86
                }
            }),
            deploy_host: or(table.deploy_host.as_ref(), span, || {
                DeployHost(domain.under(name.as_str()).to_string())
            }),
            table,
        }
    }

    /// Drops doubles from a list of members; findings for those who do not exist. They stay in the list, so that rules
    /// see that somebody was meant.
    pub(super) fn members(&mut self, list: &mut Spanned<Vec<Spanned<Name>>>) {
        for name in &*list {
            self.member_exists(name);
        }
        list.value = unique(list.iter());
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
        // That it can be no name has been told.
        if !name.value.is_one() {
            return false;
        }
        let message = format!("There is no {what} `{}`.", name.value);
        if self.findings.again(code, &message, name.span) {
            return false;
        }
        let finding = Finding::new(code, message);
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
