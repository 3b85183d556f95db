//! The services on offer: embedded from `modules/services/*`, plus the collective's own `catalog/` folder.
//!
//! An entry is a folder with `service.toml` (facts), `module.nix.tera` (NixOS options) and `README.md`. No other
//! Rust file names a service.

pub mod example;
pub mod facts;
pub mod schema;
pub mod setting;

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use include_dir::{Dir, include_dir};

use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::table::Context;
use crate::manifest::toml;
use crate::manifest::types::{Name, Size, System};
use crate::source::{FileId, Sources, Span};
use facts::{Bilingual, Engine, FactsTable, Instances, Protocol, Reach, SettingType, Spread, Sso};
use setting::Setting;

static SERVICES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/modules/services");

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
type `domain` in `web.domains`, settings of type `bool` in `accept.*.setting`.

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
    /// Whether its users get a shell.
    pub shell: bool,
    /// Settings of type domain that lead to it; none: no web service.
    pub web: Option<Vec<String>>,
    /// Those of them where another service of the same machine may answer too.
    pub shared: Vec<String>,
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
    /// The template's text.
    pub template: String,
    /// Where the template stands, for findings; none for coloc's own.
    pub template_file: Option<FileId>,
    /// For the person who cares for it.
    pub readme: String,
}

/// All services on offer.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// By type.
    pub entries: BTreeMap<Name, Arc<Entry>>,
}

/// Names of coloc's own entries, for completions.
pub fn builtin() -> impl Iterator<Item = &'static str> {
    SERVICES.dirs().filter_map(|folder| folder.path().to_str())
}

impl Catalog {
    /// coloc's own entries, and those of a collective: texts by path relative to its root.
    pub fn load(
        own: &BTreeMap<Utf8PathBuf, (FileId, String)>,
        sources: &mut Sources,
        findings: &mut Findings,
    ) -> Self {
        let mut catalog = Self::default();
        for folder in SERVICES.dirs() {
            let text = |name: &str| {
                let file = SERVICES.get_file(folder.path().join(name))?;
                file.contents_utf8().map(str::to_owned)
            };
            let Some(facts) = text("service.toml") else {
                continue;
            };
            let path = format!("modules/services/{}/service.toml", folder.path().display());
            let file = sources.add(path, facts.clone());
            let parts = Parts {
                folder: folder.path().to_str().unwrap_or_default().to_owned(),
                facts: (file, facts),
                template: text("module.nix.tera").map(|text| (None, text)),
                readme: text("README.md"),
            };
            catalog.add(parts, findings);
        }
        let folders: std::collections::BTreeSet<&Utf8Path> =
            own.keys().filter_map(|path| path.parent()).collect();
        for folder in folders {
            let text = |name: &str| own.get(&folder.join(name)).cloned();
            let Some(facts) = text("service.toml") else {
                continue;
            };
            let parts = Parts {
                folder: folder.file_name().unwrap_or_default().to_owned(),
                facts,
                template: text("module.nix.tera").map(|(file, text)| (Some(file), text)),
                readme: text("README.md").map(|(_, text)| text),
            };
            catalog.add(parts, findings);
        }
        catalog
    }

    fn add(&mut self, parts: Parts, findings: &mut Findings) {
        if let Some(entry) = parts.read(findings) {
            self.entries.insert(entry.name.clone(), Arc::new(entry));
        }
    }
}

/// The texts of one entry.
struct Parts {
    folder: String,
    facts: (FileId, String),
    template: Option<(Option<FileId>, String)>,
    readme: Option<String>,
}

impl Parts {
    fn read(self, findings: &mut Findings) -> Option<Entry> {
        let (file, text) = &self.facts;
        let root = toml::parse(*file, text, findings)?;
        let mut context = Context {
            findings,
            path: format!("catalog.{}", self.folder),
        };
        let table = facts::read(&root, &mut context)?;
        let start = Span::new(*file, 0, text.lines().next().map_or(0, str::len));
        let mut incomplete = |what: String| {
            context.findings.push(
                Finding::new(
                    &INCOMPLETE,
                    format!("The catalog's entry `{}` is not complete.", self.folder),
                )
                .at(start, what),
            );
        };
        if table
            .name
            .as_ref()
            .is_some_and(|name| name.value.as_str() != self.folder)
        {
            incomplete(format!("`name` must be the folder's: \"{}\"", self.folder));
            return None;
        }
        let Some((template_file, template)) = self.template else {
            incomplete("module.nix.tera is missing beside it".to_owned());
            return None;
        };
        let Some(readme) = self.readme else {
            incomplete("README.md is missing beside it".to_owned());
            return None;
        };
        let entry = convert(&table, template, template_file, readme, &mut context)?;
        for problem in entry.dangling() {
            context.findings.push(
                Finding::new(
                    &INCOMPLETE,
                    format!("The catalog's entry `{}` is not complete.", self.folder),
                )
                .at(start, problem),
            );
        }
        Some(entry)
    }
}

impl Entry {
    /// References of the entry to settings that are not there.
    fn dangling(&self) -> Vec<String> {
        let has = |setting: &String, kind: SettingType| {
            self.settings.get(setting).is_some_and(|s| s.kind == kind)
        };
        let domains = self
            .web
            .iter()
            .flatten()
            .filter(|key| !has(key, SettingType::Domain));
        let accepts = self
            .accept
            .iter()
            .map(|accept| &accept.setting)
            .filter(|key| !has(key, SettingType::Bool));
        let needs = self
            .secrets
            .iter()
            .filter_map(|s| s.needed_by.as_ref())
            .filter(|key| !self.settings.contains_key(*key));
        let kinds = self.accept.iter().map(|accept| &accept.kind);
        let kinds = kinds.filter(|kind| !matches!(kind.as_str(), "insecure" | "unfree"));
        domains
            .chain(
                self.shared
                    .iter()
                    .filter(|key| !self.web.iter().flatten().any(|domain| domain == *key)),
            )
            .map(|key| format!("`web.domains` names `{key}`, which is no setting of type domain"))
            .chain(
                accepts
                    .map(|key| format!("`accept` names `{key}`, which is no setting of type bool")),
            )
            .chain(
                kinds.map(|kind| {
                    format!("`accept.{kind}` is not known: `insecure` and `unfree` are")
                }),
            )
            .chain(needs.map(|key| format!("a secret is needed by `{key}`, which is no setting")))
            .collect()
    }
}

fn convert(
    table: &FactsTable,
    template: String,
    template_file: Option<FileId>,
    readme: String,
    context: &mut Context<'_>,
) -> Option<Entry> {
    let texts = |list: &Option<
        crate::source::Spanned<Vec<crate::source::Spanned<crate::manifest::types::Text>>>,
    >| {
        list.iter()
            .flat_map(|list| &list.value)
            .map(|text| text.value.0.clone())
            .collect::<Vec<String>>()
    };
    let mut settings = BTreeMap::new();
    for (key, setting) in table.settings.iter().flat_map(|map| &map.value.0) {
        if let Some(setting) = context.under(key, |context| Setting::new(&setting.value, context)) {
            settings.insert(key.clone(), setting);
        }
    }
    let secrets = table
        .secrets
        .iter()
        .flat_map(|list| &list.value)
        .filter_map(|secret| {
            let secret = &secret.value;
            let text = |value: &Option<crate::source::Spanned<crate::manifest::types::Text>>,
                        otherwise: &str| {
                value
                    .as_ref()
                    .map_or(otherwise.to_owned(), |text| text.value.0.clone())
            };
            Some(Secret {
                name: secret.name.as_ref()?.value.clone(),
                what: secret.what.as_ref()?.value.clone(),
                make: secret.make.as_ref()?.value.0.clone(),
                owner: text(&secret.owner, "root"),
                group: text(&secret.group, "root"),
                mode: text(&secret.mode, "0400"),
                needed_by: secret.needed_by.as_ref().map(|text| text.value.0.clone()),
            })
        });
    let ports = table
        .ports
        .iter()
        .flat_map(|list| &list.value)
        .filter_map(|port| {
            let port = &port.value;
            let internal = port.internal.as_ref().is_some_and(|yes| yes.value);
            let reach = port
                .reach
                .as_ref()
                .map_or(Reach::Public, |reach| reach.value);
            Some(Port {
                name: port.name.as_ref()?.value.clone(),
                number: port.number.as_ref().map(|number| number.value.0),
                protocol: port.protocol.as_ref()?.value,
                reach: (!internal).then_some(reach),
                what: port.what.as_ref().map(|what| what.value.clone()),
            })
        });
    let state = table
        .state
        .iter()
        .flat_map(|list| &list.value)
        .map(|state| State {
            path: state.value.path.as_ref().map(|text| text.value.0.clone()),
            database: state
                .value
                .database
                .as_ref()
                .map(|text| text.value.0.clone()),
            engine: state.value.engine.as_ref().map(|engine| engine.value),
            what: state.value.what.as_ref().map(|what| what.value.clone()),
        });
    let accept = table
        .accept
        .iter()
        .flat_map(|map| &map.value.0)
        .filter_map(|(kind, accept)| {
            Some(Accept {
                kind: kind.clone(),
                setting: accept.value.setting.as_ref()?.value.0.clone(),
                why: accept.value.why.as_ref()?.value.clone(),
            })
        });
    Some(Entry {
        name: table.name.as_ref()?.value.clone(),
        title: table.title.as_ref()?.value.0.clone(),
        replaces: texts(&table.replaces),
        module: table.module.as_ref()?.value.0.clone(),
        summary: table.summary.as_ref()?.value.clone(),
        memory: table.memory.as_ref()?.value,
        disk: table.disk.as_ref()?.value,
        instances: table.instances.as_ref()?.value,
        spread: table.spread.as_ref()?.value,
        sso: table.sso.as_ref()?.value,
        systems: table
            .systems
            .as_ref()?
            .value
            .iter()
            .map(|system| system.value)
            .collect(),
        units: texts(&table.units),
        shell: table.shell.as_ref().is_some_and(|yes| yes.value),
        web: table.web.as_ref().map(|web| texts(&web.value.domains)),
        shared: table
            .web
            .as_ref()
            .map_or_else(Vec::new, |web| texts(&web.value.shared)),
        state: state.collect(),
        ports: ports.collect(),
        secrets: secrets.collect(),
        settings,
        accept: accept.collect(),
        template,
        template_file,
        readme,
    })
}
