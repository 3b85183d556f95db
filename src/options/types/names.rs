//! Types that have a description of their own, word by word.

use super::{Ints, Numbers, Text, Type};

/// Strings with a check that the description only names. Facts of NixOS' modules up to July 2026.
const TEXTS: &[&str] = &[
    "Go duration (https://golang.org/pkg/time/#ParseDuration)",
    "IPv4 or IPv6 address",
    "Minecraft UUID",
    "Network prefix in CIDR notation",
    "PKCS#11 URI",
    "absolute path or IPv4 or IPv6 address",
    "coderepo names",
    "configured template name",
    "file mode string",
    "key ID prefixed with BTN_ or KEY_",
    "key ID prefixed with KEY_",
    "printable string without spaces, # and /",
    "session name",
    "string containing all of the characters %Y, %m, %d, %H, %M, %S",
    "string containing either a number or a range",
    "string of the form number{b|k|M|G}",
    "string starting with / or ~/",
    "string without line breaks or quotes",
    "string without spaces",
    "string, with spaces inside double quotes",
    "tmpfiles.d(5) age format",
];

/// Types whose check is not told, or that check nothing.
const NAMED: &[&str] = &[
    "3×3 matrix of floating point numbers",
    "An evaluation of Nixpkgs; the top level attribute set of packages",
    "Flat key-value file",
    "Json value or lambda",
    "ConfigObj mapping value",
    "Dovecot config value",
    "Kismet config stanza",
    "NetworkManager plug-in",
    "NetworkManager plugin package",
    "Nixpkgs package set",
    "dataset/template options",
    "elixir tuple",
    "fileset",
    "ibus-engine",
    "inline lua",
    "instances of this type recursively",
    "int, bool, string or list of them",
    "lib.maintainers",
    "lib.teams",
    "nixpkgs config",
    "nixpkgs overlay",
    "option declaration",
    "optionType",
    "package that is a Home Assistant component",
    "package that is a Home Assistant theme",
    "package that is a navidrome plugin",
    "package with provided sessions",
    "raw elixir",
    "secret value",
    "settings option",
    "sysctl option value",
    "systemd option",
    "uMurmur config value",
    "udev rule value",
    "value coercible to CLI argument",
];

/// How descriptions in prose begin.
const PROSE: &[&str] = &[
    "LDAP value",
    "Traffic Server records value",
    "`coolwsd.xml` configuration type",
    "davmail config type",
    "freeciv-server params",
    "libconfig configuration",
    "limesurvey config type",
    "ncdns.conf configuration type",
    "privoxy configuration type",
    "tuple of (",
    "unbound.conf configuration type",
    "znc values",
];

const NOT_BELOW_ZERO: Numbers = Numbers {
    least: Some(0.0),
    most: None,
    not_zero: false,
};

const ABOVE_ZERO: Numbers = Numbers {
    not_zero: true,
    ..NOT_BELOW_ZERO
};

/// The name that a description begins with, and its type; the longest one.
pub(super) fn at(text: &str) -> Option<(Type, usize)> {
    let texts = TEXTS
        .iter()
        .map(|name| (*name, Type::Text(Text::Named((*name).to_owned()))));
    let named = NAMED
        .iter()
        .map(|name| (*name, Type::Named((*name).to_owned())));
    simple()
        .into_iter()
        .chain(texts)
        .chain(named)
        .filter(|(name, _)| text.starts_with(name))
        .max_by_key(|(name, _)| name.len())
        .map(|(name, kind)| (kind, name.len()))
}

/// What a description in prose says, if it begins as one that is known.
pub(super) fn prose(text: &str) -> Option<Type> {
    let begin = PROSE.iter().find(|begin| text.starts_with(**begin))?;
    Some(Type::Named((*begin).to_owned()))
}

fn simple() -> Vec<(&'static str, Type)> {
    let least = |least| {
        Type::Int(Ints {
            least: Some(least),
            ..Ints::default()
        })
    };
    let atom = |kinds: &[Type]| Type::Either(kinds.to_vec());
    // `str` of an atom: a path or a package is made a string by newer releases.
    let ini = atom(&[
        Type::Bool,
        Type::int(),
        Type::Float(Numbers::default()),
        Type::string(),
        Type::Package,
        Type::Path,
    ])
    .null_or();
    let inis = Type::Either(vec![ini.clone(), ini.clone().list()]);
    vec![
        ("boolean", Type::Bool),
        ("boolean (merged using or)", Type::Bool),
        ("signed integer", Type::int()),
        ("integer", Type::int()),
        ("unsigned integer, meaning >=0", least(0)),
        ("positive integer, meaning >0", least(1)),
        (
            "nonzero signed integer, meaning !=0",
            Type::Int(Ints {
                not_zero: true,
                ..Ints::default()
            }),
        ),
        ("integer of at least 16 bits", Type::int()),
        ("floating point number", Type::Float(Numbers::default())),
        (
            "nonnegative floating point number, meaning >=0",
            Type::Float(NOT_BELOW_ZERO),
        ),
        (
            "integer or floating point number",
            Type::Number(Numbers::default()),
        ),
        (
            "nonnegative integer or floating point number, meaning >=0",
            Type::Number(NOT_BELOW_ZERO),
        ),
        (
            "positive integer or floating point number, meaning >0",
            Type::Number(ABOVE_ZERO),
        ),
        ("string", Type::string()),
        ("non-empty string", Type::Text(Text::NonEmpty)),
        ("single-line string", Type::Text(Text::OneLine)),
        (
            "(optionally newline-terminated) single-line string",
            Type::Text(Text::OneLine),
        ),
        (
            "string, not containing newlines or colons",
            Type::Text(Text::NoColon),
        ),
        ("path, not containing newlines or colons", Type::Path),
        (
            "absolute path, not containing newlines or colons",
            Type::Path,
        ),
        ("path", Type::Path),
        ("absolute path", Type::Path),
        ("relative path", Type::Named("relative path".to_owned())),
        ("path in the Nix store", Type::StorePath),
        ("absolute path in the Nix store", Type::StorePath),
        ("absolute path not in the Nix store", Type::Path),
        ("package", Type::Package),
        ("anything", Type::Anything),
        ("unspecified value", Type::Anything),
        ("unspecified", Type::Anything),
        ("raw value", Type::Anything),
        ("attribute set", Type::Anything.attrs()),
        ("(submodule)", Type::Submodule),
        ("submodule", Type::Submodule),
        ("attribute-tagged union", Type::Submodule),
        ("impossible (empty enum)", Type::Enum(Vec::new())),
        ("module", Type::Module),
        ("Toplevel NixOS config", Type::System),
        ("atom (null, bool, int, float or string)", ini.clone()),
        ("INI atom (null, bool, int, float or string)", ini.clone()),
        (
            "atom (null, bool, int, float or string) or a list of them for duplicate keys",
            inis.clone(),
        ),
        (
            "INI atom (null, bool, int, float or string) or a list of them for duplicate keys",
            inis.clone(),
        ),
        (
            "INI atom (null, bool, int, float or string) or a non-empty list of them",
            inis.clone(),
        ),
        ("atom (bool, int or string)", ini.clone()),
        (
            "atom (bool, int or string) or a list of them for duplicate keys",
            inis.clone(),
        ),
        (
            "Nix config atom (null, bool, int, float, str, path or package)",
            ini.clone(),
        ),
        ("(string, path, bool, or integer)", ini.clone()),
        ("(string, package, bool, int or float)", ini),
        ("(int, bool, string or list of them)", inis),
    ]
}
