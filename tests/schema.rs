//! The manifest's JSON Schema says what coloc takes: every good manifest matches it, and simple mistakes do not.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use coloc::catalog::{Catalog, schema::types};
use coloc::finding::Findings;
use coloc::manifest::{schema, toml};
use coloc::pipeline;
use coloc::source::Sources;
use regex_lite::Regex;
use serde_json::{Value, json};

/// Keywords that only inform.
const ANNOTATIONS: &[&str] = &[
    "$schema",
    "$defs",
    "title",
    "description",
    "default",
    "examples",
];

/// As much of a validator as the schema uses; a keyword that it does not know fails the test.
struct Validator {
    root: Value,
}

impl Validator {
    fn new() -> Self {
        let catalog = Catalog::load(
            &BTreeMap::new(),
            &mut Sources::default(),
            &mut Findings::default(),
        );
        Self {
            root: schema::schema(&types(&catalog)),
        }
    }

    /// All places at which a value does not match.
    fn errors(&self, value: &Value) -> Vec<String> {
        let mut errors = Vec::new();
        self.check(&self.root, value, "", &mut errors);
        errors
    }

    fn matches(&self, schema: &Value, value: &Value) -> bool {
        let mut errors = Vec::new();
        self.check(schema, value, "", &mut errors);
        errors.is_empty()
    }

    fn check(&self, schema: &Value, value: &Value, at: &str, errors: &mut Vec<String>) {
        let keywords = schema.as_object().expect("a schema is an object");
        for (keyword, wanted) in keywords {
            let good = match keyword.as_str() {
                "type" => type_of(value, wanted),
                "enum" => wanted.as_array().expect("a list").contains(value),
                "const" => wanted == value,
                "pattern" => value
                    .as_str()
                    .is_none_or(|text| regex(wanted).is_match(text)),
                "minLength" => value
                    .as_str()
                    .is_none_or(|text| text.chars().count() as u64 >= wanted.as_u64().expect("n")),
                "minimum" => value
                    .as_i64()
                    .is_none_or(|n| n >= wanted.as_i64().expect("n")),
                "maximum" => value
                    .as_i64()
                    .is_none_or(|n| n <= wanted.as_i64().expect("n")),
                "required" => value.as_object().is_none_or(|object| {
                    let mut keys = wanted.as_array().expect("a list").iter();
                    keys.all(|key| object.contains_key(key.as_str().expect("a key")))
                }),
                "anyOf" => {
                    let mut schemas = wanted.as_array().expect("a list").iter();
                    schemas.any(|schema| self.matches(schema, value))
                }
                "allOf" => {
                    for schema in wanted.as_array().expect("a list") {
                        self.check(schema, value, at, errors);
                    }
                    true
                }
                "if" => {
                    if self.matches(wanted, value) {
                        self.check(&schema["then"], value, at, errors);
                    }
                    true
                }
                "$ref" => {
                    self.check(self.definition(wanted), value, at, errors);
                    true
                }
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(wanted, item, &format!("{at}[{index}]"), errors);
                    }
                    true
                }
                "properties" | "patternProperties" | "additionalProperties" | "then" => true,
                annotation if ANNOTATIONS.contains(&annotation) => true,
                unknown => panic!("{at}: this validator does not know `{unknown}`"),
            };
            if !good {
                errors.push(format!("{at}: {keyword}"));
            }
        }
        for (key, member) in value.as_object().into_iter().flatten() {
            self.member(schema, key, member, &format!("{at}.{key}"), errors);
        }
    }

    fn member(&self, schema: &Value, key: &str, value: &Value, at: &str, errors: &mut Vec<String>) {
        let mut known = false;
        if let Some(schema) = schema["properties"].get(key) {
            known = true;
            self.check(schema, value, at, errors);
        }
        for (pattern, schema) in schema["patternProperties"]
            .as_object()
            .into_iter()
            .flatten()
        {
            if regex(&json!(pattern)).is_match(key) {
                known = true;
                self.check(schema, value, at, errors);
            }
        }
        match &schema["additionalProperties"] {
            Value::Bool(false) if !known => errors.push(format!("{at}: not a known key")),
            Value::Object(others) if !known => {
                self.check(&Value::Object(others.clone()), value, at, errors);
            }
            _ => {}
        }
    }

    fn definition(&self, reference: &Value) -> &Value {
        let pointer = reference.as_str().and_then(|text| text.strip_prefix('#'));
        self.root
            .pointer(pointer.expect("a place in this schema"))
            .unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }
}

fn type_of(value: &Value, wanted: &Value) -> bool {
    match wanted.as_str().expect("one type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        other => panic!("this validator does not know the type {other}"),
    }
}

fn regex(pattern: &Value) -> Regex {
    Regex::new(pattern.as_str().expect("text")).expect("a regular expression")
}

fn read(path: &Utf8Path) -> Option<Value> {
    let text = std::fs::read_to_string(path).expect("text");
    let file = Sources::default().add(path, text.as_str());
    let value = toml::parse(file, &text, &mut Findings::default())?;
    Some(value.value.to_json())
}

/// Folders below some of this repository's that hold a `coloc.toml`.
fn collectives(below: &[&str]) -> Vec<Utf8PathBuf> {
    let project = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in below {
        for entry in walkdir::WalkDir::new(project.join(folder)).sort_by_file_name() {
            let path = entry.expect("a readable folder").into_path();
            let path = Utf8PathBuf::from_path_buf(path).expect("UTF-8");
            if path.file_name() == Some("coloc.toml") {
                found.push(path.parent().expect("in a folder").to_owned());
            }
        }
    }
    found
}

/// The files of a collective's manifest.
fn files(folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let mut sources = Sources::default();
    coloc::manifest::read::read(folder, &mut sources, &mut Findings::default()).expect("readable");
    sources
        .iter()
        .map(|(_, source)| folder.join(&source.path))
        .collect()
}

#[test]
fn every_good_manifest_matches() {
    let validator = Validator::new();
    let mut seen = 0;
    for folder in collectives(&["examples", "tests/collectives", "tests/cases"]) {
        // A catalog of its own may give another meaning to a type that coloc has too.
        if folder.join("catalog").exists() {
            continue;
        }
        let reading = pipeline::read(&folder).expect("readable");
        if reading.findings.has_errors() {
            continue;
        }
        for file in files(&folder) {
            let errors = validator.errors(&read(&file).expect("TOML"));
            assert!(errors.is_empty(), "{file}: {errors:?}");
            seen += 1;
        }
    }
    assert!(seen > 25, "only {seen} files were looked at");
}

#[test]
fn simple_mistakes_do_not_match() {
    let validator = Validator::new();
    let cases = collectives(&[
        "tests/cases/manifest/unknown-key",
        "tests/cases/manifest/wrong-type",
    ]);
    assert!(!cases.is_empty());
    for folder in cases
        .iter()
        .filter(|folder| !folder.join("catalog").exists())
    {
        let all = files(folder);
        let some = all.iter().filter_map(|file| read(file));
        assert!(
            some.into_iter()
                .any(|value| !validator.errors(&value).is_empty()),
            "{folder}: the schema takes it"
        );
    }
}

#[test]
fn settings_follow_the_type() {
    let validator = Validator::new();
    let service = |kind: &str, settings: Value| json!({ "services": { "a": { "type": kind, "machine": "m", "settings": settings } } });
    let good = [
        service(
            "nextcloud",
            json!({ "max-upload": "4 GiB", "apps": ["deck"] }),
        ),
        service("forgejo", json!({})),
        service("a-type-of-ones-own", json!({ "anything": [1] })),
        json!({ "services": { "a": { "type": "nextcloud" } } }),
        json!({ "machines": { "a": { "site": "s", "state-version": "20.09" } } }),
    ];
    for value in good {
        assert_eq!(validator.errors(&value), Vec::<String>::new(), "{value}");
    }
    let bad = [
        service("nextcloud", json!({ "max-uploads": "4 GiB" })),
        service("nextcloud", json!({ "max-upload": 4 })),
        service("nextcloud", json!({ "apps": ["NOT AN APP"] })),
        service("nextcloud", json!({ "smtp-port": 0 })),
        service("oci-container", json!({ "port": 80 })),
        json!({ "services": { "a": { "type": "oci-container" } } }),
        json!({ "services": { "A b": { "type": "forgejo" } } }),
        json!({ "services": { "a": { "type": "Next Cloud" } } }),
    ];
    for value in bad {
        assert!(!validator.errors(&value).is_empty(), "{value}");
    }
}

#[test]
fn defaults_and_examples_match_themselves() {
    fn walk(validator: &Validator, schema: &Value, at: &str) {
        let examples = schema["examples"].as_array().into_iter().flatten();
        for value in examples.chain(schema.get("default")) {
            if schema.get("description").is_some() || schema.get("type").is_some() {
                assert!(validator.matches(schema, value), "{at}: {value}");
            }
        }
        let members = schema.as_object().into_iter().flatten();
        let items = schema.as_array().into_iter().flatten();
        for (key, member) in members {
            // The default of a setting called `default` is none of the schema's own.
            if !matches!(key.as_str(), "default" | "examples") || member.is_object() {
                walk(validator, member, &format!("{at}/{key}"));
            }
        }
        for item in items {
            walk(validator, item, at);
        }
    }
    let validator = Validator::new();
    walk(&validator, &validator.root, "");
}
