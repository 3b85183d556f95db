//! Generated collectives under a real Nix: they parse, they are formatted, the flake evaluates (with a stub of
//! nixpkgs, `tests/stub/`), machines find each other, and hostile text stays text.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests"
)]

mod generated;
mod real_nix;

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use generated::{Generated, manifest};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

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

fn nix_files(generated: &Generated) -> impl Iterator<Item = (&Utf8PathBuf, &String)> {
    generated
        .tree
        .files
        .iter()
        .filter(|(path, _)| path.extension() == Some("nix"))
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

/// One machine of a made-up mesh: whether it is public.
fn mesh_of(public: &[bool]) -> String {
    let machines = public.iter().enumerate().map(|(at, public)| {
        format!(
            "[machines.m{at}]\nsite = \"home\"\ncaretakers = [\"alice\", \"bruno\"]\npublic = {public}\nmesh-key = \
             \"{}\"\n",
            generated::wireguard_key(at)
        )
    });
    manifest("", &machines.collect::<String>())
}

/// What WireGuard would do with a packet from one machine to another: the machines on its way, or none if it is lost.
fn route(mesh: &Json, from: &str, to: &str) -> Option<Vec<String>> {
    let address = |name: &str| {
        format!(
            "{}/128",
            mesh[name]["address"]
                .as_str()
                .unwrap()
                .trim_end_matches("/64")
        )
    };
    let key_owner: BTreeMap<&str, &str> = mesh
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, machine)| (machine["key"].as_str().unwrap(), name.as_str()))
        .collect();
    let peer_with = |name: &str, allowed: &str| -> Option<String> {
        let peers = mesh[name]["peers"].as_array().unwrap();
        let with: Vec<&Json> = peers
            .iter()
            .filter(|peer| {
                peer["AllowedIPs"]
                    .as_array()
                    .unwrap()
                    .contains(&json!(allowed))
            })
            .collect();
        assert!(with.len() <= 1, "an address belongs to one peer of {name}");
        with.first()
            .map(|peer| key_owner[peer["PublicKey"].as_str().unwrap()].to_owned())
    };
    let mut at = from.to_owned();
    let mut way = vec![at.clone()];
    while at != to {
        let next = peer_with(&at, &address(to))?;
        // The receiver drops what comes from an address that it does not allow to this peer.
        if peer_with(&next, &address(from)).as_ref() != Some(&at) {
            return None;
        }
        // A tunnel needs somebody who can begin it: one of the two knows where the other is.
        let reaches = |a: &str, b: &str| {
            let peers = mesh[a]["peers"].as_array().unwrap();
            peers.iter().any(|peer| {
                key_owner[peer["PublicKey"].as_str().unwrap()] == b
                    && peer.get("Endpoint").is_some()
            })
        };
        assert!(
            reaches(&at, &next) || reaches(&next, &at),
            "{at} and {next} never meet"
        );
        if next != to {
            assert_eq!(mesh[&next]["forwards"], true, "{next} passes packets on");
        }
        way.push(next.clone());
        at = next;
        assert!(way.len() < 4, "{from} to {to} goes in circles: {way:?}");
    }
    Some(way)
}

#[test]
fn every_machine_reaches_every_other_on_the_mesh() {
    let shapes: &[&[bool]] = &[
        &[true, false, false, false],
        &[true, true, false, false, false],
        &[false, true, false, true, true],
        &[true, false],
        &[true, true],
        &[false, false, false, false, false, false, true],
    ];
    for public in shapes {
        let generated = Generated::of(&mesh_of(public));
        let expression = "builtins.mapAttrs (name: machine: {
            address = builtins.head machine.systemd.network.networks.\"50-mesh\".address;
            peers = machine.systemd.network.netdevs.\"50-mesh\".wireguardPeers;
            listen = machine.systemd.network.netdevs.\"50-mesh\".wireguardConfig.ListenPort or null;
            key = (import ./generated/collective.nix).mesh.nodes.${name}.key;
            forwards = machine.boot.kernel.sysctl.\"net.ipv6.conf.all.forwarding\" or false;
            filter = machine.networking.firewall.filterForward or false;
            udp = machine.networking.firewall.allowedUDPPorts or [ ];
          }) machines";
        let Some(mesh) = evaluate(&generated.root, expression) else {
            return;
        };
        let names: Vec<&String> = mesh.as_object().unwrap().keys().collect();
        for from in &names {
            let is_public = public[from[1..].parse::<usize>().unwrap()];
            assert_eq!(
                mesh[*from]["listen"],
                if is_public { json!(51820) } else { Json::Null }
            );
            assert_eq!(
                mesh[*from]["udp"],
                if is_public { json!([51820]) } else { json!([]) }
            );
            assert_eq!(
                mesh[*from]["forwards"], mesh[*from]["filter"],
                "what forwards also filters"
            );
            for to in names.iter().filter(|to| to != &from) {
                let there = route(&mesh, from, to);
                assert!(there.is_some(), "{from} does not reach {to} in {public:?}");
                let mut back = route(&mesh, to, from).unwrap();
                back.reverse();
                assert_eq!(there.unwrap(), back, "answers come the same way");
            }
        }
        let forwarding = names
            .iter()
            .filter(|name| mesh[**name]["forwards"] == true)
            .count();
        let hidden = public.iter().filter(|public| !**public).count();
        assert_eq!(
            forwarding,
            usize::from(hidden > 1),
            "one relay, where one is needed"
        );
    }
}

#[test]
fn a_service_that_is_not_public_is_reached_through_the_ingress() {
    let generated = Generated::from(&example());
    let expression = "{
        listen = machines.ananas.services.nginx.defaultListen;
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
        ("agenix", "/run/agenix/nuage-admin-password"),
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
            age = machines.ananas.age.secrets.nuage-admin-password.owner or null;
            file = toString (machines.ananas.age.secrets.nuage-admin-password.file or \"\");
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
                .join("secrets/ananas/nuage-admin-password.age");
            assert_eq!(
                secret["file"],
                file.as_str(),
                "relative to the repository's root"
            );
        }
        for (path, text) in &generated.tree.files {
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with('#'));
            assert!(
                code.into_iter().all(|line| !line.contains("/nix/store")),
                "{path}"
            );
        }
    }
}

/// Text that tries to leave where it stands: Nix, nginx, systemd, shell, Markdown, JSON.
const HOSTILE: &[&str] = &[
    "${builtins.abort \"x\"}",
    "''${x} '' ''' ''\\n",
    "\"; evil = true; x = \"",
    "$${x} \\${y} \\",
    "a\nb\r\nc\td",
    "*/ /* # //",
    "Zoé 🍍 \u{202e}abc",
    "; } server { listen 81; ",
    "%n %% %s\nExecStart=/bin/sh",
    "$(touch /tmp/x) `id` && rm -rf ~",
    "| a | b |\n<script>alert(1)</script> [x](y)",
    "  leading\n   and more\n",
    "\u{1b}[31m\u{7}",
    "",
    " ",
];

#[test]
fn hostile_options_come_out_as_they_went_in() {
    let mut nixos = String::new();
    for (at, text) in HOSTILE.iter().enumerate() {
        let quoted = generated::toml_string(text);
        nixos.push_str(&format!(
            "nixos.x.values.v{at} = {quoted}\nnixos.x.names.{quoted}.v = {at}\n"
        ));
        nixos.push_str(&format!(
            "nixos.x.lists.v{at} = [{quoted}, [{quoted}], {{ {quoted} = {quoted} }}]\n"
        ));
    }
    let machine = format!(
        "[machines.ananas]\nsite = \"home\"\ncaretakers = [\"alice\", \"bruno\"]\npublic = true\nmesh-key = \
         \"{}\"\n{nixos}",
        generated::wireguard_key(0)
    );
    let generated = Generated::of(&manifest("", &machine));
    let Some(x) = evaluate(&generated.root, "machines.ananas.x") else {
        return;
    };
    for (at, text) in HOSTILE.iter().enumerate() {
        assert_eq!(x["values"][format!("v{at}")], *text);
        assert_eq!(x["names"][*text]["v"], at);
        assert_eq!(
            x["lists"][format!("v{at}")],
            json!([text, [text], { *text: text }])
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Titles, names and comments of keys: the same text comes out, or a finding says why not.
    #[test]
    fn hostile_names_for_people_are_kept_or_refused(
        texts in prop::collection::vec(prop_oneof![
            proptest::string::string_regex("[ -~é🍍]{1,30}").unwrap(),
            proptest::sample::select(HOSTILE.to_vec()).prop_map(str::to_owned),
            any::<String>(),
        ], 3),
    ) {
        let quoted: Vec<String> = texts.iter().map(|text| generated::toml_string(text)).collect();
        let head = format!("title = {}\n", quoted[0]);
        let text = manifest(&head, "").replace("name = \"Alice\"", &format!("name = {}", quoted[1]))
            .replace("title = \"Home\"", &format!("title = {}", quoted[2]));
        match Generated::try_of(&text) {
            Err(findings) => prop_assert!(!findings.is_empty()),
            Ok(generated) => {
                prop_assert!(texts.iter().all(|text| !text.chars().any(char::is_control)));
                let expression = "{ title = (import ./flake.nix).description; alice = (import ./generated/collective.nix).accounts.alice.description; }";
                if let Some(out) = evaluate(&generated.root, expression) {
                    prop_assert_eq!(&out["title"], &json!(texts[0]));
                    prop_assert_eq!(&out["alice"], &json!(texts[1]));
                }
                // One heading, one line: nothing of a title becomes Markdown.
                let dns = &generated.tree.files[Utf8Path::new("generated/DNS.md")];
                prop_assert_eq!(dns.lines().filter(|line| line.starts_with('#')).count(), 1);
                prop_assert!(!dns.contains("<script"));
            }
        }
    }
}
