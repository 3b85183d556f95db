//! 4: [`Collective`] + `coloc.lock` → [`Plan`]: what each machine is to be, as data.
//!
//! Nothing here knows Nix. Every effect carries the keys of the manifest that cause it, so that a difference on a
//! machine can be explained by a line ([`MachinePlan::effects`]).

pub mod backup;
pub mod dns;
pub mod effect;
mod effects;
mod ground;
mod machine;
pub mod mesh;
mod secrets;
pub mod sso;
mod web;

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv6Addr;
use std::ops::Deref;
use std::sync::Arc;

use ipnet::Ipv6Net;

use crate::catalog::facts::{Bilingual, Protocol};
use crate::collective::{Collective, Machine, Service};
use crate::lock::Lock;
use crate::manifest::key::Key;
use crate::manifest::types::{Backend, Domain, Name, Release};

use backup::BackupPlan;
use dns::{Extra, Record};
use effect::Effect;
use ground::Ground;
use sso::{Client, SignOn};

/// Keys of the manifest that cause something.
pub type Because = BTreeSet<Key>;

/// What the whole collective is to be.
#[derive(Debug)]
pub struct Plan {
    /// The collective itself.
    pub collective: Arc<Collective>,
    /// Flake inputs: the manifest's, and the secrets backend's where the manifest has none.
    pub inputs: BTreeMap<String, String>,
    /// How secrets reach the machines.
    pub backend: Backend,
    /// Members who have an account somewhere → their uid, the same on all machines, stable for good.
    pub accounts: BTreeMap<Name, u32>,
    /// The mesh.
    pub mesh: Mesh,
    /// Machines.
    pub machines: BTreeMap<Name, MachinePlan>,
    /// DNS records that the collective must create.
    pub dns: Vec<Record>,
    /// Those that services need besides.
    pub dns_extras: Vec<Extra>,
    /// Numbers, with those newly given.
    pub lock: Lock,
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
    /// Machines that pass visitors on to those that the internet does not reach.
    pub ingress: Vec<Name>,
    /// Names of services → where they lead on the mesh.
    pub names: BTreeMap<Domain, Lead>,
}

/// Where the name of a service leads on the mesh: to whom visitors come, never to a hidden machine itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lead {
    /// Machines that answer, in their order; empty: those of [`Mesh::ingress`].
    pub to: Vec<Name>,
    /// Why.
    pub because: Because,
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

/// What one machine is to be: what the collective says of it, and what follows. It reads as the machine does.
#[derive(Clone, Debug)]
pub struct MachinePlan {
    /// The machine.
    pub machine: Arc<Machine>,
    /// The release that it began with.
    pub state_version: Release,
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
    /// What is on the machine ← keys of the manifest.
    pub effects: BTreeMap<Effect, Because>,
}

impl Deref for MachinePlan {
    type Target = Machine;

    fn deref(&self) -> &Machine {
        &self.machine
    }
}

impl MachinePlan {
    /// Whether people brought something along that coloc's own tests do not know: modules, options, settings, entries of
    /// their own catalog.
    pub fn is_brought(&self) -> bool {
        let mut services = self.services.values().chain(self.everywhere.values());
        !self.modules.is_empty()
            || !self.nixos.0.is_empty()
            || services.any(ServicePlan::is_brought)
    }
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
    /// Paths of domains that it serves at which it answers for services of other machines.
    pub corners: Vec<Corner>,
}

/// A path at which a machine answers for a service of another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Corner {
    /// The domain.
    pub domain: Domain,
    /// The path.
    pub path: String,
    /// What it answers: JSON; none: it sends on to the service.
    pub json: Option<String>,
    /// The service's own domain.
    pub to: Domain,
    /// The service.
    pub service: Name,
    /// The key that gives the domain.
    pub key: Key,
}

impl Corner {
    /// The domain and the path.
    pub fn place(&self) -> String {
        format!("{}{}", self.domain, self.path)
    }
}

/// One service on one machine: what the collective says of it, and what follows. It reads as the service does.
#[derive(Clone, Debug)]
pub struct ServicePlan {
    /// The service.
    pub service: Arc<Service>,
    /// Ports by their name in the entry.
    pub ports: BTreeMap<Name, u16>,
    /// Members who may use it; none of a public one, where nobody needs an account.
    pub users: Arc<[Name]>,
    /// What a copy holds, and what is done around it.
    pub backup_plan: BackupPlan,
    /// How it signs people in; none: by itself.
    pub sso: Option<SignOn>,
    /// Services whose people it signs in.
    pub clients: Vec<Client>,
}

impl Deref for ServicePlan {
    type Target = Service;

    fn deref(&self) -> &Service {
        &self.service
    }
}

impl ServicePlan {
    /// Whether people brought something along that coloc's own tests do not know.
    pub fn is_brought(&self) -> bool {
        self.given().next().is_some()
            || !self.nixos.0.is_empty()
            || self.entry.template.file.is_some()
    }
}

/// What a secret is.
#[derive(Clone, Debug)]
pub enum SecretKind {
    /// The private half of a machine's `mesh-key`.
    MeshKey,
    /// What the service's entry in the catalog says.
    Own(Bilingual),
    /// Shared with the service where people sign in, which knows it by this name.
    Provider(Name, String),
    /// Shared with a service whose people sign in here, which knows it by this name.
    Client(Name, String),
}

/// A secret file on a machine.
#[derive(Clone, Debug)]
pub struct SecretPlan {
    /// The service that reads it; none: the machine itself.
    pub service: Option<Name>,
    /// Its name.
    pub name: String,
    /// What it is.
    pub what: SecretKind,
    /// A command that makes one; none: it is the half of a pair that its machine's caretaker made.
    pub make: Option<String>,
    /// The file's owner.
    pub owner: String,
    /// The file's group.
    pub group: String,
    /// Octal.
    pub mode: String,
    /// Files with one such word, on whatever machines, have the same content; none: this one is alone.
    pub same: Option<String>,
    /// Units that read it, to be restarted when it changes.
    pub restarts: Vec<String>,
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
pub fn plan(collective: &Arc<Collective>, lock: &Lock) -> Plan {
    let lock = lock.updated(collective);
    let mesh = mesh::plan(collective, &lock);
    let ground = Ground::of(collective, &lock, &mesh);
    let machines: BTreeMap<Name, MachinePlan> = collective
        .machines
        .iter()
        .map(|(name, machine)| (name.clone(), machine::plan(&ground, name, machine)))
        .collect();
    let with_account: BTreeSet<&Name> = machines
        .values()
        .flat_map(|machine| machine.access.keys())
        .collect();
    let accounts = with_account.into_iter().filter_map(|name| {
        let uid = lock.uids.given.get(name.as_str())?;
        Some((name.clone(), *uid))
    });
    Plan {
        collective: Arc::clone(collective),
        inputs: inputs(collective),
        backend: collective.policy.secrets.value,
        accounts: accounts.collect(),
        dns: dns::records(collective),
        dns_extras: dns::extras(collective),
        mesh,
        machines,
        lock,
    }
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
