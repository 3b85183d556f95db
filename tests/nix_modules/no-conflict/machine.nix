# Two names that nobody can read from the text may be different ones; and what is equal does not contradict.
{ config, lib, ... }:
{
  services.nginx.virtualHosts."${config.networking.fqdn}".root = "/srv/a";
  services.nginx.virtualHosts.${config.networking.domain}.root = "/srv/b";
  imports = [ ./other.nix ];
  time.timeZone = "UTC";
  boot.tmp.cleanOnBoot = lib.mkDefault true;
  services.openssh.enable = lib.mkOverride config.priority false;
}
