//! Options that NixOS has and lists nowhere: those for its own modules, and those of modules that a machine must
//! import by itself (`modulesPath + "/installer/…"`). They are left alone, with all below them.

/// Marked `internal` or `visible = false` in nixpkgs, nixos/modules (2020 to 2025). `*` is any name.
const INTERNAL: &[&str] = &[
    "boot.initrd.extraUdevRulesCommands",
    "boot.initrd.extraUtilsCommands",
    "boot.initrd.extraUtilsCommandsTest",
    "boot.initrd.luks.devices.*.crypttabExtraOpts",
    "boot.initrd.luks.forceLuksSupportInInitrd",
    "boot.initrd.systemd.contents",
    "boot.initrd.systemd.initrdBin",
    "boot.initrd.systemd.managerEnvironment",
    "boot.initrd.systemd.network.units",
    "boot.initrd.systemd.storePaths",
    "boot.initrd.systemd.strip",
    "boot.initrd.systemd.suppressedStorePaths",
    "boot.initrd.systemd.suppressedUnits",
    "boot.kernel.features",
    "boot.loader.supportsInitrdSecrets",
    "boot.specialFileSystems",
    "environment.binsh",
    "environment.checkConfigurationOptions",
    "environment.usrbinenv",
    "fonts.fontconfig.confPackages",
    "hardware.deviceTree.package",
    "hardware.graphics.package",
    "hardware.graphics.package32",
    "hardware.opengl.package",
    "hardware.opengl.package32",
    "hardware.opengl.setLdLibraryPath",
    "hardware.sane.configDir",
    "i18n.inputMethod.package",
    "networking.resolvconf.package",
    "networking.resolvconf.subscriberFiles",
    "nix.envVars",
    "nixpkgs.initialSystem",
    "programs.fuse.enable",
    "security.pam.services.*.rules",
    "security.pki.caBundle",
    "security.wrapperDir",
    "services.dbus.enable",
    "services.displayManager.sessionData",
    "services.gitweb.gitwebConfigFile",
    "services.jack.jackd.package",
    "services.lvm.package",
    "services.nginx.virtualHosts.*.enableSSL",
    "services.nginx.virtualHosts.*.port",
    "services.postgresql.superUser",
    "services.printing.bindirCmds",
    "services.uwsgi.package",
    "services.xserver.desktopManager.session",
    "services.xserver.displayManager.sessionData",
    "services.xserver.displayManager.xauthBin",
    "services.xserver.drivers",
    "services.xserver.windowManager.session",
    "swapDevices.*.deviceName",
    "swapDevices.*.realDevice",
    "system.activatable",
    "system.activatableSystemBuilderCommands",
    "system.boot.loader",
    "system.checks",
    "system.defaultChannel",
    "system.disableInstallerTools",
    "system.extraSystemBuilderCmds",
    "system.fsPackages",
    "system.installer",
    "system.modulesTree",
    "system.nixos-generate-config",
    "system.nssModules",
    "system.path",
    "system.requiredKernelConfig",
    "system.switch.inhibitors",
    "system.systemBuilderArgs",
    "system.systemBuilderCommands",
    "systemd.network.units",
    "systemd.services.*.jobScripts",
    "systemd.services.*.runner",
    "users.enforceIdUniqueness",
    "virtualisation.cri-o.package",
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
    assert!(is_hidden(&path("security.pam.services.sudo.rules")));
    assert!(!is_hidden(&path("security.pam.services.sudo.ruls")));
    assert!(!is_hidden(&path("system")));
}
