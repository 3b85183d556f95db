use proptest::prelude::*;

use super::*;
use crate::options::value::Kind;

fn module_of(text: &str) -> Result<Module, Vec<SyntaxError>> {
    module_and_duplicates(text).map(|(module, _)| module)
}

/// What a module sets, one line for each leaf: `services.nginx.enable = true`.
fn set(text: &str) -> Vec<String> {
    match module_of(text) {
        Ok(module) => {
            let mut lines = Vec::new();
            leaves(&module.config, "", &mut lines);
            lines
        }
        Err(errors) => errors.into_iter().map(|error| error.message).collect(),
    }
}

fn leaves(value: &Value, path: &str, lines: &mut Vec<String>) {
    match &value.kind {
        Kind::Set { attributes, .. } if !attributes.is_empty() => {
            for attribute in attributes {
                let name = match &attribute.name {
                    Key::Name(name) => name.as_str(),
                    Key::Any => "*",
                };
                let dot = if path.is_empty() { "" } else { "." };
                leaves(&attribute.value, &format!("{path}{dot}{name}"), lines);
            }
        }
        Kind::Merge(values) => values.iter().for_each(|it| leaves(it, path, lines)),
        kind => lines.push(format!("{path} = {}", words(kind))),
    }
}

fn words(kind: &Kind) -> String {
    let all = |values: &[Value]| {
        let words: Vec<String> = values.iter().map(|it| words(&it.kind)).collect();
        words.join(" ")
    };
    match kind {
        Kind::Unknown => "?".to_owned(),
        Kind::Null => "null".to_owned(),
        Kind::Bool(it) => it.to_string(),
        Kind::Int(it) => it.to_string(),
        Kind::Float(it) => it.to_string(),
        Kind::String(text) => format!("\"{}\"", text.as_deref().unwrap_or("?")),
        Kind::Path(path) => path.clone().unwrap_or("path".to_owned()),
        Kind::List { items, open } => {
            format!("[{}{}]", all(items), if *open { " …" } else { "" })
        }
        Kind::Set { attributes, open } => {
            let mut lines = Vec::new();
            let (attributes, open) = (attributes.clone(), *open);
            let whole = Value::new(0..0, Kind::Set { attributes, open });
            if words_of_empty(&whole) {
                return if open { "{…}" } else { "{}" }.to_owned();
            }
            leaves(&whole, "", &mut lines);
            format!("{{{}}}", lines.join("; "))
        }
        Kind::Function(gives) => {
            let gives = gives.as_ref().map(|it| words(&it.kind));
            format!("({})", gives.unwrap_or_default())
        }
        Kind::Merge(values) => format!("all({})", all(values)),
        Kind::Choice(values) => format!("one({})", all(values)),
        Kind::If(it) => format!("if({})", words(&it.kind)),
        Kind::Override(at, it) => {
            let at = at.map_or("?".to_owned(), |at| at.to_string());
            format!("{at}({})", words(&it.kind))
        }
        Kind::Order(it) => format!("order({})", words(&it.kind)),
    }
}

fn words_of_empty(value: &Value) -> bool {
    matches!(&value.kind, Kind::Set { attributes, .. } if attributes.is_empty())
}

/// Asks for what texts set, after `{ config, lib, pkgs, other, ... }@args:`.
fn check(table: &[(&str, &[&str])]) {
    for (text, expected) in table {
        let text = format!("{{ config, lib, pkgs, other, ... }}@args: {text}");
        assert_eq!(set(&text), *expected, "{text}");
    }
}

#[test]
fn attributes_are_read_as_people_write_them() {
    check(&[
        ("{ a.b.c = 1; a.\"b\".d = 2; }", &["a.b.c = 1", "a.b.d = 2"]),
        ("{ ${\"a\"}.${\"b\" + \"c\"} = 1; }", &["a.bc = 1"]),
        ("{ ${other}.b = 1; ${null} = 2; }", &["*.b = 1"]),
        ("{ \"x.${toString 80}\" = -1.5; }", &["x.80 = -1.5"]),
        (
            "rec { a = b; b = c.d; c.d = 1; c.e = 2; }",
            &["a = 1", "b = 1", "c.d = 1", "c.e = 2"],
        ),
        (
            "let a = 1; in { inherit a; b = { inherit a; }; }",
            &["a = 1", "b.a = 1"],
        ),
        (
            "let s = { a = [ 1 ]; }; in { inherit (s) a; b = s.x or 2; }",
            &["a = [1]", "b = 2"],
        ),
        ("{ a = 1; } // { b = 2; a = 3; }", &["b = 2", "a = 3"]),
        ("{ a = 1; } // other.more", &["a = one(1)"]),
        ("{ a = [ 1 ] ++ [ 2 ] ++ other; }", &["a = [1 2 …]"]),
        (
            "{ a = ''\n  x\n  y\n''; b = \"${other}\"; c = ./. + \"/x.nix\"; }",
            &["a = \"x\ny\n\"", "b = \"?\"", "c = ././x.nix"],
        ),
        (
            "assert other; with other; { a = if true then 1 else null; b = x; }",
            &["a = one(1 null)", "b = ?"],
        ),
        (
            "{ a = 2 * 3 + 1; b = 1 == 2; c = !other; d = 1 / 0; }",
            &[
                "a = 7",
                "b = one(true false)",
                "c = one(true false)",
                "d = ?",
            ],
        ),
    ]);
}

#[test]
fn the_library_counts_only_where_it_is_the_modules() {
    check(&[
        (
            "lib.mkIf other { a = lib.mkForce 1; }",
            &[" = if({a = 50(1)})"],
        ),
        (
            "with lib; { a = mkDefault 1; b = mkOverride 7 true; }",
            &["a = 1000(1)", "b = 7(true)"],
        ),
        (
            "let inherit (lib) mkDefault; inherit (lib.modules) mkIf; in { a = mkIf other (mkDefault 1); }",
            &["a = if(1000(1))"],
        ),
        (
            "let l = args.lib; in { a = l.mkForce 1; b = pkgs.lib.mkForce 2; }",
            &["a = 50(1)", "b = 50(2)"],
        ),
        (
            "let mkForce = other; in with lib; { a = mkForce 1; }",
            &["a = ?"],
        ),
        ("let lib = other; in { a = lib.mkForce 1; }", &["a = ?"]),
        (
            "with lib; with other; { a = mkForce 1; b = true; }",
            &["a = ?", "b = true"],
        ),
        ("with other; with lib; { a = mkForce 1; }", &["a = 50(1)"]),
        (
            "{ a = (lib: lib.mkForce 1) other; b = (l: l.mkForce 1) lib; }",
            &["a = ?", "b = 50(1)"],
        ),
        ("{ a = { mkForce = x: x; }.mkForce 1; }", &["a = ?"]),
    ]);
}

#[test]
fn functions_are_applied() {
    check(&[
        (
            "let f = p: { port = p; }; in { a = f 80; }",
            &["a.port = 80"],
        ),
        (
            "let f = { p, q ? 2, ... }: [ p q ]; in { a = f { p = 1; }; b = f other; }",
            &["a = [1 2]", "b = [? ?]"],
        ),
        (
            "{ a = lib.genAttrs [ \"x\" \"y\" ] (n: n + \"!\"); }",
            &["a.x = \"x!\"", "a.y = \"y!\""],
        ),
        (
            "{ a = lib.mapAttrs (n: v: { inherit v; }) { x = 1; }; b = lib.mapAttrs (n: v: 1) other; }",
            &["a.x.v = 1", "b.* = one(1)"],
        ),
        (
            "{ a = lib.mapAttrs' (n: v: lib.nameValuePair \"${n}-1\" v) { x = 1; }; }",
            &["a.x-1 = 1"],
        ),
        (
            "{ a = builtins.listToAttrs (map (n: { name = n; value = 1; }) [ \"x\" other ]); }",
            &["a.x = 1", "a.* = 1"],
        ),
        (
            "{ a = lib.optional other 1 ++ lib.optionals other [ 2 ]; b = map (x: x) other; }",
            &["a = [one(1) one(2)]", "b = [? …]"],
        ),
        (
            "{ a = lib.optionalAttrs other { b = 1; }; c = lib.recursiveUpdate { d = 1; } { e = 2; }; }",
            &["a.b = one(1)", "c.d = one(1)", "c.e = one(2)"],
        ),
        (
            "{ a = lib.concatStringsSep \",\" [ \"x\" \"y\" ]; b = lib.getExe other; c = lib.elem 1 [ ]; }",
            &["a = \"x,y\"", "b = \"?\"", "c = one(true false)"],
        ),
        ("{ a = { ... }: { b = 1; }; }", &["a = ({b = 1})"]),
        (
            "let f = x: f x; a = a; in { b = f 1; c = a; }",
            &["b = ?", "c = ?"],
        ),
    ]);
}

#[test]
fn modules_have_a_long_and_a_short_form() {
    let read = |text: &str| module_of(text).unwrap_or_else(|errors| unreachable!("{errors:?}"));
    let long = read(
        "inputs: { lib, ... }: { imports = [ ./a.nix inputs.x.y (import ./b.nix { }) { c = 1; } ];
          options.garden.enable = lib.mkEnableOption \"g\"; config = lib.mkIf true { d = 2; }; e = 3; _file = \"x\"; }",
    );
    let paths: Vec<_> = long
        .imports
        .iter()
        .map(|it| (it.path.as_deref(), it.what.as_str()))
        .collect();
    assert_eq!(
        paths,
        [
            (Some("./a.nix"), "./a.nix"),
            (None, "inputs.x.y"),
            (Some("./b.nix"), "(import ./b.nix { })")
        ]
    );
    assert_eq!(words(&long.config.kind), "all({c = 1} if({d = 2}))");
    assert_eq!(long.stray.len(), 1);
    assert_eq!(
        long.options[0].path,
        [Key::Name("garden".into()), Key::Name("enable".into())]
    );
    assert!(!long.open && long.form.explicit);
    let short = read("{ imports = other; a = 1; key = \"x\"; }");
    assert!(short.open && short.stray.is_empty());
    assert_eq!(words(&short.config.kind), "{a = 1}");
}

#[test]
fn what_would_grow_without_end_stays_unknown() {
    let doubling = (1..60)
        .map(|n| format!("x{n} = [ x{m} x{m} ]; ", m = n - 1))
        .collect::<Vec<_>>()
        .concat();
    let started = std::time::Instant::now();
    assert!(module_of(&format!("let x0 = 1; {doubling} in {{ a = x59; }}")).is_ok());
    let calls = "let f = x: [ (f x) (f x) ]; in { a = f 1; b = f 2; }";
    assert!(module_of(calls).is_ok());
    let sets = (1..60)
        .map(|n| format!("f{n} = x: {{ a = f{m} x; b = f{m} x; }}; ", m = n - 1))
        .collect::<Vec<_>>()
        .concat();
    assert!(module_of(&format!("let f0 = x: x; {sets} in f59 {{ }}")).is_ok());
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    let deep = format!("{}1{}", "[ ".repeat(5000), " ]".repeat(5000));
    let errors = module_of(&deep).err().unwrap_or_default();
    assert!(errors[0].message.contains("levels deep"), "{errors:?}");
}

const WORDS: &[&str] = &[
    "{ ",
    "} ",
    "[ ",
    "] ",
    "( ",
    ") ",
    "let ",
    "in ",
    "with lib; ",
    "rec ",
    "inherit ",
    "a ",
    "b ",
    "config ",
    "lib.",
    "mkIf ",
    "= ",
    "; ",
    ". ",
    "\"",
    "''",
    "${",
    ": ",
    "@ ",
    "? ",
    "... ",
    ", ",
    "// ",
    "++ ",
    "+ ",
    "- ",
    "! ",
    "if ",
    "then ",
    "else ",
    "1 ",
    "./x ",
    "map ",
    "x: ",
    "{ lib, ... }: ",
    "imports ",
    "options ",
    "lib.types.submodule ",
    "lib.mkOption ",
    "lib.mkMerge ",
    "lib.genAttrs ",
    "null ",
    "\n",
    "# ",
    "/* ",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_words_are_read_or_refused(words in prop::collection::vec(prop::sample::select(WORDS), 0..60)) {
        let text = words.concat();
        match module_of(&text) {
            Ok(module) => prop_assert!(within(&module.config, text.len())),
            Err(errors) => prop_assert!(!errors.is_empty()),
        }
    }
}

/// Whether all places are places of the text.
fn within(value: &Value, length: usize) -> bool {
    let fits = value.range.start <= value.range.end && value.range.end <= length;
    fits && match &value.kind {
        Kind::List { items, .. } => items.iter().all(|it| within(it, length)),
        Kind::Set { attributes, .. } => attributes
            .iter()
            .all(|it| it.name_range.end <= length && within(&it.value, length)),
        Kind::Merge(all) | Kind::Choice(all) => all.iter().all(|it| within(it, length)),
        Kind::If(it) | Kind::Override(_, it) | Kind::Order(it) => within(it, length),
        _ => true,
    }
}
