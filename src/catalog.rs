//! The services on offer: embedded from `modules/services/*`, plus the collective's own `catalog/` folder.
//!
//! An entry is a folder with `service.toml` (facts), `module.nix.tera` (NixOS options) and `README.md`. No other
//! Rust file names a service.

mod builtin;
mod complete;
pub mod corner;
pub mod dns;
pub mod example;
pub mod facts;
mod offered;
mod parts;
pub mod schema;
pub mod setting;
pub mod sign_on;

use std::collections::BTreeMap;

use crate::finding::{Code, Severity};
use crate::manifest::key::{Field, Key};
use crate::manifest::types::{Name, Release, Size, System};
use crate::source::FileId;
use corner::Corner;
use dns::DnsRecord;
use facts::{Bilingual, Engine, Instances, Protocol, Reach, Role, Spread, Sso};
use setting::Setting;
use sign_on::{Oidc, Provider};

pub use builtin::names as builtin;
pub use offered::Catalog;

/// An entry of a collective's own catalog lacks something.
pub static INCOMPLETE: Code = Code {
    name: "catalog/incomplete",
    severity: Severity::Error,
    summary: "an entry of the collective's own catalog lacks a part",
    explanation: "\
A folder under `catalog/` describes a service that the collective adds to coloc's own. It holds three files:

    catalog/wiki/service.toml       facts: ports, state, secrets, settings
    catalog/wiki/module.nix.tera    the NixOS options, as a template
    catalog/wiki/README.md          for the person who will care for it

`service.toml` must be complete, its `name` must be the folder's, and what it refers to must exist: settings of
type `domain` in `web.domains`, settings of type `bool` in `accept.*.setting`, settings in `forever` and `needs`.
A fourth file, `everywhere.nix.tera`, is the part of the service that every machine of the collective gets.

Way out: add what the finding names. Any entry under `modules/services/` of coloc's repository is an example.
",
};

/// A secret file of a service.
#[derive(Clone, Debug)]
pub struct Secret {
    /// What templates call it.
    pub name: Name,
    /// What it is.
    pub what: Bilingual,
    /// A command that makes one.
    pub make: String,
    /// The file's owner.
    pub owner: String,
    /// The file's group.
    pub group: String,
    /// Octal, four digits.
    pub mode: String,
    /// Needed only with this setting.
    pub needed_by: Option<String>,
    /// Whether it is the same on all machines of the service.
    pub same: bool,
    /// Units to restart when it changes; none: the entry's.
    pub restarts: Option<Vec<String>>,
}

/// A port of a service.
#[derive(Clone, Debug)]
pub struct Port {
    /// What templates call it.
    pub name: Name,
    /// Fixed, or given by `coloc.lock` (none).
    pub number: Option<u16>,
    /// TCP or UDP.
    pub protocol: Protocol,
    /// Who reaches it; nobody but the machine itself (none).
    pub reach: Option<Reach>,
    /// Whether it is open on every machine on the mesh, not only on the service's own.
    pub everywhere: bool,
    /// What for.
    pub what: Option<Bilingual>,
}

/// A thing to back up.
#[derive(Clone, Debug)]
pub struct State {
    /// Path with placeholders.
    pub path: Option<String>,
    /// Database's name with placeholders.
    pub database: Option<String>,
    /// Which database.
    pub engine: Option<Engine>,
    /// What is in it.
    pub what: Option<Bilingual>,
}

/// What is to be done around a backup of the state, with placeholders.
#[derive(Clone, Debug, Default)]
pub struct Backup {
    /// Lines of shell, as root, before copying.
    pub before: Option<String>,
    /// Lines of shell, as root, afterwards, whatever happened.
    pub after: Option<String>,
    /// Units to stop meanwhile.
    pub stops: Vec<String>,
    /// Paths that are not worth copying.
    pub exclude: Vec<String>,
}

/// A path that the NixOS module changed for machines that began later.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The first state-version with the new one.
    pub at: Release,
    /// The old one.
    pub from: String,
    /// The new one.
    pub to: String,
}

/// Something that a service wants besides a machine.
#[derive(Clone, Debug)]
pub struct Need {
    /// What it is.
    pub what: Wanted,
    /// What goes wrong without it.
    pub why: Bilingual,
}

/// What a service can want.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A mail server, named by this setting.
    Mail(String),
    /// A line that sends so many bits per second.
    Upload(u64),
}

/// Something that a caretaker must accept.
#[derive(Clone, Debug)]
pub struct Accept {
    /// `insecure`, `unfree`.
    pub kind: String,
    /// The setting, of type bool.
    pub setting: String,
    /// What it means.
    pub why: Bilingual,
}

/// The text of a template.
#[derive(Clone, Debug)]
pub struct Template {
    /// The text.
    pub text: String,
    /// Where it stands, for findings; none for coloc's own.
    pub file: Option<FileId>,
}

/// One service on offer.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The type that manifests name.
    pub name: Name,
    /// As people say it.
    pub title: String,
    /// What people used before.
    pub replaces: Vec<String>,
    /// NixOS option prefix.
    pub module: String,
    /// One line on what it is.
    pub summary: Bilingual,
    /// Needs.
    pub memory: Size,
    /// Needs, to begin with.
    pub disk: Size,
    /// How many on one machine.
    pub instances: Instances,
    /// How it lives on several machines.
    pub spread: Spread,
    /// Single sign-on.
    pub sso: Sso,
    /// Where it runs.
    pub systems: Vec<System>,
    /// systemd units with placeholders.
    pub units: Vec<String>,
    /// Whether everybody who finds it can use it.
    pub open: bool,
    /// Whether its users get a shell.
    pub shell: bool,
    /// Settings of type domain that lead to it; none: no web service.
    pub web: Option<Vec<String>>,
    /// Those of them where another service of the same machine may answer too.
    pub shared: Vec<String>,
    /// Paths of those that it needs where another machine serves them.
    pub corners: Vec<Corner>,
    /// What to back up.
    pub state: Vec<State>,
    /// Ports.
    pub ports: Vec<Port>,
    /// Secret files.
    pub secrets: Vec<Secret>,
    /// Settings by their key in the manifest.
    pub settings: BTreeMap<String, Setting>,
    /// What must be accepted.
    pub accept: Vec<Accept>,
    /// The first release of NixOS that has it.
    pub since: Option<Release>,
    /// The first release of NixOS that no longer has it.
    pub removed: Option<Release>,
    /// What it does for other services.
    pub provides: Vec<Role>,
    /// `domain`, or settings, that can never change once it runs.
    pub forever: Vec<String>,
    /// What it wants besides a machine.
    pub needs: Vec<Need>,
    /// DNS records besides its address.
    pub dns: Vec<DnsRecord>,
    /// How it takes part in single sign-on, if coloc wires it.
    pub oidc: Option<Oidc>,
    /// Where it answers as a provider of single sign-on.
    pub provider: Option<Provider>,
    /// What is to be done around a backup.
    pub backup: Backup,
    /// Paths that machines with an older state-version have elsewhere.
    pub moved: Vec<Moved>,
    /// `module.nix.tera`
    pub template: Template,
    /// `everywhere.nix.tera`: its part on every machine.
    pub everywhere: Option<Template>,
    /// For the person who cares for it.
    pub readme: String,
}

impl Entry {
    /// Keys of `[collective]` that its module shows, besides the name and the domain.
    pub fn takes(&self) -> impl Iterator<Item = Field> {
        let fields = [Field::Contact, Field::Language, Field::Title].into_iter();
        fields.filter(|field| {
            let key = Key::collective(field.clone());
            self.template.text.contains(&key.to_string())
        })
    }

    /// Accounts and groups that its secrets belong to.
    pub fn accounts(&self) -> impl Iterator<Item = &str> {
        let secrets = self
            .secrets
            .iter()
            .map(|secret| (&secret.owner, &secret.group));
        let oidc = self.oidc.iter().map(|oidc| (&oidc.owner, &oidc.group));
        let provider = self.provider.iter();
        let provider = provider.map(|provider| (&provider.owner, &provider.group));
        let all = secrets.chain(oidc).chain(provider);
        all.flat_map(|(owner, group)| [owner.as_str(), group.as_str()])
    }
}
