//! Descriptions and what they are read as.

use std::fmt::Write as _;

use expect_test::expect;
use proptest::prelude::*;

use crate::options::index::Index;
use crate::options::types::Type;

/// The type in brackets: what binds to what.
fn shape(kind: &Type) -> String {
    let many = |all: &[Type]| all.iter().map(shape).collect::<Vec<_>>().join(" | ");
    match kind {
        Type::NullOr(of) => format!("?[{}]", shape(of)),
        Type::List { of, some } => format!("list{}[{}]", if *some { "+" } else { "" }, shape(of)),
        Type::Attrs(of) => format!("attrs[{}]", shape(of)),
        Type::Either(all) => many(all),
        Type::Coerced { to, from } => format!("{} <- {}", shape(to), shape(from)),
        Type::Function(to) => format!("fn[{}]", shape(to)),
        Type::Open(of) => format!("open[{}]", shape(of)),
        Type::Text(text) => format!("{text:?}")
            .split("Some(Regex")
            .next()
            .unwrap_or_default()
            .to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn what_binds_to_what() {
    let mut told = String::new();
    for description in [
        "null or string or path",
        "null or (list of (string or path))",
        "(list of string) or path",
        "string or list of string or path",
        "list of list of signed integer",
        "attribute set of (null or boolean or list of string)",
        "null or ((submodule) or string convertible to it)",
        "(list of path) or path convertible to it",
        "list of ((submodule) or ((optionally newline-terminated) single-line string or package) convertible to it)",
        "unsigned integer, meaning >=0, or string containing either a number or a range",
        "positive integer, meaning >0, or value \"auto\" (singular enum)",
        "one of \"default\", \"all\" or list of string",
        "null or one of \"\"round-robin 0\"\", \"\"queue-length 0\"\"",
        "one of <null>, true, \"a, b\", -1",
        "string matching the pattern .*://.*$ or non-empty (list of string matching the pattern .*://.*$)",
        "attribute set of (signed integer or string matching the pattern [[:digit:]]+[Hdwmy])",
        "function that evaluates to a(n) list of package",
        "open submodule of attribute set of (JSON value)",
        "null or string (with check: non-empty)",
        "attribute-tagged union with choices: a, b",
        "",
        "null or",
        "list of",
        "(((string",
        "string or",
    ] {
        let _ = writeln!(
            told,
            "{description}\n    {}",
            shape(&Type::described(description))
        );
    }
    expect![[r#"
        null or string or path
            ?[Any | Path]
        null or (list of (string or path))
            ?[list[Any | Path]]
        (list of string) or path
            list[Any] | Path
        string or list of string or path
            Any | list[Any] | Path
        list of list of signed integer
            list[list[Int(Ints { least: None, most: None, not_zero: false })]]
        attribute set of (null or boolean or list of string)
            attrs[?[Bool | list[Any]]]
        null or ((submodule) or string convertible to it)
            ?[Submodule <- Any]
        (list of path) or path convertible to it
            list[Path] <- Path
        list of ((submodule) or ((optionally newline-terminated) single-line string or package) convertible to it)
            list[Submodule <- OneLine | Package]
        unsigned integer, meaning >=0, or string containing either a number or a range
            Int(Ints { least: Some(0), most: None, not_zero: false }) | Named("string containing either a number or a range")
        positive integer, meaning >0, or value "auto" (singular enum)
            Int(Ints { least: Some(1), most: None, not_zero: false }) | Enum([Text("auto")])
        one of "default", "all" or list of string
            Enum([Text("default"), Text("all")]) | list[Any]
        null or one of ""round-robin 0"", ""queue-length 0""
            ?[Enum([Text("\"round-robin 0\""), Text("\"queue-length 0\"")])]
        one of <null>, true, "a, b", -1
            Enum([Null, Bool(true), Text("a, b"), Int(-1)])
        string matching the pattern .*://.*$ or non-empty (list of string matching the pattern .*://.*$)
            Matching(Pattern { text: ".*://.*$", regex: OnceLock(<uninit>) }) | list+[Matching(Pattern { text: ".*://.*$", regex: OnceLock(<uninit>) })]
        attribute set of (signed integer or string matching the pattern [[:digit:]]+[Hdwmy])
            attrs[Int(Ints { least: None, most: None, not_zero: false }) | Matching(Pattern { text: "[[:digit:]]+[Hdwmy]", regex: OnceLock(<uninit>) })]
        function that evaluates to a(n) list of package
            fn[list[Package]]
        open submodule of attribute set of (JSON value)
            open[attrs[Data { format: "JSON", null: true }]]
        null or string (with check: non-empty)
            ?[Any]
        attribute-tagged union with choices: a, b
            Submodule

            Unknown("")
        null or
            Unknown("null or")
        list of
            Unknown("list of")
        (((string
            Unknown("(((string")
        string or
            Unknown("string or")
    "#]].assert_eq(&told);
}

proptest! {
    /// No text hangs or ends the reader, and what cannot be read is kept as it is.
    #[test]
    fn any_text_is_read(words in prop::collection::vec(prop::sample::select(vec![
        "null or ", "list of ", "attribute set of ", "(", ")", "string", " or ", ", or ", " convertible to it",
        "one of ", "\"a\"", ", ", "string matching the pattern ", "boolean", "submodule", "signed integer", "é",
        "non-empty (list of ", "function that evaluates to a(n) ", "between 0 and 1 (both inclusive)", "integer ",
    ]), 0..60)) {
        let text = words.concat();
        if let Type::Unknown(kept) = Type::described(&text) {
            prop_assert_eq!(kept, text);
        }
    }
}

#[test]
fn hostile_descriptions_end_soon() {
    let begun = std::time::Instant::now();
    for text in [
        "null or ".repeat(10_000),
        "(".repeat(10_000),
        "list of ".repeat(10_000) + "string",
        "string or ".repeat(10_000) + "string",
        "(string or ".repeat(30) + "string" + &")".repeat(30),
        "one of ".to_owned() + &"\"a\", ".repeat(10_000),
        "string matching the pattern ".repeat(1_000),
        "((null or string or ".repeat(20),
    ] {
        let _ = Type::described(&text);
    }
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

/// What NixOS gives as a default fits the option's type, as far as it is a plain word or number.
#[test]
fn defaults_fit_their_types() {
    use crate::options::value::{Kind, Value};
    let index = Index::embedded_for(2411);
    let mut left = vec![index.root()];
    let (mut compared, mut wrong) = (0, String::new());
    while let Some(place) = left.pop() {
        left.extend(place.children().map(|(_, below)| below));
        let Some(facts) = place.facts() else { continue };
        let kind = match facts.default {
            Some("true") => Kind::Bool(true),
            Some("false") => Kind::Bool(false),
            Some("[ ]") => Kind::List {
                items: vec![],
                open: false,
            },
            Some("{ }") => Kind::Set {
                attributes: vec![],
                open: false,
            },
            Some(text) => match text.parse() {
                Ok(number) => Kind::Int(number),
                // Strings are often no default, but words on one; so is `null`, for a type that has none.
                Err(_) => continue,
            },
            None => continue,
        };
        compared += 1;
        let value = Value { range: 0..0, kind };
        if !facts.r#type.check(&value, Some(place)).is_empty() {
            let _ = writeln!(
                wrong,
                "{}: {} = {}",
                place.name(),
                facts.type_text,
                facts.default.unwrap_or_default()
            );
        }
    }
    println!("{compared} defaults compared; not fitting:\n{wrong}");
    assert!(compared > 6_000);
    // NixOS has one default that it would not take from anybody.
    let nixos_own = "settings: strings concatenated with \"\\n\" = { }\n";
    assert_eq!(wrong, nixos_own);
}
