//! One declaration of a table feeds its struct, its reader, the JSON Schema and the reference.
//!
//! [`table!`](crate::table) declares a struct whose fields are `Option<Spanned<T>>`: as typed. A key with a default
//! that is a value is a `Spanned<T>`: where it is not given, the default stands there, at the place of the table's name.
//! `T: FromValue` reads one value and pushes findings instead of stopping.
//!
//! What may stand behind a key, in parentheses:
//!
//! | | without it |
//! | --- | --- |
//! | `required` | a finding |
//! | `default VALUE` | this value |
//! | `empty` | an empty list or table |
//! | `derived "words"` | what [`crate::collective`] makes of other keys |

mod key;

use super::codes::{MISSING_KEY, UNKNOWN_KEY, WRONG_TYPE};
use super::value::{Entry, Value};
use crate::finding::{Finding, Findings};
use crate::source::{Span, Spanned};

pub use key::{Fallback, Key, Kind, one_of};

/// A declared table.
pub trait Table: Sized {
    /// Its docstring, lines joined.
    fn doc() -> String;
    /// Its keys, in the order of the declaration.
    fn keys() -> Vec<Key>;
    /// Reads a table's entries; `span` is where its name stands.
    fn read(entries: &[Entry], span: Span, context: &mut Context<'_>) -> Self;
    /// One that nobody wrote, at a place to point at; what is required is missing without a finding.
    fn empty(span: Span) -> Self {
        let mut context = Context {
            findings: &mut Findings::default(),
            path: String::new(),
        };
        Self::read(&[], span, &mut context)
    }
}

/// A value that can be read from TOML.
pub trait FromValue: Sized {
    /// What may stand there.
    fn kind() -> Kind;
    /// Reads it, or pushes a finding and gives nothing.
    fn read(value: &Spanned<Value>, context: &mut Context<'_>) -> Option<Self>;
}

/// Where reading is, and what it has found.
pub struct Context<'a> {
    /// Collected findings.
    pub findings: &'a mut Findings,
    /// Dotted path of the table or key at hand: `members.alice.ssh-keys`.
    pub path: String,
}

impl Context<'_> {
    /// Runs `f` one key deeper.
    pub fn under<T>(&mut self, key: &str, f: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(key);
        let result = f(self);
        self.path.truncate(length);
        result
    }

    /// Says that a value is of the wrong kind.
    pub fn wrong_type(&mut self, value: &Spanned<Value>, wanted: &str) {
        self.findings.push(
            Finding::new(
                &WRONG_TYPE,
                format!(
                    "`{}` should be {wanted}, and is {}.",
                    self.path,
                    value.value.kind()
                ),
            )
            .at(value.span, format!("this is {}", value.value.kind())),
        );
    }
}

/// The entries of a table while its fields are taken one by one.
pub struct Fields<'a, 'c, 'f> {
    entries: &'a [Entry],
    span: Span,
    known: &'a [&'static str],
    /// Keys that are not known, by what was meant: they are read as that, so that only their names are told.
    misspelt: Vec<(&'static str, &'a Entry)>,
    context: &'c mut Context<'f>,
}

impl<'a, 'c, 'f> Fields<'a, 'c, 'f> {
    /// Begins with a table whose name stands at `span`, and which may have these keys.
    pub fn new(
        entries: &'a [Entry],
        known: &'a [&'static str],
        span: Span,
        context: &'c mut Context<'f>,
    ) -> Self {
        let many = context.findings.are_many();
        let unknown = entries
            .iter()
            .filter(|it| !many && !known.contains(&it.key.value.as_str()));
        let meant = |it: &'a Entry| nearest_key(&it.key.value, known).map(|name| (name, it));
        Self {
            entries,
            span,
            known,
            misspelt: unknown.filter_map(meant).collect(),
            context,
        }
    }

    /// Reads one key.
    pub fn take<T: FromValue>(&mut self, name: &'static str, required: bool) -> Option<Spanned<T>> {
        let given = self.entries.iter().find(|entry| entry.key.value == name);
        let misspelt = self.misspelt.iter().find(|(meant, _)| *meant == name);
        let Some(entry) = given.or(misspelt.map(|(_, entry)| *entry)) else {
            if required {
                self.context.findings.push(
                    Finding::new(
                        &MISSING_KEY,
                        format!("`{}` has no `{name}`.", self.context.path),
                    )
                    .at(self.span, format!("`{name}` is missing here"))
                    .help(format!("Add `{name} = …`: {}.", T::kind().words())),
                );
            }
            return None;
        };
        let value = self
            .context
            .under(name, |context| T::read(&entry.value, context))?;
        Some(Spanned::new(value, entry.value.span))
    }

    /// Reads one key, or takes its default.
    pub fn take_or<T: FromValue>(
        &mut self,
        name: &'static str,
        default: impl FnOnce() -> T,
    ) -> Spanned<T> {
        let given = self.take(name, false);
        given.unwrap_or_else(|| Spanned::new(default(), self.span))
    }

    /// Says which keys nobody took.
    pub fn finish(self) {
        for entry in self.entries {
            if !self.known.contains(&entry.key.value.as_str()) {
                unknown_key(self.context, &entry.key, self.known);
            }
        }
    }
}

/// Reports a key that no declaration knows, with the nearest one that it does.
pub fn unknown_key(context: &mut Context<'_>, key: &Spanned<String>, known: &[&str]) {
    let place = if context.path.is_empty() {
        "The manifest".to_owned()
    } else {
        format!("`{}`", context.path)
    };
    let finding = Finding::new(
        &UNKNOWN_KEY,
        format!("{place} knows no key `{}`.", key.value),
    );
    let near = if context.findings.are_many() {
        None
    } else {
        nearest(&key.value, known.iter().copied())
    };
    let finding = match near {
        Some(name) => finding
            .at(key.span, format!("did you mean `{name}`?"))
            .help(format!("Write `{name}`, or remove the line.")),
        None => finding
            .at(key.span, "not a known key")
            .help(format!("Known here: {}.", known.join(", "))),
    };
    context.findings.push(finding);
}

/// The known key that was probably meant.
pub(super) fn nearest_key(typed: &str, known: &[&'static str]) -> Option<&'static str> {
    let near = nearest(typed, known.iter().copied())?;
    known.iter().copied().find(|name| *name == near)
}

/// The name that somebody probably meant: the nearest by edits, if it is near at all.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace('_', "-");
    let typed = plain(typed);
    if typed.chars().count() > 64 {
        return None;
    }
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(&typed, &plain(name)), name))
        .filter(|(distance, name)| {
            let longest = typed.chars().count().max(name.chars().count());
            *distance <= (longest / 3).max(1) || (typed.len() > 3 && name.starts_with(&typed))
        })
        .min()
        .map(|(_, name)| name)
}

/// Declares a table of the manifest. See the module's text.
#[macro_export]
macro_rules! table {
    // What a field is.
    (@field $type:ty, default $value:expr) => { $crate::source::Spanned<$type> };
    (@field $type:ty, empty) => { $crate::source::Spanned<$type> };
    (@field $type:ty $(, $($other:tt)+)?) => { Option<$crate::source::Spanned<$type>> };

    // How it is read.
    (@read $fields:ident, $key:literal, $type:ty, default $value:expr) => {
        $fields.take_or::<$type>($key, || $value)
    };
    (@read $fields:ident, $key:literal, $type:ty, empty) => {
        $fields.take_or::<$type>($key, Default::default)
    };
    (@read $fields:ident, $key:literal, $type:ty, required) => { $fields.take::<$type>($key, true) };
    (@read $fields:ident, $key:literal, $type:ty $(, $($other:tt)+)?) => {
        $fields.take::<$type>($key, false)
    };

    // Whether it is required, and what stands without it.
    (@unset $type:ty) => { (false, None) };
    (@unset $type:ty, required) => { (true, None) };
    (@unset $type:ty, derived $words:literal) => {
        (false, Some($crate::manifest::table::Fallback::Derived($words)))
    };
    (@unset $type:ty, empty) => {
        (false, Some($crate::manifest::table::Fallback::Nothing))
    };
    (@unset $type:ty, default $value:expr) => {{
        let value: $type = $value;
        (false, Some($crate::manifest::table::Fallback::value(&value)))
    }};

    (
        $(#[doc = $table_doc:literal])*
        $Table:ident {
            $(
                $(#[doc = $doc:literal])*
                $field:ident : $type:ty = $key:literal $( ( $($unset:tt)+ ) )? ,
            )*
        }
    ) => {
        $(#[doc = $table_doc])*
        #[derive(Clone, Debug)]
        pub struct $Table {
            /// Where the table's name stands.
            pub span: $crate::source::Span,
            $(
                $(#[doc = $doc])*
                pub $field: $crate::table!(@field $type $(, $($unset)+)?),
            )*
        }

        impl $crate::manifest::table::FromValue for $Table {
            fn kind() -> $crate::manifest::table::Kind {
                $crate::manifest::table::Kind::Table
            }

            fn read(
                value: &$crate::source::Spanned<$crate::manifest::value::Value>,
                context: &mut $crate::manifest::table::Context<'_>,
            ) -> Option<Self> {
                let $crate::manifest::value::Value::Table(entries) = &value.value else {
                    context.wrong_type(value, "a table");
                    return None;
                };
                Some(<Self as $crate::manifest::table::Table>::read(entries, value.span, context))
            }
        }

        impl $crate::manifest::table::Table for $Table {
            fn doc() -> String {
                [$($table_doc),*].map(str::trim).join(" ")
            }

            fn keys() -> Vec<$crate::manifest::table::Key> {
                vec![$({
                    let (required, default) = $crate::table!(@unset $type $(, $($unset)+)?);
                    $crate::manifest::table::Key {
                        name: $key,
                        required,
                        default,
                        kind: <$type as $crate::manifest::table::FromValue>::kind(),
                        doc: [$($doc),*].map(str::trim).join(" "),
                    }
                }),*]
            }

            fn read(
                entries: &[$crate::manifest::value::Entry],
                span: $crate::source::Span,
                context: &mut $crate::manifest::table::Context<'_>,
            ) -> Self {
                let known = [$($key),*];
                let mut fields =
                    $crate::manifest::table::Fields::new(entries, &known, span, context);
                let table = Self {
                    span,
                    $($field: $crate::table!(@read fields, $key, $type $(, $($unset)+)?),)*
                };
                fields.finish();
                table
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names_are_offered_and_far_ones_are_not() {
        let known = ["caretakers", "site", "system", "ssh-keys", "public"];
        assert_eq!(nearest("caretaker", known), Some("caretakers"));
        assert_eq!(nearest("ssh_keys", known), Some("ssh-keys"));
        assert_eq!(nearest("sistem", known), Some("system"));
        assert_eq!(nearest("colour", known), None);
    }
}
