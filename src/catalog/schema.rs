//! Settings as JSON Schema: editors then know them by the service's `type`.

use serde_json::{Map, Value as Json, json};

use super::facts::SettingType;
use super::setting::Setting;
use super::{Catalog, Entry};
use crate::manifest::schema::{ServiceType, kind};
use crate::manifest::table::FromValue as _;
use crate::manifest::types::{Domain, Language, Name, RepoPath, Size};
use crate::manifest::value::Value;
use crate::source::Spanned;

/// All types that the catalog has.
pub fn types(catalog: &Catalog) -> Vec<ServiceType> {
    let types = catalog.entries().map(|entry| ServiceType {
        name: entry.name.to_string(),
        summary: format!("{}: {}.", entry.title, entry.summary.text(Language::En)),
        settings: settings(entry),
        required: entry
            .settings
            .values()
            .any(|s| s.required && s.default.is_none()),
    });
    types.collect()
}

fn settings(entry: &Entry) -> Json {
    let properties: Map<String, Json> = entry
        .settings
        .iter()
        .map(|(key, setting)| (key.clone(), Json::Object(property(setting))))
        .collect();
    let required: Vec<&String> = entry
        .settings
        .iter()
        .filter(|(_, setting)| setting.required && setting.default.is_none())
        .map(|(key, _)| key)
        .collect();
    let mut table = json!({
        "description": format!("Settings of {}.", entry.title),
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        table["required"] = json!(required);
    }
    table
}

fn property(setting: &Setting) -> Map<String, Json> {
    let mut property = Map::new();
    let description = format!("{}.", setting.description.text(Language::En));
    property.insert("description".to_owned(), description.into());
    let text = || {
        let mut text = Map::new();
        text.insert("type".to_owned(), "string".into());
        if let Some(pattern) = &setting.pattern {
            text.insert("pattern".to_owned(), pattern.as_str().into());
        }
        text
    };
    let number = |limit: i64, otherwise: i64| (limit != otherwise).then_some(limit);
    property.extend(match setting.kind {
        SettingType::Bool => kind(&bool::kind()),
        SettingType::Size => kind(&Size::kind()),
        SettingType::Domain => kind(&Domain::kind()),
        SettingType::PathInRepo => kind(&RepoPath::kind()),
        SettingType::Members => kind(&Vec::<Spanned<Name>>::kind()),
        SettingType::String => text(),
        SettingType::Enum => object(json!({ "type": "string", "enum": setting.values })),
        SettingType::List => object(json!({ "type": "array", "items": text() })),
        SettingType::Int => {
            let mut range = object(json!({ "type": "integer" }));
            let limits = [
                ("minimum", number(setting.min, i64::MIN)),
                ("maximum", number(setting.max, i64::MAX)),
            ];
            for (keyword, limit) in limits {
                range.extend(limit.map(|limit| (keyword.to_owned(), limit.into())));
            }
            range
        }
    });
    if let Some(example) = &setting.example {
        property.insert("examples".to_owned(), json!([example.to_json()]));
    }
    // A default with placeholders is not what stands in the end.
    if let Some(default) = setting.default.as_ref().map(Value::to_json)
        && !default.as_str().is_some_and(|text| text.contains('{'))
    {
        property.insert("default".to_owned(), default);
    }
    property
}

fn object(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(object) => object,
        _ => Map::new(),
    }
}
