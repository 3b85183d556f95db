# Disk and boot loader of caribou, a rented virtual server.
{ ... }:
{
  boot.loader.grub = {
    enable = true;
    device = "/dev/vda";
  };

  fileSystems."/" = {
    device = "/dev/vda1";
    fsType = "ext4";
  };
}
