//! `[services.NAME]`: its type, machines, domains, and its settings as the catalog types them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::codes::UNKNOWN_SERVICE_TYPE;
use super::resolve::{Resolver, or};
use super::{Corner, Service, reserved};
use crate::catalog::Entry as CatalogEntry;
use crate::catalog::facts::fill;
use crate::catalog::setting::{Setting, SettingValue};
use crate::finding::Finding;
use crate::manifest::codes::{BAD_VALUE, MISSING_KEY};
use crate::manifest::key::{Field, Key};
use crate::manifest::table::{Context, nearest, unknown_key};
use crate::manifest::tables::ServiceTable;
use crate::manifest::types::{Audience, Domain, Name};
use crate::manifest::value::Value;
use crate::source::{Span, Spanned};

pub(super) fn all(resolver: &mut Resolver<'_>, domain: &Domain) -> BTreeMap<Name, Arc<Service>> {
    let tables = resolver.manifest.services.iter();
    let services = tables.filter_map(|(name, table)| {
        let service = resolve(resolver, name, table, domain)?;
        Some((name.clone(), service))
    });
    let mut services = services.collect();
    leave_corners(&mut services);
    let services = services.into_iter();
    services
        .map(|(name, service)| (name, Arc::new(service)))
        .collect()
}

fn resolve(
    resolver: &mut Resolver<'_>,
    name: &Name,
    table: &ServiceTable,
    collective: &Domain,
) -> Option<Service> {
    let mut service = table.clone();
    resolver.refuse_name(
        "services",
        name,
        table.span,
        reserved::service(name.as_str()),
    );
    let machines = machines(resolver, name, table);
    resolver.members(&mut service.caretakers);
    service.backup.value = resolver.machines(&service.backup);
    match &mut service.audience.value {
        Audience::Groups(groups) => groups.retain(|group| resolver.group_exists(group)),
        Audience::Members | Audience::Public => {}
    }
    let kind = table.r#type.as_ref()?;
    let catalog = resolver.catalog;
    let Some(entry) = catalog.get(kind.value.as_str()) else {
        let near = nearest(kind.value.as_str(), catalog.names());
        let finding = Finding::new(
            &UNKNOWN_SERVICE_TYPE,
            format!("The catalog has no `{}`.", kind.value),
        );
        let label = near.map_or_else(
            || "not in the catalog".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        resolver.findings.push(
            finding
                .at(kind.span, label)
                .help("`coloc catalog` lists what there is."),
        );
        return None;
    };
    let domain = own_domain(resolver, name, table, entry, collective);
    let mut settings = settings(resolver, name, table, entry, domain.as_ref(), collective);
    for setting in settings.values_mut() {
        if let SettingValue::Members(members) = &mut setting.value {
            members
                .retain(|member| resolver.member_exists(member) && resolver.is_here(&member.value));
        }
    }
    let key = |field| Key::service(name, field);
    let own = domain.iter();
    let own = own.map(|domain| (key(Field::Domain), domain.clone()));
    let extra = entry.web.iter().flatten().filter_map(|setting| {
        let value = settings.get(setting)?;
        let SettingValue::Domain(domain) = &value.value else {
            return None;
        };
        Some((
            key(Field::Setting(setting.clone())),
            Spanned::new(domain.clone(), value.span),
        ))
    });
    // One name may stand twice: a service whose settings lead to its own domain.
    let mut domains: Vec<(Key, Spanned<Domain>)> = Vec::new();
    for (key, domain) in own.chain(extra) {
        if !domains.iter().any(|(_, other)| other.value == domain.value) {
            domains.push((key, domain));
        }
    }
    let shared = entry.shared.iter().filter_map(|setting| {
        let SettingValue::Domain(domain) = &settings.get(setting)?.value else {
            return None;
        };
        Some(domain.clone())
    });
    let shared = shared
        .filter(|shared| domain.as_ref().is_none_or(|own| &own.value != shared))
        .collect();
    Some(Service {
        table: service,
        entry: entry.clone(),
        type_span: kind.span,
        machines,
        domain,
        domains,
        shared,
        corners: Vec::new(),
        settings,
    })
}

/// Whoever needs only a corner of a domain that another machine serves leaves the domain to that machine.
fn leave_corners(services: &mut BTreeMap<Name, Service>) {
    let mut whole: BTreeMap<Domain, (Name, Vec<Name>)> = BTreeMap::new();
    for (name, service) in services.iter() {
        for (_, domain) in &service.domains {
            if !service.shared.contains(&domain.value) {
                let machines = service.machines.iter().map(|on| on.value.clone()).collect();
                let first = whole.entry(domain.value.clone());
                first.or_insert_with(|| (name.clone(), machines));
            }
        }
    }
    for service in services.values_mut() {
        let Some(on) = service.machines.first().map(|on| on.value.clone()) else {
            continue;
        };
        let corners = service.entry.corners.iter().map(|corner| &corner.domain);
        let corners: Vec<Field> = corners.cloned().map(Field::Setting).collect();
        // Two settings that lead to one domain need more than a corner of it.
        let twice = |domain: &Domain| {
            let settings = service.entry.web.iter().flatten();
            let values = settings.filter_map(|key| service.settings.get(key));
            let same =
                |value: &SettingValue| matches!(value, SettingValue::Domain(it) if it == domain);
            values.filter(|value| same(&value.value)).count() > 1
        };
        let with = |key: &Key, domain: &Domain| {
            let (with, machines) = whole.get(domain)?;
            let elsewhere = !machines.is_empty() && !machines.contains(&on);
            let corner = corners.contains(&key.field) && !twice(domain);
            (elsewhere && corner).then(|| with.clone())
        };
        for (key, domain) in std::mem::take(&mut service.domains) {
            match with(&key, &domain.value) {
                Some(with) => service.corners.push(Corner { key, domain, with }),
                None => service.domains.push((key, domain)),
            }
        }
    }
}

fn machines(resolver: &mut Resolver<'_>, name: &Name, table: &ServiceTable) -> Vec<Spanned<Name>> {
    match (&table.machine, &table.machines) {
        (Some(one), None) => resolver.machines(std::slice::from_ref(one)),
        (None, Some(several)) => {
            if several.value.is_empty() {
                resolver.findings.push(
                    Finding::new(&BAD_VALUE, format!("`services.{name}.machines` is empty."))
                        .at(several.span, "name at least one machine"),
                );
            }
            resolver.machines(&several.value)
        }
        (Some(one), Some(several)) => {
            resolver.findings.push(
                Finding::new(
                    &BAD_VALUE,
                    format!("`services.{name}` has both `machine` and `machines`."),
                )
                .at(several.span, "several machines")
                .at(one.span, "one machine")
                .help("Keep one of the two lines."),
            );
            Vec::new()
        }
        (None, None) => {
            resolver.findings.push(
                Finding::new(&MISSING_KEY, format!("`services.{name}` has no `machine`."))
                    .at(table.span, "`machine` is missing here")
                    .help("Add `machine = \"NAME\"`: where it runs."),
            );
            Vec::new()
        }
    }
}

fn own_domain(
    resolver: &mut Resolver<'_>,
    name: &Name,
    table: &ServiceTable,
    entry: &CatalogEntry,
    collective: &Domain,
) -> Option<Spanned<Domain>> {
    if entry.web.is_some() {
        let usual = || collective.under(name.as_str());
        return Some(or(table.domain.as_ref(), table.span, usual));
    }
    if let Some(domain) = &table.domain {
        resolver.findings.push(
            Finding::new(
                &BAD_VALUE,
                format!("`services.{name}` is no web service, and has a `domain`."),
            )
            .at(
                domain.span,
                format!("{} has no pages to show at a domain", entry.title),
            )
            .help("Remove the line."),
        );
    }
    None
}

fn settings(
    resolver: &mut Resolver<'_>,
    name: &Name,
    table: &ServiceTable,
    entry: &CatalogEntry,
    domain: Option<&Spanned<Domain>>,
    collective: &Domain,
) -> BTreeMap<String, Spanned<SettingValue>> {
    let mut values = BTreeMap::new();
    let mut context = Context {
        findings: resolver.findings,
        path: format!("services.{name}.settings"),
    };
    let given = table.settings.as_ref().map_or(&[][..], |table| &table.0);
    let known: Vec<&str> = entry.settings.keys().map(String::as_str).collect();
    for setting in given
        .iter()
        .filter(|setting| !known.contains(&setting.key.value.as_str()))
    {
        unknown_key(&mut context, &setting.key, &known);
    }
    for (key, setting) in &entry.settings {
        let value = given
            .iter()
            .find(|entry| &entry.key.value == key)
            .map(|entry| entry.value.clone());
        let value = value.or_else(|| {
            default(
                setting,
                table.span,
                name,
                domain.map(|d| &d.value),
                collective,
            )
        });
        let Some(value) = value else {
            if setting.required {
                let place = table
                    .settings
                    .as_ref()
                    .map_or(table.span, |settings| settings.span);
                context.findings.push(
                    Finding::new(
                        &MISSING_KEY,
                        format!("`services.{name}.settings` has no `{key}`."),
                    )
                    .at(place, format!("`{key}` is missing here"))
                    .help(format!(
                        "Add it: {}. {}",
                        setting.words(),
                        setting
                            .description
                            .en
                            .as_ref()
                            .map_or("", |text| &text.value.0)
                    )),
                );
            }
            continue;
        };
        if let Some(read) = context.under(key, |context| setting.read(&value, context)) {
            values.insert(key.clone(), Spanned::new(read, value.span));
        }
    }
    values
}

/// The default of a setting, placeholders filled in, at the place of the service's name.
fn default(
    setting: &Setting,
    span: Span,
    name: &Name,
    domain: Option<&Domain>,
    collective: &Domain,
) -> Option<Spanned<Value>> {
    let value = match setting.default.as_ref()? {
        Value::String(pattern) => Value::String(fill(pattern, name.as_str(), domain, collective)),
        other => other.clone(),
    };
    Some(Spanned::new(value, span))
}
