//! DNS records that a service needs besides its address: where mail goes, who may send it.

use super::facts::{Bilingual, DnsKind, DnsTable};
use crate::manifest::value::Value;

/// A record of a service; in its texts `{name}`, `{domain}`, `{collective}` and `{SETTING}` stand for values.
#[derive(Clone, Debug)]
pub struct DnsRecord {
    /// Its type.
    pub kind: DnsKind,
    /// Its name, without a dot at the end; none for `PTR`, which stands with the address.
    pub name: Option<String>,
    /// A domain, or the text of a `TXT`.
    pub value: String,
    /// `MX`, `SRV`: lower comes first.
    pub priority: u16,
    /// `SRV`: a port's number, or its name in the entry.
    pub port: Option<String>,
    /// Needed only with this setting.
    pub when: Option<String>,
    /// What for.
    pub what: Bilingual,
    /// How to come by a value that a setting must give.
    pub how: Option<Bilingual>,
}

impl DnsRecord {
    /// As typed → as used; none: something that it cannot do without is missing, which has been told.
    pub(super) fn new(table: &DnsTable) -> Option<Self> {
        let kind = table.kind.as_ref()?.value;
        let usual = match kind {
            DnsKind::Mx => 10,
            DnsKind::Srv | DnsKind::Txt | DnsKind::Cname | DnsKind::Caa | DnsKind::Ptr => 0,
        };
        Some(Self {
            kind,
            name: table.name.as_ref().map(|text| text.value.0.clone()),
            value: table.value.as_ref()?.value.0.clone(),
            priority: match table.priority.as_ref().map(|any| &any.value.0) {
                Some(Value::Integer(number)) => u16::try_from(*number).unwrap_or(u16::MAX),
                Some(_) | None => usual,
            },
            port: match table.port.as_ref().map(|any| &any.value.0) {
                Some(Value::Integer(number)) => Some(number.to_string()),
                Some(Value::String(name)) => Some(name.clone()),
                Some(_) | None => None,
            },
            when: table.when.as_ref().map(|text| text.value.0.clone()),
            what: table.what.as_ref()?.value.clone(),
            how: table.how.as_ref().map(|how| how.value.clone()),
        })
    }
}
