//! Settings, ports, state, secrets and needs of an entry, a line each.

use super::{Reader, own};
use crate::catalog::example::readable;
use crate::catalog::facts::{Bilingual, Reach};
use crate::catalog::setting::Setting;
use crate::catalog::sign_on::{CLIENT, SECRET};
use crate::catalog::{Entry, State, Wanted};
use crate::manifest::types::Rate;
use crate::report::page::{Below, Line};
use crate::say;
use crate::words::{Text, Words};

/// A line, and what the entry says of it.
fn line(text: Text, what: Option<&Bilingual>, words: &Words) -> Line {
    let what = what.map(|what| own(what, words));
    let what = what.filter(|what| !what.is_empty());
    Line {
        text,
        below: what
            .map(|what| Below::Text(what.stopped()))
            .into_iter()
            .collect(),
        ..Line::default()
    }
}

pub(super) fn accepted(entry: &Entry, words: &Words) -> Vec<Line> {
    let accepted = entry.accept.iter().map(|accept| {
        let kind = accept.kind.as_str();
        let text = say!(
            words,
            "catalog-accept",
            setting = &accept.setting,
            kind = kind
        );
        line(text, Some(&accept.why), words)
    });
    accepted.collect()
}

pub(super) fn needs(entry: &Entry, words: &Words) -> Vec<Line> {
    let needs = entry.needs.iter().map(|need| {
        let text = match &need.what {
            Wanted::Mail(setting) => say!(words, "catalog-need-mail", setting = setting),
            Wanted::Upload(rate) => {
                say!(words, "catalog-need-upload", rate = Rate(*rate).to_string())
            }
        };
        line(text, Some(&need.why), words)
    });
    needs.collect()
}

pub(super) fn setting(key: &str, setting: &Setting, reader: &Reader, words: &Words) -> Line {
    let shown = |value| readable(value, reader.domain.as_deref());
    let (given, value) = match (&setting.default, &setting.example) {
        (Some(default), _) => ("default", shown(default)),
        // Its example stands in the lines to paste.
        (None, _) if setting.required => ("required", String::new()),
        (None, Some(example)) => ("example", shown(example)),
        (None, None) => ("unset", String::new()),
    };
    let text = say!(
        words,
        "catalog-setting",
        key = key,
        kind = kind(setting, words),
        given = given,
        value = value
    );
    line(text, Some(&setting.description), words)
}

/// What may stand there.
fn kind(setting: &Setting, words: &Words) -> Text {
    let values = setting.values.iter();
    let values: Vec<Text> = values
        .map(|value| Text::code(format!("\"{value}\"")))
        .collect();
    let kind = say!(
        words,
        "setting-kind",
        kind = setting.kind.as_str(),
        values = words.any_of(&values)
    );
    let range = match (setting.min != i64::MIN, setting.max != i64::MAX) {
        (true, true) => "both",
        (true, false) => "least",
        (false, true) => "most",
        (false, false) => "any",
    };
    say!(
        words,
        "setting-range",
        range = range,
        kind = kind,
        min = setting.min.to_string(),
        max = setting.max.to_string()
    )
}

pub(super) fn ports(entry: &Entry, words: &Words) -> Vec<Line> {
    let ports = entry.ports.iter().map(|port| {
        let number = port
            .number
            .map_or_else(|| "given".to_owned(), |number| number.to_string());
        let reach = match port.reach {
            Some(Reach::Public) => "public",
            Some(Reach::Mesh) if port.everywhere => "everywhere",
            Some(Reach::Mesh) => "mesh",
            None => "inside",
        };
        let text = say!(
            words,
            "catalog-port",
            name = &port.name,
            number = number,
            protocol = port.protocol.as_str(),
            reach = reach
        );
        line(text, port.what.as_ref(), words)
    });
    ports.collect()
}

/// A path or a shell line with its placeholders as words.
fn fill(text: &str) -> String {
    text.replace("{name}", "NAME").replace("{domain}", "DOMAIN")
}

/// What to copy, and what is done around it.
pub(super) fn state(entry: &Entry, words: &Words) -> Vec<Line> {
    let state = entry.state.iter();
    let mut lines: Vec<Line> = state
        .map(|state| line(kept(state, words), state.what.as_ref(), words))
        .collect();
    let backup = &entry.backup;
    let excluded = backup.exclude.iter();
    let excluded = excluded.map(|path| say!(words, "catalog-not-copied", path = fill(path)));
    let stopped = backup.stops.iter();
    let stopped = stopped.map(|unit| say!(words, "catalog-stopped", unit = fill(unit)));
    let moved = entry.moved.iter().map(|moved| {
        say!(
            words,
            "catalog-moved",
            version = moved.at.to_string(),
            from = fill(&moved.from),
            to = fill(&moved.to)
        )
    });
    let more = moved.chain(excluded).chain(stopped);
    lines.extend(more.map(|text| line(text, None, words)));
    let around = [
        (say!(words, "catalog-before"), &backup.before),
        (say!(words, "catalog-after"), &backup.after),
    ];
    lines.extend(around.into_iter().filter_map(|(text, command)| {
        let command = fill(command.as_ref()?.trim());
        Some(Line {
            below: vec![Below::Command(command)],
            ..line(text, None, words)
        })
    }));
    lines
}

fn kept(state: &State, words: &Words) -> Text {
    let database = state.database.as_deref().map(|name| {
        let engine = state.engine.map_or("", |engine| engine.as_str());
        format!("{engine} {}", fill(name)).trim().to_owned()
    });
    match (&state.path, database) {
        (Some(path), None) => say!(words, "catalog-files", path = fill(path)),
        (Some(path), Some(database)) => {
            say!(
                words,
                "catalog-database-file",
                database = database,
                path = fill(path)
            )
        }
        (None, database) => {
            say!(
                words,
                "catalog-database",
                database = database.unwrap_or_default()
            )
        }
    }
}

/// Its own, and those that single sign-on brings.
pub(super) fn secrets(entry: &Entry, words: &Words) -> Vec<Line> {
    let own = entry.secrets.iter().map(|secret| {
        let text = say!(
            words,
            "catalog-secret",
            name = &secret.name,
            needed = if secret.needed_by.is_some() {
                "with"
            } else {
                "always"
            },
            setting = secret.needed_by.as_deref().unwrap_or_default(),
            same = if secret.same { "yes" } else { "no" }
        );
        let mut line = line(text, Some(&secret.what), words);
        line.below.push(Below::Command(secret.make.clone()));
        line
    });
    let mut lines: Vec<Line> = own.collect();
    if entry.oidc.as_ref().is_some_and(|oidc| oidc.secret) {
        let text = say!(words, "catalog-secret-sign-on", name = SECRET);
        lines.push(line(text, None, words));
    }
    if entry.provider.is_some() {
        let name = format!("{CLIENT}SERVICE");
        let text = say!(words, "catalog-secret-client", name = name);
        lines.push(line(text, None, words));
    }
    lines
}
