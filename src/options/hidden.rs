//! Options that NixOS has and lists nowhere: those for its own modules, and those of modules that a machine must
//! import by itself (`modulesPath + "/installer/…"`). They are left alone, with all below them.

/// Marked `internal` or `visible = false` in nixpkgs, nixos/modules (2020 to 2025). `*` is any name.
const INTERNAL: &[&str] = &[
    "hardware.opengl.package",
    "hardware.opengl.package32",
    "hardware.opengl.setLdLibraryPath",
    "nixpkgs.initialSystem",
    "services.nginx.virtualHosts.*.enableSSL",
    "services.nginx.virtualHosts.*.port",
    "services.xserver.displayManager.sessionData",
    "system.boot.loader",
    "system.extraSystemBuilderCmds",
    "system.installer",
    "system.nixos-generate-config",
];

/// Declared by images, installers and virtual machines of nixpkgs that are no part of every NixOS.
const IMPORTED: &[&str] = &[
    "amazonImage",
    "ec2",
    "googleComputeImage",
    "hyperv",
    "isoImage",
    "linodeImage",
    "lxc",
    "netboot",
    "openstackImage",
    "proxmox",
    "proxmoxImage",
    "proxmoxLXC",
    "sdImage",
    "tarball",
    "virtualbox",
    "virtualisation.amazon-init",
    "virtualisation.azure",
    "virtualisation.azureImage",
    "virtualisation.bios",
    "virtualisation.bootDevice",
    "virtualisation.bootLoaderDevice",
    "virtualisation.bootPartition",
    "virtualisation.cores",
    "virtualisation.credentials",
    "virtualisation.digitalOcean",
    "virtualisation.digitalOceanImage",
    "virtualisation.directBoot",
    "virtualisation.diskImage",
    "virtualisation.diskSize",
    "virtualisation.diskSizeAutoSupported",
    "virtualisation.dockerPreloader",
    "virtualisation.efi",
    "virtualisation.efiVars",
    "virtualisation.emptyDiskImages",
    "virtualisation.fileSystems",
    "virtualisation.forwardPorts",
    "virtualisation.googleComputeImage",
    "virtualisation.graphics",
    "virtualisation.host",
    "virtualisation.interfaces",
    "virtualisation.memorySize",
    "virtualisation.mountHostNixStore",
    "virtualisation.msize",
    "virtualisation.oci",
    "virtualisation.pathsInNixDB",
    "virtualisation.qemu",
    "virtualisation.resolution",
    "virtualisation.restrictNetwork",
    "virtualisation.rootDevice",
    "virtualisation.sharedDirectories",
    "virtualisation.tpm",
    "virtualisation.useBootLoader",
    "virtualisation.useDefaultFilesystems",
    "virtualisation.useEFIBoot",
    "virtualisation.useHostCerts",
    "virtualisation.useNixStoreImage",
    "virtualisation.useSecureBoot",
    "virtualisation.vlans",
    "virtualisation.writableStore",
    "virtualisation.writableStoreUseTmpfs",
    "vmware",
];

/// Whether NixOS may have an option at this path although no list shows it.
pub fn is_hidden(path: &[String]) -> bool {
    let within = |pattern: &&&str| {
        let mut names = path.iter();
        pattern
            .split('.')
            .all(|part| names.next().is_some_and(|name| part == "*" || part == name))
    };
    INTERNAL
        .iter()
        .chain(IMPORTED)
        .any(|pattern| within(&pattern))
}

#[test]
fn hidden_options_are_known_by_their_beginning() {
    let path = |text: &str| text.split('.').map(str::to_owned).collect::<Vec<_>>();
    assert!(is_hidden(&path("sdImage.compressImage")));
    assert!(is_hidden(&path("system.installer.channel")));
    assert!(!is_hidden(&path("system.instaler.channel")));
    assert!(!is_hidden(&path("system")));
}
