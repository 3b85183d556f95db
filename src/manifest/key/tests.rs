use proptest::prelude::*;

use super::{Field, Key, Reach, Table};
use crate::manifest::schema::declarations;

#[test]
fn every_key_of_the_manifest_is_known() {
    for table in declarations() {
        for key in &table.keys {
            let name = table.one.map_or("", |_| "x.");
            let key = Key::parse(&format!("{}.{name}{}", table.name, key.name));
            assert!(!matches!(key.table, Table::Other(_)), "{key}");
            assert!(!matches!(key.field, Field::Other(_)), "{key}");
            let whole = key.above();
            assert_eq!(whole.map(|key| key.field), Some(Field::Whole), "{key}");
        }
    }
}

#[test]
fn texts_become_what_they_mean() {
    let nuage = |field| Key::service("nuage", field);
    for (text, key) in [
        ("services.nuage", nuage(Field::Whole)),
        ("services.nuage.domain", nuage(Field::Domain)),
        (
            "services.nuage.settings.max-upload",
            nuage(Field::Setting("max-upload".to_owned())),
        ),
        (
            "services.nuage.nixos.services.nginx",
            nuage(Field::Option("services.nginx".to_owned())),
        ),
        ("machines.a.mesh-key", Key::machine("a", Field::MeshKey)),
        (
            "nixos.inputs.nixpkgs",
            Key::nixos(Field::Input("nixpkgs".to_owned())),
        ),
    ] {
        assert_eq!(key.to_string(), text);
        let parsed = Key::parse(text);
        assert_eq!((&parsed.table, &parsed.field), (&key.table, &key.field));
    }
}

#[test]
fn a_key_stands_in_its_table_and_in_no_other() {
    let key = Key::parse("services.zoo.nixos.services.nginx.enable");
    let around: Vec<String> = std::iter::successors(Some(key.clone()), Key::above)
        .map(|key| key.to_string())
        .collect();
    assert_eq!(
        around,
        [
            "services.zoo.nixos.services.nginx.enable",
            "services.zoo.nixos.services.nginx",
            "services.zoo.nixos.services",
            "services.zoo.nixos",
            "services.zoo",
        ]
    );
    assert!(Key::parse("services.zoo").covers(&key));
    assert!(!key.covers(&Key::parse("services.zoo")));
    assert!(!Key::parse("services.zo").is_related(&key));
    assert!(!Key::parse("services.zoo.nixos.services.ng").is_related(&key));
    assert_eq!(key.field.reach(), Reach::Any);
}

/// Texts that are nearly keys.
fn texts() -> impl Strategy<Value = String> {
    let words = "(services|machines|members|nixos|collective|settings|inputs|type|a-1|\\PC{0,4}|)";
    proptest::collection::vec(words, 0..6).prop_map(|words| words.join("."))
}

proptest! {
    #[test]
    fn every_text_is_a_key_and_comes_back(text in texts(), other in texts()) {
        let (key, second) = (Key::parse(&text), Key::parse(&other));
        prop_assert_eq!(key.to_string(), text.clone());
        prop_assert_eq!(key.cmp(&second), text.cmp(&other));
        prop_assert_eq!(key == second, text == other);
        let json = serde_json::to_string(&key).unwrap_or_default();
        prop_assert_eq!(serde_json::from_str::<Key>(&json).ok(), Some(key));
    }
}
