//! Where each key of the manifest stands: `services.nuage.domain` → its place.

use std::collections::BTreeMap;

use super::value::{Entry, Value};
use crate::source::Span;

/// Places of all keys, as the merged files have them.
///
/// A path is written with dots and without quotes, as in the index of effects ([`crate::plan`]): a name with a dot in
/// it is no problem, as paths are only looked up.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    places: BTreeMap<String, Place>,
}

/// Where a key and its value stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The key.
    pub key: Span,
    /// Its value: a string without its quotes; for a table of its own (`[a.b]`) the key again.
    pub value: Span,
}

impl Keys {
    /// Takes in what one file has at its top level. A key that stands there twice keeps its first place.
    pub(super) fn take(&mut self, entries: &[Entry]) {
        for entry in entries {
            self.add(&entry.key.value, entry);
        }
    }

    fn add(&mut self, path: &str, entry: &Entry) {
        let place = Place {
            key: entry.key.span,
            value: entry.value.span,
        };
        self.places.entry(path.to_owned()).or_insert(place);
        if let Value::Table(entries) = &entry.value.value {
            for entry in entries {
                self.add(&format!("{path}.{}", entry.key.value), entry);
            }
        }
    }

    /// The place of a key that the manifest has.
    pub fn exact(&self, path: &str) -> Option<Place> {
        self.places.get(path).copied()
    }

    /// The place of a key, or of the nearest table around it: a default has no line of its own.
    pub fn find(&self, path: &str) -> Option<Place> {
        let mut path = path;
        loop {
            if let Some(place) = self.exact(path) {
                return Some(place);
            }
            path = path.rsplit_once('.')?.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Findings;
    use crate::manifest::parse;
    use crate::source::Sources;

    #[test]
    fn keys_of_all_files_are_found_and_defaults_stand_at_their_table() {
        let mut sources = Sources::default();
        let files = [
            sources.add("coloc.toml", "[network]\nmesh-port = 51820\n"),
            sources.add(
                "services/nuage.toml",
                "[services.nuage]\ntype = \"nextcloud\"\nnixos.services.nginx.virtualHosts.\"a.b\".root = \"/srv\"\n",
            ),
        ];
        let manifest = parse(&mut sources, &files, &mut Findings::default());
        let text = |path: &str| {
            let place = manifest.keys.find(path)?;
            let span = place.value;
            let text = &sources.get(span.file).text;
            text.get(span.start as usize..span.end as usize)
        };
        assert_eq!(text("network.mesh-port"), Some("51820"));
        assert_eq!(text("services.nuage.type"), Some("nextcloud"));
        assert_eq!(
            text("services.nuage.nixos.services.nginx.virtualHosts.a.b.root"),
            Some("/srv")
        );
        let table = manifest.keys.find("services.nuage.domain");
        assert_eq!(table, manifest.keys.exact("services.nuage"));
        assert!(table.is_some());
        assert_eq!(manifest.keys.find("nowhere.at.all"), None);
    }
}
