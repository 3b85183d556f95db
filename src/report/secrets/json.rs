//! Secrets for scripts: `{ "version": 1, "secrets": […] }`. Never their values, which coloc does not know.

use serde_json::{Value as Json, json};

use super::Shown;
use crate::manifest::types::Name;
use crate::report::json::write;
use crate::secrets::{Due, Inventory};

/// The secrets that are shown.
pub fn list(inventory: &Inventory, shown: &Shown) -> String {
    let secrets: Vec<Json> = inventory
        .secrets
        .iter()
        .filter(|due| shown.shows(due))
        .map(secret)
        .collect();
    write(&json!({ "version": 1, "secrets": secrets }))
}

fn secret(due: &Due) -> Json {
    let secret = &due.secret;
    json!({
        "machine": due.machine.as_str(),
        "service": secret.service.as_ref().map(Name::as_str),
        "name": secret.name,
        "what": secret.what,
        "make": secret.make,
        "same": secret.same,
        "file": due.file,
        "key": due.key,
        "owner": secret.owner,
        "group": secret.group,
        "mode": secret.mode,
        "readers": due.readers.iter().map(Name::as_str).collect::<Vec<_>>(),
        "state": due.state.as_str(),
    })
}
