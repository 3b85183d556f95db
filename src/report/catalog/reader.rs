//! For whom an entry is shown.

use crate::manifest::Manifest;
use crate::manifest::types::Name;

/// What stands in examples.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// The collective's domain, if there is one.
    pub(super) domain: Option<String>,
    machine: Option<String>,
    caretakers: Vec<String>,
}

impl Reader {
    /// Somebody of a collective.
    pub fn of(manifest: &Manifest) -> Self {
        let collective = manifest.collective.as_ref();
        let machine = manifest.machines.iter().next();
        let caretakers = machine.map_or(&[][..], |(_, table)| &table.caretakers.value);
        let caretakers: Vec<String> = if caretakers.is_empty() {
            let members = manifest.members.keys();
            members.take(1).map(Name::to_string).collect()
        } else {
            let names = caretakers.iter();
            names.map(|name| name.value.to_string()).collect()
        };
        Self {
            domain: collective
                .and_then(|table| table.domain.as_ref())
                .map(|domain| domain.value.to_string()),
            machine: machine.map(|(name, _)| name.to_string()),
            caretakers,
        }
    }

    /// A machine.
    pub(super) fn machine(&self) -> &str {
        self.machine.as_deref().unwrap_or("ananas")
    }

    /// Members.
    pub(super) fn caretakers(&self) -> Vec<&str> {
        if self.caretakers.is_empty() {
            return vec!["alice", "bruno"];
        }
        self.caretakers.iter().map(String::as_str).collect()
    }
}
