//! The secret files that a machine reads.

use std::collections::BTreeMap;

use super::{Because, SecretKind, SecretPlan, ServicePlan};
use crate::catalog::facts::fill;
use crate::catalog::sign_on::{CLIENT, SECRET};
use crate::collective::MESH_KEY;
use crate::manifest::key::{Field, Key};
use crate::manifest::types::{Domain, Name};

/// What makes a secret that a service shares with its provider: no line break, which some programs would take as
/// a part of it.
const MAKE: &str = "openssl rand -hex 32 | tr -d '\\n'";

/// All secrets of a machine: its own, then its services' in order.
pub fn plan(
    collective: &Domain,
    on_mesh: bool,
    services: &BTreeMap<Name, ServicePlan>,
) -> Vec<SecretPlan> {
    let mesh = on_mesh.then(|| SecretPlan {
        service: None,
        name: MESH_KEY.to_owned(),
        what: SecretKind::MeshKey,
        make: None,
        owner: "root".to_owned(),
        group: "systemd-network".to_owned(),
        mode: "0440".to_owned(),
        same: None,
        restarts: vec!["systemd-networkd.service".to_owned()],
        because: Because::from([Key::network(Field::Mesh)]),
    });
    let of_services = services
        .iter()
        .flat_map(|(name, service)| of_service(collective, name, service));
    mesh.into_iter().chain(of_services).collect()
}

/// Those of its entry, the one that it shares with its provider, those that it shares as a provider.
fn of_service(collective: &Domain, name: &Name, service: &ServicePlan) -> Vec<SecretPlan> {
    let entry = &service.entry;
    let restarts = |given: Option<&Vec<String>>| {
        let units = given.unwrap_or(&entry.units).iter();
        let units = units.filter(|unit| unit.ends_with(".service"));
        let domain = service.domain.as_deref();
        units
            .map(|unit| fill(unit, name.as_str(), domain, collective))
            .collect()
    };
    let kind = |name: &Name| Key::service(name, Field::Type);
    let own = entry.secrets.iter();
    let own = own.filter(|secret| service.asks(secret.needed_by.as_ref()));
    let own = own.map(|secret| SecretPlan {
        service: Some(name.clone()),
        name: secret.name.to_string(),
        what: SecretKind::Own(secret.what.clone()),
        make: Some(secret.make.clone()),
        owner: secret.owner.clone(),
        group: secret.group.clone(),
        mode: secret.mode.clone(),
        same: secret.same.then(|| format!("{name}/{}", secret.name)),
        restarts: restarts(secret.restarts.as_ref()),
        because: Because::from([kind(name)]),
    });
    let shared = |client: &Name| format!("{client}/{SECRET}");
    let sso = service.sso.iter().filter(|sso| sso.secret);
    let signing_in = sso.zip(&entry.oidc).map(|(sso, oidc)| SecretPlan {
        service: Some(name.clone()),
        name: SECRET.to_owned(),
        what: SecretKind::Provider(sso.provider.clone(), format!("{CLIENT}{name}")),
        make: Some(MAKE.to_owned()),
        owner: oidc.owner.clone(),
        group: oidc.group.clone(),
        mode: oidc.mode.clone(),
        same: Some(shared(name)),
        restarts: restarts(oidc.restarts.as_ref()),
        because: Because::from([kind(name), kind(&sso.provider)]),
    });
    let clients = service.clients.iter().filter_map(|client| {
        let provider = entry.provider.as_ref()?;
        Some(SecretPlan {
            service: Some(name.clone()),
            name: client.secret()?,
            what: SecretKind::Client(client.name.clone(), SECRET.to_owned()),
            make: Some(MAKE.to_owned()),
            owner: provider.owner.clone(),
            group: provider.group.clone(),
            mode: provider.mode.clone(),
            same: Some(shared(&client.name)),
            restarts: restarts(None),
            because: Because::from([kind(&client.name), kind(name)]),
        })
    });
    own.chain(signing_in).chain(clients).collect()
}
