//! What is said of values that do not fit, and where.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::{int, list, set, text, value};
use crate::options::types::Type;
use crate::options::value::{Key, Kind, Value};

fn check(description: &str, values: &[Value], expected: &Expect) {
    let kind = Type::described(description);
    let mut told = String::new();
    for value in values {
        let found = kind.check(value, None);
        if found.is_empty() {
            let _ = writeln!(told, "{}: fine", value.words());
        }
        for wrong in found {
            let path: String = wrong
                .path
                .iter()
                .map(|key| match key {
                    Key::Name(name) => format!(".{name}"),
                    Key::Any => ".*".to_owned(),
                })
                .collect();
            let _ = writeln!(told, "value{path} is {}, not {}", wrong.got, wrong.wanted);
        }
    }
    expected.assert_eq(&told);
}

fn null() -> Value {
    value(Kind::Null)
}

#[test]
fn words_for_volunteers() {
    check(
        "16 bit unsigned integer; between 0 and 65535 (both inclusive)",
        &[text("80"), int(70_000), int(80), null()],
        &expect![[r#"
            value is the text "80", not a whole number from 0 to 65535
            value is the whole number 70000, not a whole number from 0 to 65535
            the whole number 80: fine
            value is `null`, not a whole number from 0 to 65535
        "#]],
    );
    check(
        "null or (list of string)",
        &[
            text("a"),
            list(vec![text("a"), int(1)]),
            list(vec![]),
            null(),
        ],
        &expect![[r#"
            value is the text "a", not a list, each item a text in quotes, or `null`
            value.* is the whole number 1, not a text in quotes
            an empty list: fine
            `null`: fine
        "#]],
    );
    check(
        "string or signed integer",
        &[value(Kind::Bool(true)), value(Kind::Float(1.5))],
        &expect![[r#"
            value is `true`, not a text in quotes, or a whole number
            value is the number 1.5, not a text in quotes, or a whole number
        "#]],
    );
    check(
        "one of \"a\", \"b\", <null>, 3",
        &[text("c"), int(4), null()],
        &expect![[r#"
            value is the text "c", not one of `"a"`, `"b"`, `null`, `3`
            value is the whole number 4, not one of `"a"`, `"b"`, `null`, `3`
            `null`: fine
        "#]],
    );
    check(
        "package",
        &[text("hello"), int(1), set(vec![("a", int(1))])],
        &expect![[r#"
            value is the text "hello", not a package, such as `pkgs.hello`
            value is the whole number 1, not a package, such as `pkgs.hello`
            value is a set `{ … }`, not a package, such as `pkgs.hello`
        "#]],
    );
    check(
        "attribute set of (attribute set of boolean)",
        &[
            set(vec![("a", set(vec![("b", int(1))]))]),
            set(vec![("a", int(1))]),
        ],
        &expect![[r#"
            value.a.b is the whole number 1, not `true` or `false`
            value.a is the whole number 1, not a set `{ name = …; }`, each value `true` or `false`
        "#]],
    );
    check(
        "string matching the pattern [0-7]{3,4}",
        &[text("0755"), text("rwxr-xr-x")],
        &expect![[r#"
            the text "0755": fine
            value is the text "rwxr-xr-x", not a text of the pattern `[0-7]{3,4}`
        "#]],
    );
    check(
        "TOML value",
        &[set(vec![("a", list(vec![null()]))]), set(vec![])],
        &expect![[r#"
            value.a.* is `null`, not data for TOML, which has neither functions nor `null`
            a set `{ … }`: fine
        "#]],
    );
    check(
        "path",
        &[text("etc/x"), text("/etc/x"), value(Kind::Path(None))],
        &expect![[r#"
            value is the text "etc/x", not a path, such as `/var/lib/app`
            the text "/etc/x": fine
            a path: fine
        "#]],
    );
    check(
        "list of (submodule)",
        &[
            set(vec![]),
            list(vec![set(vec![]), int(1), value(Kind::Function(None))]),
        ],
        &expect![[r#"
            value is a set `{ … }`, not a list, each item a set of options `{ … }`
            value.* is the whole number 1, not a set of options `{ … }`
        "#]],
    );
}

#[test]
fn what_is_not_known_passes() {
    let unknown = || value(Kind::Unknown);
    for description in [
        "boolean",
        "list of string",
        "attribute set of signed integer",
        "package",
        "one of \"a\", \"b\"",
    ] {
        assert!(
            Type::described(description).fits(&unknown()),
            "{description}"
        );
    }
    let part = value(Kind::String(None));
    for description in [
        "string",
        "path",
        "package",
        "one of \"a\", \"b\"",
        "non-empty string",
    ] {
        assert!(Type::described(description).fits(&part), "{description}");
    }
    let open = value(Kind::List {
        items: vec![],
        open: true,
    });
    assert!(Type::described("non-empty (list of string)").fits(&open));
}

#[test]
fn choices_are_refused_only_if_none_fits() {
    let choice = |values| value(Kind::Choice(values));
    let port = Type::port();
    assert!(port.fits(&choice(vec![int(1), text("1")])));
    assert!(port.fits(&choice(vec![value(Kind::Unknown), text("1")])));
    assert_eq!(port.check(&choice(vec![text("1"), null()]), None).len(), 2);
    let merge = value(Kind::Merge(vec![int(1), text("1")]));
    assert_eq!(port.check(&merge, None).len(), 1);
}

/// Options below an option do not make its other forms wrong.
#[test]
fn what_stands_beside_a_submodule_passes() {
    let index = crate::options::index::Index::embedded();
    let fits = |path: &str, value: &Value| {
        let path: Vec<&str> = path.split('.').collect();
        let place = index.find(&path).unwrap();
        place
            .facts()
            .unwrap()
            .r#type
            .check(value, Some(place))
            .is_empty()
    };
    let free = set(vec![("AnyName", text("x"))]);
    for (path, value, expected) in [
        ("networking.defaultGateway", text("192.0.2.1"), true),
        ("networking.defaultGateway", int(1), false),
        (
            "system.activationScripts",
            set(vec![("x", text("true"))]),
            true,
        ),
        ("system.activationScripts", set(vec![("x", int(1))]), false),
        (
            "services.fail2ban.jails",
            set(vec![("x", text("enabled = true"))]),
            true,
        ),
        (
            "swapDevices.*.randomEncryption",
            value(Kind::Bool(true)),
            true,
        ),
        ("swapDevices.*.randomEncryption", text("yes"), false),
        // A type that holds no set, with options below it: it is what other names hold.
        (
            "services.printing.cups-pdf.instances.<name>.settings",
            free.clone(),
            true,
        ),
        // A second name, of which NixOS does not say what it holds.
        (
            "virtualisation.docker.liveRestore",
            value(Kind::Bool(true)),
            true,
        ),
        (
            "image.modules",
            set(vec![("x", value(Kind::Function(None)))]),
            true,
        ),
        ("services.resolved.settings.Resolve", free.clone(), true),
        ("nix.settings", free, true),
        ("nix.settings", int(1), false),
    ] {
        assert_eq!(fits(path, &value), expected, "{path} = {}", value.words());
    }
}

/// Below a type that is no submodule, options of their own are left to whoever walks the tree; other names are not.
#[test]
fn the_place_tells_what_is_left_out() {
    let index = crate::options::index::Index::embedded();
    let path = ["services", "openssh", "settings"];
    let place = index.find(&path).unwrap();
    let kind = place.facts().unwrap().r#type;
    let value = set(vec![
        ("PermitRootLogin", int(1)),
        ("Unheard", set(vec![])),
        ("Heard", text("yes")),
    ]);
    let found = kind.check(&value, Some(place));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].path, [Key::Name("Unheard".to_owned())]);
    let nesting = kind.nesting(Some(place));
    assert!(nesting.options && nesting.freeform.is_some() && !nesting.open);

    let place = index.find(&["services", "nginx", "virtualHosts"]).unwrap();
    let nesting = place.facts().unwrap().r#type.nesting(Some(place));
    assert!(nesting.attributes.is_some() && !nesting.options);
    let below = nesting.attributes.unwrap().nesting(place.any_name());
    assert!(below.options && below.freeform.is_none() && !below.open);

    let place = index.find(&["containers", "<name>", "config"]).unwrap();
    assert!(place.facts().unwrap().r#type.nesting(Some(place)).system);
}
