//! `docs/templates.md`: what templates of services may name, walked out of real contexts, and the filters of the
//! engine. A test writes it, as nobody else needs these words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use camino::{Utf8Path, Utf8PathBuf};
use expect_test::expect_file;
use tera::{Context, Kwargs, State, Tera, Value, ValueKind};

use super::{DEEPEST_LOOPS, LARGEST, LONGEST_RANGE, PATIENCE, TAGS};
use crate::catalog::facts::SettingType;
use crate::emit::context::{Everyone, context};
use crate::plan::ServicePlan;

/// All that there is, and what it is. `KEY` stands for what an entry calls its settings, ports and secrets.
const VARIABLES: &[(&str, &str)] = &[
    ("name", "The service's name in the manifest."),
    ("domain", "Its domain; not defined where it has none."),
    ("domains", "Its domain, and those that its settings give."),
    ("settings", "Its settings: every one of `service.toml`, with `_` for `-`."),
    ("settings.KEY", "What the manifest gives, else the default, else none. See below."),
    ("secrets", "Its secret files on this machine: those that are needed."),
    ("secrets.KEY", "Where the file is, as the backend of secrets has it: a path for `…File` options."),
    ("ports", "Its ports, with `_` for `-`."),
    ("ports.KEY", "The number: fixed by the protocol, or given by coloc for good."),
    ("public", "Whether everybody may use it."),
    ("audience", "Who may use it, as the manifest says it."),
    ("audience.kind", "`members`, `public` or `groups`."),
    ("audience.groups", "The groups, if it is for groups."),
    ("users", "Names of the members who may use it."),
    ("sso", "Where it signs people in; none: by itself."),
    ("sso.service", "Name of the service that does."),
    ("sso.title", "What people call that service."),
    ("sso.domain", "Its domain."),
    ("sso.client", "What this service is called there."),
    ("sso.issuer", "The issuer of its tokens."),
    ("sso.discovery", "Where it describes itself (`/.well-known/openid-configuration`)."),
    ("sso.authorize", "Where people sign in."),
    ("sso.token", "Where a token is taken."),
    ("sso.userinfo", "Where it is asked who somebody is."),
    ("sso.jwks", "Its public keys."),
    ("sso.scopes", "What is asked for."),
    ("sso.group", "The group there of those who may use this service."),
    ("clients", "For a provider of sign-on: the services whose people it signs in."),
    ("clients[].name", "The service."),
    ("clients[].title", "What people call it."),
    ("clients[].redirects", "Where people may be sent back to."),
    ("clients[].landing", "Where a list of services leads."),
    ("clients[].scopes", "What it asks for."),
    ("clients[].pkce", "Whether it can do PKCE with S256."),
    ("clients[].rs256", "Whether it needs RS256 in the place of ES256."),
    ("clients[].short_names", "Whether people are `alice`, not `alice@id.example`."),
    ("clients[].public", "Whether there is no secret between the two."),
    ("clients[].secret", "Where the secret's file is; none for a public one."),
    ("clients[].group", "The group of those who may use it."),
    ("clients[].users", "Names of its members."),
    ("machine", "The machine that the module is for."),
    ("machine.name", "Its name."),
    ("machine.address", "Its address on the mesh; none: it is not on the mesh."),
    ("machine.public", "Whether the internet reaches it."),
    ("machine.system", "Such as `x86_64-linux`."),
    ("machine.site", "The site where it stands."),
    ("peers", "The service's own machines that are on the mesh, this one too."),
    ("peers[].name", "As in `machine`."),
    ("peers[].address", "As in `machine`."),
    ("peers[].public", "As in `machine`."),
    ("peers[].system", "As in `machine`."),
    ("peers[].site", "As in `machine`."),
    ("peers[].self", "Whether it is this machine."),
    ("machines", "All machines on the mesh, this one too."),
    ("machines[].name", "As in `machine`."),
    ("machines[].address", "As in `machine`."),
    ("machines[].public", "As in `machine`."),
    ("machines[].system", "As in `machine`."),
    ("machines[].site", "As in `machine`."),
    ("machines[].self", "Whether it is this machine."),
    ("release", "The release of NixOS as a number: 2605."),
    ("collective", "The collective."),
    ("collective.name", "Its name."),
    ("collective.title", "What people call it."),
    ("collective.domain", "Its domain."),
    ("collective.contact", "The address for certificates and abuse."),
    ("collective.language", "The language of pages for members: `fr` or `en`."),
    ("members", "Members who have not left."),
    ("members[].name", "The member's name in the manifest, and on machines."),
    ("members[].title", "Their name as they write it."),
    ("members[].email", "Their address, if the manifest has one."),
    ("members[].groups", "Names of their groups."),
    ("members[].ssh_keys", "Their public keys."),
    ("groups", "Groups of members."),
    ("groups[].name", "The group's name."),
    ("groups[].title", "What people call it."),
    ("groups[].members", "Names of its members who have not left."),
    ("services", "All services of the collective, this one too."),
    ("services[].name", "The service's name."),
    ("services[].type", "Its type: the entry of the catalog."),
    ("services[].title", "What people call it."),
    ("services[].domain", "Its domain, if it has one."),
    ("services[].domains", "All its domains."),
    ("services[].machines", "Names of its machines."),
    ("services[].addresses", "Their addresses on the mesh."),
    ("services[].web", "Whether it has a domain."),
    ("services[].ports", "Its ports, with `_` for `-`."),
    ("services[].ports.KEY", "The number."),
    ("records", "The collective's DNS records, but for those whose address nobody knows."),
    ("records[].name", "With a dot at the end."),
    ("records[].type", "`A`, `AAAA`, `CNAME`, `MX`, …"),
    ("records[].value", "As it stands in a zone."),
    ("records[].ttl", "How long others may keep it, in seconds."),
];

/// Filters that coloc adds to the engine or puts in the place of its own.
const FILTERS: &[(&str, &str)] = &[
    ("nix", "Any value, also a list or a map, as Nix. A text alone needs no filter."),
    ("attribute", "A text as a name in a path of Nix: quoted where it must be."),
    ("embedded", "A text inside of `\"…\"` or `''…''` of the template."),
    ("comment", "A text inside of a comment."),
    ("binary_size", "Bytes as nginx and PHP write them: `8G`, `512M`."),
    ("account", "The name of a Unix account or group: at most 31 letters, and two names stay two."),
    ("replace", "`replace(from=\"a\", to=\"b\")`, up to the longest text."),
    ("join", "`join(sep=\", \")`, up to the longest text."),
    ("indent", "Refused: the result is formatted."),
];

/// Functions that coloc adds to the engine or puts in the place of its own.
const FUNCTIONS: &[(&str, &str)] = &[("range", "`range(start=0, end=3)`: numbers, without the last.")];

/// Filters of the engine that are of use here.
const OF_TERA: &[&str] = &[
    "abs", "capitalize", "default", "first", "float", "get", "group_by", "int", "keys", "last", "length", "lower", "nth",
    "pairs", "reverse", "round", "safe", "sort", "split", "str", "title", "trim", "trim_end", "trim_start", "truncate",
    "unique", "upper", "values",
];

/// What was seen: path → kinds of values.
type Seen = BTreeMap<String, BTreeSet<&'static str>>;

fn word(value: &Value) -> &'static str {
    match value.kind() {
        ValueKind::None | ValueKind::Undefined => "none",
        ValueKind::Bool => "true or false",
        ValueKind::String if value.is_safe() => "path, as Nix",
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
        let kind = if maps { "list of maps" } else { "list of texts" };
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
        let key = if named { "KEY".to_owned() } else { key.to_string() };
        walk(&format!("{path}.{key}"), value, seen);
    }
}

/// Names of all that a context holds.
fn names(context: &Context) -> Vec<String> {
    let mut tera = Tera::new();
    tera.register_filter("names", |all: Value, _: Kwargs, _: &State| {
        let map = all.into_map().unwrap_or_default();
        map.keys().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    });
    tera.add_raw_template("all", "{{ __tera_context | names }}").unwrap();
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
        let value = values.get_from_path(&key.replace('-', "_")).unwrap();
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
                let context = context(&plan, &everyone, machine_name, machine, name, service);
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
    let told: BTreeSet<&str> = VARIABLES.iter().map(|(path, _)| *path).collect();
    let found: BTreeSet<&str> = seen.keys().map(String::as_str).collect();
    assert_eq!(told, found, "VARIABLES says of each variable what it is");

    let mut page = String::from(
        "# What a template of a service may use\n\n\
         `module.nix.tera` and `everywhere.nix.tera` of a service are templates of\n\
         [Tera](https://keats.github.io/tera/), whose result is a NixOS module. A test writes this page out of what\n\
         templates really get: `UPDATE_EXPECT=1 cargo test --lib page_of_templates`.\n\n\
         `{{ name }}` prints a text as a text of Nix, with its quotes; a number, true and false as they are. Lists and\n\
         maps need `| nix`; none prints nothing, so ask `{% if settings.x is defined %}` or `{% if settings.x %}` first.\n\n\
         ## Variables\n\n\
         `members[].name` is what `{% for member in members %}{{ member.name }}{% endfor %}` gives.\n\n",
    );
    writeln!(page, "| variable | | |\n| --- | --- | --- |").unwrap();
    for (path, what) in VARIABLES {
        writeln!(page, "| `{path}` | {} | {what} |", words(&seen[*path])).unwrap();
    }
    page.push_str("\n## Settings\n\nA setting is to the template, by its `type` in `service.toml`:\n\n");
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
        "Of [Tera's own](https://keats.github.io/tera/docs/) there are `{}`, and its tests (`is containing`, …). `safe`\n\
         is for text that is Nix already: never for what a manifest gives.\n\n\
         A template of a collective's own catalog may use the tags `{}`, is {} KiB at most, nests loops {} deep, and may\n\
         take {} seconds. `range()` makes up to {} numbers.",
        OF_TERA.join("`, `"),
        TAGS.join("`, `"),
        LARGEST >> 10,
        DEEPEST_LOOPS,
        PATIENCE.as_secs(),
        LONGEST_RANGE,
    )
    .unwrap();
    expect_file![concat!(env!("CARGO_MANIFEST_DIR"), "/docs/templates.md")].assert_eq(&page);
}

/// What `template.rs` registers, in its order.
fn registered(what: &str) -> Vec<&'static str> {
    let text = include_str!("../template.rs");
    let calls = text.split(what).skip(1);
    calls
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .collect()
}

#[test]
fn the_page_of_templates_has_all_filters_and_functions() {
    let names = |told: &[(&'static str, &str)]| told.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    assert_eq!(names(FILTERS), registered("register_filter("));
    assert_eq!(names(FUNCTIONS), registered("register_function("));
    let mut engine = super::Engine::new().unwrap();
    for filter in OF_TERA {
        engine.add("known", &format!("{{{{ 1 | {filter} }}}}")).unwrap();
    }
    let unknown = engine.add("unknown", "{{ 1 | there_is_none }}");
    assert!(unknown.is_err(), "the engine says what it does not know");
}
