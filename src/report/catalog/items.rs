//! Settings, ports, state, secrets and needs of an entry, as [`Item`]s.

use super::{Item, Reader};
use crate::catalog::example::readable;
use crate::catalog::facts::Reach;
use crate::catalog::setting::Setting;
use crate::catalog::sign_on::{CLIENT, SECRET};
use crate::catalog::{Backup, Entry, Need, Port, Secret, State, Wanted};
use crate::manifest::types::{Language, Rate};

pub(super) fn setting(key: &str, setting: &Setting, reader: &Reader) -> Item {
    let domain = reader.domain.as_deref();
    let mut kind = setting.words();
    let range = [
        (setting.min != i64::MIN).then(|| format!("from {}", setting.min)),
        (setting.max != i64::MAX).then(|| format!("to {}", setting.max)),
    ];
    for limit in range.into_iter().flatten() {
        kind = format!("{kind} {limit}");
    }
    let mut values = Vec::new();
    match (&setting.default, &setting.example) {
        (Some(default), _) => values.push(("default", readable(default, domain))),
        // Its example stands in the lines to paste.
        (None, _) if setting.required => kind.push_str("; must be given"),
        (None, Some(example)) => values.push(("unset, for example", readable(example, domain))),
        (None, None) => kind.push_str("; unset"),
    }
    Item {
        code: key.to_owned(),
        kind,
        values,
        text: setting.description.text(reader.language()).to_owned(),
        command: None,
    }
}

pub(super) fn need(need: &Need, language: Language) -> Item {
    let (code, kind) = match &need.what {
        Wanted::Mail(setting) => (format!("settings.{setting}"), "a mail server".to_owned()),
        Wanted::Upload(rate) => (
            "upload".to_owned(),
            format!("a line of its site that sends {}", Rate(*rate)),
        ),
    };
    Item {
        code,
        kind,
        values: Vec::new(),
        text: need.why.text(language).to_owned(),
        command: None,
    }
}

pub(super) fn port(port: &Port, language: Language) -> Item {
    let number = port
        .number
        .map_or_else(|| "a number that coloc gives".to_owned(), |n| n.to_string());
    let reach = match port.reach {
        Some(Reach::Public) => "open to the internet",
        Some(Reach::Mesh) if port.everywhere => {
            "on every machine, open to the collective's machines"
        }
        Some(Reach::Mesh) => "open to the collective's machines",
        None => "inside of the machine only",
    };
    Item {
        code: port.name.to_string(),
        kind: format!("{number}, {}; {reach}", port.protocol.as_str()),
        values: Vec::new(),
        text: port
            .what
            .as_ref()
            .map_or_else(String::new, |what| what.text(language).to_owned()),
        command: None,
    }
}

/// A path or a shell line with its placeholders as words.
fn fill(text: &str) -> String {
    text.replace("{name}", "NAME").replace("{domain}", "DOMAIN")
}

pub(super) fn state(state: &State, language: Language) -> Item {
    let database = state.database.as_deref().map(|name| {
        let engine = state.engine.map_or("", |engine| engine.as_str());
        format!("{engine} {}", fill(name)).trim().to_owned()
    });
    let (code, kind) = match (&state.path, database) {
        (Some(path), None) => (fill(path), "files"),
        (Some(path), Some(database)) => (format!("{database}, {}", fill(path)), "database"),
        (None, database) => (database.unwrap_or_default(), "database"),
    };
    Item {
        code,
        kind: kind.to_owned(),
        values: Vec::new(),
        text: state
            .what
            .as_ref()
            .map_or_else(String::new, |what| what.text(language).to_owned()),
        command: None,
    }
}

pub(super) fn around_backup(backup: &Backup) -> Vec<Item> {
    let item = |code: String, kind: &str, command: Option<&String>| Item {
        code,
        kind: kind.to_owned(),
        values: Vec::new(),
        text: String::new(),
        command: command.map(|line| fill(line.trim())),
    };
    let mut items = Vec::new();
    items.extend(
        backup
            .exclude
            .iter()
            .map(|path| item(fill(path), "not worth copying", None)),
    );
    items.extend(
        backup
            .stops
            .iter()
            .map(|unit| item(fill(unit), "stopped meanwhile", None)),
    );
    let lines = [
        ("before", "done by root before copying", &backup.before),
        (
            "after",
            "done by root in the end, whatever happened",
            &backup.after,
        ),
    ];
    for (code, kind, line) in lines {
        items.extend(
            line.as_ref()
                .map(|line| item(code.to_owned(), kind, Some(line))),
        );
    }
    items
}

/// Its own, and those that single sign-on brings.
pub(super) fn secrets(entry: &Entry, language: Language) -> Vec<Item> {
    let mut items: Vec<Item> = entry
        .secrets
        .iter()
        .map(|own| secret(own, language))
        .collect();
    let item = |code: String, kind: &str| Item {
        code,
        kind: kind.to_owned(),
        values: Vec::new(),
        text: String::new(),
        command: None,
    };
    if entry.oidc.as_ref().is_some_and(|oidc| oidc.secret) {
        items.push(item(
            SECRET.to_owned(),
            "needed where a service provides single sign-on; the same there",
        ));
    }
    if entry.provider.is_some() {
        items.push(item(
            format!("{CLIENT}SERVICE"),
            "one for each service that signs its people in here; the same there",
        ));
    }
    items
}

fn secret(secret: &Secret, language: Language) -> Item {
    let mut kind = match &secret.needed_by {
        Some(setting) => format!("needed with `settings.{setting}`"),
        None => "always needed".to_owned(),
    };
    if secret.same {
        kind.push_str("; the same on all its machines");
    }
    Item {
        code: secret.name.to_string(),
        kind,
        values: Vec::new(),
        text: secret.what.text(language).to_owned(),
        command: Some(secret.make.clone()),
    }
}
