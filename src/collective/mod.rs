//! 2: typed tables → what the collective *is*: names resolved, defaults filled in.
//!
//! Everything that can be filled in is, and keeps its place: what is given where it is given, what follows from other
//! keys at the table's name. A manifest with errors still gives a [`Collective`], as complete as it can be, so that all
//! rules can run; nothing is planned from it.
//!
//! A [`Site`], [`Member`], [`Machine`] or [`Service`] reads as its table does. What a table alone cannot say stands
//! beside it, and goes before it where both have a name: `machine.public` is the table's, `machine.system` is filled in.

pub mod codes;
mod reserved;
mod resolve;
mod service;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use camino::Utf8PathBuf;

use crate::catalog::Entry as CatalogEntry;
use crate::catalog::setting::SettingValue;
use crate::manifest::key::Key;
use crate::manifest::tables::{MachineTable, MemberTable, PolicyTable, ServiceTable, SiteTable};
use crate::manifest::types::{
    Audience, Date, DeployHost, Domain, Email, Inputs, Language, MeshPrefix, Name, Port, Release,
    Status, System, Text,
};
use crate::source::{Span, Spanned};

pub use reserved::MESH_KEY;
pub use resolve::{derived_mesh, resolve};

/// A collective: people, places, machines, services, and what it asks of itself. Machines and services are shared with
/// the plan that is made of them.
#[derive(Clone, Debug)]
pub struct Collective {
    /// `collective.name`
    pub name: Spanned<Name>,
    /// `collective.title`, or the name.
    pub title: Spanned<Text>,
    /// `collective.domain`
    pub domain: Spanned<Domain>,
    /// `collective.contact`
    pub contact: Spanned<Email>,
    /// `collective.language`
    pub language: Spanned<Language>,
    /// `nixos.release`
    pub release: Spanned<Release>,
    /// `nixos.inputs`
    pub inputs: Spanned<Inputs>,
    /// `[policy]`
    pub policy: PolicyTable,
    /// `[network]`
    pub network: Network,
    /// `[sites.NAME]`
    pub sites: BTreeMap<Name, Site>,
    /// `[members.NAME]`
    pub members: BTreeMap<Name, Member>,
    /// `[groups.NAME]` → title.
    pub groups: BTreeMap<Name, Spanned<Text>>,
    /// `[machines.NAME]`
    pub machines: BTreeMap<Name, Arc<Machine>>,
    /// `[services.NAME]`; those whose type is unknown are left out.
    pub services: BTreeMap<Name, Arc<Service>>,
}

/// The mesh and the way in.
#[derive(Clone, Debug)]
pub struct Network {
    /// The mesh's prefix, 64 bits.
    pub mesh: Spanned<MeshPrefix>,
    /// UDP port of the mesh.
    pub mesh_port: Spanned<Port>,
    /// `network.ingress`, if it is given: machines that exist.
    pub ingress: Option<Spanned<Vec<Spanned<Name>>>>,
}

/// A place.
#[derive(Clone, Debug)]
pub struct Site {
    /// What it reads as.
    pub table: SiteTable,
    /// For people.
    pub title: Spanned<Text>,
    /// Power's fault domain.
    pub power: Spanned<Name>,
    /// The line's fault domain.
    pub uplink: Spanned<Name>,
    /// Whether a box translates addresses.
    pub nat: Spanned<bool>,
}

/// A person. Groups are those that exist.
#[derive(Clone, Debug)]
pub struct Member {
    /// What it reads as.
    pub table: MemberTable,
    /// As people say it.
    pub name: Spanned<Text>,
}

impl Member {
    /// The first day without access, if they are leaving and it is known.
    pub fn expires(&self) -> Option<Date> {
        let last = self
            .until
            .as_ref()
            .filter(|_| self.status.value == Status::Leaving);
        last.map(|day| day.next())
    }

    /// Whether they have access anywhere: active, or still leaving.
    pub fn is_here(&self) -> bool {
        self.status.value != Status::Left
    }
}

/// A computer. Caretakers are as named, each once; [`Collective::present`] looks them up.
#[derive(Clone, Debug)]
pub struct Machine {
    /// What it reads as.
    pub table: MachineTable,
    /// Where it is; the site exists unless a finding says otherwise.
    pub site: Spanned<Name>,
    /// Processor and system.
    pub system: Spanned<System>,
    /// What ssh is given.
    pub deploy_host: Spanned<DeployHost>,
}

/// A service. Caretakers are as named, each once; groups and machines with copies are those that exist.
#[derive(Clone, Debug)]
pub struct Service {
    /// What it reads as.
    pub table: ServiceTable,
    /// Its type.
    pub entry: Arc<CatalogEntry>,
    /// Where the type stands.
    pub type_span: Span,
    /// Machines that exist, in the order of the manifest.
    pub machines: Vec<Spanned<Name>>,
    /// Its own domain, if it is a web service.
    pub domain: Option<Spanned<Domain>>,
    /// Domains that lead to it: its own, then those of its settings, with the key of the manifest.
    pub domains: Vec<(Key, Spanned<Domain>)>,
    /// Those of them where another service of the same machine may answer too.
    pub shared: Vec<Domain>,
    /// Domains of which another service answers, on another machine: it answers for this one at a few paths.
    pub corners: Vec<Corner>,
    /// Settings that have a value, given or by default.
    pub settings: BTreeMap<String, Spanned<SettingValue>>,
}

/// A domain of which a service needs a corner only, while another machine serves the rest of it.
#[derive(Clone, Debug)]
pub struct Corner {
    /// The key that gives it.
    pub key: Key,
    /// The domain.
    pub domain: Spanned<Domain>,
    /// The service that answers there.
    pub with: Name,
}

impl Service {
    /// The settings that the manifest gives.
    pub fn given(&self) -> impl Iterator<Item = &str> {
        let given = self.table.settings.iter().flat_map(|free| &free.0);
        given.map(|setting| setting.key.as_str())
    }

    /// Whether a setting asks for something; what names none is asked for anyway.
    pub fn asks(&self, setting: Option<&String>) -> bool {
        let value = |key| self.settings.get(key);
        setting.is_none_or(|key| value(key).is_some_and(|value| value.is_set()))
    }

    /// All domains that lead to it, sorted.
    pub fn sorted_domains(&self) -> BTreeSet<&Domain> {
        self.domains
            .iter()
            .map(|(_, domain)| &domain.value)
            .collect()
    }

    /// Whether it runs on a machine.
    pub fn runs_on(&self, machine: &Name) -> bool {
        self.machines.iter().any(|name| &name.value == machine)
    }
}

macro_rules! reads_as_its_table {
    ($($Type:ty: $Table:ty),*) => {$(
        impl Deref for $Type {
            type Target = $Table;

            fn deref(&self) -> &$Table {
                &self.table
            }
        }
    )*};
}

reads_as_its_table!(Site: SiteTable, Member: MemberTable, Machine: MachineTable, Service: ServiceTable);

impl Collective {
    /// Caretakers of a list who still have access.
    pub fn present<'a>(
        &'a self,
        caretakers: &'a [Spanned<Name>],
    ) -> impl Iterator<Item = (&'a Name, &'a Member)> {
        caretakers
            .iter()
            .filter_map(|name| self.members.get_key_value(&name.value))
            .filter(|(_, member)| member.is_here())
    }

    /// Whether a list names somebody who does not exist: then it is not known who was meant, and that has been told.
    pub fn misnames(&self, caretakers: &[Spanned<Name>]) -> bool {
        caretakers
            .iter()
            .any(|name| !self.members.contains_key(&name.value))
    }

    /// Members who may use a service: none for `public`, where nobody needs an account.
    pub fn users(&self, audience: &Audience) -> BTreeMap<&Name, &Member> {
        let allowed = |member: &Member| match audience {
            Audience::Public => false,
            Audience::Members => true,
            Audience::Groups(groups) => {
                let among =
                    |own: &Spanned<Name>| groups.iter().any(|group| group.value == own.value);
                member.groups.iter().any(among)
            }
        };
        self.members
            .iter()
            .filter(|(_, member)| member.is_here() && allowed(member))
            .collect()
    }

    /// Whether a machine exists and takes traffic from the internet.
    pub fn is_public(&self, machine: &Name) -> bool {
        let machine = self.machines.get(machine);
        machine.is_some_and(|machine| machine.public.value)
    }

    /// Machines that pass web traffic on: those of `network.ingress` that are public, or all public ones that are
    /// on the mesh.
    pub fn ingress(&self) -> Vec<&Name> {
        match &self.network.ingress {
            Some(given) => given
                .value
                .iter()
                .map(|name| &name.value)
                .filter(|name| self.is_public(name))
                .collect(),
            None => self
                .machines
                .iter()
                .filter(|(_, machine)| machine.public.value && machine.mesh_key.is_some())
                .map(|(name, _)| name)
                .collect(),
        }
    }

    /// Paths of the repository that the manifest names: modules and settings.
    pub fn paths(&self) -> impl Iterator<Item = (Utf8PathBuf, Span, PathUse)> {
        let modules = self.machines.values().flat_map(|machine| &machine.modules);
        let settings = self
            .services
            .values()
            .flat_map(|service| service.settings.values());
        let modules =
            modules.map(|path| (path.value.as_path().to_owned(), path.span, PathUse::Module));
        let settings = settings.filter_map(|setting| {
            let SettingValue::Path(path) = &setting.value else {
                return None;
            };
            Some((path.as_path().to_owned(), setting.span, PathUse::Setting))
        });
        modules.chain(settings)
    }
}

/// What a path of the repository is named for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathUse {
    /// A NixOS module: a file, or a folder with a `default.nix`.
    Module,
    /// A file or a folder that a service serves.
    Setting,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::catalog::Catalog;
    use crate::finding::Findings;
    use crate::manifest;
    use crate::source::Sources;

    const MANIFEST: &str = "\
[collective]
name = \"maisons\"
domain = \"maisons.example\"
[members.alice]
name = \"Alice\"
email = \"alice@maisons.example\"
status = \"leaving\"
until = \"2030-01-31\"
[machines.ananas]
site = \"paris\"
public = true
[machines.brioche]
[services.nuage]
for = \"public\"
type = \"nextcloud\"
";

    #[test]
    fn values_keep_their_places_and_defaults_stand_at_the_tables_name() {
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        let file = sources.add("coloc.toml", MANIFEST);
        let manifest = manifest::parse(&mut sources, &[file], &mut findings);
        let catalog = Catalog::load(&BTreeMap::new(), &mut sources, &mut findings);
        let collective = resolve(&manifest, &catalog, &mut findings);
        let alice = &collective.members["alice"];
        let ananas = &collective.machines["ananas"];
        let brioche = &collective.machines["brioche"];
        let nuage = &collective.services["nuage"];
        let at = |given: Option<Span>| given.unwrap_or(manifest.start);
        let places = [
            (collective.domain.span, "maisons.example"),
            (collective.title.span, "collective"),
            (collective.policy.backup_copies.span, "[collective]"),
            (collective.network.mesh.span, "[collective]"),
            (alice.name.span, "Alice"),
            (
                at(alice.email.as_ref().map(|it| it.span)),
                "alice@maisons.example",
            ),
            (alice.status.span, "leaving"),
            (at(alice.until.as_ref().map(|it| it.span)), "2030-01-31"),
            (ananas.site.span, "paris"),
            (ananas.public.span, "true"),
            (ananas.system.span, "ananas"),
            (brioche.site.span, "brioche"),
            (brioche.public.span, "brioche"),
            (brioche.deploy_host.span, "brioche"),
            (nuage.audience.span, "public"),
            (nuage.backup.span, "nuage"),
            (at(nuage.domain.as_ref().map(|it| it.span)), "nuage"),
        ];
        for (span, text) in places {
            assert_eq!(sources.text(span), text);
        }
        assert_eq!(brioche.deploy_host.0, "brioche.maisons.example");
        assert_eq!(nuage.given().count(), 0);
    }
}
