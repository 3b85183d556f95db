//! Attacks on *the same, modulo rebuild*: what must be a difference, and what must not.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};

use super::{Comparison, Files, Node};

mod graphs;
mod names;

const A: &str = "00000000000000000000000000000000";
const B: &str = "11111111111111111111111111111111";

/// A store in memory: path below the store's folder → contents.
#[derive(Default)]
struct Store(BTreeMap<String, Node>);

impl Files for Store {
    fn node(&self, path: &str) -> Node {
        self.0.get(path).cloned().unwrap_or(Node::Missing)
    }

    fn digest(&self, path: &str) -> Option<[u8; 32]> {
        let mut digest = [0; 32];
        digest[0] = u8::try_from(path.len() % 7).unwrap();
        path.contains("other").then_some(digest)
    }
}

impl Store {
    fn put(&mut self, path: &str, node: Node) {
        let path = format!("/nix/store/{path}");
        let mut below = path.as_str();
        while let Some((folder, name)) = below.rsplit_once('/') {
            if folder.len() <= "/nix/store".len() {
                break;
            }
            let names = self.0.entry(folder.to_owned());
            if let Node::Folder(names) = names.or_insert_with(|| Node::Folder(BTreeSet::new())) {
                names.insert(name.to_owned());
            }
            below = folder;
        }
        self.0.insert(path, node);
    }

    fn text(mut self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.put(path, Node::File(text.as_ref().to_vec(), false));
        self
    }

    fn link(mut self, path: &str, target: &str) -> Self {
        self.put(path, Node::Link(target.to_owned()));
        self
    }
}

/// Differences of the folder `HASH-etc` of both hashes, as `path (through)`.
fn differences(store: &Store) -> Vec<String> {
    let found = Comparison::new(store, store, "/nix/store").compare(
        &format!("/nix/store/{A}-etc"),
        &format!("/nix/store/{B}-etc"),
    );
    found
        .iter()
        .map(|found| match found.through.as_slice() {
            [] => found.at.clone(),
            through => format!("{} ({})", found.at, through.join(", ")),
        })
        .collect()
}

/// The same file twice, with each text for one of the two generations; `HASH` stands for its hash.
fn texts(old: &str, new: &str) -> Store {
    Store::default()
        .text(&format!("{A}-etc/f"), old.replace("HASH", A))
        .text(&format!("{B}-etc/f"), new.replace("HASH", B))
        .text(&format!("{A}-one"), "1")
        .text(&format!("{B}-one"), "1")
        .text(&format!("{A}-two"), "2")
        .text(&format!("{B}-two"), "2")
        .text(&format!("{A}-three"), "3")
        .text(&format!("{B}-three"), "drei")
}

fn same(old: &str, new: &str) -> bool {
    differences(&texts(old, new)).is_empty()
}

#[test]
fn only_hashes_of_store_paths_are_another() {
    let path = "/nix/store/HASH-one";
    for around in [
        "X",
        "a=X",
        "\"X\"",
        "X.",
        "X, and",
        "fooXbar/",
        "file://X#a",
        "-IX -LX",
        "/mntX",
        "{X}",
        "X\u{e9}",
        "X:X:X",
    ] {
        let text = around.replace('X', path);
        if around == "fooXbar/" {
            // Another name, of which nothing is there.
            assert!(!same(&text, &text), "{around}");
        } else {
            assert!(same(&text, &text), "{around}");
            assert!(!same(&text, &text.replace("one", "two")), "{around}");
        }
    }
    // A hash that stands alone is text: it may be a password.
    assert!(!same("token HASH-one", "token HASH-one"));
    assert!(!same("/nix/store/HASH", "/nix/store/HASH"));
    assert!(!same("/gnu/store/HASH-one", "/gnu/store/HASH-one"));
    assert!(!same("/nix/store/xHASH-one", "/nix/store/xHASH-one"));
    // Letters that are not of base 32, or too few of them.
    assert!(!same("/nix/store/ea-one", "/nix/store/eb-one"));
    assert!(!same(
        "/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-one",
        "/nix/store/uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu-one"
    ));
}

#[test]
fn swapped_references_and_other_orders_are_differences() {
    let (one, two) = ("/nix/store/HASH-one", "/nix/store/HASH-two");
    assert!(same(&format!("{one} {two}"), &format!("{one} {two}")));
    assert!(!same(&format!("{one} {two}"), &format!("{two} {one}")));
    assert!(!same(&format!("{one} {two}"), &format!("{one} {one}")));
    assert!(!same(&format!("{one} {two}"), one));
    assert!(!same(&format!("{one}/start"), &format!("{one}/stop")));
    // A text cannot play the mark of a reference.
    assert!(!same(&format!("\0 {one}"), &format!("{one} \0")));
    assert!(!same(&format!("\u{1} {one}"), &format!("{one} \u{1}")));
    // Two paths of one name, swapped.
    let swapped = |first: &str, second: &str| {
        let (c, d) = ("2".repeat(32), "3".repeat(32));
        Store::default()
            .text(
                &format!("{A}-etc/f"),
                format!("/nix/store/{A}-conf /nix/store/{c}-conf"),
            )
            .text(
                &format!("{B}-etc/f"),
                format!("/nix/store/{B}-conf /nix/store/{d}-conf"),
            )
            .text(&format!("{A}-conf"), "1")
            .text(&format!("{c}-conf"), "2")
            .text(&format!("{B}-conf"), first)
            .text(&format!("{d}-conf"), second)
    };
    assert_eq!(differences(&swapped("1", "2")), [""; 0]);
    assert_eq!(differences(&swapped("2", "1")), ["f (conf)", "f (conf)"]);
}

#[test]
fn what_a_path_leads_to_is_compared_however_it_is_written() {
    assert_eq!(
        differences(&texts("/nix/store/HASH-three", "/nix/store/HASH-three")),
        ["f (three)"]
    );
    let escaped = |name: &str| format!("{{\"path\":\"\\/nix\\/store\\/HASH-{name}\"}}");
    assert!(same(&escaped("one"), &escaped("one")));
    assert_eq!(
        differences(&texts(&escaped("three"), &escaped("three"))),
        ["f (three)"]
    );
    assert!(!same(&escaped("one"), "{\"path\":\"/nix/store/HASH-one\"}"));
    // Binary files may name store paths too.
    let binary = |end: &[u8]| {
        let text =
            |hash: &str| [b"\xff\xfe/nix/store/", hash.as_bytes(), b"-one\xff", end].concat();
        Store::default()
            .text(&format!("{A}-one"), "1")
            .text(&format!("{B}-one"), "1")
            .text(&format!("{A}-etc/f"), text(A))
            .text(&format!("{B}-etc/f"), [text(B), end.to_vec()].concat())
    };
    assert_eq!(differences(&binary(b"")), [""; 0]);
    assert_eq!(differences(&binary(b"\x01")), ["f"]);
}

#[test]
fn a_version_in_a_name_makes_no_package_of_a_file() {
    let file = |old: &str, new: &str| {
        Store::default()
            .text(&format!("{A}-etc-site-1.conf"), old)
            .text(&format!("{B}-etc-site-1.conf"), new)
            .link(
                &format!("{A}-etc/f"),
                &format!("/nix/store/{A}-etc-site-1.conf"),
            )
            .link(
                &format!("{B}-etc/f"),
                &format!("/nix/store/{B}-etc-site-1.conf"),
            )
    };
    assert_eq!(differences(&file("a", "a")), [""; 0]);
    assert_eq!(differences(&file("a", "b")), ["f"]);
    // A package is a folder: other versions of it are told as packages.
    let package = |old: &str, new: &str| {
        Store::default()
            .text(&format!("{A}-nginx-1.26/bin/nginx"), "old")
            .text(&format!("{B}-nginx-1.28/bin/nginx"), "new")
            .text(
                &format!("{A}-etc/f"),
                format!("Exec=/nix/store/{A}-nginx-1.26{old}"),
            )
            .text(
                &format!("{B}-etc/f"),
                format!("Exec=/nix/store/{B}-nginx-1.28{new}"),
            )
    };
    assert_eq!(differences(&package("/bin/nginx", "/bin/nginx")), [""; 0]);
    assert_eq!(differences(&package("/bin/nginx", "/bin/nginx -t")), ["f"]);
    // A derivation is named, not followed: it has a version as its package has, and is a file.
    let derivation = |text: &str| {
        Store::default()
            .text(&format!("{A}-x-1.0.drv"), "Derive(a)")
            .text(&format!("{B}-x-1.0.drv"), text)
            .text(&format!("{A}-etc/f"), format!("/nix/store/{A}-x-1.0.drv"))
            .text(&format!("{B}-etc/f"), format!("/nix/store/{B}-x-1.0.drv"))
    };
    assert_eq!(differences(&derivation("Derive(a)")), [""; 0]);
    assert_eq!(differences(&derivation("Derive(b)")), ["f (x-1.0.drv)"]);
}

#[test]
fn links_lead_where_they_lead() {
    let links = |old: &str, new: &str| {
        Store::default()
            .link(&format!("{A}-etc/f"), &old.replace("HASH", A))
            .link(&format!("{B}-etc/f"), &new.replace("HASH", B))
            .text(&format!("{A}-etc/deep/x"), "x")
            .text(&format!("{B}-etc/deep/x"), "x")
            .text(&format!("{A}-one"), "1")
            .text(&format!("{B}-one"), "1")
    };
    assert_eq!(differences(&links("deep/x", "deep/../deep/x")), [""; 0]);
    assert_eq!(
        differences(&links("../HASH-one", "/nix/store/HASH-one")),
        [""; 0]
    );
    assert_eq!(differences(&links("deep/x", "/nix/store/HASH-one")), ["f"]);
    // Outside of the store, nothing is read on this machine.
    assert_eq!(differences(&links("/proc/mounts", "/proc/mounts")), [""; 0]);
    assert_eq!(differences(&links("/proc/mounts", "/run/mounts")), ["f"]);
    assert_eq!(
        differences(&links("/etc/hostname", "/nix/store/HASH-one")),
        ["f"]
    );
    // What is gone may have said anything.
    assert_eq!(
        differences(&links("/nix/store/HASH-gone", "/nix/store/HASH-gone")),
        ["f"]
    );
    assert_eq!(differences(&links("f", "f")), [""; 0]);
}

#[test]
fn drop_ins_and_wants_are_found() {
    let units = |hash: &str, text: &str, wanted: &str| {
        Store::default()
            .link(
                &format!("{hash}-etc/systemd"),
                &format!("/nix/store/{hash}-units"),
            )
            .text(&format!("{hash}-units/x.service.d/overrides.conf"), text)
            .link(&format!("{hash}-units/multi.wants/y.service"), wanted)
    };
    let both = |old: Store, new: Store| Store(old.0.into_iter().chain(new.0).collect());
    let wanted = |hash: &str, version: &str| format!("/nix/store/{hash}-y-{version}/lib/y.service");
    let old = || units(A, "a", &wanted(A, "1"));
    assert_eq!(
        differences(&both(old(), units(B, "a", &wanted(B, "2")))),
        [""; 0]
    );
    assert_eq!(
        differences(&both(old(), units(B, "b", "../gone"))),
        [
            "systemd/multi.wants/y.service",
            "systemd/x.service.d/overrides.conf"
        ]
    );
}

#[test]
fn modes_kinds_and_long_files() {
    let nodes = |old: Node, new: Node| {
        let mut store = Store::default();
        store.put(&format!("{A}-etc/f"), old);
        store.put(&format!("{B}-etc/f"), new);
        store
    };
    let file = |mode| Node::File(b"x".to_vec(), mode);
    assert_eq!(differences(&nodes(file(true), file(true))), [""; 0]);
    assert_eq!(differences(&nodes(file(true), file(false))), ["f"]);
    assert_eq!(differences(&nodes(file(true), Node::Long)), ["f"]);
    assert_eq!(differences(&nodes(Node::Long, Node::Long)), [""; 0]);
    assert_eq!(
        differences(&nodes(Node::Folder(BTreeSet::new()), file(true))),
        ["f"]
    );
    let mut long = Store::default();
    long.put(
        &format!("{A}-etc/f"),
        Node::Link(format!("/nix/store/{A}-other")),
    );
    long.put(
        &format!("{B}-etc/f"),
        Node::Link(format!("/nix/store/{B}-other1")),
    );
    long.put(&format!("{A}-other"), Node::Long);
    long.put(&format!("{B}-other1"), Node::Long);
    assert_eq!(differences(&long), ["f"]);
}
