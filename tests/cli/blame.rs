//! The line of the manifest behind what a machine sets, as `coloc option` says.

use std::fmt::Write as _;

use expect_test::expect;

use crate::cli::harness::Place;

/// Who sets an option, and the key that is to blame.
fn causes(place: &Place, option: &str) -> String {
    let json = place.coloc(["--format", "json", "option", option]).json();
    let mut text = String::new();
    for set in json["set"].as_array().expect("a list") {
        let because = &set["because"];
        let word = |value: &serde_json::Value| value.as_str().unwrap_or("nobody").to_owned();
        writeln!(
            text,
            "{}: {} ← {} {}:{}",
            word(&set["machine"]),
            word(&set["option"]),
            word(&because["text"]),
            word(&because["file"]),
            because["line"]
        )
        .expect("a text takes all");
    }
    text
}

#[test]
fn each_option_is_blamed_on_the_key_that_causes_it() {
    let place = Place::copy("examples/trois-maisons");
    let mut text = String::new();
    for option in [
        "networking.firewall.extraInputRules",
        "networking.firewall.filterForward",
        "networking.firewall.allowedTCPPorts",
        "networking.firewall.allowedUDPPorts",
        "networking.domain",
        "networking.hosts",
        "system.stateVersion",
        "zramSwap.enable",
        "users.users.alice.extraGroups",
        "security.acme.defaults.email",
        "services.nginx.commonHttpConfig",
        "services.nginx.virtualHosts.'<name>'.listen",
        "systemd.network.netdevs.50-mesh.wireguardConfig",
        "services.nextcloud.settings",
        "time.timeZone",
        "boot.loader.systemd-boot.enable",
    ] {
        text.push_str(&causes(&place, option));
    }
    expect![[r#"
        ananas: networking.firewall.extraInputRules ← network.ingress coloc.toml:21
        citron: networking.firewall.extraInputRules ← network.ingress coloc.toml:21
        datte: networking.firewall.extraInputRules ← network.ingress coloc.toml:21
        caribou: networking.firewall.filterForward ← network.ingress coloc.toml:21
        ananas: networking.firewall.allowedTCPPorts ← machines.ananas.caretakers machines/ananas.toml:5
        brioche: networking.firewall.allowedTCPPorts ← services.visio.type services/visio.toml:2
        caribou: networking.firewall.allowedTCPPorts ← services.discussions.domain services/discussions.toml:4
        citron: networking.firewall.allowedTCPPorts ← machines.citron.caretakers machines/citron.toml:4
        datte: networking.firewall.allowedTCPPorts ← machines.datte.caretakers machines/datte.toml:4
        brioche: networking.firewall.allowedUDPPorts ← services.visio.type services/visio.toml:2
        caribou: networking.firewall.allowedUDPPorts ← network.mesh-port coloc.toml:20
        ananas: networking.domain ← collective.domain coloc.toml:7
        brioche: networking.domain ← collective.domain coloc.toml:7
        caribou: networking.domain ← collective.domain coloc.toml:7
        citron: networking.domain ← collective.domain coloc.toml:7
        datte: networking.domain ← collective.domain coloc.toml:7
        ananas: networking.hosts ← machines.ananas.mesh-key machines/ananas.toml:9
        brioche: networking.hosts ← machines.brioche.mesh-key machines/brioche.toml:8
        caribou: networking.hosts ← machines.caribou.mesh-key machines/caribou.toml:8
        citron: networking.hosts ← machines.citron.mesh-key machines/citron.toml:8
        datte: networking.hosts ← machines.datte.mesh-key machines/datte.toml:8
        ananas: system.stateVersion ← machines.ananas.state-version machines/ananas.toml:10
        brioche: system.stateVersion ← nixos.release coloc.toml:12
        caribou: system.stateVersion ← nixos.release coloc.toml:12
        citron: system.stateVersion ← nixos.release coloc.toml:12
        datte: system.stateVersion ← nixos.release coloc.toml:12
        ananas: zramSwap.enable ← machines.ananas.hardware machines/ananas.toml:4
        brioche: zramSwap.enable ← machines.brioche.hardware machines/brioche.toml:3
        caribou: zramSwap.enable ← machines.caribou.hardware machines/caribou.toml:3
        citron: zramSwap.enable ← machines.citron.hardware machines/citron.toml:3
        datte: zramSwap.enable ← machines.datte.hardware machines/datte.toml:3
        ananas: users.users.alice.extraGroups ← machines.ananas.caretakers machines/ananas.toml:5
        citron: users.users.alice.extraGroups ← machines.citron.caretakers machines/citron.toml:4
        datte: users.users.alice.extraGroups ← machines.datte.caretakers machines/datte.toml:4
        ananas: security.acme.defaults.email ← collective.contact coloc.toml:8
        brioche: security.acme.defaults.email ← collective.contact coloc.toml:8
        caribou: security.acme.defaults.email ← collective.contact coloc.toml:8
        citron: security.acme.defaults.email ← collective.contact coloc.toml:8
        datte: security.acme.defaults.email ← collective.contact coloc.toml:8
        ananas: services.nginx.commonHttpConfig ← network.ingress coloc.toml:21
        caribou: services.nginx.commonHttpConfig ← network.ingress coloc.toml:21
        citron: services.nginx.commonHttpConfig ← network.ingress coloc.toml:21
        datte: services.nginx.commonHttpConfig ← network.ingress coloc.toml:21
        ananas: systemd.network.netdevs."50-mesh".wireguardConfig.PrivateKeyFile ← machines.ananas.mesh-key machines/ananas.toml:9
        brioche: systemd.network.netdevs."50-mesh".wireguardConfig.PrivateKeyFile ← machines.brioche.mesh-key machines/brioche.toml:8
        brioche: systemd.network.netdevs."50-mesh".wireguardConfig.ListenPort ← machines.brioche.public machines/brioche.toml:9
        caribou: systemd.network.netdevs."50-mesh".wireguardConfig.PrivateKeyFile ← machines.caribou.mesh-key machines/caribou.toml:8
        caribou: systemd.network.netdevs."50-mesh".wireguardConfig.ListenPort ← machines.caribou.public machines/caribou.toml:9
        citron: systemd.network.netdevs."50-mesh".wireguardConfig.PrivateKeyFile ← machines.citron.mesh-key machines/citron.toml:8
        datte: systemd.network.netdevs."50-mesh".wireguardConfig.PrivateKeyFile ← machines.datte.mesh-key machines/datte.toml:8
        ananas: services.nextcloud.settings."overwrite.cli.url" ← services.nuage services/nuage.toml:1
        ananas: services.nextcloud.settings.default_language ← services.nuage services/nuage.toml:1
        ananas: services.nextcloud.settings.default_phone_region ← services.nuage services/nuage.toml:1
        ananas: services.nextcloud.settings.maintenance_window_start ← services.nuage services/nuage.toml:1
        ananas: services.nextcloud.settings.default_locale ← services.nuage.nixos.services.nextcloud.settings.default_locale services/nuage.toml:7
        ananas: time.timeZone ← machines.ananas.nixos.time.timeZone machines/ananas.toml:12
        brioche: time.timeZone ← machines.brioche.nixos.time.timeZone machines/brioche.toml:11
        citron: time.timeZone ← machines.citron.nixos.time.timeZone machines/citron.toml:10
        datte: time.timeZone ← machines.datte.nixos.time.timeZone machines/datte.toml:10
        ananas: boot.loader.systemd-boot.enable ← nobody nobody:null
        brioche: boot.loader.systemd-boot.enable ← nobody nobody:null
        datte: boot.loader.systemd-boot.enable ← nobody nobody:null
    "#]].assert_eq(&text);
}
