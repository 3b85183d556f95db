//! No name hides a change: what a path is decides whether it is compared.

use proptest::prelude::*;

use super::{A, B, Store, differences};
use crate::diff::configuration::configuration;

/// The ways in which a system refers to what is not a package.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// `/etc/f` leads to a file: `HASH-NAME`.
    File,
    /// `/etc/f` leads to a unit in a folder of its own: `HASH-unit-NAME/NAME`.
    Unit,
    /// `/etc/f` names a file by its path.
    Script,
    /// `/etc/f` leads to a folder with a file in it.
    Folder,
}

const WAYS: [Way; 4] = [Way::File, Way::Unit, Way::Script, Way::Folder];

/// A store with two systems, whose file, unit, script or folder is called so.
fn store(way: Way, name: &str, old: &str, new: &str) -> Store {
    let mut store = Store::default();
    for (hash, text) in [(A, old), (B, new)] {
        let (etc, path) = (format!("{hash}-etc/f"), format!("/nix/store/{hash}"));
        store = match way {
            Way::File => store
                .text(&format!("{hash}-{name}"), text)
                .link(&etc, &format!("{path}-{name}")),
            Way::Unit => store
                .text(&format!("{hash}-unit-{name}/{name}"), text)
                .link(&etc, &format!("{path}-unit-{name}/{name}")),
            Way::Script => store
                .text(&format!("{hash}-{name}"), text)
                .text(&etc, format!("ExecStart={path}-{name} start")),
            Way::Folder => store
                .text(&format!("{hash}-{name}/00-nixos.conf"), text)
                .link(&etc, &format!("{path}-{name}")),
        };
    }
    store
}

#[test]
fn names_of_a_real_system_hide_nothing() {
    for (way, name) in [
        (Way::File, "etc-sysctl.d-60-nixos.conf"),
        (Way::File, "tom-2-authorized_keys"),
        (Way::Unit, "50-mesh.netdev"),
        (Way::Unit, "blog-2.service"),
        (Way::Unit, "acme-account-267d6685bbbae05f4d16.target"),
        (Way::Script, "unit-script-blog-2-pre-start"),
        (Way::Script, "X-Restart-Triggers-blog-2"),
        (Way::Folder, "tmpfiles.d-00-nixos"),
    ] {
        assert_eq!(differences(&store(way, name, "a", "a")), [""; 0], "{name}");
        assert_eq!(differences(&store(way, name, "a", "b")).len(), 1, "{name}");
    }
}

#[test]
fn a_package_is_a_folder_of_programs() {
    let package = |name: &str, new: &str| {
        let mut store = Store::default();
        for (hash, text) in [(A, "old"), (B, new)] {
            store = store.text(&format!("{hash}-{name}/bin/x"), text).text(
                &format!("{hash}-etc/f"),
                format!("/nix/store/{hash}-{name}/bin/x"),
            );
        }
        store
    };
    assert_eq!(differences(&package("nginx-1.30.3", "new")), [""; 0]);
    assert_eq!(differences(&package("nginx", "new")).len(), 1);
    let found = configuration(
        &package("nginx-1.30.3", "new"),
        &format!("/nix/store/{A}-system"),
        "/nix/store",
    );
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn what_a_system_leads_to_is_no_package_but_for_packages() {
    let store = Store::default()
        .link(&format!("{A}-system/etc"), &format!("/nix/store/{A}-etc"))
        .link(
            &format!("{A}-etc/50-mesh.netdev"),
            &format!("/nix/store/{A}-unit-50-mesh.netdev/50-mesh.netdev"),
        )
        .text(
            &format!("{A}-unit-50-mesh.netdev/50-mesh.netdev"),
            format!("/nix/store/{A}-key-2.conf /nix/store/{A}-nginx-1.30.3/bin/nginx"),
        )
        .text(&format!("{A}-key-2.conf"), "x")
        .text(&format!("{A}-nginx-1.30.3/bin/nginx"), "x");
    let found = configuration(&store, &format!("/nix/store/{A}-system"), "/nix/store");
    let names: Vec<&str> = found.iter().filter_map(|path| path.get(44..)).collect();
    assert_eq!(names, ["etc", "key-2.conf", "unit-50-mesh.netdev"]);
}

proptest! {
    #[test]
    fn no_name_hides_a_change(
        name in "[a-z]{1,6}([-._+][a-z0-9]{1,6}){0,4}",
        way in 0..WAYS.len(),
    ) {
        let way = WAYS[way];
        prop_assert_eq!(differences(&store(way, &name, "a", "a")), [""; 0]);
        prop_assert_eq!(differences(&store(way, &name, "a", "b")).len(), 1);
    }
}
