//! Holds `emit::nix` and `emit::verify` against a real Nix: what coloc writes must come back as the same value,
//! also when formatted, and what coloc finds wrong must be what Nix finds wrong.

mod verdicts;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use camino::Utf8Path;
use coloc::emit::nix;
use coloc::manifest::value::{Entry, Value};
use coloc::options::text as nix_text;
use coloc::source::{Sources, Span, Spanned};
use proptest::prelude::*;
use proptest::sample::select;
use rnix::SyntaxKind::{TOKEN_COMMENT, TOKEN_WHITESPACE};
use serde_json::{Value as Json, json};

use crate::real_nix;

/// Few cases, each of which holds many values: a process of Nix costs more than a value.
fn few(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 500,
        ..ProptestConfig::default()
    }
}

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(
        value,
        Span::new(Sources::default().add("coloc.toml", ""), 0, 0),
    )
}

/// Evaluates an expression as it is and formatted, which must be the same, and returns the value.
fn evaluate(text: &str) -> Option<Json> {
    nix_text::parse(text).unwrap_or_else(|errors| panic!("{errors:?} in\n{text}"));
    assert_eq!(nix_text::duplicates(text), Ok(Vec::new()), "in\n{text}");
    let formatted = nixfmt_rs::format(text).unwrap_or_else(|error| panic!("{error:?} in\n{text}"));
    nix_text::parse(&formatted).unwrap_or_else(|errors| panic!("{errors:?} in\n{formatted}"));
    assert_eq!(
        nixfmt_rs::format(&formatted).unwrap(),
        formatted,
        "formatting is a fixed point"
    );
    let value = real_nix::evaluate(text)?;
    assert_eq!(
        real_nix::evaluate(&formatted)?,
        value,
        "formatted:\n{formatted}"
    );
    Some(value)
}

/// Pieces that break literals which are put together carelessly.
const HOSTILE: [&str; 44] = [
    "${",
    "$",
    "$$",
    "$${",
    "{",
    "}",
    "''",
    "'",
    "'''",
    "''${",
    "''\\n",
    "''\\",
    "\"",
    "\\",
    "\\n",
    "\\${",
    "\n",
    "\n\n",
    "\r",
    "\r\n",
    "\t",
    " ",
    "  ",
    "    ",
    "*/",
    "/*",
    "#",
    ";",
    "é",
    "日本",
    "🦀",
    "\u{202e}",
    "\u{feff}",
    "\u{2028}",
    "\u{1}",
    "\u{7f}",
    "\u{85}",
    "a",
    "if",
    "x = 1",
    "-",
    "~",
    "/",
    "/*nixfmt:disable*/",
];

fn hostile() -> impl Strategy<Value = String> {
    let pieces =
        prop::collection::vec(select(&HOSTILE[..]), 0..8).prop_map(|pieces| pieces.concat());
    let any = any::<String>().prop_map(|text| text.replace('\0', ""));
    let long = (pieces.clone(), 1..200_usize).prop_map(|(text, times)| text.repeat(times));
    prop_oneof![12 => pieces, 4 => any, 1 => long]
}

/// Texts such as people put into settings: lines, indented this way or that.
fn lines() -> impl Strategy<Value = String> {
    let line = (
        0..5_usize,
        prop::collection::vec(select(&HOSTILE[..]), 0..3),
        select(&["", "word", "$x"][..]),
    )
        .prop_map(|(indent, pieces, word)| {
            format!("{}{word}{}", " ".repeat(indent), pieces.concat())
        });
    let plain = (
        0..3_usize,
        select(
            &[
                "server {",
                "listen 80;",
                "",
                "a ''b'' ${c}",
                "\"x\"",
                "}",
                "it's",
            ][..],
        ),
    )
        .prop_map(|(indent, text)| {
            if text.is_empty() {
                String::new()
            } else {
                "  ".repeat(indent) + text
            }
        });
    prop::collection::vec(prop_oneof![1 => line, 3 => plain], 1..6)
        .prop_map(|lines| lines.join("\n"))
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop_oneof![hostile(), lines()], 200)
}

/// Values without decimals, of which Nix's JSON keeps six digits only.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        3 => hostile().prop_map(Value::String),
        1 => lines().prop_map(Value::String),
        2 => any::<i64>().prop_map(Value::Integer),
        1 => select(&[i64::MIN, i64::MAX, -1, 0][..]).prop_map(Value::Integer),
        1 => any::<bool>().prop_map(Value::Boolean),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        let items = prop::collection::vec(inner.clone(), 0..6);
        let entries = prop::collection::btree_map(hostile(), inner, 0..6);
        prop_oneof![
            items.prop_map(|items| Value::Array(items.into_iter().map(spanned).collect())),
            entries.prop_map(|entries| {
                let entry = |(key, value)| Entry {
                    key: spanned(key),
                    value: spanned(value),
                };
                Value::Table(entries.into_iter().map(entry).collect())
            }),
        ]
    })
}

fn to_json(value: &Value) -> Json {
    match value {
        Value::String(it) => json!(it),
        Value::Integer(it) => json!(it),
        Value::Float(it) => json!(it),
        Value::Boolean(it) => json!(it),
        Value::Array(items) => items.iter().map(|it| to_json(&it.value)).collect(),
        Value::Table(entries) => Json::Object(
            entries
                .iter()
                .map(|it| (it.key.value.clone(), to_json(&it.value.value)))
                .collect(),
        ),
    }
}

proptest! {
    #![proptest_config(few(12))]

    #[test]
    fn strings_come_back(texts in texts()) {
        let literals: Vec<_> = texts.iter().map(|text| nix::string(text)).collect();
        if let Some(value) = evaluate(&format!("[ {} ]", literals.join(" "))) {
            prop_assert_eq!(value, json!(texts));
        }
    }

    #[test]
    fn multiline_strings_come_back(texts in texts()) {
        let literals: Vec<_> = texts.iter().map(|text| nix::multiline(text)).collect();
        if let Some(value) = evaluate(&format!("[ {} ]", literals.join(" "))) {
            prop_assert_eq!(value, json!(texts));
        }
    }

    #[test]
    fn multiline_strings_come_back_from_deep_inside(text in lines()) {
        let literal = nix::multiline(&text);
        let expression = format!("{{ a.b = {{ c = [ {{ d = {literal}; }} ]; e = x: y:\n{literal}; }}; }}.a.b");
        if let Some(value) = evaluate(&format!("let it = {expression}; in [ (it.e 1 2) it.c ]")) {
            prop_assert_eq!(value, json!([text, [{ "d": text }]]));
        }
    }

    #[test]
    fn attribute_names_come_back(names in prop::collection::btree_set(hostile(), 1..100)) {
        let names: BTreeSet<_> = names.iter().map(String::as_str).chain(KEYWORDS).collect();
        let set: Vec<_> = names.iter().map(|name| format!("{} = 1;", nix::attribute(name))).collect();
        if let Some(value) = evaluate(&format!("builtins.attrNames {{ {} }}", set.join(" "))) {
            prop_assert_eq!(value, json!(names));
        }
    }

    #[test]
    fn attribute_paths_lead_to_their_values(paths in prop::collection::vec(prop::collection::vec(hostile(), 1..5), 50)) {
        let path = |names: &[String]| nix::path(names.iter().map(String::as_str));
        let items: Vec<_> = paths.iter().map(|names| format!("{{ {0} = 7; }}.{0}", path(names))).collect();
        if let Some(value) = evaluate(&format!("[ {} ]", items.join(" "))) {
            prop_assert_eq!(value, json!(vec![7; paths.len()]));
        }
    }

    #[test]
    fn values_come_back(values in prop::collection::vec(values(), 30)) {
        let json: Vec<_> = values.iter().map(to_json).collect();
        let all = Value::Array(values.into_iter().map(spanned).collect());
        if let Some(value) = evaluate(&nix::value(&all)) {
            prop_assert_eq!(&value, &json!(json));
            prop_assert_eq!(evaluate(&nix::json(&json!(json))), Some(value));
        }
    }

    #[test]
    fn decimals_come_back_to_the_last_bit(
        bits in prop::collection::vec(prop_oneof![any::<u64>(), 0..1_u64 << 53], 100),
        decimals in prop::collection::vec(-1e9..1e9, 100),
    ) {
        let mut floats: Vec<f64> = bits.into_iter().map(f64::from_bits).filter(|it| it.is_finite()).collect();
        floats.extend([0.1, 1e-7, 1e16, 1e300, -1.0, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, -5e-324]);
        floats.extend(decimals);
        // Nix's JSON keeps six digits: it must show the bits in another way, as a whole number and an exponent.
        let mut list = String::new();
        for float in &floats {
            let (first, second) = halves(-exponent(*float));
            write!(list, "{{ v = {}; a = {first}; b = {second}; }} ", nix::float(*float)).unwrap();
        }
        let text = format!(
            "let power = n: if n < 0 then 1.0 / (power (0 - n)) else if n == 0 then 1.0 else
               let half = power (n / 2); in half * half * (if n - 2 * (n / 2) == 1 then 2.0 else 1.0);
             in map (it: builtins.floor (it.v * power it.a * power it.b)) [ {list} ]"
        );
        let expected: Vec<i64> = floats.iter().map(|it| mantissa(*it)).collect();
        if let Some(value) = evaluate(&text) {
            prop_assert_eq!(value, json!(expected));
        }
    }

    #[test]
    fn files_are_found(targets in prop::collection::vec(prop::collection::vec(hostile(), 1..4), 50), depth in 0..4_usize) {
        let root = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(root.path()).unwrap().canonicalize_utf8().unwrap();
        let below = root.join(["a", "b", "c"][..depth].join("/"));
        std::fs::create_dir_all(&below).unwrap();
        let name = |name: &String| match name.replace('/', "_") {
            name if matches!(name.as_str(), "" | "." | "..") => "x".to_owned(),
            name => name,
        };
        let targets: Vec<_> = targets.iter().map(|it| it.iter().map(name).collect::<Vec<_>>().join("/")).collect();
        let paths: Vec<_> = targets.iter().map(|it| nix::relative(Utf8Path::new(it), depth)).collect();
        let text = format!("map toString [ {} ]", paths.join(" "));
        let formatted = nixfmt_rs::format(&text).unwrap();
        let expected: Vec<_> = targets.iter().map(|target| format!("{root}/{target}")).collect();
        for text in [text, formatted] {
            nix_text::parse(&text).unwrap();
            if let Some(value) = real_nix::evaluate_in(below.as_std_path(), &text) {
                prop_assert_eq!(value, json!(expected));
            }
        }
    }

    #[test]
    fn comments_stay_comments(comments in texts()) {
        let lines: Vec<_> = comments.iter().map(|it| format!("1 # {}\n", nix::comment(it))).collect();
        if let Some(value) = evaluate(&format!("[\n{}]", lines.concat())) {
            prop_assert_eq!(value, json!(vec![1; comments.len()]));
        }
    }
}

const KEYWORDS: [&str; 14] = [
    "if", "then", "else", "assert", "with", "let", "in", "rec", "inherit", "or", "true", "null",
    "__curPos", "import",
];

/// The exponent of a number's lowest bit.
fn exponent(float: f64) -> i64 {
    let raw = i64::try_from(float.to_bits() >> 52 & 0x7ff).unwrap();
    if raw == 0 { -1074 } else { raw - 1075 }
}

/// The number in units of its lowest bit.
fn mantissa(float: f64) -> i64 {
    let raw = i64::try_from(float.to_bits() & ((1 << 52) - 1)).unwrap();
    let whole = if float.is_normal() {
        raw | 1 << 52
    } else {
        raw
    };
    if float < 0.0 { -whole } else { whole }
}

/// Two exponents in the place of one that could be out of range.
fn halves(exponent: i64) -> (i64, i64) {
    (exponent / 2, exponent - exponent / 2)
}

#[test]
fn the_negative_zero_and_what_is_not_finite_come_back() {
    let list = format!(
        "[ ({}) ({} > 1.7e308) ({} < 0.0 - 1.7e308) (let x = {}; in x == x) ]",
        nix::float(-0.0),
        nix::float(f64::INFINITY),
        nix::float(f64::NEG_INFINITY),
        nix::float(f64::NAN),
    );
    let Some(value) = evaluate(&list) else { return };
    assert!(
        value[0]
            .as_f64()
            .is_some_and(|zero| zero == 0.0 && zero.is_sign_negative()),
        "{value}"
    );
    assert_eq!(value[1], json!(true));
    assert_eq!(value[2], json!(true));
    assert_eq!(value[3], json!(false));
}

#[test]
fn files_with_strange_names_can_be_imported() {
    let root = tempfile::tempdir().unwrap();
    let names = [
        "plain.nix",
        "-x.nix",
        "a b.nix",
        "${x}.nix",
        "it's \"x\".nix",
        "é.nix",
        "~",
        "a\\b.nix",
        "#.nix",
        "$$.nix",
    ];
    for name in names {
        std::fs::write(root.path().join(name), nix::string(name)).unwrap();
    }
    let imports: Vec<_> = names
        .iter()
        .map(|it| format!("(import {})", nix::relative(Utf8Path::new(it), 0)))
        .collect();
    if let Some(value) = real_nix::evaluate_in(root.path(), &format!("[ {} ]", imports.join(" "))) {
        assert_eq!(value, json!(names));
    }
}
