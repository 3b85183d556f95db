# Misspelt names, in all the places where people write them.
{ config, lib, pkgs, ... }:
let
  site = port: {
    forceSSL = true;
    locations."/".proxyPas = "http://127.0.0.1:${toString port}";
  };
  cloud.services.nextcloud.enabel = true;
in
{
  services.opensh.enable = true;
  networking.firewall = {
    allowedTcpPorts = [ 80 ];
    enable = true;
  };
  users.users.alice = {
    isNormalUsr = true;
    extraGroups = [ "wheel" ];
  };
  services.nginx.virtualHosts = {
    "a.example" = site 3000;
    "b.example" = lib.mkMerge [
      { enableACME = true; }
      (lib.mkIf config.services.nginx.enable { forceSsl = true; })
    ];
  };
  networking.wireguard.interfaces.wg0.peers = [
    { publicKey = "x"; alowedIPs = [ "10.0.0.1/32" ]; }
  ];
  containers.old.config = { pkgs, ... }: {
    services.nginx.enabl = true;
  };
  specialisation.test.configuration.tiem.timeZone = "UTC";
  systemd.services.hello = lib.mkIf true {
    serviceConfig.ExecStart = "${pkgs.hello}/bin/hello";
    wantdBy = [ "multi-user.target" ];
  };
  services.prometheus = lib.mkIf false { scrapeConfig = [ ]; };
  boot.kernel.sysctl."vm.swappines" = 10;
  services.postfix.config.anything_goes = "yes";
}
// lib.optionalAttrs true { tme.timeZone = "Europe/Paris"; }
