//! Secrets for scripts: `{ "version": 1, "secrets": […] }`. Never their values, which coloc does not know.

use serde_json::{Value as Json, json};

use super::{Shown, made, what};
use crate::manifest::types::{Language, Name};
use crate::secrets::{Due, Inventory};
use crate::words::Words;

/// The secrets that are shown.
pub fn list(inventory: &Inventory, shown: &Shown) -> Json {
    let words = Words::of(Language::En);
    let secrets: Vec<Json> = inventory
        .secrets
        .iter()
        .filter(|due| shown.shows(due))
        .map(|due| secret(due, &words))
        .collect();
    json!({ "version": 1, "secrets": secrets })
}

fn secret(due: &Due, words: &Words) -> Json {
    let secret = &due.secret;
    json!({
        "machine": due.machine.as_str(),
        "service": secret.service.as_ref().map(Name::as_str),
        "name": secret.name,
        "what": what(secret, words).to_string(),
        "make": made(secret, words),
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
