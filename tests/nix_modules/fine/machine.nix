# Nothing is wrong here, in many ways of writing it.
{ config, lib, pkgs, modulesPath, ... }@args:
with lib;
let
  inherit (lib) mkForce;
  cfg = config.services.nextcloud;
  domain = "example.org";
  sites = { wiki = 3000; pad = 3001; };
  vhost = name: port: nameValuePair "${name}.${domain}" {
    forceSSL = mkDefault true;
    enableACME = true;
    locations."/" = {
      proxyPass = "http://127.0.0.1:${toString port}";
      proxyWebsockets = true;
    };
  };
  users = [ "alice" "bob" ];
in
{
  imports = [
    (modulesPath + "/profiles/qemu-guest.nix")
    "${modulesPath}/installer/scan/not-detected.nix"
    ./part.nix
    { networking.hostName = "ananas"; }
    ({ pkgs, ... }: { environment.systemPackages = [ pkgs.hello ]; })
  ] ++ optional (args ? extra) ./part.nix;

  services.nginx = mkIf cfg.enable (mkMerge [
    { enable = true; virtualHosts = mapAttrs' vhost sites; }
    { recommendedTlsSettings = mkForce true; }
  ]);
  users.users = genAttrs users (name: {
    isNormalUser = true;
    openssh.authorizedKeys.keys = [ "ssh-ed25519 AAAA ${name}" ];
  }) // { root.hashedPassword = "!"; };
  users.groups = listToAttrs (map (name: nameValuePair name { gid = 2000; }) users);
  networking = {
    firewall.allowedTCPPorts = [ 80 443 ] ++ optionals cfg.enable [ 8080 ] ++ map (port: port + 1) [ 1 2 ];
    defaultGateway = "192.0.2.1";
    inherit domain;
    useDHCP = false;
    interfaces = { "${cfg.hostName}" = { }; eth0.ipv4.addresses = [ { address = "192.0.2.2"; prefixLength = 24; } ]; };
  };
  systemd.services = {
    a = { script = "true"; serviceConfig = { Restart = "always"; RestartSec = 5; ProtectSystem = true; }; };
    ${cfg.user or "b"}.enable = false;
  };
  boot.kernel.sysctl = { "net.ipv4.ip_forward" = 1; "vm.swappiness" = mkOverride 10 1; };
  boot.kernelPackages = pkgs.linuxPackages_latest;
  services.nextcloud.settings = { loglevel = 2; trusted_proxies = [ "127.0.0.1" ]; anything.at.all = null; };
  services.postgresql.authentication = mkAfter "local all all peer";
  nix.settings.experimental-features = [ "nix-command" "flakes" ];
  nix.settings.max-jobs = "auto";
  nix.gc.automatic = (builtins.length users) > 1;
  environment.etc = { "motd".text = "hello"; x = { source = ./part.nix; mode = "0440"; }; };
  sops.secrets.x = { };
  home-manager.users.alice.programs.git.enable = "no NixOS option";
  assertions = [ { assertion = cfg.enable; message = "on"; } ];
  warnings = optional true "mind";
  nixpkgs.config.allowUnfreePredicate = pkg: elem (getName pkg) [ "x" ];
  nixpkgs.overlays = [ (final: prev: { tool = prev.hello; }) ];
  containers.c = { autoStart = true; config = { ... }: { services.openssh.enable = true; system.stateVersion = "24.11"; }; };
  virtualisation.vmVariant.virtualisation.memorySize = 2048;
  _module.args.answer = 42;
}
