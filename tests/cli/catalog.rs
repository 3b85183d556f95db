//! `coloc catalog` and `coloc schema`.

use expect_test::{expect, expect_file};
use serde_json::Value;

use crate::cli::harness::Place;

fn name(service: &Value) -> &str {
    service["name"].as_str().unwrap_or_default()
}

#[test]
fn json_has_the_fields_of_the_contract() {
    let services = Place::empty().offered();
    let names: Vec<&str> = services.iter().map(name).collect();
    assert!(names.is_sorted(), "{names:?}");
    for service in &services {
        let fields: Vec<&String> = service
            .as_object()
            .into_iter()
            .flat_map(|o| o.keys())
            .collect();
        let (contract, more) = fields.split_at(13);
        assert_eq!(
            contract,
            [
                "name",
                "title",
                "summary",
                "replaces",
                "module",
                "memory",
                "disk",
                "instances",
                "spread",
                "sso",
                "systems",
                "settings",
                "example-settings"
            ]
        );
        assert_eq!(
            more,
            [
                "sso-wired",
                "provides",
                "since",
                "removed",
                "forever",
                "needs",
                "open"
            ]
        );
        for language in ["en", "fr"] {
            assert!(service["summary"][language].is_string(), "{service}");
        }
        for setting in service["settings"].as_array().into_iter().flatten() {
            for field in ["key", "type", "required", "description"] {
                assert!(!setting[field].is_null(), "{field} of {setting}");
            }
        }
    }
}

#[test]
fn pages_are_known() {
    let place = Place::empty();
    let page = |kind: &str, file| {
        place
            .coloc(["catalog", kind])
            .code(0)
            .stderr(expect![""])
            .stdout_is(file);
    };
    page("static-site", expect_file!["catalog/static-site.txt"]);
    page("jitsi-meet", expect_file!["catalog/jitsi-meet.txt"]);
}

#[test]
fn an_unknown_type_is_answered_with_the_nearest() {
    Place::empty()
        .coloc(["catalog", "nextclod"])
        .code(2)
        .stdout(expect![""])
        .stderr(expect![[r#"
            coloc: the catalog has no `nextclod`. Did you mean nextcloud? `coloc catalog` lists what there is
        "#]]);
}

#[test]
fn findings_formats_are_for_findings() {
    let place = Place::empty();
    for command in ["catalog", "schema"] {
        place
            .coloc([command, "--format", "sarif"])
            .code(2)
            .notes("has no form in sarif");
    }
}

#[test]
fn a_collective_has_its_own_words() {
    let place = Place::copy("examples/trois-maisons");
    // To a reader who asks for no language.
    place
        .line(["catalog"])
        .env("LANG", "")
        .run()
        .code(0)
        .says("Fichiers, agendas, contacts")
        .says("mémoire".to_uppercase().as_str());
    place
        .coloc(["catalog", "nextcloud"])
        .code(0)
        .says("NAME.trois-maisons.example")
        .says("machine = \"ananas\"");
}

#[test]
fn a_collectives_own_entries_are_there() {
    let place = Place::small()
        .with("catalog/wiki/README.md", "# Wiki\n\nOurs.\n")
        .with("catalog/wiki/module.nix.tera", "{ }\n")
        .with(
            "catalog/wiki/service.toml",
            "name = \"wiki\"\ntitle = \"Our wiki\"\nmodule = \"services.wiki\"\nmemory = \"1 GiB\"\ndisk = \"1 GB\"\n\
             instances = \"one\"\nspread = \"single-site\"\nsso = \"none\"\nsystems = [\"x86_64-linux\"]\n\
             summary = { en = \"Pages\", fr = \"Des pages\" }\n\
             [settings.key]\ntype = \"int\"\nrequired = true\nexample = 3\n\
             description = { en = \"A number\", fr = \"Un nombre\" }\n",
        );
    place
        .coloc(["catalog"])
        .code(0)
        .says("Our wiki")
        .says("Nextcloud");
    place
        .coloc(["catalog", "wiki"])
        .code(0)
        .says("settings.key = 3")
        .says("# Wiki\n\nOurs.");
    place.coloc(["schema"]).code(0).says("settings-wiki");

    let broken = Place::small().with("catalog/wiki/service.toml", "name = 1");
    broken
        .coloc(["catalog"])
        .code(0)
        .says("Nextcloud")
        .notes("`coloc check` says what");
}

#[test]
fn the_reference_is_known() {
    Place::empty()
        .coloc(["schema", "--format", "markdown"])
        .code(0)
        .stderr(expect![""])
        .stdout_is(expect_file!["reference.md"]);
}

#[test]
fn the_schema_is_json_whatever_the_format_is_called() {
    let place = Place::empty();
    let human = place.coloc(["schema"]).code(0).stderr(expect![""]);
    assert_eq!(
        human.json()["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(
        place.coloc(["schema", "--format", "json"]).stdout,
        human.stdout
    );
}
