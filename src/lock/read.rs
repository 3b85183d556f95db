//! `coloc.lock` as people and merges left it → [`Lock`].

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::codes::{CLASH_ADDRESS, CLASH_PORT, CLASH_UID, MISSING};
use super::{ADDRESSES, Lock, PATH, PORTS, UIDS};
use crate::finding::{Code, Finding, Findings};
use crate::manifest::codes::BAD_VALUE;
use crate::manifest::table::Context;
use crate::manifest::toml;
use crate::manifest::types::{Name, Release};
use crate::manifest::value::{Entry, Value};
use crate::source::{FileId, Sources, Span, Spanned};

impl Lock {
    /// Reads the file's text; what is wrong in it is told, and left out.
    pub fn parse(file: FileId, sources: &Sources, findings: &mut Findings) -> Self {
        let mut lock = Self::default();
        let Some(root) = toml::parse(file, &sources.get(file).text, findings) else {
            return lock;
        };
        let mut context = Context {
            findings,
            path: PATH.to_owned(),
        };
        let tables = table(&root, &mut context);
        if tables.is_empty() {
            context.findings.push(
                Finding::new(
                    &MISSING,
                    "coloc.lock is empty. Without its numbers everybody would get new ones.",
                )
                .at(root.span, "nothing stands here")
                .help(
                    "Bring it back: `git checkout HEAD -- coloc.lock`. To begin anew on purpose, delete it.",
                ),
            );
        }
        for (key, value) in tables {
            context.under(&key.value, |context| match key.value.as_str() {
                "version" if matches!(value.value, Value::Integer(1)) => {}
                "version" => context.findings.push(
                    Finding::new(&BAD_VALUE, "coloc.lock is not of version 1.")
                        .at(value.span, "this coloc knows version 1 only")
                        .help("A later coloc wrote it, and may keep what this one would lose: use that one."),
                ),
                "uids" => lock.uids.given = numbers(value, &UIDS, &CLASH_UID, context),
                "mesh" => lock.mesh.given = numbers(value, &ADDRESSES, &CLASH_ADDRESS, context),
                "ports" => lock.ports.given = ports(value, context),
                "state-versions" => lock.state_versions = releases(value, context),
                "forever" => lock.forever = forever(value, context),
                "gone" => {
                    for (key, value) in table(value, context) {
                        match key.value.as_str() {
                            "uids" => lock.uids.gone = tombstones(value, &UIDS, context),
                            "mesh" => lock.mesh.gone = tombstones(value, &ADDRESSES, context),
                            "ports" => lock.ports.gone = tombstones(value, &PORTS, context),
                            _ => odd(context, key.span, "coloc writes no such table"),
                        }
                    }
                }
                _ => odd(context, key.span, "coloc writes no such table"),
            });
        }
        lock
    }
}

fn table<'a>(
    value: &'a Spanned<Value>,
    context: &mut Context<'_>,
) -> Vec<(&'a Spanned<String>, &'a Spanned<Value>)> {
    if let Value::Table(entries) = &value.value {
        return entries
            .iter()
            .map(|Entry { key, value }| (key, value))
            .collect();
    }
    context.wrong_type(value, "a table");
    Vec::new()
}

fn odd(context: &mut Context<'_>, span: Span, why: &str) {
    context.findings.push(
        Finding::new(
            &BAD_VALUE,
            format!("`{}` is not what coloc writes there.", context.path),
        )
        .at(span, why)
        .help(
            "`git log -p coloc.lock` shows how it came there; delete the line if it should not be.",
        ),
    );
}

fn numbers(
    value: &Spanned<Value>,
    range: &RangeInclusive<u32>,
    clash: &'static Code,
    context: &mut Context<'_>,
) -> BTreeMap<String, u32> {
    let mut given = BTreeMap::new();
    let mut seen: BTreeMap<u32, (String, Span)> = BTreeMap::new();
    for (key, value) in table(value, context) {
        if let Some(number) = number(key, value, range, context) {
            remember(&mut seen, &key.value, number, key.span, clash, context);
            given.insert(key.value.clone(), number);
        }
    }
    given
}

fn ports(value: &Spanned<Value>, context: &mut Context<'_>) -> BTreeMap<String, u32> {
    let mut given = BTreeMap::new();
    let mut seen = BTreeMap::new();
    for (service, of_service) in table(value, context) {
        for (port, value) in table(of_service, context) {
            let name = format!("{}.{}", service.value, port.value);
            if let Some(number) = Name::new(&service.value)
                .ok()
                .and_then(|_| number(port, value, &PORTS, context))
            {
                remember(&mut seen, &name, number, port.span, &CLASH_PORT, context);
                given.insert(name, number);
            }
        }
    }
    given
}

fn number(
    key: &Spanned<String>,
    value: &Spanned<Value>,
    range: &RangeInclusive<u32>,
    context: &mut Context<'_>,
) -> Option<u32> {
    if let Err(why) = Name::new(&key.value) {
        odd(context, key.span, &format!("not a name: {why}"));
        return None;
    }
    match value.value {
        Value::Integer(number) => u32::try_from(number)
            .ok()
            .filter(|number| range.contains(number)),
        _ => None,
    }
    .or_else(|| {
        odd(
            context,
            value.span,
            &format!(
                "a number from {} to {} stands here",
                range.start(),
                range.end()
            ),
        );
        None
    })
}

fn remember(
    seen: &mut BTreeMap<u32, (String, Span)>,
    name: &str,
    number: u32,
    span: Span,
    clash: &'static Code,
    context: &mut Context<'_>,
) {
    if let Some((other, place)) = seen.insert(number, (name.to_owned(), span)) {
        context.findings.push(
            Finding::new(clash, format!("`{name}` and `{other}` both have the number {number} in {PATH}."))
                .at(span, "this one")
                .at(place, "and this one")
                .help("Delete the line of the newer one, and run `coloc generate`: it gets another number."),
        );
    }
}

fn tombstones(
    value: &Spanned<Value>,
    range: &RangeInclusive<u32>,
    context: &mut Context<'_>,
) -> BTreeMap<u32, String> {
    let mut gone = BTreeMap::new();
    for (key, value) in table(value, context) {
        let name = |text: &str| {
            text.chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.')
        };
        match (key.value.parse::<u32>(), &value.value) {
            (Ok(number), Value::String(text)) if range.contains(&number) && name(text) => {
                gone.insert(number, text.clone());
            }
            _ => odd(context, key.span, "a number and a name stand here"),
        }
    }
    gone
}

fn releases(value: &Spanned<Value>, context: &mut Context<'_>) -> BTreeMap<String, Release> {
    let mut versions = BTreeMap::new();
    for (key, value) in table(value, context) {
        let release = match &value.value {
            Value::String(text) => Release::from_text(text).ok(),
            _ => None,
        };
        match (Name::new(&key.value), release) {
            (Ok(_), Some(release)) => {
                versions.insert(key.value.clone(), release);
            }
            _ => odd(context, key.span, "a machine and a release stand here"),
        }
    }
    versions
}

fn forever(
    value: &Spanned<Value>,
    context: &mut Context<'_>,
) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut services = BTreeMap::new();
    for (service, values) in table(value, context) {
        if let Err(why) = Name::new(&service.value) {
            odd(context, service.span, &format!("not a name: {why}"));
            continue;
        }
        let mut kept = BTreeMap::new();
        for (key, value) in context.under(&service.value, |context| table(values, context)) {
            match (Name::new(&key.value), &value.value) {
                (Ok(_), Value::String(text)) => {
                    kept.insert(key.value.clone(), text.clone());
                }
                _ => odd(
                    context,
                    key.span,
                    "`domain` or a setting, and a text stand here",
                ),
            }
        }
        if !kept.is_empty() {
            services.insert(service.value.clone(), kept);
        }
    }
    services
}
