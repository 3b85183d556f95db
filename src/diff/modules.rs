//! Where the new system is not built: which change of the manifest changes which generated module, and what is left
//! over on both sides.

use std::collections::BTreeSet;

use super::machine::ModuleChange;
use super::{Change, Kind, Risk};

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
pub fn causes(module: &ModuleChange, changes: &[Change]) -> BTreeSet<String> {
    changes
        .iter()
        .filter(|change| explains(change, &module.path))
        .flat_map(|change| change.keys.iter().cloned())
        .collect()
}

/// Whether a change of the manifest can change a module.
fn explains(change: &Change, path: &str) -> bool {
    let keys = |fits: &dyn Fn(&str) -> bool| change.keys.iter().any(|key| fits(key));
    // These are in every module.
    let everywhere = keys(&|key| {
        matches!(
            key,
            "collective.domain" | "collective.name" | "nixos.release" | "policy.secrets"
        )
    });
    if everywhere {
        return true;
    }
    if let Some(service) = path.strip_prefix("services/") {
        let service = service.trim_end_matches(".nix");
        let table = format!("services.{service}");
        return change.subject == table
            || keys(&|key| key == table || key.starts_with(&format!("{table}.")))
            // Addresses, the machine's kind, whom it is behind.
            || keys(&|key| key.starts_with("network.") || key.ends_with(".public") || key.ends_with(".system"));
    }
    let last = |names: &[&str]| keys(&|key| names.contains(&key.rsplit('.').next().unwrap_or(key)));
    match path {
        "access.nix" => {
            change.kind == Kind::Access || last(&["caretakers", "status", "groups", "for"])
        }
        "base.nix" => last(&["hardware", "system", "state-version"]) || change.kind == Kind::Data,
        "network.nix" => change.kind == Kind::Network || keys(&|key| key.starts_with("services.")),
        "web.nix" => {
            change.kind == Kind::Network
                || keys(&|key| key.starts_with("services.") || key == "collective.contact")
        }
        "default.nix" => {
            keys(&|key| key.contains(".nixos.") || key.ends_with(".modules"))
                || keys(&|key| {
                    key.starts_with("services.")
                        && [".machine", ".machines", ".type"]
                            .iter()
                            .any(|end| key.ends_with(end))
                })
                || change.kind == Kind::Network
        }
        _ => true,
    }
}

/// Whether what changes stands in files that all machines share, and that no machine carries: `collective.nix` (accounts
/// with their keys, host keys, the mesh) and `flake.nix`.
fn is_shared(change: &Change) -> bool {
    change.keys.iter().any(|key| {
        let last = key.rsplit('.').next().unwrap_or(key);
        key.starts_with("members.")
            || key.starts_with("nixos.")
            || key.starts_with("network.")
            || matches!(last, "host-key" | "deploy-host" | "mesh-key" | "public")
    })
}

/// Whether nothing of it stands in any module.
fn is_for_people(change: &Change) -> bool {
    change.kind == Kind::Care
        || change.keys.iter().all(|key| {
            let last = key.rsplit('.').next().unwrap_or(key);
            matches!(last, "site" | "backup" | "for")
        })
}
