# Carried along by coloc, so that the repository builds without fetching it. Do not edit.
#
# Machines whose address changes stay on the mesh: names of peers that fell silent are looked up again.
#
# `dialled` is what mesh.nix makes: `KEY NAME:PORT` of each peer that is dialled.
{ dialled }:
{ pkgs, ... }:
{
  systemd.services.mesh-endpoints = {
    description = "Look up where silent peers of the mesh are now";
    after = [ "systemd-networkd.service" ];
    path = [
      pkgs.getent
      pkgs.wireguard-tools
    ];
    script = builtins.readFile ./mesh-endpoints.sh;
    scriptArgs = builtins.concatStringsSep " " dialled;
    serviceConfig = {
      Type = "oneshot";
      TimeoutStartSec = "5min";
      DynamicUser = true;
      AmbientCapabilities = [ "CAP_NET_ADMIN" ];
      CapabilityBoundingSet = [ "CAP_NET_ADMIN" ];
      LockPersonality = true;
      MemoryDenyWriteExecute = true;
      PrivateDevices = true;
      ProtectClock = true;
      ProtectControlGroups = true;
      ProtectHome = true;
      ProtectHostname = true;
      ProtectKernelLogs = true;
      ProtectKernelModules = true;
      ProtectKernelTunables = true;
      ProtectProc = "invisible";
      RestrictAddressFamilies = [
        "AF_INET"
        "AF_INET6"
        "AF_NETLINK"
        "AF_UNIX"
      ];
      RestrictNamespaces = true;
      RestrictRealtime = true;
      SystemCallArchitectures = "native";
      SystemCallFilter = [ "@system-service" ];
    };
  };

  systemd.timers.mesh-endpoints = {
    wantedBy = [ "timers.target" ];
    timerConfig = {
      OnActiveSec = "2min";
      OnUnitInactiveSec = "45s";
      AccuracySec = "5s";
    };
  };
}
