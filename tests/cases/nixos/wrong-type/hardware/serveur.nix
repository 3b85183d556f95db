{ lib, ... }:
{
  boot.loader.timeout = lib.mkForce "5";
  boot.supportedFilesystems = "btrfs";
  environment.pathsToLink = "/share";
  networking.firewall.allowedTCPPorts = [
    80
    70000
  ];
  nix.optimise.dates = "daily";
}
