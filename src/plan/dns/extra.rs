//! Records that services need besides their addresses: MX, TXT, SRV, PTR.

use crate::catalog::dns::DnsRecord;
use crate::catalog::facts::DnsKind;
use crate::catalog::facts::fill;
use crate::collective::{Collective, Service};
use crate::manifest::types::Name;

/// A record as people write it where the domain is managed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extra {
    /// Its name, with a dot at the end; for `PTR` the words `the address of MACHINE`.
    pub name: String,
    /// `MX`, `TXT`…
    pub kind: &'static str,
    /// Priority, weight, port and target, or the text in quotes; none: a setting must give it first.
    pub value: Option<String>,
    /// Which service it is of, and what for.
    pub purpose: String,
}

/// All of them, sorted by name.
pub fn extras(collective: &Collective) -> Vec<Extra> {
    let mut extras: Vec<Extra> = collective
        .services
        .iter()
        .flat_map(|(name, service)| {
            let wanted = service
                .entry
                .dns
                .iter()
                .filter(|record| service.asks(record.when.as_ref()));
            wanted.map(|record| extra(record, name, service, collective))
        })
        .collect();
    extras.sort();
    extras.dedup();
    extras
}

/// Whether other servers look a service up by a name that must be no alias (RFC 2181, 10.3; RFC 2782).
pub fn needs_address(service: &Service) -> bool {
    let kinds = service.entry.dns.iter().map(|record| record.kind);
    kinds
        .into_iter()
        .any(|kind| matches!(kind, DnsKind::Mx | DnsKind::Srv))
}

fn extra(record: &DnsRecord, name: &Name, service: &Service, collective: &Collective) -> Extra {
    let known = |text: &str| filled(text, name, service, collective);
    let value = known(&record.value).map(|value| match record.kind {
        DnsKind::Mx => format!("{} {value}.", record.priority),
        DnsKind::Srv => {
            let port = record.port.as_deref().unwrap_or_default();
            let listed = service
                .entry
                .ports
                .iter()
                .find(|other| other.name.as_str() == port);
            let number = listed
                .and_then(|port| port.number)
                .map(|number| number.to_string());
            format!(
                "{} 1 {} {value}.",
                record.priority,
                number.as_deref().unwrap_or(port)
            )
        }
        DnsKind::Cname | DnsKind::Ptr => format!("{value}."),
        DnsKind::Txt | DnsKind::Caa => quoted(&value),
    });
    let machines: Vec<&str> = service
        .machines
        .iter()
        .map(|name| name.value.as_str())
        .collect();
    let place = match &record.name {
        Some(text) => known(text).map_or_else(|| text.clone(), |name| format!("{name}.")),
        None => format!("the address of {}", machines.join(", ")),
    };
    let english = |text: &crate::catalog::facts::Bilingual| {
        text.text(crate::manifest::types::Language::En).to_owned()
    };
    let mut purpose = format!("service {name}: {}", english(&record.what));
    if let (None, Some(how)) = (&value, &record.how) {
        purpose = format!("{purpose}; {}", english(how));
    }
    Extra {
        name: place,
        kind: record.kind.as_str(),
        value,
        purpose,
    }
}

/// A text with its placeholders filled in; none: a setting that it needs is unset.
fn filled(text: &str, name: &Name, service: &Service, collective: &Collective) -> Option<String> {
    let mut text = fill(
        text,
        name.as_str(),
        service.domain.as_ref().map(|domain| &domain.value),
        &collective.domain,
    );
    for key in service.entry.settings.keys() {
        let place = format!("{{{key}}}");
        if text.contains(&place) {
            let value = service
                .settings
                .get(key)
                .map(|setting| setting.value.to_string())?;
            text = text.replace(&place, &value);
        }
    }
    Some(text)
}

/// As a zone file has it (RFC 1035, 5.1): in quotes, in pieces of 255 bytes at most.
fn quoted(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    let mut pieces = Vec::new();
    let mut rest = plain.as_str();
    while !rest.is_empty() {
        let (piece, more) = rest.split_at(rest.floor_char_boundary(255));
        pieces.push(format!(
            "\"{}\"",
            piece.replace('\\', "\\\\").replace('"', "\\\"")
        ));
        rest = more;
    }
    pieces.join(" ")
}
