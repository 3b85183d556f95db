//! Where each key of the manifest stands: `services.nuage.domain` → its place.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::key::{Key, Table};
use super::value::{Entry, Value};
use crate::source::Span;

/// Places of all keys, as the merged files have them.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// What all files have at their top level, in their order.
    entries: Vec<Entry>,
    /// Made when the first place is asked for: most collectives have nothing that needs one.
    places: OnceLock<BTreeMap<Key, Place>>,
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
    pub(super) fn take(&mut self, entries: Vec<Entry>) {
        self.entries.extend(entries);
    }

    /// The place of a key that the manifest has.
    pub fn exact(&self, key: &Key) -> Option<Place> {
        let places = self.places.get_or_init(|| {
            let mut places = BTreeMap::new();
            for entry in &self.entries {
                add(&entry.key.value, entry, &mut places);
            }
            places
        });
        places.get(key).copied()
    }

    /// The place of a key, or of what it stands in, up to its table: a default has no line of its own. A key of a table
    /// that is gone has no place.
    pub fn find(&self, key: &Key) -> Option<Place> {
        let mut around = std::iter::successors(Some(key.clone()), Key::above);
        around.find_map(|key| self.exact(&key))
    }

    /// The places of keys that together cause something: a key that stands there says more than the table around one
    /// that does not.
    pub fn causes<'k>(&self, keys: impl IntoIterator<Item = &'k Key>) -> Vec<(&'k Key, Place)> {
        let keys: Vec<&Key> = keys.into_iter().collect();
        let places = |place: &dyn Fn(&Key) -> Option<Place>| -> Vec<(&'k Key, Place)> {
            let placed = keys.iter().filter_map(|key| Some((*key, place(key)?)));
            placed.collect()
        };
        let exact = places(&|key| self.exact(key));
        if exact.is_empty() {
            return places(&|key| self.find(key));
        }
        exact
    }
}

fn add(path: &str, entry: &Entry, places: &mut BTreeMap<Key, Place>) {
    let place = Place {
        key: entry.key.span,
        value: entry.value.span,
    };
    let key = Key::parse(path);
    // `services`, around all services, is no table: it would stand where the first of them does.
    if !matches!(key.table, Table::Other(_)) {
        places.entry(key).or_insert(place);
    }
    if let Value::Table(entries) = &entry.value.value {
        for entry in entries {
            add(&format!("{path}.{}", entry.key.value), entry, places);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Key;
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
            let place = manifest.keys.find(&Key::parse(path))?;
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
        let table = manifest.keys.find(&Key::parse("services.nuage.domain"));
        assert_eq!(table, manifest.keys.exact(&Key::parse("services.nuage")));
        assert!(table.is_some());
        for gone in [
            "nowhere.at.all",
            "services",
            "services.zoo",
            "services.zoo.machine",
        ] {
            assert_eq!(manifest.keys.find(&Key::parse(gone)), None, "{gone}");
        }
    }
}
