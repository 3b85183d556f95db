//! What is not in the manifest any more has no line there, and is blamed on no other.

use std::os::unix::fs::symlink;

use crate::cli::harness::Place;

/// Two of each, of which the second goes.
const MANIFEST: &str = r#"
[collective]
name = "verger"
domain = "verger.example"
contact = "bonjour@verger.example"

[nixos]
release = "26.05"
inputs.nixpkgs = "github:NixOS/nixpkgs/nixos-26.05"

[sites.lac]
keeper = "ada"
ipv4 = "198.51.100.7"

[members.ada]
name = "Ada"
ssh-keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAlZnRW+auBE2jMqTY/6aW+umf5B43pN3SQpWNwkGNd8 ada@example"]

[machines.alpha]
site = "lac"
caretakers = ["ada"]
mesh-key = "dL3fRaPX34abjeWln7Kcdj7gJ2AAzAEUa3pGyjV+01Q="
public = true

[services.abricots]
type = "static-site"
machine = "alpha"
caretakers = ["ada"]
"#;

const SECOND: &str = r#"
[members.zoe]
name = "Zoé"
ssh-keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBlW8FS2VlTDKHYUc5yX/MF843+9+C1w9TMgyQT7fPVr zoe@example"]
groups = ["zouaves"]

[groups.zouaves]

[machines.omega]
site = "lac"
caretakers = ["ada"]
mesh-key = "nBNBPSMtbwHtXPMOVwBDorWi3CZE/i61rZu/v4kDd34="
host-key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHHBT35Yzz8DbffitRkHmq0nBUuZo5TF8yC0ZN1Y0jAS"

[services.zebres]
type = "hedgedoc"
machine = "alpha"
domain = "zebres.example"
caretakers = ["ada"]
nixos.services.hedgedoc.settings.allowGravatar = false
"#;

/// The changes of `alpha` as JSON has them, with its manifest in one file or in one for each half.
fn changes(one_file: bool) -> Vec<serde_json::Value> {
    let place = Place::empty();
    if one_file {
        place.write("coloc.toml", &format!("{MANIFEST}{SECOND}"));
    } else {
        place.write("coloc.toml", MANIFEST);
        place.write("services/second.toml", SECOND);
    }
    place.coloc(["generate"]).code(0);
    let stamp = place.read("generated/machines/alpha/machine.json");
    place.write("system/etc/coloc/machine.json", &stamp);
    let fleet = place.read("generated/fleet.json");
    place.write("system/etc/coloc/fleet.json", &fleet);
    place.write("profiles/alpha/note", "a folder");
    for (target, link) in [
        (place.path("system").as_str(), "system-1-link"),
        ("system-1-link", "system"),
    ] {
        symlink(target, place.path("profiles/alpha").join(link)).expect("a link");
    }
    place.write("coloc.toml", MANIFEST);
    place.write("services/second.toml", "");
    let line = [
        "--format",
        "json",
        "diff",
        "alpha",
        "--deployed",
        "profiles",
    ];
    let json = place.coloc(line).code(0).json();
    let changes = json["machines"][0]["changes"].as_array();
    changes.expect("a list").clone()
}

#[test]
fn what_is_gone_is_blamed_on_no_other() {
    for one_file in [true, false] {
        let changes = changes(one_file);
        let subjects: Vec<&str> = changes
            .iter()
            .filter_map(|change| change["subject"].as_str())
            .collect();
        for gone in ["services.zebres", "machines.omega"] {
            assert!(subjects.contains(&gone), "{changes:#?}");
        }
        for change in &changes {
            assert_eq!(change["because"], serde_json::Value::Null, "{change:#}");
        }
    }
}
