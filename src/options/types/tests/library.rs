//! `lib.types` of nixpkgs, asked by a real Nix: what it takes must pass here.
//!
//! Needs `NIXPKGS_LIB`: the folder `lib` of a nixpkgs.

use std::fmt::Write as _;
use std::process::Command;

use super::{int, list, set, text, value};
use crate::options::types::Type;
use crate::options::value::{Kind, Value};

/// Types as Nix writes them. Their descriptions are asked for as well: so ours are those of this library.
const TYPES: &[&str] = &[
    "anything",
    "raw",
    "unspecified",
    "bool",
    "boolByOr",
    "int",
    "ints.u8",
    "ints.s16",
    "ints.u32",
    "ints.unsigned",
    "ints.positive",
    "port",
    "ints.between 3 7",
    "float",
    "number",
    "numbers.nonnegative",
    "numbers.positive",
    "numbers.between 0 1",
    "str",
    "nonEmptyStr",
    "singleLineStr",
    "strMatching \"[a-z]+(-[0-9]{1,2})?\"",
    "strMatching \"^$|^[[:alnum:]]([[:alnum:]_-]{0,61}[[:alnum:]])?$\"",
    "strMatching \"[^/{}]+\"",
    "lines",
    "commas",
    "passwdEntry str",
    "path",
    "pathInStore",
    "externalPath",
    "package",
    "enum [ \"a\" \"b\" ]",
    "enum [ \"only\" ]",
    "enum [ 1 2 ]",
    "enum [ null true \"x\" 1 ]",
    "enum [ ]",
    "nullOr str",
    "nullOr (either int str)",
    "nullOr (listOf str)",
    "listOf int",
    "listOf str",
    "listOf (listOf int)",
    "listOf (either int str)",
    "nonEmptyListOf str",
    "either str (listOf str)",
    "either (listOf str) str",
    "oneOf [ int bool str ]",
    "either (nullOr int) path",
    "attrs",
    "attrsOf int",
    "attrsOf (attrsOf str)",
    "attrsOf (nullOr (oneOf [ bool int str ]))",
    "lazyAttrsOf str",
    "attrsOf (listOf port)",
    "attrsOf (submodule { options.a = lib.mkOption { type = lib.types.int; default = 1; }; })",
    "submodule { options.a = lib.mkOption { type = lib.types.int; default = 1; }; }",
    "nullOr (submodule { })",
    "listOf (submodule { freeformType = lib.types.attrsOf lib.types.int; })",
    "submodule { freeformType = lib.types.attrsOf lib.types.int; }",
    "deferredModule",
    "functionTo str",
    "functionTo (listOf int)",
    "coercedTo int toString str",
    "coercedTo str (x: [ x ]) (listOf str)",
    "nullOr (coercedTo str (x: [ x ]) (listOf str))",
    "listOf (coercedTo int toString str)",
    "either int (coercedTo str (x: [ x ]) (listOf str))",
    "addCheck int (x: x != 5)",
    "uniq int",
    "json",
    "toml",
    "attrsOf json",
    "listOf (enum [ \"a\" \"b\" ])",
    "either ints.positive (enum [ \"auto\" ])",
    "attrsOf (either (enum [ \"a\" ]) (listOf (enum [ \"b\" ])))",
    "attrTag { a = lib.mkOption { type = lib.types.int; }; b = lib.mkOption { type = lib.types.str; }; }",
    "optionType",
    "pkgs",
    "luaInline",
    "separatedString \"\\n\\\"\"",
];

/// All of [`TYPES`], and types that are made of two of them in every way that `lib.types` has.
fn types() -> Vec<String> {
    let plain = TYPES.iter().map(|one| format!("({one})"));
    let made = (0..TYPES.len() * 3).map(|number| {
        let one = TYPES[number % TYPES.len()];
        // Another one each time: 17 and the number of types have no common divisor.
        let other = TYPES[(number * 17 + number / TYPES.len() + 1) % TYPES.len()];
        match number % 8 {
            0 => format!("(either ({one}) ({other}))"),
            1 => format!("(nullOr (either ({one}) ({other})))"),
            2 => format!("(listOf (either ({one}) ({other})))"),
            3 => format!("(attrsOf (either ({one}) (listOf ({other}))))"),
            4 => format!("(either (listOf ({one})) ({other}))"),
            5 => format!("(oneOf [ ({one}) ({other}) (attrsOf ({one})) ])"),
            6 => format!("(attrsOf (nullOr ({one})))"),
            _ => format!("(lazyAttrsOf (listOf ({one})))"),
        }
    });
    plain.chain(made).collect()
}

/// Values as Nix writes them, and as they are read.
fn values() -> Vec<(&'static str, Value)> {
    let known = |kind| value(kind);
    let path = |text: &str| value(Kind::Path(Some(text.to_owned())));
    let module = |result| value(Kind::Function(Some(Box::new(result))));
    vec![
        ("null", known(Kind::Null)),
        ("true", known(Kind::Bool(true))),
        ("false", known(Kind::Bool(false))),
        ("0", int(0)),
        ("1", int(1)),
        ("5", int(5)),
        ("(-1)", int(-1)),
        ("300", int(300)),
        ("65535", int(65_535)),
        ("65536", int(65_536)),
        ("1.0", known(Kind::Float(1.0))),
        ("0.5", known(Kind::Float(0.5))),
        ("(-2.5)", known(Kind::Float(-2.5))),
        ("\"\"", text("")),
        ("\" \"", text(" ")),
        ("\"a\"", text("a")),
        ("\"b\"", text("b")),
        ("\"x\"", text("x")),
        ("\"only\"", text("only")),
        ("\"auto\"", text("auto")),
        ("\"abc-12\"", text("abc-12")),
        ("\"abc-123\"", text("abc-123")),
        ("\"A:B\"", text("A:B")),
        ("\"a\\n\"", text("a\n")),
        ("\"a\\nb\"", text("a\nb")),
        ("\"80\"", text("80")),
        ("\"é\"", text("é")),
        ("\"/etc/x\"", text("/etc/x")),
        ("\"./x\"", text("./x")),
        ("\"a/b\"", text("a/b")),
        ("/etc", path("/etc")),
        ("[ ]", list(vec![])),
        ("[ 1 ]", list(vec![int(1)])),
        ("[ \"a\" ]", list(vec![text("a")])),
        ("[ \"b\" \"a\" ]", list(vec![text("b"), text("a")])),
        ("[ \"a\" 1 ]", list(vec![text("a"), int(1)])),
        ("[ [ 1 ] ]", list(vec![list(vec![int(1)])])),
        ("[ null ]", list(vec![known(Kind::Null)])),
        ("[ 80 443 ]", list(vec![int(80), int(443)])),
        ("[ 70000 ]", list(vec![int(70_000)])),
        ("[ { x = 1; } ]", list(vec![set(vec![("x", int(1))])])),
        (
            "[ { x = \"1\"; } ]",
            list(vec![set(vec![("x", text("1"))])]),
        ),
        ("{ }", set(vec![])),
        ("{ a = 1; }", set(vec![("a", int(1))])),
        ("{ a = \"x\"; }", set(vec![("a", text("x"))])),
        ("{ a = null; }", set(vec![("a", known(Kind::Null))])),
        ("{ a = [ 80 ]; }", set(vec![("a", list(vec![int(80)]))])),
        (
            "{ a = [ \"b\" ]; }",
            set(vec![("a", list(vec![text("b")]))]),
        ),
        (
            "{ x = { a = 1; }; }",
            set(vec![("x", set(vec![("a", int(1))]))]),
        ),
        (
            "{ x = { y = \"z\"; }; }",
            set(vec![("x", set(vec![("y", text("z"))]))]),
        ),
        (
            "{ type = \"derivation\"; outPath = \"/etc\"; }",
            set(vec![
                ("type", text("derivation")),
                ("outPath", text("/etc")),
            ]),
        ),
        (
            "{ outPath = \"/etc\"; }",
            set(vec![("outPath", text("/etc"))]),
        ),
        (
            "{ __functor = self: x: \"y\"; }",
            set(vec![("__functor", module(value(Kind::Unknown)))]),
        ),
        (
            "{ __toString = self: \"/etc\"; }",
            set(vec![("__toString", value(Kind::Function(None)))]),
        ),
        ("(x: \"y\")", module(text("y"))),
        ("(x: [ 1 ])", module(list(vec![int(1)]))),
        ("({ ... }: { })", module(set(vec![]))),
        (
            "({ lib, ... }: { a = 1; })",
            module(set(vec![("a", int(1))])),
        ),
        (
            "(lib.mkForce 5)",
            known(Kind::Override(Some(50), Box::new(int(5)))),
        ),
        (
            "(lib.mkIf true \"a\")",
            known(Kind::If(Box::new(text("a")))),
        ),
        (
            "(lib.mkMerge [ [ \"a\" ] [ \"b\" ] ])",
            known(Kind::Merge(vec![
                list(vec![text("a")]),
                list(vec![text("b")]),
            ])),
        ),
        (
            "(lib.mkBefore [ \"a\" ])",
            known(Kind::Order(Box::new(list(vec![text("a")])))),
        ),
        (
            "[ (lib.mkIf true 1) ]",
            list(vec![known(Kind::If(Box::new(int(1))))]),
        ),
        (
            "{ a = lib.mkDefault 1; }",
            set(vec![(
                "a",
                known(Kind::Override(Some(1000), Box::new(int(1)))),
            )]),
        ),
        (
            "{ _type = \"if\"; condition = true; content = 1; }",
            set(vec![("_type", text("if")), ("content", int(1))]),
        ),
    ]
}

/// The descriptions of all types, and which values each one takes.
fn ask(library: &str, types: &[String], values: &[(&str, Value)]) -> (Vec<String>, Vec<Vec<bool>>) {
    let mut program = format!("let lib = import {library}; in with lib.types; let types = [\n");
    for one in types {
        let _ = writeln!(program, "{one}");
    }
    program.push_str("]; values = [\n");
    for (one, _) in values {
        let _ = writeln!(program, "{one}");
    }
    // What functions return is asked for too, as far as they can be called.
    program.push_str(
        "]; merged = type: value: (lib.mergeDefinitions [ \"option\" ] type [ { file = \"file\"; inherit value; } ]).mergedValue;
        called = value: builtins.isFunction value || builtins.isAttrs value && value ? __functor && builtins.isFunction value.__functor;
        forced = value: if called value then builtins.deepSeq (value { inherit lib; }) true else builtins.deepSeq value true;
        takes = type: value: (builtins.tryEval (forced (merged type value))).success;
        in { descriptions = map (type: type.description) types; verdicts = map (type: map (takes type) values) types; }",
    );
    // Paths are looked at where a module may stand: they lead to one.
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    let program = program.replace("/etc", place);
    std::fs::write(folder.path().join("default.nix"), "{ }").unwrap();
    std::fs::write(folder.path().join("x"), "{ }").unwrap();
    let file = folder.path().join("program.nix");
    std::fs::write(&file, program).unwrap();
    let output = Command::new("nix-instantiate")
        .args(["--eval", "--strict", "--json"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    (
        serde_json::from_value(answer["descriptions"].clone()).unwrap(),
        serde_json::from_value(answer["verdicts"].clone()).unwrap(),
    )
}

#[test]
fn what_the_library_takes_passes() {
    let Ok(library) = std::env::var("NIXPKGS_LIB") else {
        eprintln!("SKIPPED: NIXPKGS_LIB does not name the lib of a nixpkgs, nothing was compared");
        return;
    };
    let values = values();
    let types = types();
    let (descriptions, verdicts) = ask(&library, &types, &values);
    let (mut refused, mut found) = (0, 0);
    let mut alarms = String::new();
    for ((name, description), takes) in types.iter().zip(&descriptions).zip(&verdicts) {
        let kind = Type::described(description);
        if matches!(kind, Type::Unknown(_)) {
            let _ = writeln!(alarms, "{name}: {description:?} is not understood");
        }
        for ((source, value), takes) in values.iter().zip(takes) {
            let fits = kind.fits(value);
            if *takes && !fits {
                let _ = writeln!(alarms, "{name} takes {source}; {description:?} does not");
            }
            let checked = !matches!(kind, Type::Named(_) | Type::Anything);
            if checked && !takes {
                refused += 1;
                found += usize::from(!fits);
            }
        }
    }
    println!("{found} of {refused} values that lib.types refuses are found");
    assert!(alarms.is_empty(), "false alarms:\n{alarms}");
    assert!(found * 100 >= refused * 85, "{found} of {refused}");
}
