//! Settings of services: typed by the catalog's entry, given by the manifest.

use std::fmt;

use regex_lite::Regex;

use super::facts::{Bilingual, SettingTable, SettingType};
use crate::finding::Finding;
use crate::manifest::codes::BAD_VALUE;
use crate::manifest::table::{Context, FromValue, one_of};
use crate::manifest::types::{Domain, Name, RepoPath, Size, word};
use crate::manifest::value::Value;
use crate::source::Spanned;

/// What an entry says of one of its settings.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Its type.
    pub kind: SettingType,
    /// Its default as written in `service.toml`; none: unset.
    pub default: Option<Value>,
    /// Whether the manifest must give it.
    pub required: bool,
    /// How it is written.
    pub example: Option<Value>,
    /// What it does.
    pub description: Bilingual,
    /// The words of an enum.
    pub values: Vec<String>,
    /// For the whole text, or each item.
    pub pattern: Option<Regex>,
    /// Least number.
    pub min: i64,
    /// Greatest number.
    pub max: i64,
}

/// A setting's value, checked.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingValue {
    /// true or false
    Bool(bool),
    /// A whole number within the setting's range.
    Int(i64),
    /// Bytes.
    Size(u64),
    /// Text that matches the setting's pattern, or a word of its enum.
    String(String),
    /// Texts that match.
    List(Vec<String>),
    /// A domain name.
    Domain(Domain),
    /// A path in the repository.
    Path(RepoPath),
    /// Members: once resolved, those who exist and have not left.
    Members(Vec<Spanned<Name>>),
}

impl SettingValue {
    /// Whether it asks for something: a switch that is on, or anything but an empty text or list.
    pub fn is_set(&self) -> bool {
        match self {
            Self::Bool(yes) => *yes,
            Self::String(text) => !text.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Members(members) => !members.is_empty(),
            Self::Int(_) | Self::Size(_) | Self::Domain(_) | Self::Path(_) => true,
        }
    }
}

impl fmt::Display for SettingValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(yes) => yes.fmt(f),
            Self::Int(number) => number.fmt(f),
            Self::Size(bytes) => Size(*bytes).fmt(f),
            Self::String(text) => f.write_str(text),
            Self::List(items) => f.write_str(&items.join(", ")),
            Self::Members(members) => {
                let names: Vec<&str> = members.iter().map(|name| name.value.as_str()).collect();
                f.write_str(&names.join(", "))
            }
            Self::Domain(domain) => domain.fmt(f),
            Self::Path(path) => path.as_path().fmt(f),
        }
    }
}

impl Setting {
    /// Takes what `service.toml` says.
    pub fn new(table: &SettingTable, context: &mut Context<'_>) -> Option<Self> {
        let number = |value: &Option<Spanned<super::facts::Any>>, otherwise| match value
            .as_ref()
            .map(|v| &v.value.0)
        {
            Some(Value::Integer(number)) => *number,
            _ => otherwise,
        };
        let pattern = match table.pattern.as_ref() {
            None => None,
            Some(pattern) => match Regex::new(&pattern.value.0)
                // Whole by itself, so that it cannot break out of what is put around it.
                .and_then(|_| Regex::new(&format!("^(?:{})$", pattern.value.0)))
            {
                Ok(regex) => Some(regex),
                Err(error) => {
                    context.findings.push(
                        Finding::new(
                            &BAD_VALUE,
                            format!("`{}.pattern` is not a regular expression.", context.path),
                        )
                        .at(pattern.span, error.to_string()),
                    );
                    return None;
                }
            },
        };
        Some(Self {
            kind: table.r#type.as_ref()?.value,
            default: table.default.as_ref().map(|value| value.value.0.clone()),
            required: table.required.value,
            example: table.example.as_ref().map(|value| value.value.0.clone()),
            description: table.description.as_ref()?.value.clone(),
            values: table.values.0.clone(),
            pattern,
            min: number(&table.min, i64::MIN),
            max: number(&table.max, i64::MAX),
        })
    }

    /// Checks a value that the manifest gives, or a default.
    pub fn read(&self, value: &Spanned<Value>, context: &mut Context<'_>) -> Option<SettingValue> {
        match self.kind {
            SettingType::Bool => bool::read(value, context).map(SettingValue::Bool),
            SettingType::Int => self.int(value, context).map(SettingValue::Int),
            SettingType::Size => Size::read(value, context).map(|size| SettingValue::Size(size.0)),
            SettingType::Domain => Domain::read(value, context).map(SettingValue::Domain),
            SettingType::PathInRepo => RepoPath::read(value, context).map(SettingValue::Path),
            SettingType::Members => {
                Vec::<Spanned<Name>>::read(value, context).map(SettingValue::Members)
            }
            SettingType::String => self.text(value, context).map(SettingValue::String),
            SettingType::Enum => {
                let words: Vec<&str> = self.values.iter().map(String::as_str).collect();
                word(value, &words, context).map(|word| SettingValue::String(word.to_owned()))
            }
            SettingType::List => {
                let Value::Array(items) = &value.value else {
                    context.wrong_type(value, "a list, in [ and ]");
                    return None;
                };
                let texts: Vec<String> = items
                    .iter()
                    .filter_map(|item| self.text(item, context))
                    .collect();
                (texts.len() == items.len()).then_some(SettingValue::List(texts))
            }
        }
    }

    /// What may stand there, in words.
    pub fn words(&self) -> String {
        match self.kind {
            SettingType::Bool => "true or false".to_owned(),
            SettingType::Int => "a whole number".to_owned(),
            SettingType::Size => "a size, like \"4 GiB\"".to_owned(),
            SettingType::Domain => "a domain name".to_owned(),
            SettingType::PathInRepo => "a path in the repository".to_owned(),
            SettingType::String => "text".to_owned(),
            SettingType::List => "a list of texts".to_owned(),
            SettingType::Members => "a list of names of members".to_owned(),
            SettingType::Enum => {
                one_of(&self.values.iter().map(String::as_str).collect::<Vec<_>>())
            }
        }
    }

    fn int(&self, value: &Spanned<Value>, context: &mut Context<'_>) -> Option<i64> {
        let Value::Integer(number) = value.value else {
            context.wrong_type(value, "a whole number, without quotes");
            return None;
        };
        if (self.min..=self.max).contains(&number) {
            return Some(number);
        }
        context.findings.push(
            Finding::new(&BAD_VALUE, format!("`{}` is out of range.", context.path))
                .at(value.span, format!("from {} to {}", self.min, self.max)),
        );
        None
    }

    fn text(&self, value: &Spanned<Value>, context: &mut Context<'_>) -> Option<String> {
        let Value::String(text) = &value.value else {
            context.wrong_type(value, "text, in quotes");
            return None;
        };
        let Some(pattern) = &self.pattern else {
            return Some(text.clone());
        };
        // `^(?:…)$` of regex-lite matches whole texts only: `$` is the very end.
        if pattern.is_match(text) {
            return Some(text.clone());
        }
        let example = self.example.as_ref().and_then(|example| match example {
            Value::String(text) => Some(text.clone()),
            Value::Array(items) => match items.first().map(|item| &item.value) {
                Some(Value::String(text)) => Some(text.clone()),
                _ => None,
            },
            _ => None,
        });
        let finding = Finding::new(
            &BAD_VALUE,
            format!("`{}` has not the form that is asked for.", context.path),
        )
        .at(value.span, "does not match");
        context.findings.push(match example {
            Some(example) => finding.help(format!(
                "{}. Write it like \"{example}\".",
                self.description_en().trim_end_matches('.')
            )),
            None => finding.help(format!(
                "{}. It must match `{}`.",
                self.description_en().trim_end_matches('.'),
                pattern.as_str()
            )),
        });
        None
    }

    fn description_en(&self) -> &str {
        self.description
            .en
            .as_ref()
            .map_or("", |text| &text.value.0)
    }
}
