//! Option trees of well-known flakes that are not NixOS' own: their options are left alone.

/// Where their options stand.
const TREES: &[&[&str]] = &[
    &["age"],
    &["arion"],
    &["boot", "lanzaboote"],
    &["clan"],
    &["colmena"],
    &["deployment"],
    &["disko"],
    &["environment", "persistence"],
    &["facter"],
    &["hardware", "facter"],
    &["home-manager"],
    &["jovian"],
    &["mailserver"],
    &["microvm"],
    &["nix-bitcoin"],
    &["nixos-shell"],
    &["nixpkgs-fmt"],
    &["proxmox"],
    &["proxmoxLXC"],
    &["raspberry-pi-nix"],
    &["rekey"],
    &["services", "comin"],
    &["services", "minecraft-servers"],
    &["services", "vscode-server"],
    &["simple-nixos-mailserver"],
    &["sops"],
    &["srvos"],
    &["stylix"],
    &["terraform"],
    &["topology"],
    &["vault-secrets"],
    &["wsl"],
];

/// Flakes whose modules declare options in those trees only: with them, the rest of the tree is as without.
const FLAKES: &[&str] = &[
    "agenix",
    "colmena",
    "comin",
    "disko",
    "home-manager",
    "impermanence",
    "lanzaboote",
    "microvm",
    "nix-minecraft",
    "nixos-hardware",
    "nixos-wsl",
    "ragenix",
    "simple-nixos-mailserver",
    "sops",
    "sops-nix",
    "srvos",
    "stylix",
];

/// Whether a path lies in the tree of such a flake.
pub fn is_foreign(path: &[String]) -> bool {
    TREES
        .iter()
        .any(|tree| path.len() >= tree.len() && tree.iter().zip(path).all(|(a, b)| a == b))
}

/// Whether an import that is no path of the repository adds no options but those of the trees above.
///
/// `what` is its text: `inputs.sops-nix.nixosModules.sops`, `"${modulesPath}/profiles/minimal.nix"`.
pub fn is_known(what: &str) -> bool {
    if what.contains("modulesPath") || what.starts_with("<nixpkgs/nixos/modules/") {
        return true;
    }
    let mut names = what
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
        .filter(|name| !name.is_empty());
    // A nixpkgs of another name may be another release: what its modules declare stands in no list here.
    let of_nixpkgs = what.contains("/nixos/modules/");
    names.any(|name| FLAKES.contains(&name) || (of_nixpkgs && name == "nixpkgs"))
}

#[test]
fn flakes_are_known_by_their_names() {
    assert!(is_known("inputs.sops-nix.nixosModules.sops"));
    assert!(is_known(
        "(modulesPath + \"/installer/scan/not-detected.nix\")"
    ));
    assert!(!is_known("inputs.self.nixosModules.all"));
    assert!(is_known(
        "\"${inputs.nixpkgs}/nixos/modules/profiles/minimal.nix\""
    ));
    assert!(!is_known(
        "\"${inputs.nixpkgs-unstable}/nixos/modules/services/x.nix\""
    ));
}
