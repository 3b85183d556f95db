//! `coloc.lock`: the numbers that must never change by accident and never be given again.
//!
//! Unix uids of members, last groups of mesh addresses, internal ports of services, and the state version that a
//! machine began with. What is gone leaves a tombstone: a file or a firewall rule somewhere may still name it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::RangeInclusive;

use crate::collective::{Collective, Service};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::manifest::codes::BAD_VALUE;
use crate::manifest::table::Context;
use crate::manifest::toml;
use crate::manifest::types::{Name, Release};
use crate::manifest::value::{Entry, Value};
use crate::source::{FileId, Sources, Span, Spanned};

/// Its path, at the root of the repository.
pub const PATH: &str = "coloc.lock";

const HEADER: &str = "\
# Numbers that coloc has given: accounts, mesh addresses, internal ports. Written by `coloc generate`; commit it.
# They never change by themselves, and what is gone is never given again. After a merge keep the lines of both
# sides; `coloc check` says if two of them have the same number.
";

/// Accounts of members; NixOS gives its own from 1000, ids.nix up to 399.
const UIDS: RangeInclusive<u32> = 2000..=29_999;
/// Last group of a mesh address.
const ADDRESSES: RangeInclusive<u32> = 1..=0xffff;
/// Below the range from which Linux takes ports for outgoing connections (32768).
const PORTS: RangeInclusive<u32> = 20_000..=29_999;

/// Two lines of the lock give one number.
pub static CLASH_UID: Code = Code {
    name: "clash/uid",
    severity: Severity::Error,
    summary: "two members have one uid in coloc.lock",
    explanation: EXPLANATION,
};

/// Two machines with one mesh address.
pub static CLASH_ADDRESS: Code = Code {
    name: "clash/mesh-address",
    severity: Severity::Error,
    summary: "two machines have one mesh address in coloc.lock",
    explanation: EXPLANATION,
};

/// Two services with one internal port.
pub static CLASH_PORT: Code = Code {
    name: "clash/internal-port",
    severity: Severity::Error,
    summary: "two services have one internal port in coloc.lock",
    explanation: EXPLANATION,
};

/// All codes of the lock.
pub const CODES: &[&Code] = &[&CLASH_UID, &CLASH_ADDRESS, &CLASH_PORT];

const EXPLANATION: &str = "\
`coloc.lock` holds the numbers that coloc gave to members, machines and services. When two pull requests each add one,
both get the next free number, and after the merge two lines have the same:

    [uids]
    chloe = 2004
    david = 2004

Two members with one uid would own each other's files; two machines with one address would receive each other's
traffic; two services on one port would not both start.

Way out: delete one of the two lines in `coloc.lock` (the newer one, which no machine runs yet) and run
`coloc generate`: it gets another number.
";

/// One kind of number: who has which, and which were given to what is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Name → number.
    pub given: BTreeMap<String, u32>,
    /// Number → who had it.
    pub gone: BTreeMap<u32, String>,
}

impl Numbers {
    /// Keeps what is there, buries what is not, gives new numbers in the order of names.
    fn update(
        &mut self,
        wanted: &BTreeSet<String>,
        range: RangeInclusive<u32>,
        not: &BTreeSet<u32>,
    ) {
        let gone: Vec<String> = self
            .given
            .keys()
            .filter(|name| !wanted.contains(*name))
            .cloned()
            .collect();
        for name in gone {
            if let Some(number) = self.given.remove(&name) {
                self.gone.insert(number, name);
            }
        }
        let mut taken: BTreeSet<u32> = self
            .given
            .values()
            .chain(self.gone.keys())
            .copied()
            .collect();
        let mut next = taken
            .last()
            .map_or(*range.start(), |last| last + 1)
            .max(*range.start());
        for name in wanted {
            if self.given.contains_key(name) {
                continue;
            }
            while not.contains(&next) {
                next += 1;
            }
            // After the last one; from the beginning where the range is at its end.
            if !range.contains(&next) {
                next = range
                    .clone()
                    .find(|number| !taken.contains(number) && !not.contains(number))
                    .unwrap_or(*range.end());
            }
            taken.insert(next);
            self.given.insert(name.clone(), next);
            next += 1;
        }
    }
}

/// `coloc.lock`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// Member → uid.
    pub uids: Numbers,
    /// Machine → last group of its mesh address.
    pub mesh: Numbers,
    /// `service.port` → port on the loopback interface.
    pub ports: Numbers,
    /// Machine → the release that it began with.
    pub state_versions: BTreeMap<String, Release>,
}

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
        for (key, value) in table(&root, &mut context) {
            context.under(&key.value, |context| match key.value.as_str() {
                "version" => {}
                "uids" => lock.uids.given = numbers(value, &UIDS, &CLASH_UID, context),
                "mesh" => lock.mesh.given = numbers(value, &ADDRESSES, &CLASH_ADDRESS, context),
                "ports" => lock.ports.given = ports(value, context),
                "state-versions" => lock.state_versions = releases(value, context),
                "gone" => {
                    for (key, value) in table(value, context) {
                        match key.value.as_str() {
                            "uids" => lock.uids.gone = tombstones(value, context),
                            "mesh" => lock.mesh.gone = tombstones(value, context),
                            "ports" => lock.ports.gone = tombstones(value, context),
                            _ => odd(context, key.span, "coloc writes no such table"),
                        }
                    }
                }
                _ => odd(context, key.span, "coloc writes no such table"),
            });
        }
        lock
    }

    /// The lock that goes with a collective: nothing that stays is changed.
    #[must_use]
    pub fn updated(&self, collective: &Collective) -> Self {
        let mut lock = self.clone();
        let none = BTreeSet::new();
        let members = collective.members.keys().map(Name::to_string).collect();
        lock.uids.update(&members, UIDS, &none);
        let machines = collective.machines.keys().map(Name::to_string).collect();
        lock.mesh.update(&machines, ADDRESSES, &none);
        let ports = |(name, service): (&Name, &Service)| {
            let ports = service.entry.ports.clone();
            let name = name.clone();
            ports
                .into_iter()
                .map(move |port| (format!("{name}.{}", port.name), port.number))
        };
        let (fixed, internal): (Vec<_>, Vec<_>) = collective
            .services
            .iter()
            .flat_map(ports)
            .partition(|(_, number)| number.is_some());
        let internal = internal.into_iter().map(|(name, _)| name).collect();
        let fixed = fixed
            .into_iter()
            .filter_map(|(_, number)| number.map(u32::from))
            .collect();
        lock.ports.update(&internal, PORTS, &fixed);
        lock.state_versions = collective
            .machines
            .iter()
            .map(|(name, machine)| {
                let kept = self.state_versions.get(name.as_str()).copied();
                let version = machine
                    .state_version
                    .as_ref()
                    .map(|version| version.value)
                    .or(kept);
                (name.to_string(), version.unwrap_or(collective.release))
            })
            .collect();
        lock
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEADER}version = 1\n");
        let mut section = |name: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                let _ = write!(text, "\n[{name}]\n{}\n", lines.join("\n"));
            }
        };
        let given = |numbers: &Numbers| {
            numbers
                .given
                .iter()
                .map(|(name, n)| format!("{name} = {n}"))
                .collect()
        };
        let gone = |numbers: &Numbers| {
            numbers
                .gone
                .iter()
                .map(|(n, name)| format!("{n} = \"{name}\""))
                .collect()
        };
        section("uids", given(&self.uids));
        section("mesh", given(&self.mesh));
        section("ports", given(&self.ports));
        section(
            "state-versions",
            self.state_versions
                .iter()
                .map(|(name, release)| format!("{name} = \"{release}\""))
                .collect(),
        );
        section("gone.uids", gone(&self.uids));
        section("gone.mesh", gone(&self.mesh));
        section("gone.ports", gone(&self.ports));
        text
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

fn tombstones(value: &Spanned<Value>, context: &mut Context<'_>) -> BTreeMap<u32, String> {
    let mut gone = BTreeMap::new();
    for (key, value) in table(value, context) {
        let name = |text: &str| {
            text.chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.')
        };
        match (key.value.parse::<u32>(), &value.value) {
            (Ok(number), Value::String(text)) if name(text) => {
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
