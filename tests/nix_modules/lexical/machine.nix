# `lib` counts only where it is the module's: what is called the same and is not stays unknown. One real mistake.
{ lib, pkgs, other, ... }:
let
  mkIf = other.mkIf;
  f = lib: { services.openssh.enable = lib.mkForce "not NixOS' mkForce"; };
  a = { inherit (other) x; port = 22; deep.ports = [ b ]; };
  b = a.port;
  loop = loop;
  enable = true;
in
f other // {
  services.nginx = mkIf "no condition" { enabel = 1; };
  services.openssh.ports = a.deep.ports;
  services.fail2ban = rec { enable = maxretry; maxretry = 5; };
  services.tor.enable = let enable = other.enable; in enable;
  services.samba = { inherit enable; };
  services.redis.package = loop;
  services.mysql = with other; { enable = true1; package = mkForce; };
  networking.nameservers = with { one = "1.1.1.1"; }; [ one ];
  services.xserver.enable = (x: y: y) 1 (assert true; false);
}
