//! Options that decide who can get in to a machine, and who can do all there.

/// What an option decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decides {
    /// Who can log in over ssh.
    Login,
    /// Who can become root.
    Root,
    /// Whether the machine can be reached at all.
    Reach,
}

impl Decides {
    /// The end of a sentence: "… decides".
    pub fn words(self) -> &'static str {
        match self {
            Self::Login => "who can log in",
            Self::Root => "who can become root",
            Self::Reach => "who can reach the machine",
        }
    }
}

/// Groups whose members can do what root can.
const GROUPS: &[&str] = &[
    "disk",
    "docker",
    "incus-admin",
    "kvm",
    "libvirtd",
    "lxd",
    "podman",
    "shadow",
    "sudo",
    "wheel",
];

/// Settings of sshd that change who can log in, unless they say no.
const SSHD: &[&str] = &[
    "AllowGroups",
    "AllowUsers",
    "AuthenticationMethods",
    "AuthorizedKeysCommand",
    "AuthorizedKeysFile",
    "AuthorizedPrincipalsFile",
    "DenyGroups",
    "DenyUsers",
    "ForceCommand",
    "KbdInteractiveAuthentication",
    "ListenAddress",
    "PasswordAuthentication",
    "PermitEmptyPasswords",
    "PermitRootLogin",
    "Port",
    "PubkeyAcceptedAlgorithms",
    "TrustedUserCAKeys",
];

/// What an option decides that is set to a value, given as text; `member` tells who has an account by coloc.
#[expect(
    clippy::match_same_arms,
    reason = "in the order of NixOS' modules, not of what they decide"
)]
pub fn decides(path: &[&str], value: &str, member: impl Fn(&str) -> bool) -> Option<Decides> {
    use Decides::{Login, Reach, Root};
    let says = |word: &str| value.trim_matches('"') == word;
    let off = says("false") || says("no") || says("null") || says("[ ]") || says("");
    let names_group = || {
        let mut words = value.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
        words.any(|word| GROUPS.contains(&word))
    };
    match path {
        ["services", "openssh", "enable"]
        | ["systemd", "services" | "sockets", "sshd", "enable"] => (!says("true")).then_some(Login),
        ["services", "openssh", "settings", "PubkeyAuthentication"] => {
            (!says("true")).then_some(Login)
        }
        ["services", "openssh", "settings", "PermitRootLogin"] if says("prohibit-password") => None,
        ["services", "openssh", "settings", name] => (SSHD.contains(name) && !off).then_some(Login),
        ["services", "openssh", "ports"] => (says("[ ]") || !value.contains("22")).then_some(Login),
        [
            "services",
            "openssh",
            "listenAddresses" | "authorizedKeysFiles" | "authorizedKeysCommand",
            ..,
        ]
        | ["services", "openssh", "extraConfig"]
        | ["systemd", "services", "sshd" | "sshd@", ..]
        | ["systemd", "sockets", "sshd", ..]
        | [
            "environment",
            "etc",
            "nologin" | "passwd" | "shadow" | "group",
            ..,
        ] => Some(Login),
        ["environment", "etc", name, ..]
            if name.starts_with("ssh/sshd") || name.starts_with("ssh/authorized") =>
        {
            Some(Login)
        }
        ["environment", "etc", name, ..]
            if name.starts_with("sudoers") || name.starts_with("pam.d/") =>
        {
            Some(Root)
        }
        ["security", "sudo" | "sudo-rs", "enable"] => (!says("true")).then_some(Root),
        [
            "security",
            "sudo" | "sudo-rs",
            "wheelNeedsPassword" | "execWheelOnly" | "extraConfig" | "extraRules" | "configFile",
            ..,
        ]
        | ["security", "doas", ..]
        | ["security", "polkit", "extraConfig"]
        | [
            "security",
            "wrappers",
            _,
            "setuid" | "setgid" | "capabilities",
        ]
        | [
            "security",
            "pam",
            "services",
            "sshd" | "sudo" | "su" | "login",
            ..,
        ] => Some(Root),
        ["security", "wrappers", _] => Some(Root),
        ["users", "users" | "extraUsers" | "groups" | "extraGroups"] => Some(Login),
        [
            "users",
            "users" | "extraUsers",
            "root",
            "openssh"
            | "shell"
            | "hashedPassword"
            | "password"
            | "initialPassword"
            | "initialHashedPassword"
            | "hashedPasswordFile",
            ..,
        ] => (!says("!") && !says("*") && !says("null")).then_some(Root),
        ["users", "users" | "extraUsers", _, "extraGroups" | "group"] => {
            names_group().then_some(Root)
        }
        ["users", "users" | "extraUsers", _, "uid"] => says("0").then_some(Root),
        ["users", "users" | "extraUsers", _, "openssh", ..] => Some(Login),
        [
            "users",
            "users" | "extraUsers",
            name,
            "enable" | "expires" | "shell" | "isSystemUser" | "isNormalUser" | "name" | "home",
        ] => (member(name) && !says("true")).then_some(Login),
        ["users", "groups" | "extraGroups", group, ..] => GROUPS.contains(group).then_some(Root),
        [
            "networking",
            "firewall",
            "extraInputRules" | "extraReversePathFilterRules",
        ]
        | [
            "networking",
            "nftables",
            "ruleset" | "rulesetFile" | "tables",
            ..,
        ] => (!off).then_some(Reach),
        ["nix", "settings", "trusted-users" | "extra-trusted-users"] | ["nix", "trustedUsers"] => {
            let mut words =
                value.split(|c: char| !(c.is_ascii_alphanumeric() || "@-_*".contains(c)));
            words
                .any(|word| !matches!(word, "" | "root"))
                .then_some(Root)
        }
        [
            "virtualisation",
            "oci-containers",
            "containers",
            _,
            "privileged",
        ] => says("true").then_some(Root),
        [
            "virtualisation",
            "oci-containers",
            "containers",
            _,
            "extraOptions",
        ] => value.contains("--privileged").then_some(Root),
        [
            "virtualisation",
            "oci-containers",
            "containers",
            _,
            "volumes",
        ] => {
            let mounts = value.split(['"', ' ']);
            let root = |mount: &str| {
                mount.starts_with("/:")
                    || mount.contains("/docker.sock:")
                    || mount.starts_with("/etc:")
            };
            mounts.map(str::trim).any(root).then_some(Root)
        }
        _ => None,
    }
}

#[test]
fn who_gets_in_is_decided_by_these_and_not_by_others() {
    let decided = |path: &str, value: &str| {
        let names: Vec<&str> = path.split('/').collect();
        decides(&names, value, |name| name == "alice")
    };
    for (path, value) in [
        ("security/sudo/enable", "false"),
        ("services/openssh/settings/AllowUsers", "[ \"nobody\" ]"),
        ("services/openssh/settings/PubkeyAuthentication", "false"),
        ("services/openssh/ports", "[ ]"),
        ("services/openssh/extraConfig", "DenyUsers *"),
        ("users/users/alice/expires", "2020-01-01"),
        ("users/users/alice/enable", "false"),
        ("users/users", ""),
        ("users/users/zoe/extraGroups", "[ \"wheel\" ]"),
        ("users/groups/wheel/members", "[ \"zoe\" ]"),
        ("environment/etc/nologin/text", "closed"),
        ("networking/firewall/extraInputRules", "tcp dport 22 drop"),
        ("nix/settings/trusted-users", "[ \"root\" \"zoe\" ]"),
        (
            "virtualisation/oci-containers/containers/x/volumes",
            "[ \"/:/host\" ]",
        ),
    ] {
        assert!(decided(path, value).is_some(), "{path} = {value}");
    }
    for (path, value) in [
        ("services/openssh/enable", "true"),
        ("services/openssh/settings/PasswordAuthentication", "false"),
        ("services/openssh/settings/PermitRootLogin", "\"no\""),
        ("services/openssh/settings/X11Forwarding", "true"),
        ("services/openssh/hostKeys", "[ ]"),
        ("users/users/camera/isSystemUser", "true"),
        ("users/users/camera/extraGroups", "[ \"video\" ]"),
        ("users/groups/camera", "{ }"),
        ("environment/etc/motd/text", "hello"),
        ("nix/settings/trusted-users", "[ \"root\" ]"),
    ] {
        assert_eq!(decided(path, value), None, "{path} = {value}");
    }
}
