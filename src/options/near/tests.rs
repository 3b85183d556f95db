//! What is meant by names that people mistype.

use std::fmt::Write as _;
use std::time::Instant;

use expect_test::expect;

use super::near;
use crate::options::index::Index;

fn paths(unknown: &[&str]) -> String {
    let index = Index::embedded();
    let mut text = String::new();
    for path in unknown {
        let names: Vec<&str> = path.split('.').collect();
        let found: Vec<String> = near(index.root(), &names)
            .into_iter()
            .map(|near| near.path)
            .collect();
        let found = if found.is_empty() {
            "nothing".to_owned()
        } else {
            found.join("\n    ")
        };
        let _ = writeln!(text, "{path}\n    {found}");
    }
    text
}

#[test]
fn names_that_are_mistyped() {
    expect![[r#"
        services.nextcloud.enabel
            services.nextcloud.enable
        services.nextclud.enable
            services.nextcloud.enable
        services.ssh.enable
            services.sshd.enable
            services.sslh.enable
            services.openssh.enable
        networking.firewall.allowTCPPorts
            networking.firewall.allowedTCPPorts
            networking.firewall.allowedUDPPorts
        networking.hostname
            networking.hostName
        boot.loader.grub2.enable
            boot.loader.grub.enable
        users.user.alice.isNormalUser
            users.users.alice.isNormalUser
        users.users.alice.openssh.authorizedkeys.keys
            users.users.alice.openssh.authorizedKeys.keys
        services.nginx.virtualHosts.site.location.root.proxyPass
            services.nginx.virtualHosts.site.locations.root.proxyPass
        services.postgress.enable
            services.postgresql.enable
            services.postgrest.enable
            services.postgrey.enable
        environment.packages
            environment.systemPackages
            environment.defaultPackages
        service.openssh.enable
            services.openssh.enable
    "#]]
    .assert_eq(&paths(&[
        "services.nextcloud.enabel",
        "services.nextclud.enable",
        "services.ssh.enable",
        "networking.firewall.allowTCPPorts",
        "networking.hostname",
        "boot.loader.grub2.enable",
        "users.user.alice.isNormalUser",
        "users.users.alice.openssh.authorizedkeys.keys",
        "services.nginx.virtualHosts.site.location.root.proxyPass",
        "services.postgress.enable",
        "environment.packages",
        "service.openssh.enable",
    ]));
}

#[test]
fn names_that_are_missing_or_too_many() {
    expect![[r#"
        services.nextcloud.adminpassFile
            services.nextcloud.config.adminpassFile
        firewall.allowedTCPPorts
            networking.firewall.allowedTCPPorts
            nix.firewall.allowedTCPPorts
        networking.allowedTCPPorts
            networking.firewall.allowedTCPPorts
        services.web.nginx.enable
            services.nginx.enable
        nix.gc.options.automatic
            nix.gc.automatic
    "#]]
    .assert_eq(&paths(&[
        "services.nextcloud.adminpassFile",
        "firewall.allowedTCPPorts",
        "networking.allowedTCPPorts",
        "services.web.nginx.enable",
        "nix.gc.options.automatic",
    ]));
}

#[test]
fn nothing_is_near_to_what_is_not_of_nixos() {
    expect![[r#"
        qqq
            nothing
        my.own.module.enable
            nothing
        services.our-tool.frobnicate
            nothing
        programs.mangohud.enable
            nothing
        services.paperless.domain
            nothing

            nothing
        ..
            nothing
    "#]]
    .assert_eq(&paths(&[
        "qqq",
        "my.own.module.enable",
        "services.our-tool.frobnicate",
        "programs.mangohud.enable",
        "services.paperless.domain",
        "",
        "..",
    ]));
}

#[test]
fn old_names_are_never_recommended() {
    expect![[r#"
        hardware.pulseaudo.enable
            services.pulseaudio.enable
        services.stalwart-mial
            services.stalwart
        services.bitwarden_r
            services.vaultwarden
    "#]]
    .assert_eq(&paths(&[
        "hardware.pulseaudo.enable",
        "services.stalwart-mial",
        "services.bitwarden_r",
    ]));
}

#[test]
fn the_answer_is_the_same_every_time_and_soon_there() {
    let index = Index::embedded();
    let path = ["services", "nextclud", "confg", "adminpasFile"];
    let first = near(index.root(), &path);
    let begun = Instant::now();
    for _ in 0..10 {
        assert_eq!(near(index.root(), &path), first);
    }
    println!("{:?} each", begun.elapsed() / 10);
    assert_eq!(first[0].path, "services.nextcloud.config.adminpassFile");
}

#[test]
fn nothing_makes_it_slow() {
    let index = Index::embedded();
    let long = "a".repeat(100_000);
    let begun = Instant::now();
    for path in [
        vec![long.as_str(); 20],
        vec!["enable"; 20],
        vec!["<name>"; 20],
        vec!["a"; 1_000],
        vec!["é\u{301}", "\0", "\u{1f600}"],
    ] {
        assert!(near(index.root(), &path).len() <= 3);
    }
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}
