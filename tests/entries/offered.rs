//! The catalog that comes with coloc.

use std::collections::BTreeMap;
use std::sync::Arc;

use coloc::catalog::{Catalog, Entry};
use coloc::finding::Findings;
use coloc::manifest::types::Name;
use coloc::source::Sources;

pub fn entries() -> BTreeMap<Name, Arc<Entry>> {
    let mut findings = Findings::default();
    let catalog = Catalog::load(&BTreeMap::new(), &mut Sources::default(), &mut findings);
    let findings: Vec<_> = findings.into_iter().collect();
    assert!(findings.is_empty(), "{findings:#?}");
    let entries = catalog.entries();
    entries
        .map(|entry| (entry.name.clone(), entry.clone()))
        .collect()
}
