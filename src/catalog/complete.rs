//! What an entry must hold together by itself: references to settings, rights, and parts that need each other.

use std::collections::BTreeSet;

use super::facts::{FactsTable, Reach, Role, SettingType, Sso, What, fill};
use super::setting::Setting;
use super::sign_on::{CLIENT, SECRET};
use super::{Entry, Wanted};
use crate::finding::Findings;
use crate::manifest::table::Context;
use crate::manifest::types::Domain;
use crate::manifest::value::Value;
use crate::source::{Span, Spanned};

/// What is wrong with an entry, each in a few words.
pub(super) fn problems(entry: &Entry, table: &FactsTable) -> Vec<String> {
    let mut problems = references(entry);
    problems.extend(rights(entry));
    problems.extend(names(entry));
    problems.extend(needs(entry, table));
    problems.extend(sign_on(entry));
    problems.extend(settings(entry, table.span));
    if entry
        .since
        .zip(entry.removed)
        .is_some_and(|(since, removed)| since.number() >= removed.number())
    {
        problems.push("`removed` must be a later release than `since`".to_owned());
    }
    for port in entry.ports.iter().filter(|port| port.everywhere) {
        if port.reach != Some(Reach::Mesh) {
            problems.push(format!(
                "the port `{}` is everywhere, so its `reach` must be \"mesh\"",
                port.name
            ));
        }
        if entry.everywhere.is_none() {
            problems.push(format!(
                "the port `{}` is everywhere, and everywhere.nix.tera is missing beside it",
                port.name
            ));
        }
    }
    problems
}

/// References to settings that are not there, or of another type.
fn references(entry: &Entry) -> Vec<String> {
    let has = |setting: &String, kind: SettingType| {
        entry.settings.get(setting).is_some_and(|s| s.kind == kind)
    };
    let domains = entry
        .web
        .iter()
        .flatten()
        .filter(|key| !has(key, SettingType::Domain));
    let shared = entry
        .shared
        .iter()
        .filter(|key| !entry.web.iter().flatten().any(|domain| domain == *key));
    let corners = entry.corners.iter().filter_map(|corner| {
        let is_bool = |key: &String| has(key, SettingType::Bool);
        if !entry.shared.contains(&corner.domain) {
            return Some(format!(
                "`corners` names `{}`, which is not in `web.shared`",
                corner.domain
            ));
        }
        if let Some(key) = corner.when.as_ref().filter(|key| !is_bool(key)) {
            return Some(format!(
                "`corners` names `{key}`, which is no setting of type bool"
            ));
        }
        let path = &corner.path;
        (!corner.is_plain())
            .then(|| format!("the corner `{path}` is no path, or answers no plain JSON"))
    });
    let accepts = entry
        .accept
        .iter()
        .map(|accept| &accept.setting)
        .filter(|key| !has(key, SettingType::Bool));
    let kinds = entry.accept.iter().map(|accept| &accept.kind);
    let kinds = kinds.filter(|kind| !matches!(kind.as_str(), "insecure" | "unfree"));
    let needed_by = entry
        .secrets
        .iter()
        .filter_map(|s| s.needed_by.as_ref())
        .filter(|key| !entry.settings.contains_key(*key));
    let forever = entry.forever.iter().filter(|key| {
        let is_domain = key.as_str() == "domain" && entry.web.is_some();
        !is_domain && !entry.settings.contains_key(*key)
    });
    domains
        .chain(shared)
        .map(|key| format!("`web.domains` names `{key}`, which is no setting of type domain"))
        .chain(
            accepts.map(|key| format!("`accept` names `{key}`, which is no setting of type bool")),
        )
        .chain(
            kinds.map(|kind| format!("`accept.{kind}` is not known: `insecure` and `unfree` are")),
        )
        .chain(needed_by.map(|key| format!("a secret is needed by `{key}`, which is no setting")))
        .chain(corners)
        .chain(forever.map(|key| format!("`forever` names `{key}`, which is no setting")))
        .collect()
}

/// Owners, groups and modes of secrets that are none.
fn rights(entry: &Entry) -> Vec<String> {
    let account = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c))
    };
    let octal = |mode: &str| {
        mode.len() == 4 && mode.starts_with('0') && mode.chars().all(|c| ('0'..='7').contains(&c))
    };
    let own = entry
        .secrets
        .iter()
        .map(|s| (s.name.as_str(), &s.owner, &s.group, &s.mode));
    let oidc = entry
        .oidc
        .iter()
        .map(|o| (SECRET, &o.owner, &o.group, &o.mode));
    let provider = entry
        .provider
        .iter()
        .map(|p| ("provider", &p.owner, &p.group, &p.mode));
    own.chain(oidc)
        .chain(provider)
        .filter(|(_, owner, group, mode)| !account(owner) || !account(group) || !octal(mode))
        .map(|(name, owner, group, mode)| {
            format!("the rights of the secret `{name}` are none: {owner} {group} {mode}")
        })
        .collect()
}

/// Two things of one name: templates could not tell them apart, as they write `_` for `-`.
fn names(entry: &Entry) -> Vec<String> {
    let doubles = |what: &str, names: &mut dyn Iterator<Item = &str>| {
        let mut seen = BTreeSet::new();
        names
            .filter(|name| !seen.insert(name.replace('-', "_")))
            .map(|name| format!("two {what} are called `{name}` in templates"))
            .collect::<Vec<_>>()
    };
    let mut found = doubles("settings", &mut entry.settings.keys().map(String::as_str));
    found.extend(doubles(
        "secrets",
        &mut entry.secrets.iter().map(|secret| secret.name.as_str()),
    ));
    found.extend(doubles(
        "ports",
        &mut entry.ports.iter().map(|port| port.name.as_str()),
    ));
    found
}

fn needs(entry: &Entry, table: &FactsTable) -> Vec<String> {
    let unsaid = table
        .needs
        .iter()
        .filter_map(|need| match need.what.as_ref()?.value {
            What::Mail if need.setting.is_none() => {
                Some("a need of mail names no `setting`".to_owned())
            }
            What::Upload if need.at_least.is_none() => {
                Some("a need of upload has no `at-least`".to_owned())
            }
            What::Mail | What::Upload => None,
        });
    let unknown = entry.needs.iter().filter_map(|need| match &need.what {
        Wanted::Mail(key) if !entry.settings.contains_key(key) => {
            Some(format!("`needs` names `{key}`, which is no setting"))
        }
        Wanted::Mail(_) | Wanted::Upload(_) => None,
    });
    unsaid.chain(unknown).collect()
}

/// `[oidc]` and `[provider]`: what else they need.
fn sign_on(entry: &Entry) -> Vec<String> {
    let provides = entry.provides.contains(&Role::Sso);
    let web = entry.web.is_some();
    let has = |secret: &str| entry.secrets.iter().any(|s| s.name.as_str() == secret);
    let client = entry
        .secrets
        .iter()
        .any(|s| provides && s.name.as_str().starts_with(CLIENT));
    let redirects = entry.oidc.as_ref().is_some_and(|o| o.redirects.is_empty());
    [
        (
            entry.oidc.is_some() && entry.sso != Sso::Oidc,
            "`[oidc]` is for entries with `sso = \"oidc\"`",
        ),
        (
            entry.oidc.is_some() && !web,
            "`[oidc]` is for web services: `[web]` is missing",
        ),
        (redirects, "`oidc.redirects` is empty"),
        (
            entry.oidc.is_some() && has(SECRET),
            "coloc makes the secret `oidc-secret` itself: give yours another name",
        ),
        (
            entry.oidc.is_some() && provides,
            "a provider of single sign-on does not sign in at itself: `[oidc]` is too much",
        ),
        (
            provides && entry.provider.is_none(),
            "`provides` says \"sso\", and `[provider]` is missing",
        ),
        (
            entry.provider.is_some() && !provides,
            "`[provider]` is for entries with `provides = [\"sso\"]`",
        ),
        (
            provides && !web,
            "a provider of single sign-on is a web service: `[web]` is missing",
        ),
        (
            client,
            "names of secrets that begin with `client-` are for the services that sign in",
        ),
    ]
    .into_iter()
    .filter(|(wrong, _)| *wrong)
    .map(|(_, what)| what.to_owned())
    .collect()
}

/// Settings that nobody could give, or whose own default could not stand.
fn settings(entry: &Entry, span: Span) -> Vec<String> {
    let mut found = Vec::new();
    for (key, setting) in &entry.settings {
        if setting.min > setting.max {
            found.push(format!("`settings.{key}`: `min` is greater than `max`"));
            continue;
        }
        if setting.kind == SettingType::Enum && setting.values.is_empty() {
            found.push(format!("`settings.{key}`: `values` is missing"));
            continue;
        }
        for (what, value) in [("default", &setting.default), ("example", &setting.example)] {
            if value
                .as_ref()
                .is_some_and(|value| !fits(setting, value, span))
            {
                found.push(format!(
                    "`settings.{key}`: the {what} is none of its type, range or pattern"
                ));
            }
        }
    }
    found
}

/// Whether a value of `service.toml` could stand in a manifest.
fn fits(setting: &Setting, value: &Value, span: Span) -> bool {
    let Ok(domain) = Domain::new("pad.example.org") else {
        return true;
    };
    let value = match value {
        Value::String(text) => Value::String(fill(text, "pad", Some(&domain), &domain)),
        other => other.clone(),
    };
    let mut findings = Findings::default();
    let mut context = Context {
        findings: &mut findings,
        path: String::new(),
    };
    let read = setting.read(&Spanned::new(value, span), &mut context);
    read.is_some() && findings.is_empty()
}
