//! Which accounts a generation declares.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::generation::{Files, Node, lookup};

/// End of the name of the file that `activate` gives to `update-users-groups.pl`.
///
/// Source: `nixos/modules/config/users-groups.nix`. Systems with userborn or systemd-sysusers have none.
const SUFFIX: &str = "-users-groups.json";

#[derive(Deserialize)]
struct Declared {
    users: Vec<User>,
}

#[derive(Deserialize)]
struct User {
    name: String,
}

/// Names of all declared accounts; none: the system does not tell.
pub fn accounts(files: &dyn Files, toplevel: &str) -> Option<BTreeSet<String>> {
    let (_, Node::File(activate, _)) = lookup(files, &format!("{toplevel}/activate")) else {
        return None;
    };
    let activate = String::from_utf8_lossy(&activate);
    let of_path = |c: char| c.is_ascii_alphanumeric() || "/+-._?=".contains(c);
    let path = activate
        .split(|c| !of_path(c))
        .find(|word| word.starts_with('/') && word.ends_with(SUFFIX))?;
    let (_, Node::File(text, _)) = lookup(files, path) else {
        return None;
    };
    let declared: Declared = serde_json::from_slice(&text).ok()?;
    Some(declared.users.into_iter().map(|user| user.name).collect())
}
