//! The names of nixpkgs' `lib` and of Nix' `builtins` that modules are written with.

use std::ops::Range;

use super::meaning::{Found, Meaning};
use super::types;
use crate::options::value::{Kind, Value};

/// What a function makes of its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Makes {
    /// A string that nobody knows.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A list of which no item is known.
    List,
    /// The last argument as it is.
    Last,
    /// Nothing that is known.
    Unknown,
    /// Something that [`super::calls`] knows more of.
    Special,
}

/// Functions by name: how many arguments, and what they make. Names of `builtins` and of `lib` do not contradict.
const FUNCTIONS: &[(&str, usize, Makes)] = {
    use Makes::{Boolean, Last, List, Special, Text, Unknown};
    &[
        ("all", 2, Boolean),
        ("any", 2, Boolean),
        ("attrNames", 1, List),
        ("attrValues", 1, Special),
        ("attrsets", 0, Unknown),
        ("baseNameOf", 1, Text),
        ("boolToString", 1, Text),
        ("concatImapStrings", 2, Text),
        ("concatImapStringsSep", 3, Text),
        ("concatLines", 1, Text),
        ("concatLists", 1, Special),
        ("concatMap", 2, Special),
        ("concatMapAttrs", 2, Special),
        ("concatMapAttrsStringSep", 3, Text),
        ("concatMapStrings", 2, Text),
        ("concatMapStringsSep", 3, Text),
        ("concatStrings", 1, Text),
        ("concatStringsSep", 2, Special),
        ("deepSeq", 2, Last),
        ("elem", 2, Boolean),
        ("escapeShellArg", 1, Text),
        ("escapeShellArgs", 1, Text),
        ("fileContents", 1, Text),
        ("filter", 2, Special),
        ("filterAttrs", 2, Special),
        ("fixedWidthString", 3, Text),
        ("flatten", 1, Special),
        ("forEach", 2, Special),
        ("genAttrs", 2, Special),
        ("genList", 2, Special),
        ("getExe", 1, Text),
        ("getExe'", 2, Text),
        ("hasAttr", 2, Boolean),
        ("hasAttrByPath", 2, Boolean),
        ("hasInfix", 2, Boolean),
        ("hasPrefix", 2, Boolean),
        ("hasSuffix", 2, Boolean),
        ("hashString", 2, Text),
        ("id", 1, Last),
        ("imap0", 2, Special),
        ("imap1", 2, Special),
        ("isAttrs", 1, Boolean),
        ("isBool", 1, Boolean),
        ("isFunction", 1, Boolean),
        ("isInt", 1, Boolean),
        ("isList", 1, Boolean),
        ("isNull", 1, Boolean),
        ("isString", 1, Boolean),
        ("listToAttrs", 1, Special),
        ("makeBinPath", 1, Text),
        ("makeLibraryPath", 1, Text),
        ("makeSearchPath", 2, Text),
        ("map", 2, Special),
        ("mapAttrs", 2, Special),
        ("mapAttrs'", 2, Special),
        ("mapAttrsToList", 2, Special),
        ("mdDoc", 1, Last),
        ("mergeAttrs", 2, Special),
        ("mergeAttrsList", 1, Special),
        ("mkAfter", 1, Special),
        ("mkAliasOptionModule", 2, Special),
        ("mkAliasOptionModuleMD", 2, Special),
        ("mkBefore", 1, Special),
        ("mkChangedOptionModule", 3, Special),
        ("mkDefault", 1, Special),
        ("mkEnableOption", 1, Special),
        ("mkFixStrictness", 1, Last),
        ("mkForce", 1, Special),
        ("mkIf", 2, Special),
        ("mkImageMediaOverride", 1, Special),
        ("mkMerge", 1, Special),
        ("mkOption", 1, Special),
        ("mkOptionDefault", 1, Special),
        ("mkOrder", 2, Special),
        ("mkOverride", 2, Special),
        ("mkPackageOption", 3, Special),
        ("mkPackageOptionMD", 3, Special),
        ("mkRemovedOptionModule", 2, Special),
        ("mkRenamedOptionModule", 2, Special),
        ("mkRenamedOptionModuleWith", 1, Special),
        ("mkStrict", 1, Last),
        ("mkVMOverride", 1, Special),
        ("nameValuePair", 2, Special),
        ("optional", 2, Special),
        ("optionalAttrs", 2, Special),
        ("optionalString", 2, Text),
        ("optionals", 2, Special),
        ("pathExists", 1, Boolean),
        ("readFile", 1, Text),
        ("recursiveUpdate", 2, Special),
        ("remove", 2, List),
        ("removeAttrs", 2, Special),
        ("removePrefix", 2, Text),
        ("removeSuffix", 2, Text),
        ("replaceStrings", 3, Text),
        ("seq", 2, Last),
        ("setAttrByPath", 2, Special),
        ("singleton", 1, Special),
        ("splitString", 2, List),
        ("subtractLists", 2, List),
        ("throwIf", 3, Last),
        ("throwIfNot", 3, Last),
        ("toHexString", 1, Text),
        ("toJSON", 1, Text),
        ("toLower", 1, Text),
        ("toString", 1, Special),
        ("toUpper", 1, Text),
        ("trace", 2, Last),
        ("traceVal", 1, Last),
        ("trivial", 0, Unknown),
        ("unique", 1, Special),
        ("versionAtLeast", 2, Boolean),
        ("versionOlder", 2, Boolean),
        ("warn", 2, Last),
        ("warnIf", 3, Last),
        ("warnIfNot", 3, Last),
    ]
};

/// Parts of `lib` whose members are `lib`'s own.
const PARTS: &[&str] = &[
    "asserts",
    "attrsets",
    "fixedPoints",
    "lists",
    "meta",
    "modules",
    "options",
    "strings",
    "trivial",
];

/// Names that are everywhere in Nix, and that no `with` can hide.
const GLOBALS: &[&str] = &[
    "abort",
    "baseNameOf",
    "dirOf",
    "fetchGit",
    "fetchTarball",
    "import",
    "isNull",
    "map",
    "placeholder",
    "removeAttrs",
    "throw",
    "toString",
];

/// A name that is everywhere in Nix.
pub(super) fn global(name: &str) -> Option<Meaning> {
    let kind = match name {
        "true" => Kind::Bool(true),
        "false" => Kind::Bool(false),
        "null" => Kind::Null,
        "builtins" => return Some(Meaning::Library(String::new())),
        _ if GLOBALS.contains(&name) => return Some(Meaning::Library(name.to_owned())),
        _ => return None,
    };
    Some(Meaning::Value(Value::new(0..0, kind)))
}

/// A member of `lib`, of `lib.types` or of `builtins`.
pub(super) fn member(path: &str, name: &str) -> Found<Meaning> {
    let found = |path: String| Found::Known(Meaning::Library(path));
    if path.is_empty() {
        return match name {
            "true" | "false" | "null" => global(name).map_or(Found::Unknown, Found::Known),
            _ if PARTS.contains(&name) => found(String::new()),
            // `with lib; with lib.types;`, in either order.
            _ if types::is_type(name) && entry(name).is_none() => Found::Missing,
            _ => found(name.to_owned()),
        };
    }
    if path == "types" && !types::is_type(name) && entry(name).is_some() {
        return Found::Missing;
    }
    found(format!("{path}.{name}"))
}

/// What NixOS gives to a module under this name.
pub(super) fn argument(name: &str, range: Range<usize>) -> Meaning {
    match name {
        "lib" => Meaning::Library(String::new()),
        "pkgs" => Meaning::Packages,
        _ => Meaning::Value(Value::unknown(range)),
    }
}

/// How many arguments a function of the library takes, if it is one that is known here.
pub(super) fn arity(name: &str) -> Option<usize> {
    match name.strip_prefix("types.") {
        Some(name) => types::arity(name),
        None => entry(name).map(|(arity, _)| arity).filter(|it| *it > 0),
    }
}

/// How many arguments a function takes, and what it makes.
pub(super) fn entry(name: &str) -> Option<(usize, Makes)> {
    let at = FUNCTIONS
        .binary_search_by(|(known, ..)| (*known).cmp(name))
        .ok()?;
    FUNCTIONS.get(at).map(|(_, arity, makes)| (*arity, *makes))
}

#[test]
fn functions_are_sorted() {
    assert!(FUNCTIONS.is_sorted_by(|a, b| a.0 < b.0));
}
