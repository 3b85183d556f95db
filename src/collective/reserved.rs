//! Names that systems use themselves: a member with such a name would become that account.

use crate::catalog::Catalog;

/// The mesh's private key.
pub const MESH_KEY: &str = "mesh-key";

/// Accounts and groups of NixOS (nixos/modules/misc/ids.nix and common services), and names that mislead.
const SYSTEM: &[&str] = &[
    "acme",
    "adm",
    "admin",
    "audio",
    "avahi",
    "backup",
    "bin",
    "caddy",
    "cdrom",
    "console",
    "daemon",
    "deploy",
    "dbus",
    "dialout",
    "disk",
    "docker",
    "floppy",
    "ftp",
    "games",
    "git",
    "grafana",
    "halt",
    "http",
    "httpd",
    "input",
    "keys",
    "kmem",
    "kvm",
    "ldap",
    "libvirtd",
    "lock",
    "lp",
    "mail",
    "man",
    "messagebus",
    "mysql",
    "networkmanager",
    "news",
    "nginx",
    "nobody",
    "nogroup",
    "nscd",
    "ntp",
    "operator",
    "podman",
    "polkituser",
    "postfix",
    "postgres",
    "proxy",
    "redis",
    "render",
    "root",
    "rtkit",
    "sgx",
    "shadow",
    "shutdown",
    "smmsp",
    "sshd",
    "staff",
    "sudo",
    "sync",
    "sys",
    "tape",
    "tss",
    "tty",
    "unbound",
    "users",
    "utmp",
    "uucp",
    "uuidd",
    "video",
    "wheel",
    "www",
    "www-data",
    "wwwrun",
];

/// Why a member cannot have this name.
pub fn account(name: &str, catalog: &Catalog) -> Option<&'static str> {
    if SYSTEM.contains(&name) || name.starts_with("systemd-") || name.starts_with("nixbld") {
        return Some("an account of the system itself has this name");
    }
    let of_service = catalog.names().any(|kind| kind == name) || catalog.has_account(name);
    of_service.then_some("an account of a service has this name")
}

/// Why a machine cannot have this name.
pub fn host(name: &str) -> Option<&'static str> {
    match name {
        "localhost" | "localdomain" | "ip6-localhost" | "ip6-loopback" | "mesh" => {
            Some("this name means something else")
        }
        _ => label(name),
    }
}

/// Why a group cannot have this name.
pub fn group(name: &str) -> Option<&'static str> {
    matches!(name, "members" | "public")
        .then_some("`for` uses this word for all members, or for everybody")
}

/// Why a name cannot be a part of a domain (RFC 1123).
pub fn label(name: &str) -> Option<&'static str> {
    name.ends_with('-')
        .then_some("a part of a domain cannot end in `-`")
}

/// Why a service cannot have this name.
pub fn service(name: &str) -> Option<&'static str> {
    // The machine's own secret stands beside those of services.
    if name == MESH_KEY {
        Some("a secret of every machine has this name")
    } else {
        label(name)
    }
}
