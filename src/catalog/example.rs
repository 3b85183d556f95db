//! What to write into the manifest for a service of a type.

use super::Entry;
use super::facts::Spread;
use crate::manifest::literal;
use crate::manifest::value::Value;

/// The settings that a service of this type cannot do without, as lines of TOML to stand under `[services.NAME]`;
/// empty where there are none.
pub fn settings(entry: &Entry) -> String {
    let accepted = entry
        .accept
        .iter()
        .filter(|accept| default(entry, &accept.setting) != Some(&Value::Boolean(true)))
        .map(|accept| line(&accept.setting, &Value::Boolean(true)));
    let required = entry
        .settings
        .iter()
        .filter(|(_, setting)| setting.required && setting.default.is_none())
        .filter_map(|(key, setting)| Some(line(key, setting.example.as_ref()?)));
    let mut lines: Vec<String> = accepted.chain(required).collect();
    lines.sort();
    lines.dedup();
    lines.concat()
}

/// A whole service, ready to be pasted: on a machine, cared for by some members.
pub fn service(entry: &Entry, machine: &str, caretakers: &[&str]) -> String {
    let caretakers: Vec<String> = caretakers.iter().map(|name| literal::text(name)).collect();
    let machines = if entry.spread == Spread::Quorum {
        // As many as decide by majority; the others' names are the reader's to fill in.
        let names = [machine, "machine-2", "machine-3"].map(literal::text);
        format!("machines = [{}]", names.join(", "))
    } else {
        format!("machine = {}", literal::text(machine))
    };
    format!(
        "[services.{name}]\ntype = {}\n{machines}\ncaretakers = [{}]\n{}",
        literal::text(entry.name.as_str()),
        caretakers.join(", "),
        settings(entry),
        name = entry.name,
    )
}

fn default<'a>(entry: &'a Entry, setting: &str) -> Option<&'a Value> {
    entry.settings.get(setting)?.default.as_ref()
}

fn line(setting: &str, value: &Value) -> String {
    format!(
        "settings.{} = {}\n",
        literal::key(setting),
        literal::value(value)
    )
}

/// A default or an example as people read it: placeholders as words in capitals.
pub fn readable(value: &Value, collective: Option<&str>) -> String {
    literal::value(value)
        .replace("{name}", "NAME")
        .replace("{domain}", "ITS-DOMAIN")
        .replace("{collective}", collective.unwrap_or("COLLECTIVE-DOMAIN"))
}
