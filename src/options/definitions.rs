//! Which modules of a machine set an option, and to what.

use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};

use super::graph::Files;
use super::near::quoted;
use super::value::{Key, Kind, Value};

/// One place that sets an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Path in the repository.
    pub file: Utf8PathBuf,
    /// The option as it is set there, as Nix writes it: what was asked for, or something below it.
    pub option: String,
    /// The value, as byte offsets in the file.
    pub range: Range<usize>,
    /// Whether it holds in any case: not under `mkIf`, not one side of `if`.
    pub certain: bool,
}

/// Places in a machine's modules that set an option or what is below it. `<name>` and `*` stand for any name.
pub fn of(files: &Files, root: Utf8PathBuf, wanted: &[&str]) -> Vec<Definition> {
    let mut found = Vec::new();
    for (path, file) in files.reach([root]).files {
        if let Ok(module) = &file.module {
            let mut search = Search {
                file: path,
                wanted,
                names: Vec::new(),
                found: &mut found,
            };
            search.value(&module.config, true);
        }
    }
    found
}

struct Search<'s> {
    file: &'s Utf8Path,
    wanted: &'s [&'s str],
    names: Vec<String>,
    found: &'s mut Vec<Definition>,
}

impl Search<'_> {
    fn value(&mut self, value: &Value, certain: bool) {
        match &value.kind {
            Kind::If(inner) => self.value(inner, false),
            Kind::Override(_, inner) | Kind::Order(inner) => self.value(inner, certain),
            Kind::Merge(parts) => parts.iter().for_each(|part| self.value(part, certain)),
            Kind::Choice(parts) => parts.iter().for_each(|part| self.value(part, false)),
            Kind::Set { attributes, .. } if !attributes.is_empty() => {
                for attribute in attributes {
                    let name = match &attribute.name {
                        Key::Name(name) => name.as_str(),
                        Key::Any => "*",
                    };
                    let fits = self
                        .wanted
                        .get(self.names.len())
                        .is_none_or(|wanted| *wanted == name || matches!(*wanted, "<name>" | "*"));
                    if fits {
                        self.names.push(name.to_owned());
                        self.value(&attribute.value, certain);
                        self.names.pop();
                    }
                }
            }
            _ if self.names.len() >= self.wanted.len() => self.found.push(Definition {
                file: self.file.to_owned(),
                option: path(&self.names),
                range: value.range.clone(),
                certain,
            }),
            _ => {}
        }
    }
}

/// Names as Nix writes them.
pub fn path(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    quoted.join(".")
}

/// The names of a path as people type it: `services.nginx.virtualHosts."a.example".root`.
pub fn names(path: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut in_quotes = false;
    for character in path.trim().chars() {
        match character {
            '"' => in_quotes = !in_quotes,
            '.' if !in_quotes => names.push(String::new()),
            other => {
                if let Some(name) = names.last_mut() {
                    name.push(other);
                }
            }
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn quoted_names_may_have_dots() {
    assert_eq!(
        names("services.nginx.virtualHosts.\"a.example\".root"),
        ["services", "nginx", "virtualHosts", "a.example", "root"]
    );
    assert_eq!(names(" .a..b."), ["a", "b"]);
}
