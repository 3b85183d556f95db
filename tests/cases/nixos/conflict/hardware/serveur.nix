{ lib, ... }:
{
  time.timeZone = "Europe/Berlin";
  networking.hostName = "other";
  services.smartd.enable = false;
  boot.kernel.sysctl."vm.swappiness" = lib.mkForce 10;
}
