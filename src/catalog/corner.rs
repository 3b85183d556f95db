//! Corners: the few paths that a service needs of a domain, where another service serves the rest of it.

use crate::manifest::types::Text;
use crate::table;

table! {
    /// A path of a shared domain. Where another machine serves that domain, it answers at this path too.
    CornerTable {
        /// The setting that gives the domain: one of `web.shared`.
        domain: Text = "domain" (required),
        /// The path.
        path: Text = "path" (required),
        /// What it answers: JSON, with placeholders. Without it, it sends on to the same path of the service's domain.
        json: Text = "json",
        /// The setting, of type bool, with which it is needed; always, if none is named.
        when: Text = "when",
    }
}

/// A path that a service needs of a domain.
#[derive(Clone, Debug)]
pub struct Corner {
    /// The setting that gives the domain.
    pub domain: String,
    /// The path.
    pub path: String,
    /// What it answers, with placeholders; none: it sends on to the service's own domain.
    pub json: Option<String>,
    /// Needed only with this setting.
    pub when: Option<String>,
}

impl Corner {
    /// As typed → as used; none: something is missing, which has been told.
    pub(super) fn new(table: &CornerTable) -> Option<Self> {
        Some(Self {
            domain: table.domain.as_ref()?.value.0.clone(),
            path: table.path.as_ref()?.value.0.clone(),
            json: table.json.as_ref().map(|text| text.value.0.clone()),
            when: table.when.as_ref().map(|text| text.value.0.clone()),
        })
    }

    /// Whether nginx takes it as it stands: a path without words of its own, JSON without its quote and its variables.
    pub(super) fn is_plain(&self) -> bool {
        let is_json = |text: &String| {
            serde_json::from_str::<serde_json::Value>(text).is_ok()
                && !text.contains(['\'', '$', '\\'])
        };
        let of_path = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
        self.path.starts_with('/')
            && self.path.chars().all(of_path)
            && self.json.iter().all(is_json)
    }
}
