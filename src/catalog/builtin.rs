//! coloc's own entries: carried in the program, read when they are asked for.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use super::parts::Parts;
use super::{Entry, Template};
use crate::finding::Findings;
use crate::source::{FileId, Sources};

static SERVICES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/modules/services");

/// Accounts that they name, as written there: `owner = "…"` and `group = "…"`.
static ACCOUNTS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    let lines = all().flat_map(|own| own.facts.lines());
    let named = lines.filter_map(|line| {
        let (key, value) = line.split_once('=')?;
        let value = value.trim().strip_prefix('"')?;
        matches!(key.trim(), "owner" | "group").then(|| value.split('"').next())?
    });
    named.collect()
});

/// Names of coloc's own entries, for completions.
pub fn names() -> impl Iterator<Item = &'static str> {
    all().map(|own| own.name)
}

/// Whether one of them has an account of this name.
pub(super) fn has_account(name: &str) -> bool {
    ACCOUNTS.contains(name)
}

/// All of them, not read yet.
pub(super) fn all() -> impl Iterator<Item = Builtin> {
    SERVICES.dirs().filter_map(|folder| {
        let name = folder.path().to_str()?;
        let facts = text(folder, "service.toml")?;
        Some(Builtin {
            name,
            facts,
            folder,
        })
    })
}

fn text(folder: &'static Dir<'static>, name: &str) -> Option<&'static str> {
    SERVICES.get_file(folder.path().join(name))?.contents_utf8()
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Builtin {
    /// The type that manifests name.
    pub name: &'static str,
    facts: &'static str,
    folder: &'static Dir<'static>,
}

impl Builtin {
    /// Makes its facts a text that findings can point into.
    pub fn add_to(self, sources: &mut Sources) -> FileId {
        let path = format!("modules/services/{}/service.toml", self.name);
        sources.add(path, self.facts)
    }

    /// Reads it; what is wrong with it is a finding.
    pub fn read(self, file: FileId, findings: &mut Findings) -> Option<Entry> {
        let own = |name: &str| text(self.folder, name).map(str::to_owned);
        let template = |text| Template { text, file: None };
        let parts = Parts {
            folder: self.name.to_owned(),
            facts: (file, self.facts.to_owned()),
            template: own("module.nix.tera").map(template),
            everywhere: own("everywhere.nix.tera").map(template),
            readme: own("README.md"),
        };
        parts.read(findings)
    }
}
