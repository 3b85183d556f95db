{ lib, ... }:
{
  boot.loader.grub2.device = "/dev/sda";
}
