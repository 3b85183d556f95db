//! Values and keys as TOML writes them, on one line where that is possible.

use super::value::Value;

/// A text in quotes.
pub fn text(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// A key: bare where it can be, in quotes otherwise.
pub fn key(key: &str) -> String {
    toml_edit::Key::new(key).to_string()
}

/// Any value, tables in `{ … }`.
pub fn value(value: &Value) -> String {
    convert(value).to_string()
}

fn convert(value: &Value) -> toml_edit::Value {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Boolean(yes) => (*yes).into(),
        Value::Array(items) => {
            let items: toml_edit::Array = items.iter().map(|item| convert(&item.value)).collect();
            items.into()
        }
        Value::Table(entries) => {
            let table: toml_edit::InlineTable = entries
                .iter()
                .map(|entry| (entry.key.value.as_str(), convert(&entry.value.value)))
                .collect();
            table.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Findings;
    use crate::manifest::toml;
    use crate::source::Sources;

    /// What a line `x = …` holds.
    fn read(line: &str) -> Option<Value> {
        let file = Sources::default().add("x.toml", line);
        let root = toml::parse(file, line, &mut Findings::default())?;
        match root.value {
            Value::Table(mut entries) => Some(entries.pop()?.value.value),
            _ => None,
        }
    }

    #[test]
    fn texts_are_read_back_as_they_were() {
        let hostile = [
            "",
            "Zoé's \"house\"",
            "\\",
            "\"\"\"'''",
            "a\nb]\n[members.root]\n",
            "# no comment",
            "\t\u{7f}\u{202e}",
        ];
        for original in hostile {
            let line = format!("x = {}\n", text(original));
            assert_eq!(
                read(&line),
                Some(Value::String(original.to_owned())),
                "{line}"
            );
        }
    }

    #[test]
    fn keys_cannot_end_their_table() {
        assert_eq!(key("alice"), "alice");
        assert_eq!(key("a.b]"), "\"a.b]\"");
    }

    #[test]
    fn lists_and_numbers() {
        for line in ["x = [\"a\", \"b\"]", "x = 465", "x = true", "x = []"] {
            assert_eq!(
                read(line).map(|value| super::value(&value)).as_deref(),
                line.strip_prefix("x = ")
            );
        }
    }
}
