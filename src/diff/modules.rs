//! Where the new system is not built: which change of the manifest changes which generated module, and what is left
//! over on both sides.

use std::collections::BTreeSet;

use super::machine::ModuleChange;
use super::{Change, Kind, Risk};
use crate::manifest::key::{Field, Key, Table};

/// What a comparison of modules leaves over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left<'c> {
    /// Modules that no change of the manifest explains: coloc itself makes them in another way now, or somebody changed
    /// them by hand.
    pub modules: Vec<&'c ModuleChange>,
    /// Changes of the manifest that change no module, and should.
    pub changes: Vec<&'c Change>,
}

impl Left<'_> {
    /// What to say of it.
    pub fn notes(&self) -> Vec<String> {
        let modules = self.modules.iter().map(|module| {
            format!(
                "the generated module {} is another, and nothing in the manifest says why: another version of coloc \
                 made it, or somebody changed it",
                module.path
            )
        });
        let changes = self
            .changes
            .iter()
            .map(|change| format!("no generated module follows from this: {}", change.what));
        modules.chain(changes).collect()
    }
}

/// Finds what is left over.
pub fn left<'c>(modules: &'c [ModuleChange], changes: &'c [Change]) -> Left<'c> {
    let changed: BTreeSet<&str> = modules.iter().map(|module| module.path.as_str()).collect();
    Left {
        modules: modules
            .iter()
            .filter(|module| !changes.iter().any(|change| explains(change, &module.path)))
            .collect(),
        changes: changes
            .iter()
            .filter(|change| change.risk != Risk::Cosmetic)
            .filter(|change| !is_shared(change) && !is_for_people(change))
            .filter(|change| !changed.iter().any(|path| explains(change, path)))
            .collect(),
    }
}

/// Causes of a module's change: keys of the manifest.
pub fn causes(module: &ModuleChange, changes: &[Change]) -> BTreeSet<Key> {
    changes
        .iter()
        .filter(|change| explains(change, &module.path))
        .flat_map(|change| change.keys.iter().cloned())
        .collect()
}

/// Whether a change of the manifest can change a module.
fn explains(change: &Change, path: &str) -> bool {
    let keys = |fits: &dyn Fn(&Key) -> bool| change.keys.iter().any(fits);
    let fields = |fields: &[Field]| keys(&|key| fields.contains(&key.field));
    let of_services = || keys(&|key| key.service_name().is_some());
    // These are in every module.
    let everywhere = keys(&|key| {
        matches!(
            (&key.table, &key.field),
            (Table::Collective, Field::Domain | Field::Name)
                | (Table::Nixos, Field::Release)
                | (Table::Policy, Field::Secrets)
        )
    });
    if everywhere {
        return true;
    }
    if let Some(service) = path.strip_prefix("services/") {
        let service = service.trim_end_matches(".nix");
        return change.subject == Key::service(service, Field::Whole).to_string()
            || keys(&|key| key.service_name() == Some(service) || key.table == Table::Network)
            // Addresses, the machine's kind, whom it is behind.
            || fields(&[Field::Public, Field::System]);
    }
    match path {
        "access.nix" => {
            change.kind == Kind::Access
                || fields(&[Field::Caretakers, Field::Status, Field::Groups, Field::For])
        }
        "base.nix" => {
            change.kind == Kind::Data
                || fields(&[Field::Hardware, Field::System, Field::StateVersion])
        }
        "network.nix" => change.kind == Kind::Network || of_services(),
        "web.nix" => change.kind == Kind::Network || of_services() || fields(&[Field::Contact]),
        "default.nix" => {
            change.kind == Kind::Network
                || fields(&[Field::Modules, Field::Machine, Field::Machines, Field::Type])
                || keys(&|key| matches!(key.field, Field::Option(_)))
        }
        _ => true,
    }
}

/// Whether what changes stands in files that all machines share, and that no machine carries: `collective.nix` (accounts
/// with their keys, host keys, the mesh) and `flake.nix`.
fn is_shared(change: &Change) -> bool {
    change.keys.iter().any(|key| {
        matches!(key.table, Table::Member(_) | Table::Nixos | Table::Network)
            || matches!(
                key.field,
                Field::HostKey | Field::DeployHost | Field::MeshKey | Field::Public
            )
    })
}

/// Whether nothing of it stands in any module.
fn is_for_people(change: &Change) -> bool {
    let for_people = |key: &Key| matches!(key.field, Field::Site | Field::Backup | Field::For);
    change.kind == Kind::Care || change.keys.iter().all(for_people)
}
