//! 2: typed tables → what the collective *is*: names resolved, defaults filled in.
//!
//! Everything that can be filled in is; what findings need to point at keeps its span. A manifest with errors
//! still gives a [`Collective`], as complete as it can be, so that all rules can run; nothing is planned from it.

pub mod codes;
mod reserved;
mod resolve;
mod service;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::Utf8PathBuf;
use ipnet::Ipv6Net;

use crate::catalog::Entry as CatalogEntry;
use crate::catalog::setting::SettingValue;
use crate::manifest::types::{
    Audience, Backend, Date, Domain, Hardware, Ipv4, Ipv6, Language, Name, Release, RepoPath,
    SiteKind, Size, Status, System,
};
use crate::manifest::value::Entry;
use crate::source::{Span, Spanned};

pub use reserved::MESH_KEY;
pub use resolve::{derived_mesh, resolve};

/// A collective: people, places, machines, services, and what it asks of itself.
#[derive(Debug)]
pub struct Collective {
    /// `collective.name`
    pub name: Name,
    /// `collective.title`, or the name.
    pub title: String,
    /// `collective.domain`
    pub domain: Domain,
    /// `collective.contact`
    pub contact: String,
    /// `collective.language`
    pub language: Language,
    /// `nixos.release`
    pub release: Release,
    /// `nixos.inputs`
    pub inputs: BTreeMap<String, String>,
    /// `[policy]`, defaults filled in.
    pub policy: Policy,
    /// `[network]`, defaults filled in.
    pub network: Network,
    /// `[sites.NAME]`
    pub sites: BTreeMap<Name, Site>,
    /// `[members.NAME]`
    pub members: BTreeMap<Name, Member>,
    /// `[groups.NAME]` → title.
    pub groups: BTreeMap<Name, String>,
    /// `[machines.NAME]`
    pub machines: BTreeMap<Name, Machine>,
    /// `[services.NAME]`; those whose type is unknown are left out.
    pub services: BTreeMap<Name, Service>,
}

/// What the collective asks of itself.
#[derive(Clone, Debug)]
pub struct Policy {
    /// People for each machine.
    pub caretakers_per_machine: u32,
    /// People for each service.
    pub caretakers_per_service: u32,
    /// Copies outside of the service's own machine.
    pub backup_copies: u32,
    /// Whether one copy must be at another site.
    pub backup_other_site: bool,
    /// Days between tries of a restore.
    pub restore_drill_days: u32,
    /// How secrets reach the machines.
    pub secrets: Backend,
}

/// The mesh and the way in.
#[derive(Clone, Debug)]
pub struct Network {
    /// The mesh's prefix, 64 bits.
    pub mesh: Ipv6Net,
    /// UDP port of the mesh.
    pub mesh_port: u16,
    /// `network.ingress`, if it is given.
    pub ingress: Option<Spanned<Vec<Spanned<Name>>>>,
}

/// A place.
#[derive(Clone, Debug)]
pub struct Site {
    /// Where its name stands.
    pub span: Span,
    /// For people.
    pub title: String,
    /// Who can open the door.
    pub keeper: Option<Spanned<Name>>,
    /// Power's fault domain.
    pub power: Name,
    /// The line's fault domain.
    pub uplink: Name,
    /// What kind of place.
    pub kind: SiteKind,
    /// Its public address.
    pub ipv4: Option<Spanned<Ipv4>>,
    /// Its public address or prefix.
    pub ipv6: Option<Spanned<Ipv6>>,
    /// Whether a box translates addresses.
    pub nat: bool,
    /// Bits per second.
    pub upload: Option<u64>,
}

/// A person.
#[derive(Clone, Debug)]
pub struct Member {
    /// Where the account's name stands.
    pub span: Span,
    /// As people say it.
    pub name: String,
    /// Where mail reaches them.
    pub email: Option<String>,
    /// OpenSSH public keys, as written, without white space around them.
    pub ssh_keys: Vec<Spanned<String>>,
    /// age public keys.
    pub age_keys: Vec<Spanned<String>>,
    /// Groups that exist.
    pub groups: BTreeSet<Name>,
    /// Where they stand.
    pub status: Status,
    /// The day they joined.
    pub joined: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

impl Member {
    /// Whether they have access anywhere: active, or still leaving.
    pub fn is_here(&self) -> bool {
        self.status != Status::Left
    }
}

/// A computer.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Where its name stands.
    pub span: Span,
    /// Where it is; the site exists unless a finding says otherwise.
    pub site: Name,
    /// Processor and system.
    pub system: System,
    /// What it is.
    pub hardware: Hardware,
    /// As named, in the order of the manifest; [`Collective::present`] looks them up.
    pub caretakers: Vec<Spanned<Name>>,
    /// Memory.
    pub memory: Option<Spanned<Size>>,
    /// Disk.
    pub disk: Option<Spanned<Size>>,
    /// ssh host key, public.
    pub host_key: Option<Spanned<String>>,
    /// WireGuard public key.
    pub mesh_key: Option<Spanned<String>>,
    /// Whether it takes traffic from the internet.
    pub public: bool,
    /// As given; `coloc.lock` has it otherwise.
    pub state_version: Option<Spanned<Release>>,
    /// What ssh is given.
    pub deploy_host: String,
    /// Modules written by hand.
    pub modules: Vec<Spanned<RepoPath>>,
    /// Plain options of NixOS.
    pub nixos: Vec<Entry>,
}

/// A service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Where its name stands.
    pub span: Span,
    /// Its type.
    pub entry: Arc<CatalogEntry>,
    /// Where the type stands.
    pub type_span: Span,
    /// Machines that exist, in the order of the manifest.
    pub machines: Vec<Spanned<Name>>,
    /// Its own domain, if it is a web service; at the name's place if it is the default.
    pub domain: Option<Spanned<Domain>>,
    /// Domains that lead to it: its own, then those of its settings, with the key of the manifest.
    pub domains: Vec<(String, Spanned<Domain>)>,
    /// Those of them where another service of the same machine may answer too.
    pub shared: Vec<Domain>,
    /// As named, in the order of the manifest.
    pub caretakers: Vec<Spanned<Name>>,
    /// Who may use it.
    pub audience: Audience,
    /// Machines that exist.
    pub backup: Vec<Spanned<Name>>,
    /// Settings that have a value, given or by default.
    pub settings: BTreeMap<String, Spanned<SettingValue>>,
    /// Settings that the manifest gives.
    pub given: BTreeSet<String>,
    /// Plain options of NixOS.
    pub nixos: Vec<Entry>,
}

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
            Audience::Groups(groups) => groups
                .iter()
                .any(|group| member.groups.contains(&group.value)),
        };
        self.members
            .iter()
            .filter(|(_, member)| member.is_here() && allowed(member))
            .collect()
    }

    /// Machines that pass web traffic on: those of `network.ingress` that are public, or all public ones that are
    /// on the mesh.
    pub fn ingress(&self) -> Vec<&Name> {
        let on = |name: &Name| {
            self.machines
                .get(name)
                .is_some_and(|machine| machine.public)
        };
        match &self.network.ingress {
            Some(given) => given
                .value
                .iter()
                .map(|name| &name.value)
                .filter(|name| on(name))
                .collect(),
            None => self
                .machines
                .iter()
                .filter(|(_, machine)| machine.public && machine.mesh_key.is_some())
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
        let settings = settings.filter_map(|setting| match &setting.value {
            SettingValue::Path(path) => {
                Some((path.as_path().to_owned(), setting.span, PathUse::Setting))
            }
            _ => None,
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
