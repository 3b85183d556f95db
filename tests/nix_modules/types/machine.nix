# Values of a kind that their options do not hold.
{ lib, pkgs, ... }:
let
  port = "443";
  ports = [ 80 port ];
in
{
  networking.firewall.allowedTCPPorts = ports;
  networking.hostName = 7;
  services.openssh = {
    enable = "yes";
    ports = [ 70000 ];
    settings.PermitRootLogin = "maybe";
  };
  services.nextcloud.config.dbtype = lib.mkForce "postgres";
  users.users.alice.openssh.authorizedKeys.keys = "ssh-ed25519 AAAA";
  users.users.bob.isNormalUser = if pkgs.stdenv.isLinux then "true" else "false";
  environment.systemPackages = with pkgs; [ vim "git" ];
  services.nginx.virtualHosts."a.example".locations."/".priority = "high";
  fileSystems."/".device = lib.mkDefault 7;
  services.openssh.banner = [ "hello" ];
  services.tor = true;
  time.timeZone = ./zone;
}
