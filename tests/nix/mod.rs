//! Generated collectives under a real Nix: they parse, they are formatted, the flake evaluates (with a stub of
//! nixpkgs, `tests/stub/`), machines find each other, and hostile text stays text.

mod hostile;
mod mesh;

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::generated::{Generated, manifest};
use crate::real_nix;

fn example() -> Utf8PathBuf {
    Utf8PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/examples/trois-maisons"
    ))
}

/// `nixosConfigurations` of a generated folder with the stub of nixpkgs.
fn configurations(expression: &str) -> String {
    let stub = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stub");
    format!(
        "let nixpkgs = {{ lib = import {stub}/nixpkgs/lib.nix; outPath = {stub}/nixpkgs; }};
             secrets = {{ nixosModules.sops = {{ }}; nixosModules.default = {{ }}; }};
             flake = (import ./flake.nix).outputs {{ inherit nixpkgs; sops-nix = secrets; agenix = secrets; }};
             machines = builtins.mapAttrs (_: machine: machine.config) flake.nixosConfigurations;
         in {expression}"
    )
}

fn evaluate(folder: &Utf8Path, expression: &str) -> Option<Json> {
    real_nix::evaluate_in(folder.as_std_path(), &configurations(expression))
}

fn nix_files(generated: &Generated) -> impl Iterator<Item = (&Utf8PathBuf, &str)> {
    generated
        .tree
        .files
        .iter()
        .filter(|(path, _)| path.extension() == Some("nix"))
        .map(|(path, file)| (path, file.text()))
}

#[test]
fn every_generated_file_parses_and_is_formatted() {
    let generated = Generated::from(&example());
    for (path, text) in nix_files(&generated) {
        let formatted = nixfmt_rs::format(text).unwrap_or_else(|_| panic!("{path} is no Nix"));
        assert_eq!(&formatted, text, "{path} is not as nixfmt leaves it");
        assert!(text.starts_with("# "), "{path} says where it comes from");
        if let Some(Err(why)) = real_nix::parse(text) {
            panic!("{path}: {why}");
        }
    }
}

#[test]
fn parts_of_a_service_and_secrets_for_sign_on_evaluate() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/collectives/single-sign-on"
    );
    let generated = Generated::from(Utf8Path::new(folder));
    let expression = "builtins.mapAttrs (_: machine: {
        exporter = machine.services.exporter or null;
        secrets = builtins.attrNames (machine.sops.secrets or { });
        open = machine.networking.firewall.interfaces.mesh.allowedTCPPorts or [ ];
        people = builtins.mapAttrs (_: person: person.displayName) (machine.services.kanidm.persons or { });
      }) machines";
    let Some(machines) = evaluate(&generated.root, expression) else {
        return;
    };
    assert_eq!(machines["figue"]["exporter"], Json::Null, "not on the mesh");
    assert_eq!(
        machines["ananas"]["exporter"]["port"],
        machines["citron"]["exporter"]["port"]
    );
    assert_eq!(machines["ananas"]["open"], json!([20_000]));
    assert_eq!(
        machines["ananas"]["secrets"],
        json!([
            "connexion/client-pads",
            "connexion/client-wiki",
            "mesh-key",
            "wiki/cluster-key",
            "wiki/oidc-secret"
        ])
    );
    assert_eq!(
        machines["ananas"]["people"],
        json!({ "alice": "Alice Martin", "bruno": "Bruno \"le ${grand}\" Petit" })
    );
}

#[test]
fn the_flake_evaluates_for_every_machine() {
    let generated = Generated::from(&example());
    let expression = "builtins.mapAttrs (_: machine: {
        inherit (machine.networking) hostName domain hosts;
        inherit (machine.system) stateVersion;
        inherit (machine.nixpkgs) hostPlatform;
        users = builtins.mapAttrs (_: user: { inherit (user) uid description; keys = user.openssh.authorizedKeys.keys;
          sudo = builtins.elem \"wheel\" (user.extraGroups or [ ]); })
          (removeAttrs machine.users.users [ \"nginx\" ]);
        tcp = machine.networking.firewall.allowedTCPPorts;
        ssh = machine.services.openssh.settings;
        mutable = machine.users.mutableUsers;
        stamp = builtins.fromJSON (builtins.readFile machine.coloc.provenance.machine);
      }) machines";
    let Some(machines) = evaluate(&generated.root, expression) else {
        return;
    };
    assert_eq!(machines.as_object().map(serde_json::Map::len), Some(5));
    for (name, machine) in machines.as_object().unwrap() {
        assert_eq!(machine["hostName"], **name);
        assert_eq!(machine["domain"], "trois-maisons.example");
        assert_eq!(machine["mutable"], false);
        assert_eq!(machine["ssh"]["PasswordAuthentication"], false);
        assert_eq!(machine["ssh"]["PermitRootLogin"], "no");
        // Accounts are those of machine.json, with the same keys.
        let stamp = &machine["stamp"];
        assert_eq!(stamp["machine"], **name);
        let accounts = stamp["accounts"].as_object().unwrap();
        let users = machine["users"].as_object().unwrap();
        for (account, is) in accounts {
            let user = &users[account];
            assert_eq!(user["keys"], is["keys"]);
            assert_eq!(user["uid"], is["uid"]);
            assert_eq!(user["sudo"], is["sudo"]);
            assert_eq!(user["description"], is["name"]);
        }
        // All names are known on the mesh.
        let hosts: BTreeSet<&str> = machine["hosts"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|names| names.as_array().unwrap())
            .filter_map(Json::as_str)
            .collect();
        for other in ["ananas", "brioche", "caribou", "citron", "datte"] {
            assert!(
                hosts.contains(format!("{other}.mesh.trois-maisons.example").as_str()),
                "{name} knows {other}"
            );
            assert_eq!(
                hosts.contains(other),
                other != name,
                "{name} knows {other} by its short name"
            );
        }
    }
    assert_eq!(machines["ananas"]["stateVersion"], "25.11");
    assert_eq!(machines["citron"]["hostPlatform"], "aarch64-linux");
    assert_eq!(machines["caribou"]["tcp"], json!([22, 80, 443]));
    assert_eq!(
        machines["ananas"]["tcp"],
        json!([22]),
        "a machine that is not public opens ssh only"
    );
    let nobody_else: BTreeSet<&String> = machines["caribou"]["stamp"]["accounts"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(
        nobody_else.into_iter().collect::<Vec<_>>(),
        ["bruno", "chloe"]
    );
}

#[test]
fn machines_share_packages_unless_they_configure_them() {
    let generated = Generated::from(&example());
    let expression = "builtins.mapAttrs (_: machine: machine.nixpkgs ? pkgs) machines";
    let Some(shared) = evaluate(&generated.root, expression) else {
        return;
    };
    assert_eq!(
        shared,
        json!({ "ananas": true, "brioche": false, "caribou": true, "citron": true, "datte": true }),
        "jitsi-meet on brioche changes packages"
    );
}

#[test]
fn a_machines_module_works_alone() {
    let generated = Generated::from(&example());
    let expression = "(nixpkgs.lib.nixosSystem { modules = [ ./generated/machines/ananas ]; }).config.networking.hostName";
    let Some(name) = evaluate(&generated.root, expression) else {
        return;
    };
    assert_eq!(name, "ananas");
}

#[test]
fn a_real_flake_evaluates_with_nix_eval() {
    let Some(mut nix) = real_nix::flake_eval() else {
        return;
    };
    let generated = Generated::from(&example());
    let stub = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stub");
    let output = nix
        .args(["--no-write-lock-file", "--json"])
        .args([
            "--override-input",
            "nixpkgs",
            &format!("path:{stub}/nixpkgs"),
        ])
        .args([
            "--override-input",
            "sops-nix",
            &format!("path:{stub}/sops-nix"),
        ])
        .arg(format!(
            "path:{}#nixosConfigurations.datte.config.networking.hostName",
            generated.root
        ))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "\"datte\"");
}

#[test]
fn a_service_that_is_not_public_is_reached_through_the_ingress() {
    let generated = Generated::from(&example());
    let expression = "{
        listen = machines.ananas.services.nginx.defaultListen;
        lines = machines.caribou.services.nginx.defaultListen;
        http = machines.ananas.services.nginx.commonHttpConfig;
        firewall = machines.ananas.networking.firewall.extraInputRules;
        acme = machines.ananas.services.nginx.virtualHosts.\"nuage.trois-maisons.example\".enableACME;
        stream = machines.caribou.services.nginx.streamConfig;
        plain = machines.caribou.services.nginx.virtualHosts.\"nuage.trois-maisons.example\";
        own = machines.caribou.services.nginx.virtualHosts.\"blog.trois-maisons.example\".enableACME;
        elsewhere = builtins.attrNames machines.brioche.services.nginx.virtualHosts;
      }";
    let Some(web) = evaluate(&generated.root, expression) else {
        return;
    };
    let mesh = &generated.plan.mesh.nodes;
    let address = |name: &str| {
        mesh.iter()
            .find(|(node, _)| node.as_str() == name)
            .unwrap()
            .1
            .address
            .to_string()
    };
    assert_eq!(web["acme"], true, "TLS ends where the service is");
    assert_eq!(web["own"], true);
    let stream = web["stream"].as_str().unwrap();
    assert!(
        stream.contains(&format!(
            "nuage.trois-maisons.example [{}]:443;",
            address("ananas")
        )),
        "{stream}"
    );
    assert!(
        !stream.contains("blog.trois-maisons.example"),
        "what is served here is not passed on"
    );
    assert!(
        !stream.contains("pads.trois-maisons.example"),
        "nor what a public machine serves"
    );
    assert_eq!(
        web["plain"]["locations"]["/"]["proxyPass"],
        format!("http://[{}]:80", address("ananas"))
    );
    assert!(
        web["plain"].get("enableACME").is_none(),
        "no certificate where TLS does not end"
    );
    // A line without `ssl` would be taken twice, with and without TLS.
    let lines = web["listen"]
        .as_array()
        .unwrap()
        .iter()
        .chain(web["lines"].as_array().unwrap());
    assert!(
        lines.clone().count() >= 5 && lines.into_iter().all(|line| line["ssl"].is_boolean()),
        "{web}"
    );
    let firewall = web["firewall"].as_str().unwrap();
    assert!(
        firewall.contains(&address("caribou")) && !firewall.contains(&address("brioche")),
        "{firewall}"
    );
    assert!(
        web["http"]
            .as_str()
            .unwrap()
            .contains(&format!("set_real_ip_from {};", address("caribou")))
    );
    assert!(
        web["listen"]
            .as_array()
            .unwrap()
            .iter()
            .any(|l| l["port"] == 443 && l["proxyProtocol"] == true)
    );
    assert!(
        !web["elsewhere"]
            .as_array()
            .unwrap()
            .contains(&json!("nuage.trois-maisons.example"))
    );
}

#[test]
fn secrets_come_from_the_backend_with_their_rights() {
    for (backend, path) in [
        ("sops", "/run/secrets/nuage/admin-password"),
        ("agenix", "/run/agenix/nuage.admin-password"),
        ("none", "/var/lib/secrets/nuage/admin-password"),
    ] {
        let generated = Generated::with(&example(), |path, text| {
            if path == "coloc.toml" {
                text.replace("[policy]", &format!("[policy]\nsecrets = \"{backend}\""))
            } else {
                text
            }
        });
        let expression = "{
            path = machines.ananas.services.nextcloud.config.adminpassFile;
            sops = machines.ananas.sops.secrets.\"nuage/admin-password\".owner or null;
            age = machines.ananas.age.secrets.\"nuage.admin-password\".owner or null;
            file = toString (machines.ananas.age.secrets.\"nuage.admin-password\".file or \"\");
          }";
        let Some(secret) = evaluate(&generated.root, expression) else {
            return;
        };
        assert_eq!(secret["path"], path);
        assert_eq!(
            secret["sops"],
            if backend == "sops" {
                json!("nextcloud")
            } else {
                Json::Null
            }
        );
        assert_eq!(
            secret["age"],
            if backend == "agenix" {
                json!("nextcloud")
            } else {
                Json::Null
            }
        );
        if backend == "agenix" {
            let file = generated
                .root
                .join("secrets/ananas/nuage.admin-password.age");
            assert_eq!(
                secret["file"],
                file.as_str(),
                "relative to the repository's root"
            );
        }
        for (path, file) in &generated.tree.files {
            let code = file
                .text()
                .lines()
                .filter(|line| !line.trim_start().starts_with('#'));
            assert!(
                code.into_iter().all(|line| !line.contains("/nix/store")),
                "{path}"
            );
        }
    }
}
