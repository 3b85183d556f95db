{ lib, ... }:
{
  boot.loader.timeout = lib.mkForce "5";
  networking.firewall.allowedTCPPorts = [
    80
    70000
  ];
}
