//! The texts of one entry → [`Entry`]; what they lack → findings.

use std::collections::BTreeMap;

use super::dns::DnsRecord;
use super::facts::{self, FactsTable, Reach, What};
use super::setting::Setting;
use super::sign_on::{Oidc, Provider};
use super::{
    Accept, Backup, Entry, INCOMPLETE, Need, Port, Secret, State, Template, Wanted, complete,
};
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
    /// `module.nix.tera`
    pub template: Option<Template>,
    /// `everywhere.nix.tera`
    pub everywhere: Option<Template>,
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
        let Some(template) = self.template else {
            incomplete("module.nix.tera is missing beside it".to_owned());
            return None;
        };
        let Some(readme) = self.readme else {
            incomplete("README.md is missing beside it".to_owned());
            return None;
        };
        let entry = convert(&table, template, self.everywhere, readme, &mut context)?;
        for problem in complete::problems(&entry, &table) {
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

fn convert(
    table: &FactsTable,
    template: Template,
    everywhere: Option<Template>,
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
                same: secret.same.as_ref().is_some_and(|yes| yes.value),
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
                everywhere: port.everywhere.as_ref().is_some_and(|yes| yes.value),
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
    let needs = table
        .needs
        .iter()
        .flat_map(|list| &list.value)
        .filter_map(|need| {
            let need = &need.value;
            let what = match need.what.as_ref()?.value {
                What::Mail => Wanted::Mail(need.setting.as_ref()?.value.0.clone()),
                What::Upload => Wanted::Upload(need.at_least.as_ref()?.value.0),
            };
            Some(Need {
                what,
                why: need.why.as_ref()?.value.clone(),
            })
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
        since: table.since.as_ref().map(|release| release.value),
        removed: table.removed.as_ref().map(|release| release.value),
        provides: table
            .provides
            .iter()
            .flat_map(|list| &list.value)
            .map(|role| role.value)
            .collect(),
        forever: texts(&table.forever),
        needs: needs.collect(),
        dns: table
            .dns
            .iter()
            .flat_map(|list| &list.value)
            .filter_map(|record| DnsRecord::new(&record.value))
            .collect(),
        oidc: table.oidc.as_ref().and_then(|oidc| Oidc::new(&oidc.value)),
        provider: table
            .provider
            .as_ref()
            .and_then(|provider| Provider::new(&provider.value)),
        backup: table
            .backup
            .as_ref()
            .map_or_else(Backup::default, |backup| Backup {
                before: backup
                    .value
                    .before
                    .as_ref()
                    .map(|text| text.value.0.clone()),
                after: backup.value.after.as_ref().map(|text| text.value.0.clone()),
                stops: texts(&backup.value.stops),
                exclude: texts(&backup.value.exclude),
            }),
        template,
        everywhere,
        readme,
    })
}
