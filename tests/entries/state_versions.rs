//! Data stays where a machine began to keep it, however new its NixOS is.

use camino::Utf8Path;
use coloc::catalog::Moved;
use coloc::manifest::types::Release;

use super::offered::entries;
use crate::generated::Generated;

/// State-versions that machines still have, the newest last.
const STATE_VERSIONS: &[&str] = &[
    "22.05", "22.11", "23.05", "23.11", "24.05", "24.11", "25.05", "25.11", "26.05",
];

/// The default variant of a type, on machines that began with a release.
fn began(kind: &str, state_version: &str) -> Generated {
    let folder = Utf8Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/services")
        .join(kind)
        .join("default");
    let line = format!("]\nstate-version = \"{state_version}\"");
    Generated::with(&folder, |_, text| {
        let lines = text.lines().map(|it| {
            let of_machine = it.starts_with("[machines.");
            if of_machine {
                it.replacen(']', &line, 1)
            } else {
                it.to_owned()
            }
        });
        lines.collect::<Vec<_>>().join("\n") + "\n"
    })
}

/// Paths of a copy that are not where the module of that state-version has its data.
fn misplaced(generated: &Generated, moved: &Moved, state_version: &str) -> Vec<String> {
    let later = Release::from_text(state_version).unwrap() >= moved.at;
    let (here, there) = if later {
        (&moved.to, &moved.from)
    } else {
        (&moved.from, &moved.to)
    };
    let services = generated
        .plan
        .machines
        .values()
        .flat_map(|it| it.services.values());
    let copies = services.map(|service| &service.backup_plan);
    let paths: Vec<&String> = copies
        .flat_map(|it| it.paths.iter().chain(&it.exclude))
        .collect();
    assert!(
        paths.iter().any(|path| path.starts_with(here.as_str())),
        "{state_version}: {paths:?}"
    );
    let wrong = paths
        .into_iter()
        .filter(|path| path.starts_with(there.as_str()));
    wrong
        .map(|path| format!("{state_version}: {path}"))
        .collect()
}

#[test]
fn a_copy_holds_the_data_of_old_machines_too() {
    let mut wrong = Vec::new();
    let entries = entries();
    let some_moved = entries.iter().filter(|(_, entry)| !entry.moved.is_empty());
    for (kind, entry) in some_moved {
        for state_version in STATE_VERSIONS {
            let generated = began(kind.as_str(), state_version);
            for moved in &entry.moved {
                wrong.extend(misplaced(&generated, moved, state_version));
                // The module asks NixOS: a path that stands there would be right on some machines only.
                let mut modules = generated
                    .tree
                    .files
                    .values()
                    .filter(|file| file.service().is_some());
                assert!(
                    modules.all(|file| [&moved.from, &moved.to]
                        .iter()
                        .all(|path| !file.text().contains(path.as_str()))),
                    "{kind}"
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_firewall_of_old_machines_leaves_containers_their_ports() {
    for state_version in STATE_VERSIONS {
        let generated = began("oci-container", state_version);
        let mut networks = generated
            .tree
            .files
            .iter()
            .filter(|(path, _)| path.ends_with("network.nix"));
        let keeps = networks.all(|(_, file)| file.text().contains("flushRuleset = false;"));
        assert_eq!(keeps, *state_version < "23.11", "{state_version}");
    }
}
