//! Options that take one value and are given two.

use std::collections::BTreeMap;
use std::ops::Range;

use camino::Utf8Path;

use super::problem::{Fault, Problem, Related};
use crate::options::index::Facts;
use crate::options::types::Type;
use crate::options::value::{Kind, Value};

/// What options are set to, in all files of a machine, without conditions.
#[derive(Debug, Default)]
pub(super) struct Definitions<'a> {
    options: BTreeMap<String, Vec<Definition<'a>>>,
}

#[derive(Debug)]
struct Definition<'a> {
    priority: i64,
    file: &'a Utf8Path,
    range: Range<usize>,
    kind: Kind,
    words: String,
}

/// Whether values of an option cannot be put together: all must be the same.
pub(super) fn is_exclusive(facts: Facts<'_>) -> bool {
    // Texts that are strung together, and a boolean that one `true` makes true.
    let joins = ["concatenated", "merged", "separated"];
    alone(facts.r#type) && !joins.iter().any(|word| facts.type_text.contains(word))
}

fn alone(kind: &Type) -> bool {
    match kind {
        Type::NullOr(inner) => alone(inner),
        Type::Bool
        | Type::Int(_)
        | Type::Float(_)
        | Type::Number(_)
        | Type::Path
        | Type::Text(_)
        | Type::Enum(_) => true,
        _ => false,
    }
}

impl<'a> Definitions<'a> {
    /// Keeps a value, if it is one that can be compared.
    pub fn add(&mut self, option: &str, priority: i64, file: &'a Utf8Path, value: &Value) {
        let comparable = matches!(
            value.kind,
            Kind::Null | Kind::Bool(_) | Kind::Int(_) | Kind::String(Some(_))
        );
        if comparable {
            let definition = Definition {
                priority,
                file,
                range: value.range.clone(),
                kind: value.kind.clone(),
                words: value.words(),
            };
            let all = self.options.entry(option.to_owned()).or_default();
            all.push(definition);
        }
    }

    /// Adds a problem for each option whose strongest definitions differ.
    pub fn conflicts(&self, problems: &mut Vec<Problem>) {
        for (option, all) in &self.options {
            let strongest = all.iter().map(|it| it.priority).min();
            let mut all = all.iter().filter(|it| Some(it.priority) == strongest);
            let Some(first) = all.next() else { continue };
            let Some(other) = all.find(|it| it.kind != first.kind) else {
                continue;
            };
            let twice =
                |it: &Problem| it.fault == Fault::DuplicateAttribute && it.file == other.file;
            if first.file == other.file && problems.iter().any(twice) {
                continue;
            }
            problems.push(Problem {
                fault: Fault::Conflict,
                file: other.file.to_owned(),
                range: other.range.clone(),
                option: option.clone(),
                message: format!(
                    "`{option}` is {} here and {} in another place: NixOS takes one value only.",
                    other.words, first.words
                ),
                help: "Keep one of the two. If both are meant, write `lib.mkForce` before the value that shall win."
                    .to_owned(),
                related: vec![Related {
                    file: first.file.to_owned(),
                    range: first.range.clone(),
                    text: format!("{} here", first.words),
                }],
                doubtful: false,
            });
        }
    }
}
