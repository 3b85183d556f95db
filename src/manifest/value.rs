//! Free-form values: `settings` and `nixos` tables, whose keys coloc does not know.

use crate::source::Spanned;

/// A TOML value with places. Strings hold no NUL (reading refuses it: Nix has none).
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text.
    String(String),
    /// 64-bit, as in TOML and Nix.
    Integer(i64),
    /// Finite: reading refuses `inf` and `nan`, which Nix cannot write.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// In the order of the manifest.
    Array(Vec<Spanned<Value>>),
    /// Sorted by key; no key twice.
    Table(Vec<Entry>),
}

/// A key of a [`Value::Table`] and what stands behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key, unquoted.
    pub key: Spanned<String>,
    /// Its value.
    pub value: Spanned<Value>,
}

impl Value {
    /// What this is, for messages: `a string`, `a table`…
    pub fn kind(&self) -> &'static str {
        match self {
            Self::String(_) => "a string",
            Self::Integer(_) => "a number",
            Self::Float(_) => "a decimal number",
            Self::Boolean(_) => "true or false",
            Self::Array(_) => "a list",
            Self::Table(_) => "a table",
        }
    }

    /// The same value as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::String(text) => text.clone().into(),
            Self::Integer(number) => (*number).into(),
            Self::Float(number) => (*number).into(),
            Self::Boolean(yes) => (*yes).into(),
            Self::Array(items) => items.iter().map(|item| item.value.to_json()).collect(),
            Self::Table(entries) => {
                let member = |entry: &Entry| (entry.key.value.clone(), entry.value.value.to_json());
                serde_json::Value::Object(entries.iter().map(member).collect())
            }
        }
    }

    /// All leaves with their paths of keys, in order; empty tables count as leaves.
    pub fn leaves(&self) -> Vec<(Vec<&Spanned<String>>, &Value)> {
        let mut found = Vec::new();
        self.collect(&mut Vec::new(), &mut found);
        found
    }

    fn collect<'a>(
        &'a self,
        path: &mut Vec<&'a Spanned<String>>,
        found: &mut Vec<(Vec<&'a Spanned<String>>, &'a Value)>,
    ) {
        match self {
            Self::Table(entries) if !entries.is_empty() => {
                for entry in entries {
                    path.push(&entry.key);
                    entry.value.value.collect(path, found);
                    path.pop();
                }
            }
            // The empty root is no leaf of anything.
            leaf if !path.is_empty() => found.push((path.clone(), leaf)),
            _ => {}
        }
    }
}
