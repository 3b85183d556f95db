use super::*;

/// The messages about a text, each with the text that it points at.
fn errors(text: &str) -> Vec<(&str, String)> {
    let errors = parse(text).err().unwrap_or_default();
    errors
        .into_iter()
        .map(|error| (text.get(error.range).unwrap_or("?"), error.message))
        .collect()
}

#[test]
fn errors_are_in_plain_words() {
    for (text, place, message) in [
        ("{ a = 1 }", "}", "`}` stands where `;` is expected"),
        ("{ a = 1; b }", "}", "`}` stands where `=` is expected"),
        (
            "{ a = ; }",
            ";",
            "`;` stands where an expression is expected",
        ),
        ("{ a = 1; ", "{", "`{` is never closed: `}` is missing"),
        ("[ 1 )", ")", "`)` stands where `]` is expected, after `[`"),
        (
            "\"a",
            "\"",
            "a string is never closed: the end of a string is missing",
        ),
        (
            "let a = 1; a",
            "let",
            "`let` is never closed: `in` is missing",
        ),
        ("1 ]", "]", "`]` closes nothing"),
        ("1 2 }: 3", "}", "`}` closes nothing"),
        (
            "a = 1",
            "= 1",
            "the expression has already ended before this",
        ),
        ("if a then b", "", "the text ends where `else` is expected"),
        ("", "", "the text ends too early"),
        ("1 |> 2", "|>", "pipe operators are not part of Nix yet"),
        ("1\u{a0}+ 2", "\u{a0}", "this space is not an ordinary one"),
        (
            "[ 99999999999999999999 ]",
            "99999999999999999999",
            "this number is too large",
        ),
        (
            "1.0e-320",
            "1.0e-320",
            "this number is too large or too small",
        ),
        (
            "# a\rb\n1",
            "# a\rb",
            "a carriage return stands in a comment",
        ),
        ("\"\0\"", "\0", "a NUL character stands in the text"),
        (
            "f x: x",
            "x: x",
            "this function needs parentheses around it",
        ),
        (
            "let ${a} = 1; in 2",
            "${a}",
            "a name with `${…}` cannot stand here",
        ),
    ] {
        let found = errors(text);
        let first = found.first().map(|(at, message)| (*at, message.as_str()));
        assert_eq!(first, Some((place, message)), "for {text}: {found:?}");
    }
    assert_eq!(
        errors("{ a ? 1, ... }@b: with a; \"x${toString 1}\" + ''y'' // ./z"),
        []
    );
}

#[test]
fn no_depth_overflows_the_stack() {
    for (open, close) in [
        ("[", ""),
        ("[ ", "]"),
        ("( ", ")"),
        ("{ a = ", "; }"),
        ("let a = ", "; in a"),
        ("\"${ ", "}\""),
        ("a: ", ""),
        ("- ", ""),
        ("! ", ""),
        ("1 ++ ", ""),
        ("a ", ""),
        ("with a; ", ""),
        ("if a then ", " else b"),
        ("a.b or ", ""),
    ] {
        let text = format!("{}1{}", open.repeat(1 << 19), close.repeat(1 << 19));
        let found = parse(&text).err().unwrap_or_default();
        assert_eq!(found.len(), 1, "{open}");
        let text = format!("{}1{}", open.repeat(60), close.repeat(60));
        assert!(
            open == "[" || parse(&text).is_ok(),
            "{open} {:?}",
            parse(&text)
        );
    }
    assert!(parse(&format!("[ {} ]", "a (-1) { b = c ++ d; } ".repeat(20_000))).is_ok());
    assert!(
        parse(&format!(
            "{{ {} }}",
            "a = b ++ [ c ]; inherit d e f; ".repeat(20_000)
        ))
        .is_ok()
    );
    assert!(parse(&format!("''{}''", "${a} b ++ c\n".repeat(20_000))).is_ok());
}

#[test]
fn duplicates_follow_the_rules_of_merging() {
    for (text, expected) in [
        ("{ a = 1; b = 2; }", vec![]),
        ("{ a = 1; a = 2; }", vec!["a"]),
        (
            "{ a = 1; \"a\" = 2; ${\"a\"} = 3; ${b} = 4; }",
            vec!["a", "a"],
        ),
        ("{ a.b = 1; a.c = 2; }", vec![]),
        ("{ a.b = 1; a.b.c = 2; }", vec!["a/b/c"]),
        ("{ a.b.c = 1; a.b = 2; }", vec!["a/b"]),
        ("{ a = { b = 1; }; a.c = 2; }", vec![]),
        ("{ a.c = 2; a = rec { b = 1; }; }", vec![]),
        ("{ a = ({ b = 1; }); a = { b = 2; }; }", vec!["a/b"]),
        ("{ a = { b.c = 1; }; a.b.d = 2; }", vec![]),
        // Sets in sets that are merged are merged too.
        ("{ a = { b.c = 1; }; a = { b.d = 2; }; }", vec![]),
        (
            "{ a.b.c = 1; a = { b = { d.e = 1; }; b.d.f = 2; }; }",
            vec![],
        ),
        ("{ a.b = 1; a = { b = 2; }; }", vec!["a/b"]),
        ("{ a = { b.c = 1; }; a = { b.c = 2; }; }", vec!["a/b/c"]),
        (
            "{ a = { b = { c = 1; }; }; a = { b = x: x; }; }",
            vec!["a/b"],
        ),
        ("{ a = { } // { }; a.b = 1; }", vec!["a/b"]),
        (
            "a: { inherit a; a.b = 1; inherit ({ }) a; }",
            vec!["a/b", "a"],
        ),
        ("let a = 1; a = 2; in [ { b = 1; b = 2; } ]", vec!["a", "b"]),
        ("{ a, b, a }@b: 1", vec!["a", "b"]),
    ] {
        let found: Vec<_> = duplicates(text)
            .into_iter()
            .flatten()
            .map(|it| it.path.join("/"))
            .collect();
        assert_eq!(found, expected, "{text}");
    }
    let found = duplicates("{ a = 1; a = 2; }").into_iter().flatten().next();
    assert_eq!(found.map(|it| (it.first, it.second)), Some((2..3, 9..10)));
}

#[test]
fn identifiers_are_the_free_ones() {
    for (text, expected) in [
        (
            "{ a = config.b; c.d = \"${lib.e}\"; }",
            vec!["config", "lib"],
        ),
        ("{ pkgs, x ? y, ... }@all: pkgs x all z", vec!["y", "z"]),
        ("let a = b; b = 1; in a c", vec!["c"]),
        ("rec { a = b; b = c; }", vec!["c"]),
        ("{ a = b; b = c; }", vec!["b", "c"]),
        (
            "{ inherit lib; inherit (pkgs) hello; }",
            vec!["lib", "pkgs"],
        ),
        ("let inherit a; in a", vec!["a"]),
        ("a: let inherit a; in a", vec![]),
        (
            "with lib; mkIf true x.y or z",
            vec!["lib", "mkIf", "true", "x", "z"],
        ),
        ("(a: a) a", vec!["a"]),
        ("a ? b.${c}", vec!["a", "c"]),
        ("{ broken", vec![]),
    ] {
        assert_eq!(
            identifiers(text).into_iter().collect::<Vec<_>>(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn modules_define_leaves() {
    let text = r#"
        { config, lib, ... }:
        let a.ignored = 1; in
        with lib; {
          inherit (lib) version;
          services.nginx = { enable = true; "my site".port = (-1); list = [ { x = 1; } ]; };
          services.nginx.name = "x${config.y}";
          nothing = null;
          file = ./x;
          empty = { };
          ${config.z} = 1;
          least = (-9223372036854775807 - 1);
          forced = lib.mkForce 1;
          computed = config.a + 1;
          function = { a }: { b = 1; };
          when = lib.mkIf config.a { inner = 1; };
          many = mkMerge [ { one = 1; } (mkIf true { two = "2"; }) ];
          scalar = lib.mkIf true 80;
        }"#;
    let found: Vec<_> = defined(text)
        .into_iter()
        .map(|it| (it.path.join("/"), it.leaf))
        .collect();
    let expected = [
        ("version", Leaf::Other),
        ("services/nginx/enable", Leaf::Boolean),
        ("services/nginx/my site/port", Leaf::Number),
        ("services/nginx/list", Leaf::List),
        ("services/nginx/name", Leaf::String),
        ("nothing", Leaf::Null),
        ("file", Leaf::Path),
        ("empty", Leaf::Set),
        ("least", Leaf::Number),
        ("forced", Leaf::Other),
        ("computed", Leaf::Other),
        ("function", Leaf::Other),
        ("when/inner", Leaf::Number),
        ("many/one", Leaf::Number),
        ("many/two", Leaf::String),
        ("scalar", Leaf::Number),
    ];
    assert_eq!(found, expected.map(|(path, leaf)| (path.to_owned(), leaf)));
    let fixed: Vec<_> = defined(text)
        .into_iter()
        .filter(|it| !it.replaceable)
        .collect();
    let fixed: Vec<_> = fixed.iter().map(|it| it.path.join("/")).collect();
    assert_eq!(
        fixed,
        ["version", "when/inner", "many/one", "many/two", "scalar"]
    );
    let range = defined("{ a = 12; }").into_iter().next().map(|it| it.range);
    assert_eq!(range, Some(6..8));
}
