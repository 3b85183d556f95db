//! `docs/templates.md`: what templates of services may name, walked out of real contexts, and the filters of the
//! engine. A test writes it, as nobody else needs these words.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use camino::{Utf8Path, Utf8PathBuf};
use expect_test::expect_file;
use tera::value::ValueKind;
use tera::{Context, Kwargs, State, Tera, Value};

use super::super::{DEEPEST_LOOPS, LARGEST, LONGEST, LONGEST_RANGE, PATIENCE, TAGS};
use crate::catalog::facts::SettingType;
use crate::emit::context::{Everyone, Subject, context};
use crate::plan::ServicePlan;

/// All that there is, and what it is, a line each. `KEY` stands for what an entry calls its settings, ports and secrets.
const VARIABLES: &str = include_str!("variables.txt");

/// Filters that coloc adds to the engine or puts in the place of its own.
const FILTERS: &[(&str, &str)] = &[
    (
        "nix",
        "Any value, also a list or a map, as Nix. A text alone needs no filter.",
    ),
    (
        "attribute",
        "A text as a name in a path of Nix: quoted where it must be.",
    ),
    (
        "embedded",
        "A text inside of `\"…\"` or `''…''` of the template.",
    ),
    ("comment", "A text inside of a comment."),
    (
        "binary_size",
        "Bytes as nginx and PHP write them: `8G`, `512M`.",
    ),
    (
        "account",
        "The name of a Unix account or group: at most 31 letters, and two names stay two.",
    ),
    (
        "replace",
        "`replace(from=\"a\", to=\"b\")`, up to the longest text.",
    ),
    ("join", "`join(sep=\", \")`, up to the longest text."),
    ("indent", "Refused: the result is formatted."),
];

/// Functions that coloc adds to the engine or puts in the place of its own.
const FUNCTIONS: &[(&str, &str)] = &[(
    "range",
    "`range(start=0, end=3)`: numbers, without the last.",
)];

/// Filters of the engine that are of use here.
const OF_TERA: &[&str] = &[
    "abs",
    "capitalize",
    "default",
    "first",
    "float",
    "get",
    "group_by",
    "int",
    "keys",
    "last",
    "length",
    "lower",
    "nth",
    "pairs",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
];

/// What was seen: path → kinds of values.
type Seen = BTreeMap<String, BTreeSet<&'static str>>;

fn word(value: &Value) -> &'static str {
    match value.kind() {
        ValueKind::None | ValueKind::Undefined => "none",
        ValueKind::Bool => "true or false",
        ValueKind::String if value.is_safe() => "Nix",
        ValueKind::String => "text",
        ValueKind::Array => "list",
        ValueKind::Map => "map",
        _ if value.is_number() => "number",
        kind => panic!("{kind:?}"),
    }
}

fn walk(path: &str, value: &Value, seen: &mut Seen) {
    if let Some(items) = value.as_array() {
        let maps = items.iter().any(|item| item.as_map().is_some());
        let kind = if maps {
            "list of maps"
        } else {
            "list of texts"
        };
        // Whether it is of maps or of texts is seen where it is not empty.
        if !items.is_empty() {
            seen.entry(path.to_owned()).or_default().insert(kind);
        }
        for item in items {
            if item.as_map().is_some() {
                walk(&format!("{path}[]"), item, seen);
            } else {
                assert_eq!(word(item), "text", "{path}");
            }
        }
        return;
    }
    if !path.ends_with("[]") {
        seen.entry(path.to_owned()).or_default().insert(word(value));
    }
    let named = ["settings", "ports", "secrets"]
        .iter()
        .any(|named| path.rsplit('.').next() == Some(named));
    for (key, value) in value.as_map().into_iter().flatten() {
        let key = if named {
            "KEY".to_owned()
        } else {
            key.to_string()
        };
        walk(&format!("{path}.{key}"), value, seen);
    }
}

/// Names of all that a context holds.
fn names(context: &Context) -> Vec<String> {
    let mut tera = Tera::new();
    tera.register_filter("names", |all: Value, _: Kwargs, _: &State| {
        let map = all.into_map().unwrap_or_default();
        map.keys()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" ")
    });
    tera.add_raw_template("all", "{{ __tera_context | names }}")
        .unwrap();
    let names = tera.render("all", context).unwrap();
    names.split(' ').map(str::to_owned).collect()
}

/// Collectives whose services' contexts are looked at: with sign-on, a catalog of its own, and every setting there is.
fn collectives() -> Vec<Utf8PathBuf> {
    let project = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![
        project.join("examples/trois-maisons"),
        project.join("tests/collectives/own-catalog"),
        project.join("tests/collectives/single-sign-on"),
    ];
    for entry in project.join("tests/services").read_dir_utf8().unwrap() {
        let folder = entry.unwrap().path().join("all-settings");
        folders.extend(folder.is_dir().then_some(folder));
    }
    folders
}

/// What the settings of a service are to its template, by their types.
fn settings(service: &ServicePlan, context: &Context, seen: &mut BTreeMap<SettingType, Seen>) {
    let values = context.get("settings").unwrap();
    for (key, setting) in &service.entry.settings {
        let key = key.replace('-', "_");
        let value = values.get_from_path(&key).unwrap();
        if !value.is_none() {
            walk("", value, seen.entry(setting.kind).or_default());
        }
    }
}

/// All that is in the contexts of all services, and the settings of each type.
fn look() -> (Seen, BTreeMap<SettingType, Seen>) {
    let (mut seen, mut types) = (Seen::new(), BTreeMap::new());
    for folder in collectives() {
        let reading = crate::pipeline::read(&folder).unwrap();
        assert!(!reading.findings.has_errors(), "{folder}");
        let plan = crate::plan::plan(&reading.collective, &reading.lock);
        let everyone = Everyone::of(&plan);
        for (machine_name, machine) in &plan.machines {
            for (name, service) in &machine.services {
                let context = context(
                    &Subject {
                        everyone: &everyone,
                        on: (machine_name, machine),
                        service: (name, service),
                    },
                    "__tera_context",
                );
                for top in names(&context) {
                    walk(&top, context.get(&top).unwrap(), &mut seen);
                }
                settings(service, &context, &mut types);
            }
        }
    }
    (seen, types)
}

fn words(kinds: &BTreeSet<&'static str>) -> String {
    let rest = kinds.iter().filter(|kind| **kind != "none").copied();
    let mut words: Vec<&str> = rest.collect();
    if kinds.contains("none") {
        words.push("none");
    }
    words.join(", or ")
}

/// Words one after the other, in lines that are not too long.
fn quoted(words: &[&str]) -> String {
    let lines = words.chunks(10);
    let lines: Vec<String> = lines
        .map(|words| format!("`{}`", words.join("`, `")))
        .collect();
    lines.join(",\n")
}

fn table(page: &mut String, head: &str, rows: impl IntoIterator<Item = (String, String)>) {
    writeln!(page, "| {head} | |\n| --- | --- |").unwrap();
    for (name, what) in rows {
        writeln!(page, "| `{name}` | {what} |").unwrap();
    }
    page.push('\n');
}

#[test]
fn the_page_of_templates_is_current() {
    let (seen, types) = look();
    let variables: Vec<(&str, &str)> = VARIABLES
        .lines()
        .map(|line| line.split_once(": ").expect("PATH: what it is"))
        .collect();
    let told: BTreeSet<&str> = variables.iter().map(|(path, _)| *path).collect();
    let found: BTreeSet<&str> = seen.keys().map(String::as_str).collect();
    assert_eq!(
        told, found,
        "variables.txt says of each variable what it is"
    );

    let mut page = String::from(
        "# What a template of a service may use

`module.nix.tera` and `everywhere.nix.tera` of a service are templates of [Tera](https://keats.github.io/tera/), whose
result is a NixOS module. A test writes this page out of what templates really get:
`UPDATE_EXPECT=1 cargo test --lib page_of_templates`.

`{{ name }}` prints a text as Nix writes it, with its quotes; numbers, true and false as they are; what is *Nix* already
as it stands. Lists and maps need `| nix`. None prints nothing: ask `{% if settings.x %}` first, or, where false and 0
are values too, `{% if settings.x is not none %}`.

## Variables

`members[].name` is what `{% for member in members %}{{ member.name }}{% endfor %}` prints.

",
    );
    writeln!(page, "| variable | | |\n| --- | --- | --- |").unwrap();
    for (path, what) in variables {
        writeln!(page, "| `{path}` | {} | {what} |", words(&seen[path])).unwrap();
    }
    page.push_str(
        "\n## Settings\n\nA setting is to the template, by its `type` in `service.toml`:\n\n",
    );
    let rows = SettingType::WORDS.iter().map(|word| {
        let kind = SettingType::from_word(word).unwrap();
        let seen = types.get(&kind).and_then(|seen| seen.get(""));
        let seen = seen.unwrap_or_else(|| panic!("no entry has a setting of type {word}"));
        ((*word).to_owned(), words(seen))
    });
    table(&mut page, "type", rows);
    page.push_str("## Filters and functions\n\n");
    let called = |(name, what): &(&str, &str)| ((*name).to_owned(), (*what).to_owned());
    table(&mut page, "filter", FILTERS.iter().map(called));
    table(&mut page, "function", FUNCTIONS.iter().map(called));
    writeln!(
        page,
        "Of [Tera's own](https://keats.github.io/tera/docs/) filters these are of use:
{}.
Its tests (`is containing`, …) are there too. `safe` is for text that is Nix already, never for what a manifest
gives.

A template of a collective's own catalog

- uses no other tags than {};
- has {} KiB at most, and its result {} MiB;
- nests loops {} deep at most, and `range()` makes lists of up to {LONGEST_RANGE} numbers;
- takes {} seconds at most.",
        quoted(OF_TERA),
        quoted(TAGS),
        LARGEST >> 10,
        LONGEST >> 20,
        DEEPEST_LOOPS,
        PATIENCE.as_secs(),
    )
    .unwrap();
    expect_file![concat!(env!("CARGO_MANIFEST_DIR"), "/docs/templates.md")].assert_eq(&page);
}

/// What `template.rs` registers, in its order.
fn registered(what: &str) -> Vec<&'static str> {
    let text = include_str!("../../template.rs");
    let calls = text.split(what).skip(1);
    calls
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .collect()
}

#[test]
fn the_page_of_templates_has_all_filters_and_functions() {
    let names =
        |told: &[(&'static str, &str)]| told.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    assert_eq!(names(FILTERS), registered("register_filter("));
    assert_eq!(names(FUNCTIONS), registered("register_function("));
    let mut engine = super::super::Engine::new().unwrap();
    for filter in OF_TERA {
        engine
            .add("known", &format!("{{{{ 1 | {filter} }}}}"))
            .unwrap();
    }
    let mut context = Context::new();
    context.insert("text", "it's");
    context.insert_value("none", Value::none());
    let page = "{{ text }}{{ 1 }}{{ true }}{{ none }}{% if none %}!{% endif %}{% if none is not none %}!{% endif %}\
                {% if nobody %}!{% endif %}{% if nobody is defined %}!{% endif %}";
    engine.add("page", page).unwrap();
    assert_eq!(engine.render("page", &context).unwrap(), "\"it's\"1true");
    let unknown = engine.add("unknown", "{{ 1 | there_is_none }}");
    assert!(unknown.is_err(), "the engine says what it does not know");
}
