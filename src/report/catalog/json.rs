//! The catalog for scripts: `{ "version": 1, "services": […] }`. Both languages are there, whoever asks.

use serde_json::{Map, Value as Json, json};

use crate::catalog::example;
use crate::catalog::facts::{Bilingual, SettingType};
use crate::catalog::setting::Setting;
use crate::catalog::{Entry, Need, Wanted};
use crate::manifest::types::{Language, Rate, System};
use crate::manifest::value::Value;

/// Some entries, in the order given.
pub fn services<'a>(entries: impl Iterator<Item = &'a Entry>) -> Json {
    let services: Vec<Json> = entries.map(service).collect();
    json!({ "version": 1, "services": services })
}

fn service(entry: &Entry) -> Json {
    let settings: Vec<Json> = entry
        .settings
        .iter()
        .map(|(key, setting)| Json::Object(self::setting(key, setting)))
        .collect();
    let systems = entry.systems.iter().map(|system: &System| system.as_str());
    json!({
        "name": entry.name.as_str(),
        "title": entry.title,
        "summary": bilingual(&entry.summary),
        "replaces": sorted(entry.replaces.iter().map(String::as_str)),
        "module": entry.module,
        "memory": entry.memory.to_string(),
        "disk": entry.disk.to_string(),
        "instances": entry.instances.as_str(),
        "spread": entry.spread.as_str(),
        "sso": entry.sso.as_str(),
        "systems": sorted(systems),
        "settings": settings,
        "example-settings": example::settings(entry),
        "sso-wired": entry.oidc.is_some(),
        "provides": sorted(entry.provides.iter().map(|role| role.as_str())),
        "since": entry.since.map(|release| release.to_string()),
        "removed": entry.removed.map(|release| release.to_string()),
        "forever": sorted(entry.forever.iter().map(String::as_str)),
        "needs": entry.needs.iter().map(need).collect::<Vec<_>>(),
        "open": entry.open,
    })
}

fn need(need: &Need) -> Json {
    let why = bilingual(&need.why);
    match &need.what {
        Wanted::Mail(setting) => json!({ "what": "mail", "setting": setting, "why": why }),
        Wanted::Upload(rate) => {
            json!({ "what": "upload", "at-least": Rate(*rate).to_string(), "why": why })
        }
    }
}

fn setting(key: &str, setting: &Setting) -> Map<String, Json> {
    let mut fields = Map::new();
    let mut add = |name: &str, value: Json| fields.insert(name.to_owned(), value);
    add("key", key.into());
    add("type", setting.kind.as_str().into());
    add(
        "default",
        setting.default.as_ref().map_or(Json::Null, Value::to_json),
    );
    add("required", setting.required.into());
    add("description", bilingual(&setting.description));
    if let Some(example) = &setting.example {
        add("example", example.to_json());
    }
    if setting.kind == SettingType::Enum {
        add("values", setting.values.as_slice().into());
    }
    if let Some(pattern) = &setting.pattern {
        add("pattern", pattern.as_str().into());
    }
    if setting.min != i64::MIN {
        add("min", setting.min.into());
    }
    if setting.max != i64::MAX {
        add("max", setting.max.into());
    }
    fields
}

fn bilingual(text: &Bilingual) -> Json {
    json!({ "en": text.text(Language::En), "fr": text.text(Language::Fr) })
}

fn sorted<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut words: Vec<&str> = words.collect();
    words.sort_unstable();
    words
}
