//! The secret files that a machine reads.

use super::{SecretPlan, ServicePlan};
use crate::catalog::Secret;
use crate::catalog::setting::SettingValue;
use crate::manifest::types::Name;
use crate::source::Spanned;
use std::collections::BTreeMap;

/// The mesh's private key.
pub const MESH_KEY: &str = "mesh-key";

/// Secrets that a service needs with its settings.
pub fn needed<'a>(
    secrets: &'a [Secret],
    settings: &'a BTreeMap<String, Spanned<SettingValue>>,
) -> impl Iterator<Item = &'a Secret> {
    secrets.iter().filter(|secret| {
        secret.needed_by.as_ref().is_none_or(|key| {
            settings
                .get(key)
                .is_some_and(|setting| match &setting.value {
                    SettingValue::Bool(yes) => *yes,
                    SettingValue::String(text) => !text.is_empty(),
                    SettingValue::List(items) => !items.is_empty(),
                    _ => true,
                })
        })
    })
}

/// All secrets of a machine: its own, then its services' in order.
pub fn plan(on_mesh: bool, services: &BTreeMap<Name, ServicePlan>) -> Vec<SecretPlan> {
    let mesh = on_mesh.then(|| SecretPlan {
        service: None,
        name: MESH_KEY.to_owned(),
        what: "WireGuard private key: the half that belongs to `mesh-key` in the manifest"
            .to_owned(),
        make: "the one that you made for `mesh-key`; a new pair needs a new `mesh-key`".to_owned(),
        owner: "root".to_owned(),
        group: "systemd-network".to_owned(),
        mode: "0440".to_owned(),
    });
    let of_services = services.iter().flat_map(|(name, service)| {
        needed(&service.entry.secrets, &service.settings).map(|secret| SecretPlan {
            service: Some(name.clone()),
            name: secret.name.to_string(),
            what: secret
                .what
                .en
                .as_ref()
                .map_or_else(String::new, |text| text.value.0.clone()),
            make: secret.make.clone(),
            owner: secret.owner.clone(),
            group: secret.group.clone(),
            mode: secret.mode.clone(),
        })
    });
    mesh.into_iter().chain(of_services).collect()
}
