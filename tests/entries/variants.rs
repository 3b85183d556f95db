//! Each entry is tested in every way of running it that differs: without settings, with all of them, with sign-on.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use coloc::catalog::Entry;
use coloc::catalog::facts::Sso;
use toml_edit::DocumentMut;

use super::offered::entries;
use crate::generated::Generated;

fn tests() -> &'static Utf8Path {
    Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/services"))
}

/// The folders in a folder.
fn folders(of: &Utf8Path) -> Vec<Utf8PathBuf> {
    of.read_dir_utf8()
        .unwrap()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.is_dir())
        .collect()
}

/// What is wrong with the tests of an entry; nothing: an empty list.
fn wrong(kind: &str, entry: &Entry, tests: &Utf8Path) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut wanted = BTreeSet::from(["default"]);
    if !entry.settings.is_empty() {
        wanted.insert("all-settings");
    }
    if entry.oidc.is_some() || entry.sso == Sso::Oidc {
        wanted.insert("sso");
    }
    for variant in &wanted {
        if !tests.join(variant).is_dir() {
            wrong.push(format!(
                "{kind}: add tests/services/{kind}/{variant}/coloc.toml"
            ));
        }
    }
    for variant in folders(tests) {
        let name = variant.file_name().unwrap();
        if !variant.join("coloc.toml").is_file() {
            wrong.push(format!("{kind}/{name} has no coloc.toml"));
            continue;
        }
        let mut expected = walkdir::WalkDir::new(variant.join("expected")).into_iter();
        if !expected.any(|entry| entry.is_ok_and(|entry| entry.file_type().is_file())) {
            wrong.push(format!(
                "{kind}/{name} expects nothing: UPDATE_EXPECT=1 cargo test --test folders services::{kind}/"
            ));
        }
        let given = given(kind, &variant);
        let not_given: Vec<&String> = entry
            .settings
            .keys()
            .filter(|key| !given.contains(*key))
            .collect();
        if name == "all-settings" && !not_given.is_empty() {
            wrong.push(format!("{kind}/{name} does not give {not_given:?}"));
        }
        if name == "sso" && !signs_in(kind, &variant) {
            wrong.push(format!("{kind}/{name}: it signs in nowhere"));
        }
    }
    wrong
}

/// The settings that a variant's manifest gives to services of a type.
fn given(kind: &str, variant: &Utf8Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(variant.join("coloc.toml")).unwrap();
    let manifest: DocumentMut = text.parse().unwrap();
    let services = manifest["services"].as_table_like().unwrap();
    services
        .iter()
        .filter(|(_, service)| service["type"].as_str() == Some(kind))
        .filter_map(|(_, service)| service.get("settings")?.as_table_like())
        .flat_map(|settings| settings.iter().map(|(key, _)| key.to_owned()))
        .collect()
}

/// Whether the services of a type sign people in elsewhere.
fn signs_in(kind: &str, variant: &Utf8Path) -> bool {
    let generated = Generated::from(variant);
    let mut services = generated
        .plan
        .machines
        .values()
        .flat_map(|machine| machine.services.values());
    services.any(|service| service.entry.name.as_str() == kind && service.sso.is_some())
}

#[test]
fn every_entry_is_tested_in_every_way_of_running_it() {
    let entries = entries();
    let mut wrongs = Vec::new();
    for (kind, entry) in &entries {
        wrongs.extend(wrong(kind.as_str(), entry, &tests().join(kind.as_str())));
    }
    assert!(wrongs.is_empty(), "{}", wrongs.join("\n"));
    let tested = folders(tests());
    let tested: Vec<&str> = tested
        .iter()
        .filter_map(|folder| folder.file_name())
        .collect();
    for kind in tested {
        assert!(
            entries.keys().any(|name| name.as_str() == kind),
            "tests/services/{kind} is of no entry"
        );
    }
}

#[test]
fn a_half_done_test_of_an_entry_is_told() {
    let entries = entries();
    let (kind, entry) = entries
        .iter()
        .find(|(_, entry)| entry.oidc.is_some() && !entry.settings.is_empty())
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = Utf8Path::from_path(folder.path()).unwrap();
    let manifest =
        std::fs::read_to_string(tests().join(kind.as_str()).join("default/coloc.toml")).unwrap();
    for variant in ["default", "all-settings", "sso"] {
        std::fs::create_dir_all(folder.join(variant).join("expected/machine")).unwrap();
        if variant != "default" {
            std::fs::write(folder.join(variant).join("coloc.toml"), &manifest).unwrap();
        }
    }
    let told = wrong(kind.as_str(), entry, folder).join("\n");
    for part in [
        "/default has no coloc.toml",
        "/all-settings expects nothing",
        "/all-settings does not give",
        "/sso expects nothing",
        "/sso: it signs in nowhere",
    ] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
    std::fs::remove_dir_all(folder.join("sso")).unwrap();
    let told = wrong(kind.as_str(), entry, folder).join("\n");
    assert!(told.contains("/sso/coloc.toml"), "{told}");
}
