{ lib, ... }:
{
  imports = [ ./disks.nix ];
  services.openssh.enabel = true;
  services.brand-new.enable = true;
}
