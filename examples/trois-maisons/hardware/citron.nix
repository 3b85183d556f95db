# Disks and boot loader of citron, a Raspberry Pi 4 with a USB disk.
{ ... }:
{
  boot.loader.grub.enable = false;
  boot.loader.generic-extlinux-compatible.enable = true;

  fileSystems."/" = {
    device = "/dev/disk/by-label/NIXOS_SD";
    fsType = "ext4";
  };
  fileSystems."/var" = {
    device = "/dev/disk/by-label/data";
    fsType = "ext4";
    options = [ "noatime" ];
  };
}
