//! Texts that stand in recipes: scripts behind units, files that are written in Nix.

use std::collections::BTreeMap;
use std::io;

use camino::Utf8Path;
use serde::Deserialize;

use crate::nix;

/// A text, and where below its store path it will stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    /// Empty, or `/bin/start`.
    pub below: String,
    /// What stands in it.
    pub content: String,
    /// Whether it can be run.
    pub executable: bool,
}

/// What `nix derivation show` prints of a recipe, as far as it matters here.
#[derive(Deserialize)]
struct Derivation {
    #[serde(default)]
    outputs: BTreeMap<String, Output>,
    #[serde(default)]
    env: Environment,
}

#[derive(Deserialize)]
struct Output {
    path: Option<String>,
}

#[derive(Default, Deserialize)]
struct Environment {
    text: Option<String>,
    #[serde(rename = "buildCommand")]
    command: Option<String>,
    #[serde(default)]
    executable: String,
}

/// Since Nix 2.33 the recipes stand a level deeper, and paths have no folder.
#[derive(Deserialize)]
#[serde(untagged)]
enum Shown {
    Wrapped {
        derivations: BTreeMap<String, Derivation>,
    },
    Plain(BTreeMap<String, Derivation>),
}

/// Texts of all recipes that a system needs, by store path. Empty if Nix does not show them.
pub(super) fn texts(root: &Utf8Path, derivation: &str) -> io::Result<BTreeMap<String, Text>> {
    let ran = nix::derivations(root, derivation)?;
    if !ran.status.success() {
        return Ok(BTreeMap::new());
    }
    let folder = Utf8Path::new(derivation)
        .parent()
        .unwrap_or(Utf8Path::new("/nix/store"));
    Ok(read(&ran.stdout, folder))
}

fn read(shown: &str, store: &Utf8Path) -> BTreeMap<String, Text> {
    let Ok(Shown::Wrapped { derivations: all } | Shown::Plain(all)) = serde_json::from_str(shown)
    else {
        return BTreeMap::new();
    };
    all.into_values()
        .filter_map(|derivation| {
            let path = derivation.outputs.get("out")?.path.as_deref()?;
            let below = target(derivation.env.command.as_deref()?)?;
            let text = Text {
                below,
                content: derivation.env.text?,
                executable: derivation.env.executable == "1",
            };
            // `join` leaves a path alone that begins with a slash.
            Some((store.join(path).into_string(), text))
        })
        .collect()
}

/// Where `writeTextFile` puts its text: `target=$out/bin/start`, or `n=$out/…` before 2022; with or without quotes.
///
/// Source: `pkgs/build-support/trivial-builders` of nixpkgs.
fn target(command: &str) -> Option<String> {
    let line = command.lines().map(str::trim).find_map(|line| {
        line.strip_prefix("target=$out")
            .or_else(|| line.strip_prefix("n=$out"))
    })?;
    let below: String = line.chars().filter(|c| !matches!(c, '\'' | '"')).collect();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@:".contains(c);
    (below.is_empty() || (below.starts_with('/') && below.chars().all(plain))).then_some(below)
}

#[cfg(test)]
mod tests {
    use super::{read, target};

    #[test]
    fn where_a_text_will_stand() {
        assert_eq!(target("target=$out\nmkdir -p x").as_deref(), Some(""));
        assert_eq!(
            target("  n=$out/bin/nginx-pre-start\n").as_deref(),
            Some("/bin/nginx-pre-start")
        );
        assert_eq!(target("target=$out'/bin/a b'"), None);
        assert_eq!(target("target=$out'/bin/a'").as_deref(), Some("/bin/a"));
        assert_eq!(target("echo hello > $out"), None);
    }

    #[test]
    fn recipes_of_all_nixes_are_read() {
        let recipe = |out: &str| {
            format!(
                r#"{{"outputs":{{"out":{{"path":"{out}"}}}},"env":{{"text":"hi","buildCommand":"target=$out","executable":""}}}}"#
            )
        };
        let old = format!(r#"{{"/nix/store/0-x.drv":{}}}"#, recipe("/nix/store/1-x"));
        let new = format!(
            r#"{{"derivations":{{"0-x.drv":{}}},"version":4}}"#,
            recipe("1-x")
        );
        for shown in [old, new] {
            let texts = read(&shown, "/nix/store".into());
            assert_eq!(
                texts
                    .iter()
                    .map(|(path, text)| (path.as_str(), text.content.as_str()))
                    .collect::<Vec<_>>(),
                [("/nix/store/1-x", "hi")]
            );
        }
        assert!(read("[]", "/nix/store".into()).is_empty());
    }
}
