//! What a change of the manifest is said to do, and what it really does to generations that real Nix builds.
mod keys;
mod model;
mod place;
mod random;
mod rows;

use std::collections::BTreeMap;

use crate::generated::Generated;
use camino::Utf8PathBuf;
use coloc::snapshot::{Fleet, Snapshot};

fn collective(name: &str) -> Utf8PathBuf {
    let folder = match name {
        "trois-maisons" => "examples",
        _ => "tests/collectives",
    };
    Utf8PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join(folder)
        .join(name)
}

/// What all machines are, by name.
fn snapshots(generated: &Generated) -> BTreeMap<String, Snapshot> {
    let plan = &generated.plan;
    let fleet = Fleet::of(plan);
    plan.machines
        .iter()
        .map(|(name, machine)| (name.to_string(), Snapshot::of(plan, &fleet, name, machine)))
        .collect()
}
