//! What coloc finds wrong in a text, duplicates and uses, is what Nix finds.

use super::*;

/// Expressions whose names are `a`, `b` and `c`, with all of Nix's syntax but `with`.
fn expressions() -> impl Strategy<Value = String> {
    let name = || select(&["a", "b", "c"][..]).prop_map(str::to_owned);
    let attr = || {
        select(
            &[
                "a",
                "b",
                "c",
                "\"a\"",
                "${\"b\"}",
                "${a}",
                "\"x${b}\"",
                "or",
            ][..],
        )
    };
    let leaf = prop_oneof![
        4 => name(),
        1 => select(&[
            "1", "-1", "1.5", ".5", "\"\"", "\"x${a}\"", "''\n  x ${b}\n''", "./x", "<nixpkgs>", "~/x", "[ ]", "{ }",
            "http://x.org/", "a.b or c", "a ? b", "(a b c)", "__curPos",
        ][..]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let path = || prop::collection::vec(attr(), 1..3).prop_map(|path| path.join("."));
        let entry = prop_oneof![
            6 => (path(), inner.clone()).prop_map(|(path, value)| format!("{path} = {value};")),
            1 => prop::collection::vec(name(), 0..3).prop_map(|names| format!("inherit {};", names.join(" "))),
            1 => (inner.clone(), name()).prop_map(|(from, name)| format!("inherit ({from}) {name};")),
        ];
        let entries = || prop::collection::vec(entry.clone(), 0..4).prop_map(|entries| entries.join(" "));
        let operator = select(&["+", "-", "*", "/", "++", "//", "==", "!=", "<", "&&", "||", "->", ""][..]);
        prop_oneof![
            entries().prop_map(|entries| format!("{{ {entries} }}")),
            entries().prop_map(|entries| format!("rec {{ {entries} }}")),
            (entries(), inner.clone()).prop_map(|(entries, body)| format!("(let {entries} in {body})")),
            (name(), inner.clone()).prop_map(|(name, body)| format!("({name}: {body})")),
            (name(), name(), inner.clone(), inner.clone())
                .prop_map(|(one, two, default, body)| format!("({{ {one} ? {default}, ... }}@{two}: {body})")),
            (name(), name(), inner.clone()).prop_map(|(one, two, body)| format!("({one}@{{ {two} }}: {body})")),
            (inner.clone(), operator, inner.clone()).prop_map(|(one, sign, two)| format!("({one} {sign} {two})")),
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[ {} ]", items.join(" "))),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(one, two, three)| format!("(if {one} then {two} else assert {three}; {one})")),
            (inner.clone(), path()).prop_map(|(of, path)| format!("({of}).{path}")),
            inner.clone().prop_map(|inner| format!("(! {inner})")),
            inner.prop_map(|inner| format!("\"x ${{{inner}}}\"")),
        ]
    })
}

/// Expressions in which a token was dropped, doubled or put in from elsewhere.
fn damaged() -> impl Strategy<Value = String> {
    let sign = select(
        &[
            "",
            "",
            "",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ";",
            "=",
            ".",
            ",",
            ":",
            "@",
            "?",
            "or",
            "in",
            "let",
            "rec",
            "then",
            "inherit",
            "\"",
            "''",
            "${",
            "...",
            "-",
            "!",
            "/",
            "1",
            "a",
            "\u{a0}",
            "#",
            "/*",
            "$",
            "|>",
            "99999999999999999999",
        ][..],
    );
    (
        expressions(),
        any::<prop::sample::Index>(),
        sign,
        any::<bool>(),
    )
        .prop_map(|(text, at, sign, keep)| {
            let tokens: Vec<_> = rnix::tokenize(&text).map(|(_, token)| token).collect();
            let at = at.index(tokens.len());
            let (before, after) = (
                tokens[..at].concat(),
                tokens[at + usize::from(!keep)..].concat(),
            );
            format!("{before} {sign} {after}")
        })
}

/// What Nix has against a text.
#[derive(Debug, PartialEq)]
enum Verdict {
    Fine,
    Undefined,
    Duplicate,
    Syntax,
}

fn verdict(text: &str) -> Option<Verdict> {
    Some(match real_nix::parse(text)? {
        Ok(()) => Verdict::Fine,
        // Nix looks for these once the syntax is right.
        Err(error) if error.contains("undefined variable") => Verdict::Undefined,
        Err(error) if error.contains("already defined") || error.contains("duplicate formal") => {
            Verdict::Duplicate
        }
        Err(_) => Verdict::Syntax,
    })
}

/// Whether this Nix merges sets in sets that are merged, as that of today does: 2.8 does not.
fn merges_sets_in_sets() -> bool {
    static ANSWER: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *ANSWER
        .get_or_init(|| verdict("{ a.b.c = 1; a = { b = { d = 1; }; }; }") == Some(Verdict::Fine))
}

/// How many texts are given to Nix, one process each; `PROPTEST_CASES` can raise it.
fn one_by_one() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok());
    few(cases.unwrap_or(100))
}

proptest! {
    #![proptest_config(one_by_one())]

    #[test]
    fn duplicates_are_those_that_nix_finds(text in expressions()) {
        let found = nix_text::duplicates(&text);
        match verdict(&format!("a: b: c: {text}")) {
            Some(Verdict::Duplicate) if merges_sets_in_sets() => {
                prop_assert_ne!(found, Ok(Vec::new()));
            }
            // An older Nix merges less, but only where a set is written as a value.
            Some(Verdict::Duplicate) => {
                let sets = ["= {", "= rec {"].iter().any(|set| text.contains(set));
                prop_assert!(sets || found != Ok(Vec::new()));
            }
            // Names that must be static are syntax.
            Some(Verdict::Syntax) => prop_assert!(found.is_err()),
            Some(_) => prop_assert_eq!(found, Ok(Vec::new())),
            None => {}
        }
    }

    #[test]
    fn syntax_errors_are_those_that_nix_finds(text in damaged()) {
        // What rnix cannot read although Nix can; nobody writes that.
        let tokens = rnix::tokenize(&text).filter(|(kind, _)| !matches!(kind, TOKEN_WHITESPACE | TOKEN_COMMENT));
        let tokens: Vec<_> = tokens.map(|(_, token)| token).collect();
        prop_assume!(!tokens.windows(2).any(|pair| matches!(pair, ["-", "!"] | ["let", "{"])));
        let ours = nix_text::parse(&text);
        match verdict(&text) {
            Some(Verdict::Syntax) => prop_assert!(ours.is_err()),
            Some(Verdict::Fine | Verdict::Undefined) => prop_assert_eq!(ours, Ok(())),
            // Nix stops there, whatever comes after.
            Some(Verdict::Duplicate) | None => {}
        }
    }

    #[test]
    fn identifiers_are_those_that_nix_looks_up(text in expressions()) {
        let names = nix_text::identifiers(&text);
        let around = |names: &BTreeSet<String>| {
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            format!("{{ {} }}: {text}", names.join(", "))
        };
        let verdict_on_all = verdict(&around(&names));
        prop_assert_ne!(&verdict_on_all, &Some(Verdict::Undefined));
        if verdict_on_all == Some(Verdict::Fine) {
            for name in &names {
                let mut fewer = names.clone();
                fewer.remove(name);
                prop_assert_eq!(verdict(&around(&fewer)), Some(Verdict::Undefined), "without {}", name);
            }
        }
    }
}

/// The signs and words of Nix, and what comes near.
const SOUP: [&str; 62] = [
    "{", "}", "[", "]", "(", ")", "${", "\"", "''", "'", "let", "in", "rec", "with", "assert",
    "if", "then", "else", "or", "inherit", "a", "b", "or", "1", "1.5", "-", "!", "+", "++", "/",
    "//", "->", "==", "=", ";", ":", ",", ".", "...", "@", "?", "<", ">", "<a>", "~/a", "~", "./a",
    "a/b", "/", "&&", "||", "|>", "<|", "#", "/*", "*/", "\n", " ", "\r", "é", "\0", "http://a",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..few(0) })]

    #[test]
    fn no_text_is_too_much(
        pieces in prop::collection::vec((select(&SOUP[..]), any::<bool>()), 0..12),
        times in prop_oneof![4 => 1..3_usize, 1 => 50..400_usize],
    ) {
        let text: String = pieces.iter().flat_map(|(piece, space)| [*piece, if *space { " " } else { "" }]).collect();
        let text = text.repeat(times);
        let ours = nix_text::parse(&text);
        if let Err(errors) = &ours {
            prop_assert!(!errors.is_empty());
            prop_assert!(errors.iter().all(|error| text.get(error.range.clone()).is_some()), "{errors:?}");
            prop_assert!(!errors.iter().any(|error| error.message.contains("cannot read")), "{errors:?}");
            prop_assert!(!errors.iter().any(|error| error.message.contains('_')), "{errors:?}");
        }
        prop_assert_eq!(ours.is_ok(), nix_text::duplicates(&text).is_ok());
        prop_assert!(ours.is_ok() || nix_text::identifiers(&text).is_empty());
        prop_assert!(ours.is_ok() || nix_text::defined(&text).is_empty());
    }
}

#[test]
fn a_module_defines_what_its_values_say() {
    let value = json!({ "services": { "my site": { "enable": true, "port": 1, "tags": ["a"], "none": null, "x": {} } } });
    let module = format!(
        "{{ config, lib, ... }}: let x = 1; in with lib; {}",
        nix::json(&value)
    );
    let found: BTreeMap<_, _> = nix_text::defined(&module)
        .into_iter()
        .map(|it| (it.path.join("/"), it.leaf))
        .collect();
    let expected = [
        ("enable", nix_text::Leaf::Boolean),
        ("none", nix_text::Leaf::Null),
        ("port", nix_text::Leaf::Number),
        ("tags", nix_text::Leaf::List),
        ("x", nix_text::Leaf::Set),
    ];
    assert_eq!(
        found,
        expected
            .map(|(name, leaf)| (format!("services/my site/{name}"), leaf))
            .into()
    );
}
