//! What can never change once a service runs: the values that it began with.
//!
//! The first `coloc generate` writes them down. They stay, whatever the manifest says later, and whatever becomes of
//! the service, until somebody deletes the line: data under the old name may be somewhere still.

use std::collections::BTreeMap;

use crate::collective::{Collective, Service};
use crate::source::Span;

/// What stands in an entry's `forever` for the service's own domain.
pub const DOMAIN: &str = "domain";

/// A value of a service that can never change, as the manifest has it now, and where; none: it has none.
pub fn value(service: &Service, key: &str) -> Option<(String, Span)> {
    if key == DOMAIN {
        let domain = service.domain.as_ref()?;
        return Some((domain.value.to_string(), domain.span));
    }
    let setting = service.settings.get(key)?;
    Some((setting.value.to_string(), setting.span))
}

/// Adds what is new; of services that are there, drops what their type can change.
pub(super) fn update(
    forever: &mut BTreeMap<String, BTreeMap<String, String>>,
    collective: &Collective,
) {
    for (name, service) in &collective.services {
        let kept = forever.entry(name.to_string()).or_default();
        kept.retain(|key, _| service.entry.forever.contains(key));
        for key in &service.entry.forever {
            if let Some((value, _)) = value(service, key).filter(|(value, _)| !value.is_empty()) {
                kept.entry(key.clone()).or_insert(value);
            }
        }
    }
    forever.retain(|_, values| !values.is_empty());
}
