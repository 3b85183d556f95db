//! The JSON Schema of the manifest (2020-12), for editors: completion, descriptions, mistakes while typing.
//!
//! Everything comes from the declarations in [`super::tables`]. The schema takes any single file of a manifest, so no
//! table is required. What it can't say (names that must exist, days of a month) `coloc check` does.

use serde_json::{Map, Value as Json, json};

use super::table::{Fallback, FromValue as _, Key, Kind, Table};
use super::tables::{
    CollectiveTable, GroupTable, MachineTable, MemberTable, NetworkTable, NixosTable, PolicyTable,
    ServiceTable, SiteTable,
};
use super::types::Name;

/// A table of the manifest, as declared.
#[derive(Debug)]
pub struct Declaration {
    /// The top-level key.
    pub name: &'static str,
    /// What one of its tables is called; none where there is one table only.
    pub one: Option<&'static str>,
    /// Its docstring.
    pub doc: String,
    /// Its keys, in order.
    pub keys: Vec<Key>,
}

impl Declaration {
    fn of<T: Table>(name: &'static str, one: Option<&'static str>) -> Self {
        Self {
            name,
            one,
            doc: T::doc(),
            keys: T::keys(),
        }
    }
}

/// All tables, in the order of [`super::TABLES`].
pub fn declarations() -> Vec<Declaration> {
    vec![
        Declaration::of::<CollectiveTable>("collective", None),
        Declaration::of::<NixosTable>("nixos", None),
        Declaration::of::<PolicyTable>("policy", None),
        Declaration::of::<NetworkTable>("network", None),
        Declaration::of::<SiteTable>("sites", Some("site")),
        Declaration::of::<MemberTable>("members", Some("member")),
        Declaration::of::<GroupTable>("groups", Some("group")),
        Declaration::of::<MachineTable>("machines", Some("machine")),
        Declaration::of::<ServiceTable>("services", Some("service")),
    ]
}

/// The settings of one type of service, as the catalog declares them.
#[derive(Debug)]
pub struct ServiceType {
    /// What `type` says.
    pub name: String,
    /// One line on it.
    pub summary: String,
    /// Schema of its `settings`.
    pub settings: Json,
    /// Whether a service of this type needs `settings`.
    pub required: bool,
}

/// The whole schema.
pub fn schema(types: &[ServiceType]) -> Json {
    let mut properties = Map::new();
    let mut definitions = Map::new();
    for declaration in declarations() {
        let own = declaration.one.unwrap_or(declaration.name);
        let reference = json!({ "$ref": format!("#/$defs/{own}") });
        let property = if declaration.one.is_some() {
            json!({
                "description": declaration.doc,
                "type": "object",
                "patternProperties": { Name::SHAPE: reference },
                "additionalProperties": false,
            })
        } else {
            reference
        };
        properties.insert(declaration.name.to_owned(), property);
        let mut table = table(&declaration.doc, &declaration.keys);
        if declaration.name == "services" {
            know_types(&mut table, types);
        }
        definitions.insert(own.to_owned(), Json::Object(table));
    }
    for known in types {
        definitions.insert(format!("settings-{}", known.name), known.settings.clone());
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "coloc manifest",
        "description": "Members, sites, machines and services of a collective: coloc.toml, and all files beside it.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "$defs": definitions,
    })
}

/// Words for `type`, and settings that depend on it.
fn know_types(service: &mut Map<String, Json>, types: &[ServiceType]) {
    let words: Vec<Json> = types
        .iter()
        .map(|known| json!({ "const": known.name, "description": known.summary }))
        .collect();
    // A collective can have types of its own: any name may stand there.
    let own = json!({ "type": "string", "pattern": Name::SHAPE });
    if let Some(kind) = service
        .get_mut("properties")
        .and_then(|properties| properties.get_mut("type"))
        .and_then(Json::as_object_mut)
    {
        kind.retain(|keyword, _| keyword == "description");
        kind.insert("anyOf".to_owned(), words.into_iter().chain([own]).collect());
    }
    let conditions: Vec<Json> = types
        .iter()
        .map(|known| {
            let settings = json!({ "$ref": format!("#/$defs/settings-{}", known.name) });
            let mut then = Map::new();
            then.insert("properties".to_owned(), json!({ "settings": settings }));
            if known.required {
                then.insert("required".to_owned(), json!(["settings"]));
            }
            json!({
                "if": { "properties": { "type": { "const": known.name } }, "required": ["type"] },
                "then": then,
            })
        })
        .collect();
    if !conditions.is_empty() {
        service.insert("allOf".to_owned(), conditions.into());
    }
}

/// A table with known keys.
fn table(doc: &str, keys: &[Key]) -> Map<String, Json> {
    let mut table = Map::new();
    table.insert("description".to_owned(), doc.into());
    table.insert("type".to_owned(), "object".into());
    let properties: Map<String, Json> = keys
        .iter()
        .map(|key| (key.name.to_owned(), Json::Object(property(key))))
        .collect();
    table.insert("properties".to_owned(), properties.into());
    let required: Vec<&str> = keys
        .iter()
        .filter(|key| key.required)
        .map(|key| key.name)
        .collect();
    if !required.is_empty() {
        table.insert("required".to_owned(), required.into());
    }
    table.insert("additionalProperties".to_owned(), false.into());
    table
}

fn property(key: &Key) -> Map<String, Json> {
    let mut property = Map::new();
    property.insert("description".to_owned(), key.explained().into());
    property.extend(kind(&key.kind));
    let default = match &key.default {
        Some(Fallback::Value(value)) => Some(value.clone()),
        Some(Fallback::Nothing) if matches!(key.kind, Kind::List(_)) => Some(json!([])),
        Some(Fallback::Nothing) => Some(json!({})),
        Some(Fallback::Derived(_)) | None => None,
    };
    property.extend(default.map(|default| ("default".to_owned(), default)));
    property
}

/// Keywords that say what a value may be.
pub fn kind(kind: &Kind) -> Map<String, Json> {
    let keywords = match kind {
        Kind::Text { pattern: "", .. } => json!({ "type": "string", "minLength": 1 }),
        text if *text == Name::kind() => json!({ "type": "string", "pattern": Name::SHAPE }),
        Kind::Text {
            pattern, example, ..
        } => json!({ "type": "string", "pattern": pattern, "examples": [example] }),
        Kind::Integer { min, max } => {
            json!({ "type": "integer", "minimum": min, "maximum": max })
        }
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::OneOf(words) => json!({ "type": "string", "enum": words }),
        Kind::List(item) => json!({ "type": "array", "items": self::kind(item) }),
        Kind::Map(item) => json!({ "type": "object", "additionalProperties": self::kind(item) }),
        Kind::ListOr(item, words) => {
            json!({ "anyOf": [{ "enum": words }, { "type": "array", "items": self::kind(item) }] })
        }
        Kind::Table => json!({ "type": "object" }),
        Kind::Any => json!({}),
    };
    match keywords {
        Json::Object(keywords) => keywords,
        _ => Map::new(),
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by panicking")]
pub(crate) mod tests {
    use super::*;
    use crate::finding::Findings;
    use crate::manifest::codes::MISSING_KEY;
    use crate::manifest::table::Context;
    use crate::manifest::types::{Backend, Count};
    use crate::manifest::value::Value;
    use crate::manifest::{TABLES, toml};
    use crate::source::{Sources, Span, Spanned};

    #[test]
    fn every_table_is_declared() {
        let names: Vec<&str> = declarations().iter().map(|table| table.name).collect();
        assert_eq!(names, TABLES);
    }

    /// Every default that a table declares, read from TOML, gives what stands without it; spans left out.
    pub(crate) fn holds_its_defaults<T: Table + std::fmt::Debug>() {
        let lines = T::keys().into_iter().filter_map(|key| {
            let value = property(&key).remove("default")?;
            Some(format!("{} = {value}\n", key.name))
        });
        let text: String = lines.collect();
        let mut sources = Sources::default();
        let file = sources.add("x.toml", text.clone());
        let mut findings = Findings::default();
        let root = toml::parse(file, &text, &mut findings).expect("it is TOML");
        let Value::Table(entries) = &root.value else {
            unreachable!("a file is a table");
        };
        let mut context = Context {
            findings: &mut findings,
            path: String::new(),
        };
        let given = T::read(entries, root.span, &mut context);
        let wrong = findings
            .iter()
            .filter(|finding| finding.code != &MISSING_KEY);
        let wrong: Vec<&str> = wrong.map(|finding| finding.message.as_str()).collect();
        assert!(wrong.is_empty(), "{text}{wrong:?}");
        let place = regex_lite::Regex::new(r"Span \{[^}]*\}").expect("it is one");
        let plain = |table: &T| place.replace_all(&format!("{table:#?}"), "").into_owned();
        assert_eq!(plain(&T::empty(root.span)), plain(&given), "{text}");
    }

    #[test]
    fn defaults_are_what_stands_without_them() {
        holds_its_defaults::<CollectiveTable>();
        holds_its_defaults::<NixosTable>();
        holds_its_defaults::<PolicyTable>();
        holds_its_defaults::<NetworkTable>();
        holds_its_defaults::<SiteTable>();
        holds_its_defaults::<MemberTable>();
        holds_its_defaults::<GroupTable>();
        holds_its_defaults::<MachineTable>();
        holds_its_defaults::<ServiceTable>();
    }

    #[test]
    fn the_defaults_of_a_policy() {
        let start = Span::new(Sources::default().add("x.toml", ""), 0, 0);
        let policy = PolicyTable::empty(start);
        assert_eq!(policy.backup_copies, Spanned::new(Count(2), start));
        assert_eq!(policy.secrets, Spanned::new(Backend::Sops, start));
        assert_eq!(NetworkTable::empty(start).mesh_port.0, 51820);
        let schema = schema(&[]);
        let port = &schema["$defs"]["network"]["properties"]["mesh-port"];
        assert_eq!(port["default"], 51820);
    }

    #[test]
    fn every_key_is_described() {
        for table in declarations() {
            assert!(table.doc.ends_with('.'), "{}", table.name);
            for key in &table.keys {
                let place = format!("{}.{}", table.name, key.name);
                assert!(key.doc.ends_with('.'), "{place}: a sentence, please");
                assert!(
                    !(key.required && key.default.is_some()),
                    "{place}: a default of what must be given"
                );
            }
        }
    }
}
