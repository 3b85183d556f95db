//! 4: [`Collective`] + `coloc.lock` → [`Plan`]: what each machine is to be, as data.
//!
//! Nothing here knows Nix. Every effect carries the keys of the manifest that cause it, so that a difference on a
//! machine can be explained by a line ([`MachinePlan::effects`]).

pub mod backup;
pub mod directory;
pub mod dns;
pub mod effect;
mod effects;
mod machine;
pub mod mesh;
mod secrets;
pub mod sso;
mod web;

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv6Addr;
use std::sync::Arc;

use ipnet::Ipv6Net;

use crate::catalog::Entry as CatalogEntry;
use crate::catalog::facts::Protocol;
use crate::catalog::setting::SettingValue;
use crate::collective::Collective;
use crate::manifest::key::Key;
use crate::manifest::types::{
    Audience, Backend, Domain, Hardware, Language, Name, Release, RepoPath, Status, System,
};
use crate::manifest::value::Entry;
use crate::source::Spanned;

use crate::lock::Lock;
use backup::BackupPlan;
use directory::Directory;
use dns::{Extra, Record};
use effect::Effect;
use sso::{Client, SignOn};

/// Keys of the manifest that cause something.
pub type Because = BTreeSet<Key>;

/// What the whole collective is to be.
#[derive(Debug)]
pub struct Plan {
    /// Short name.
    pub name: Name,
    /// For people.
    pub title: String,
    /// Its domain.
    pub domain: Domain,
    /// Mail for certificate authorities.
    pub contact: String,
    /// Language of pages for members.
    pub language: Language,
    /// Release of NixOS.
    pub release: Release,
    /// Flake inputs: the manifest's, and the secrets backend's where the manifest has none.
    pub inputs: BTreeMap<String, String>,
    /// How secrets reach the machines.
    pub backend: Backend,
    /// Accounts of members who have one somewhere.
    pub accounts: BTreeMap<Name, Account>,
    /// The mesh.
    pub mesh: Mesh,
    /// ssh host keys by machine.
    pub host_keys: BTreeMap<Name, String>,
    /// Machines.
    pub machines: BTreeMap<Name, MachinePlan>,
    /// People, groups and services, for templates that must know them all.
    pub directory: Directory,
    /// DNS records that the collective must create.
    pub dns: Vec<Record>,
    /// Those that services need besides.
    pub dns_extras: Vec<Extra>,
    /// Numbers, with those newly given.
    pub lock: Lock,
}

/// A member's account, the same on all machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Stable for good.
    pub uid: u32,
    /// As people say it.
    pub name: String,
    /// OpenSSH public keys.
    pub keys: Vec<String>,
    /// The first day (`YYYY-MM-DD`) without access of a member who is leaving.
    pub expires: Option<String>,
}

/// The WireGuard mesh.
#[derive(Clone, Debug)]
pub struct Mesh {
    /// Prefix of all addresses.
    pub prefix: Ipv6Net,
    /// UDP port.
    pub port: u16,
    /// Machines that are on it.
    pub nodes: BTreeMap<Name, Node>,
    /// The public machine through which machines behind NAT reach each other: the first of `network.ingress`, else
    /// the one with the lowest address, so that a newer machine never takes its place.
    pub relay: Option<Name>,
}

/// A machine on the mesh.
#[derive(Clone, Debug)]
pub struct Node {
    /// Stable for good.
    pub address: Ipv6Addr,
    /// WireGuard public key.
    pub key: String,
    /// `host:port` where peers reach it; only public machines have one.
    pub endpoint: Option<String>,
}

/// What one machine is to be.
#[derive(Clone, Debug)]
pub struct MachinePlan {
    /// Where it stands.
    pub site: Name,
    /// Processor and system.
    pub system: System,
    /// What it is.
    pub hardware: Hardware,
    /// The release that it began with.
    pub state_version: Release,
    /// Whether the internet reaches it.
    pub public: bool,
    /// What ssh is given.
    pub deploy_host: String,
    /// Members who administer it and have access.
    pub caretakers: Vec<Name>,
    /// Accounts, and whether they may become root.
    pub access: BTreeMap<Name, Access>,
    /// Ports that are open.
    pub openings: BTreeMap<Opening, Because>,
    /// Whether it passes traffic between machines behind NAT.
    pub relays: bool,
    /// nginx, if it serves or passes anything.
    pub web: Option<Web>,
    /// Services that run on it.
    pub services: BTreeMap<Name, ServicePlan>,
    /// Services that have a part on every machine of the mesh.
    pub everywhere: BTreeMap<Name, ServicePlan>,
    /// Secret files that it reads.
    pub secrets: Vec<SecretPlan>,
    /// Modules written by hand.
    pub modules: Vec<RepoPath>,
    /// Plain options of NixOS.
    pub nixos: Vec<Entry>,
    /// What is on the machine ← keys of the manifest.
    pub effects: BTreeMap<Effect, Because>,
}

/// One account on one machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Root by sudo.
    pub sudo: bool,
    /// Why.
    pub because: Because,
}

/// A port that is open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opening {
    /// To whom.
    pub to: To,
    /// TCP or UDP.
    pub protocol: Protocol,
    /// Which.
    pub port: u16,
}

/// Who reaches an open port.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum To {
    /// Everybody.
    Everybody,
    /// All machines on the mesh.
    Mesh,
    /// The machines that pass web traffic on.
    Ingress,
}

/// What nginx does on a machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Web {
    /// Domains of the services on this machine.
    pub serves: BTreeSet<Domain>,
    /// Domains that are passed on → the machine that serves them, still encrypted.
    pub passes: BTreeMap<Domain, Name>,
    /// Machines from which traffic comes, if this one is not public.
    pub behind: Vec<Name>,
}

/// One service on one machine.
#[derive(Clone, Debug)]
pub struct ServicePlan {
    /// Its catalog entry.
    pub entry: Arc<CatalogEntry>,
    /// Its own domain.
    pub domain: Option<Domain>,
    /// All domains.
    pub domains: Vec<Domain>,
    /// Ports by their name in the entry.
    pub ports: BTreeMap<Name, u16>,
    /// Settings that have a value.
    pub settings: BTreeMap<String, Spanned<SettingValue>>,
    /// Secret files, by name: those that are needed.
    pub secrets: Vec<String>,
    /// Who may use it.
    pub audience: Audience,
    /// Members who may use it.
    pub users: Vec<Name>,
    /// Members who look after it.
    pub caretakers: Vec<Name>,
    /// Machines with its copies.
    pub backup: Vec<Name>,
    /// What a copy holds, and what is done around it.
    pub backup_plan: BackupPlan,
    /// How it signs people in; none: by itself.
    pub sso: Option<SignOn>,
    /// Services whose people it signs in.
    pub clients: Vec<Client>,
    /// Its machines, all of them.
    pub machines: Vec<Name>,
    /// Plain options of NixOS.
    pub nixos: Vec<Entry>,
}

/// A secret file on a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretPlan {
    /// The service that reads it; none: the machine itself.
    pub service: Option<Name>,
    /// Its name.
    pub name: String,
    /// What it is, in English.
    pub what: String,
    /// A command that makes one.
    pub make: String,
    /// The file's owner.
    pub owner: String,
    /// The file's group.
    pub group: String,
    /// Octal.
    pub mode: String,
    /// Files with one such word, on whatever machines, have the same content; none: this one is alone.
    pub same: Option<String>,
    /// Why it is there.
    pub because: Because,
}

impl SecretPlan {
    /// Its place among the secrets of a machine: `nuage/admin-password`.
    pub fn path(&self) -> String {
        match &self.service {
            Some(service) => format!("{service}/{}", self.name),
            None => self.name.clone(),
        }
    }
}

/// Plans a collective that has no errors.
pub fn plan(collective: &Collective, lock: &Lock) -> Plan {
    let lock = lock.updated(collective);
    let mesh = mesh::plan(collective, &lock);
    let machines: BTreeMap<Name, MachinePlan> = collective
        .machines
        .keys()
        .map(|name| (name.clone(), machine::plan(collective, &lock, &mesh, name)))
        .collect();
    let with_account: BTreeSet<&Name> = machines
        .values()
        .flat_map(|machine| machine.access.keys())
        .collect();
    let accounts = with_account.into_iter().filter_map(|name| {
        let member = collective.members.get(name)?;
        let account = Account {
            uid: *lock.uids.given.get(name.as_str())?,
            name: member.name.0.clone(),
            keys: member.ssh_keys.iter().map(|key| key.0.clone()).collect(),
            expires: member
                .until
                .as_ref()
                .filter(|_| member.status.value == Status::Leaving)
                .map(|last| last.next().as_str().to_owned()),
        };
        Some((name.clone(), account))
    });
    let host_keys = collective.machines.iter().filter_map(|(name, machine)| {
        machine
            .host_key
            .as_ref()
            .map(|key| (name.clone(), key_material(&key.value)))
    });
    Plan {
        name: collective.name.value.clone(),
        title: collective.title.0.clone(),
        domain: collective.domain.value.clone(),
        contact: collective.contact.0.clone(),
        language: collective.language.value,
        release: collective.release.value,
        inputs: inputs(collective),
        backend: collective.policy.secrets.value,
        accounts: accounts.collect(),
        host_keys: host_keys.collect(),
        directory: directory::plan(collective, &lock),
        dns: dns::records(collective),
        dns_extras: dns::extras(collective),
        mesh,
        machines,
        lock,
    }
}

/// An OpenSSH public key without its comment: type and base64.
fn key_material(line: &str) -> String {
    line.split_whitespace()
        .take(2)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The manifest's inputs, and the flake of the secrets backend unless the manifest pins its own.
fn inputs(collective: &Collective) -> BTreeMap<String, String> {
    let given = collective.inputs.0.iter();
    let mut inputs: BTreeMap<String, String> = given
        .map(|(name, reference)| (name.clone(), reference.value.clone()))
        .collect();
    let backend = match collective.policy.secrets.value {
        Backend::Sops => Some(("sops-nix", "github:Mic92/sops-nix")),
        Backend::Agenix => Some(("agenix", "github:ryantm/agenix")),
        Backend::None => None,
    };
    if let Some((name, reference)) = backend {
        inputs
            .entry(name.to_owned())
            .or_insert_with(|| reference.to_owned());
    }
    inputs
}
