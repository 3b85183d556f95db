# Modules of well-known flakes have their own trees: the rest is looked at as without them.
{ inputs, ... }:
{
  imports = [
    inputs.sops-nix.nixosModules.sops
    inputs.disko.nixosModules.disko
    "${inputs.nixos-hardware}/raspberry-pi/4"
  ];
  sops.defaultSopsFile = ./secrets.yaml;
  disko.devices.disk.main.device = "/dev/sda";
  services.somebody.enable = true;
}
