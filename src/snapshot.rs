//! What one machine is, in the collective's own words: `machine.json`.
//!
//! It travels in every generation as `/etc/coloc/machine.json`, so that a running machine can be compared with the
//! manifest. It is pure and canonical: the machine's own slice of the plan, no date, no revision, no secret. What it
//! knows of other machines stands once for all of them in [`Fleet`]; older machines carry it in `machine.json` itself.
//!
//! Every key of the manifest that changes a machine changes its snapshot. These change none:
//!
//! | keys | whom they are for |
//! | --- | --- |
//! | `collective.title` | readers of `flake.nix`, and services whose module shows it |
//! | `policy.caretakers-per-machine`, `policy.caretakers-per-service` | findings |
//! | `policy.backup-copies`, `policy.backup-other-site`, `policy.restore-drill-days` | findings, and people |
//! | `sites.title`, `sites.keeper`, `sites.power`, `sites.uplink`, `sites.kind`, `sites.nat`, `sites.upload` | findings, and people |
//! | `sites.ipv4`, `sites.ipv6` | `generated/DNS.md` |
//! | `members.email`, `members.age-keys`, `members.joined` | people |
//! | `groups.title` | people |
//! | `machines.memory`, `machines.disk` | findings |

mod fleet;
mod written;

pub use fleet::{Fleet, Texts};
pub use written::{AccountKey, KnownHost, Peer, Port, PublicKey, Relayed, SecretName, Users};

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize, Serializer};

use crate::manifest::key::Field;
use crate::manifest::types::Name;
use crate::plan::effect::Effect;
use crate::plan::{Because, Corner, MachinePlan, Plan, ServicePlan};
use crate::source::Spanned;

/// Version of the format.
pub const VERSION: u32 = 1;

/// A machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Snapshot {
    /// Version of the format: 1.
    pub version: u32,
    /// Its name.
    pub machine: String,
    /// The collective's name.
    pub collective: String,
    /// The collective's domain.
    pub domain: String,
    /// Where it stands.
    pub site: String,
    /// Processor and system.
    pub system: String,
    /// What it is.
    pub hardware: String,
    /// Release of NixOS.
    pub release: String,
    /// Which nixpkgs it is built from, as the flake's input says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nixpkgs: Option<String>,
    /// The release that it began with.
    pub state_version: String,
    /// Whether the internet reaches it.
    pub public: bool,
    /// What ssh is given.
    pub deploy_host: String,
    /// Its ssh host key.
    pub host_key: Option<String>,
    /// Machines whose ssh host key it knows.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub known_hosts: BTreeMap<String, KnownHost>,
    /// Members who administer it.
    pub caretakers: Vec<String>,
    /// Accounts.
    pub accounts: BTreeMap<String, AccountSnapshot>,
    /// Open ports.
    pub firewall: BTreeSet<Port>,
    /// Its place on the mesh.
    pub mesh: Option<MeshSnapshot>,
    /// Domains that it serves, and paths of them at which it answers for services of other machines.
    pub serves: BTreeSet<String>,
    /// Domains that it passes on → to which machine.
    pub passes: BTreeMap<String, String>,
    /// Machines that pass web traffic on to it.
    pub behind: Vec<String>,
    /// Where certificate authorities write to, if it asks them for certificates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Services.
    pub services: BTreeMap<String, ServiceSnapshot>,
    /// Services that have a part on every machine.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub everywhere: BTreeSet<String>,
    /// Secret files that it reads, without the files.
    pub secrets: BTreeSet<SecretName>,
    /// How they reach it, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secrets_backend: Option<String>,
    /// For how many days logs are kept; older machines do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_logs_days: Option<u32>,
    /// Modules written by hand.
    pub modules: Vec<String>,
    /// Plain options of NixOS: path → value.
    pub nixos: BTreeMap<String, serde_json::Value>,
    /// Effect on the machine → keys of the manifest that cause it.
    #[serde(serialize_with = "sorted_by_text")]
    pub effects: BTreeMap<Effect, Because>,
}

/// A member's account on the machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AccountSnapshot {
    /// Unix uid.
    pub uid: u32,
    /// As people say it.
    pub name: String,
    /// Root by sudo.
    pub sudo: bool,
    /// OpenSSH public keys.
    pub keys: Vec<AccountKey>,
    /// The first day without access, if they are leaving.
    pub expires: Option<String>,
}

/// A machine's place on the mesh.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct MeshSnapshot {
    /// Its address.
    pub address: String,
    /// Its WireGuard public key.
    pub key: String,
    /// UDP port.
    pub port: u16,
    /// Whether it passes traffic between machines behind NAT.
    pub relays: bool,
    /// Machines that it is directly connected with.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub peers: BTreeMap<String, Peer>,
    /// Machines that it reaches through the relay.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub relayed: BTreeMap<String, Relayed>,
}

/// A service on the machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ServiceSnapshot {
    /// Its type.
    pub r#type: String,
    /// All domains that lead to it, its own first.
    pub domains: Vec<String>,
    /// Ports by name.
    pub ports: BTreeMap<String, u16>,
    /// Who may use it.
    pub r#for: Users,
    /// Members who look after it.
    pub caretakers: Vec<String>,
    /// Machines with its copies.
    pub backup: Vec<String>,
    /// The service where its people sign in, if it does not sign them in itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sso: Option<String>,
    /// Services whose people sign in here → members who may.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub clients: BTreeMap<String, Vec<String>>,
    /// Settings that have a value, as text.
    pub settings: BTreeMap<String, String>,
    /// What its module takes from `[collective]`: key → value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub collective: BTreeMap<String, String>,
    /// Plain options of NixOS: path → value.
    pub nixos: BTreeMap<String, serde_json::Value>,
}

impl Snapshot {
    /// The planned snapshot of a machine, with what it knows of the others.
    pub fn of(plan: &Plan, fleet: &Fleet, name: &Name, machine: &MachinePlan) -> Self {
        let mut snapshot = Self::own(plan, name, machine);
        fleet.complete(&mut snapshot);
        snapshot
    }

    /// What `machine.json` holds of a machine: all but what it knows of the others.
    pub fn own(plan: &Plan, name: &Name, machine: &MachinePlan) -> Self {
        let collective = &plan.collective;
        let accounts = machine.access.iter().filter_map(|(member, access)| {
            let person = collective.members.get(member)?;
            let snapshot = AccountSnapshot {
                uid: *plan.accounts.get(member)?,
                name: person.name.0.clone(),
                sudo: access.sudo,
                keys: person
                    .ssh_keys
                    .iter()
                    .map(|key| key.0.clone().into())
                    .collect(),
                expires: person.expires().map(|day| day.as_str().to_owned()),
            };
            Some((member.to_string(), snapshot))
        });
        let web = machine.web.clone().unwrap_or_default();
        Self {
            version: VERSION,
            machine: name.to_string(),
            collective: collective.name.to_string(),
            domain: collective.domain.to_string(),
            site: machine.site.to_string(),
            system: machine.system.as_str().to_owned(),
            hardware: machine.hardware.as_str().to_owned(),
            release: collective.release.to_string(),
            nixpkgs: plan.inputs.get("nixpkgs").cloned(),
            state_version: machine.state_version.to_string(),
            public: machine.public.value,
            deploy_host: machine.deploy_host.to_string(),
            host_key: machine.host_key.as_ref().map(|key| key.material()),
            known_hosts: BTreeMap::new(),
            caretakers: present(plan, &machine.caretakers),
            accounts: accounts.collect(),
            firewall: machine.openings.keys().cloned().map(Port::Known).collect(),
            mesh: MeshSnapshot::of(plan, name, machine),
            serves: web
                .serves
                .iter()
                .map(ToString::to_string)
                .chain(web.corners.iter().map(Corner::place))
                .collect(),
            passes: web
                .passes
                .iter()
                .map(|(domain, machine)| (domain.to_string(), machine.to_string()))
                .collect(),
            behind: web.behind.iter().map(Name::to_string).collect(),
            contact: machine.web.as_ref().map(|_| collective.contact.0.clone()),
            services: machine
                .services
                .iter()
                .map(|(name, service)| (name.to_string(), ServiceSnapshot::of(plan, service)))
                .collect(),
            everywhere: machine.everywhere.keys().map(Name::to_string).collect(),
            secrets: machine
                .secrets
                .iter()
                .map(|secret| secret.path().into())
                .collect(),
            keep_logs_days: Some(collective.policy.keep_logs_days.0),
            secrets_backend: (!machine.secrets.is_empty())
                .then(|| plan.backend.as_str().to_owned()),
            modules: machine
                .modules
                .iter()
                .map(|path| path.as_path().to_string())
                .collect(),
            nixos: options(&machine.nixos.0),
            effects: machine.effects.clone(),
        }
    }

    /// Canonical JSON: fields in the order of the declaration, maps sorted, two spaces, a line break at the end.
    pub fn to_json(&self) -> String {
        canonical(self)
    }
}

fn canonical(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

impl MeshSnapshot {
    fn of(plan: &Plan, name: &Name, machine: &MachinePlan) -> Option<Self> {
        let node = plan.mesh.nodes.get(name)?;
        Some(Self {
            address: node.address.to_string(),
            key: node.key.clone(),
            port: plan.mesh.port,
            relays: machine.relays,
            peers: BTreeMap::new(),
            relayed: BTreeMap::new(),
        })
    }
}

impl ServiceSnapshot {
    fn of(plan: &Plan, service: &ServicePlan) -> Self {
        let own = service.domain.as_deref();
        let others = service.sorted_domains().into_iter();
        let others = others.filter(|domain| Some(*domain) != own);
        Self {
            r#type: service.entry.name.to_string(),
            domains: own
                .into_iter()
                .chain(others)
                .map(ToString::to_string)
                .collect(),
            ports: service
                .ports
                .iter()
                .map(|(name, port)| (name.to_string(), *port))
                .collect(),
            r#for: Users::from(&service.audience.value),
            caretakers: present(plan, &service.caretakers),
            backup: service.backup.iter().map(ToString::to_string).collect(),
            sso: service.sso.as_ref().map(|sso| sso.provider.to_string()),
            clients: service
                .clients
                .iter()
                .map(|client| {
                    let users = client.users.iter().map(Name::to_string).collect();
                    (client.name.to_string(), users)
                })
                .collect(),
            settings: service
                .settings
                .iter()
                .map(|(key, value)| (key.clone(), value.value.to_string()))
                .collect(),
            collective: from_collective(plan, &service.entry),
            nixos: options(&service.nixos.0),
        }
    }
}

/// What a service's module takes from `[collective]`, but for its name and domain, which the machine itself has.
fn from_collective(plan: &Plan, entry: &crate::catalog::Entry) -> BTreeMap<String, String> {
    let collective = &plan.collective;
    let values = [
        (Field::Contact, collective.contact.0.as_str()),
        (Field::Language, collective.language.as_str()),
        (Field::Title, collective.title.0.as_str()),
    ];
    let taken = |field: &Field| entry.takes().any(|taken| taken == *field);
    values
        .into_iter()
        .filter(|(field, _)| taken(field))
        .map(|(field, value)| (field.to_string(), value.to_owned()))
        .collect()
}

/// Members of a list who have access.
fn present(plan: &Plan, caretakers: &[Spanned<Name>]) -> Vec<String> {
    let present = plan.collective.present(caretakers);
    present.map(|(name, _)| name.to_string()).collect()
}

/// The index as people read it: from `*nextcloud*` to `virtual host nuage.example`.
fn sorted_by_text<S: Serializer>(
    effects: &BTreeMap<Effect, Because>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let sorted = effects
        .iter()
        .map(|(effect, keys)| (effect.to_string(), keys));
    serializer.collect_map(sorted.collect::<BTreeMap<_, _>>())
}

fn options(entries: &[crate::manifest::value::Entry]) -> BTreeMap<String, serde_json::Value> {
    let table = crate::manifest::value::Value::Table(entries.to_vec());
    let leaves = table.leaves();
    leaves
        .into_iter()
        .map(|(path, value)| {
            let path: Vec<&str> = path.iter().map(|name| name.value.as_str()).collect();
            (crate::emit::nix::path(path), value.to_json())
        })
        .collect()
}
