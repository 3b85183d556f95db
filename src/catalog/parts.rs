//! The texts of one entry → [`Entry`]; what they lack → findings.

use std::collections::BTreeMap;

use super::facts::{self, FactsTable, Reach, SettingType};
use super::setting::Setting;
use super::{Accept, Entry, INCOMPLETE, Port, Secret, State};
use crate::finding::{Finding, Findings};
use crate::manifest::table::Context;
use crate::manifest::toml;
use crate::manifest::types::Text;
use crate::source::{FileId, Span, Spanned};

/// The texts of one entry.
pub(super) struct Parts {
    /// The folder's name.
    pub folder: String,
    /// `service.toml`
    pub facts: (FileId, String),
    /// `module.nix.tera`, and where it stands if it is not coloc's own.
    pub template: Option<(Option<FileId>, String)>,
    /// `README.md`
    pub readme: Option<String>,
}

impl Parts {
    /// Reads them; what is missing is a finding.
    pub fn read(self, findings: &mut Findings) -> Option<Entry> {
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
        let account = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
                && name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c))
        };
        let octal = |mode: &str| {
            mode.len() == 4
                && mode.starts_with('0')
                && mode.chars().all(|c| ('0'..='7').contains(&c))
        };
        let rights = self
            .secrets
            .iter()
            .filter(|s| !account(&s.owner) || !account(&s.group) || !octal(&s.mode));
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
            .chain(rights.map(|secret| {
                format!(
                    "the rights of the secret `{}` are none: {} {} {}",
                    secret.name, secret.owner, secret.group, secret.mode
                )
            }))
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
    let texts = |list: &Option<Spanned<Vec<Spanned<Text>>>>| {
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
            let text = |value: &Option<Spanned<Text>>, otherwise: &str| {
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
        open: table.open.as_ref().is_some_and(|yes| yes.value),
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
