//! The texts of one entry → [`Entry`]; what they lack → findings.

use std::collections::BTreeMap;

use super::corner::Corner;
use super::dns::DnsRecord;
use super::facts::{self, FactsTable, What};
use super::setting::Setting;
use super::sign_on::{Oidc, Provider};
use super::{
    Accept, Backup, Entry, INCOMPLETE, Moved, Need, Port, Secret, State, Template, Wanted, complete,
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
    let text = |value: &Option<Spanned<Text>>| value.as_ref().map(|text| text.0.clone());
    let mut settings = BTreeMap::new();
    for (key, setting) in &table.settings.0 {
        if let Some(setting) = context.under(key, |context| Setting::new(setting, context)) {
            settings.insert(key.clone(), setting);
        }
    }
    let secrets = table.secrets.iter().filter_map(|secret| {
        Some(Secret {
            name: secret.name.as_ref()?.value.clone(),
            what: secret.what.as_ref()?.value.clone(),
            make: text(&secret.make)?,
            owner: secret.owner.0.clone(),
            group: secret.group.0.clone(),
            mode: secret.mode.0.clone(),
            needed_by: text(&secret.needed_by),
            same: secret.same.value,
            restarts: secret.restarts.as_ref().map(|units| units.0.clone()),
        })
    });
    let ports = table.ports.iter().filter_map(|port| {
        Some(Port {
            name: port.name.as_ref()?.value.clone(),
            number: port.number.map(|number| number.0),
            protocol: port.protocol.as_ref()?.value,
            reach: (!port.internal.value).then_some(port.reach.value),
            everywhere: port.everywhere.value,
            what: port.what.as_deref().cloned(),
        })
    });
    let state = table.state.iter().map(|state| State {
        path: text(&state.path),
        database: text(&state.database),
        engine: state.engine.as_deref().copied(),
        what: state.what.as_deref().cloned(),
    });
    let needs = table.needs.iter().filter_map(|need| {
        let what = match need.what.as_ref()?.value {
            What::Mail => Wanted::Mail(text(&need.setting)?),
            What::Upload => Wanted::Upload(need.at_least?.0),
        };
        Some(Need {
            what,
            why: need.why.as_deref()?.clone(),
        })
    });
    let accept = table.accept.0.iter().filter_map(|(kind, accept)| {
        Some(Accept {
            kind: kind.clone(),
            setting: text(&accept.setting)?,
            why: accept.why.as_deref()?.clone(),
        })
    });
    let moved = table.moved.iter().filter_map(|moved| {
        Some(Moved {
            at: *moved.at.as_deref()?,
            from: text(&moved.from)?,
            to: text(&moved.to)?,
        })
    });
    let web = table.web.as_deref();
    Some(Entry {
        name: table.name.as_deref()?.clone(),
        title: text(&table.title)?,
        replaces: table.replaces.0.clone(),
        module: text(&table.module)?,
        summary: table.summary.as_deref()?.clone(),
        memory: table.memory?.value,
        disk: table.disk?.value,
        instances: table.instances?.value,
        spread: table.spread?.value,
        sso: table.sso?.value,
        systems: values(table.systems.as_ref()?),
        units: table.units.0.clone(),
        open: table.open.value,
        shell: table.shell.value,
        web: web.map(|web| web.domains.0.clone()),
        shared: web.map_or_else(Vec::new, |web| web.shared.0.clone()),
        corners: table
            .corners
            .iter()
            .filter_map(|corner| Corner::new(corner))
            .collect(),
        state: state.collect(),
        ports: ports.collect(),
        secrets: secrets.collect(),
        settings,
        accept: accept.collect(),
        since: table.since.as_deref().copied(),
        removed: table.removed.as_deref().copied(),
        provides: values(&table.provides),
        forever: table.forever.0.clone(),
        needs: needs.collect(),
        dns: table
            .dns
            .iter()
            .filter_map(|record| DnsRecord::new(record))
            .collect(),
        oidc: table.oidc.as_ref().and_then(|oidc| Oidc::new(oidc)),
        provider: table
            .provider
            .as_ref()
            .and_then(|provider| Provider::new(provider)),
        backup: table
            .backup
            .as_ref()
            .map_or_else(Backup::default, |backup| Backup {
                before: text(&backup.before),
                after: text(&backup.after),
                stops: backup.stops.0.clone(),
                exclude: backup.exclude.0.clone(),
            }),
        moved: moved.collect(),
        template,
        everywhere,
        readme,
    })
}

/// A list without its places.
fn values<T: Copy>(list: &Spanned<Vec<Spanned<T>>>) -> Vec<T> {
    list.iter().map(|item| item.value).collect()
}
