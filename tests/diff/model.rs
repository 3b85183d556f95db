//! A small NixOS: what becomes of a generated machine's options on its disk.
//!
//! Options are evaluated by real Nix from the generated modules; a service's module stands for its configuration file,
//! as nothing here knows what the programs write.

use std::collections::BTreeMap;

use coloc::catalog::facts::fill;
use coloc::manifest::types::Name;
use serde_json::Value as Json;

use super::keys::without_comments;
use crate::generated::Generated;
use crate::generations::fixture::{System, package};
use crate::real_nix;

/// All that this model looks at, of all machines; none: there is no Nix.
pub fn facts(generated: &Generated) -> Option<Json> {
    let stub = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stub");
    let expression = format!(
        "let nixpkgs = {{ lib = import {stub}/nixpkgs/lib.nix; outPath = {stub}/nixpkgs; }};
             secrets = {{ nixosModules.sops = {{ }}; nixosModules.default = {{ }}; }};
             flake = (import ./flake.nix).outputs {{ inherit nixpkgs; sops-nix = secrets; agenix = secrets; }};
             names = builtins.attrNames;
             of = c: rec {{
               inherit (c.networking) hostName domain hosts firewall;
               inherit (c.programs.ssh) knownHosts;
               users = builtins.mapAttrs (_: user: removeAttrs user [ \"openssh\" ]) c.users.users;
               groups = c.users.groups or {{ }};
               keys = builtins.mapAttrs (_: user: user.openssh.authorizedKeys.keys)
                 (builtins.removeAttrs c.users.users (builtins.filter (n: !(c.users.users.${{n}} ? openssh)) (names c.users.users)));
               netdevs = c.systemd.network.netdevs or {{ }};
               networks = c.systemd.network.networks or {{ }};
               sysctl = c.boot.kernel.sysctl or {{ }};
               zone = c.time.timeZone or \"UTC\";
               platform = c.nixpkgs.hostPlatform;
               hardware = names (c.hardware or {{ }}) ++ [ (c.services ? qemuGuest) (c.services ? smartd) ];
               secrets = {{ sops = names c.sops.secrets; age = names c.age.secrets; }};
               email = c.security.acme.defaults.email or \"\";
             }};
         in builtins.mapAttrs (_: m: of m.config) flake.nixosConfigurations"
    );
    real_nix::evaluate_in(generated.root.as_std_path(), &expression)
}

/// The system of one machine.
pub fn system(generated: &Generated, facts: &Json, name: &Name) -> System {
    let facts = &facts[name.as_str()];
    let text = |key: &str| format!("{}\n", facts[key]);
    let folder = format!("generated/machines/{name}/");
    let files = generated.tree.files.iter();
    let modules: BTreeMap<&str, String> = files
        .filter_map(|(path, file)| {
            let path = path.as_str().strip_prefix(&folder)?;
            Some((path, without_comments(file.text())))
        })
        .collect();
    let mut etc = BTreeMap::from([
        ("hostname".to_owned(), text("hostName")),
        (
            "hosts".to_owned(),
            format!(
                "{} {} {}",
                facts["hostName"], facts["domain"], facts["hosts"]
            ),
        ),
        ("ssh/ssh_known_hosts".to_owned(), text("knownHosts")),
        ("sysctl.d/60-nixos.conf".to_owned(), text("sysctl")),
        (
            "os-release".to_owned(),
            format!(
                "{} {:?}",
                generated.plan.collective.release,
                generated.plan.inputs.get("nixpkgs")
            ),
        ),
        ("localtime".to_owned(), text("zone")),
        (
            "machine-type".to_owned(),
            format!("{} {}", facts["platform"], facts["hardware"]),
        ),
        ("systemd/network/50-mesh.netdev".to_owned(), text("netdevs")),
        (
            "systemd/network/50-mesh.network".to_owned(),
            text("networks"),
        ),
    ]);
    for (user, keys) in facts["keys"].as_object().unwrap() {
        etc.insert(format!("ssh/authorized_keys.d/{user}"), keys.to_string());
    }
    if let Some(written) = modules.get("default.nix") {
        let imports = written.lines().filter(|line| line.contains("hardware/"));
        etc.insert("modules".to_owned(), imports.collect::<Vec<_>>().join("\n"));
    }
    if let Some(base) = modules.get("base.nix") {
        let kept = base.lines().filter(|line| line.contains("MaxRetention"));
        etc.insert("systemd/journald.conf".to_owned(), kept.collect());
    }
    let mut units = BTreeMap::new();
    let mut scripts = BTreeMap::from([("nftables-rules".to_owned(), text("firewall"))]);
    units.insert(
        "nftables.service".to_owned(),
        "[Service]\nExecStart=@nftables-rules@ @openssl-3.0.14@/bin/x\n".to_owned(),
    );
    let plan = &generated.plan.machines[name];
    for (service, planned) in &plan.services {
        let module = modules[format!("services/{service}.nix").as_str()].clone();
        let domain = planned.domain.as_deref();
        for unit in &planned.entry.units {
            let unit = fill(
                unit,
                service.as_str(),
                domain,
                &generated.plan.collective.domain,
            );
            units.insert(unit.clone(), format!("@openssl-3.0.14@/bin/x\n{module}"));
            if let Some(stem) = unit.strip_suffix(".service") {
                units.insert(format!("{stem}-setup.service"), module.clone());
            }
        }
    }
    if let Some(web) = modules.get("web.nix") {
        let services = modules
            .iter()
            .filter(|(path, _)| path.starts_with("services/"));
        let services: String = services.map(|(_, text)| text.as_str()).collect();
        let mail = facts["email"].as_str().unwrap();
        // What nginx does not read: how long its logs are kept.
        let web = web.lines().filter(|line| !line.contains("rotate = "));
        let web: String = web.collect();
        let conf = format!("{web}{services}").replace(mail, "");
        scripts.insert("nginx.conf".to_owned(), conf);
        let unit = "[Service]\nExecStart=@nginx-1.26.0@/bin/nginx -c @nginx.conf@\n";
        units.insert("nginx.service".to_owned(), unit.to_owned());
    }
    for domain in plan.web.iter().flat_map(|web| &web.serves) {
        units.insert(format!("acme-{domain}.service"), text("email"));
        units.insert(format!("acme-order-renew-{domain}.timer"), text("email"));
    }
    units.insert("sops-install-secrets.service".to_owned(), text("secrets"));
    let accounts = format!("{} {}", facts["users"], facts["groups"]);
    scripts.insert("users-groups.json".to_owned(), accounts);
    let stamp =
        generated.tree.files[camino::Utf8Path::new(&format!("{folder}machine.json"))].text();
    let fleet = generated.tree.files[camino::Utf8Path::new("generated/fleet.json")].text();
    System {
        packages: BTreeMap::from([
            package("openssl-3.0.14", 2, &[]),
            package("nginx-1.26.0", 3, &["openssl-3.0.14"]),
        ]),
        etc,
        scripts,
        units,
        machine: Some(stamp.to_owned()),
        fleet: Some(fleet.to_owned()),
        activate: Some("update-users-groups @users-groups.json@\n".to_owned()),
        kernel: "6.12.1".to_owned(),
    }
}
