# Carried along by coloc, so that the repository builds without fetching it. Do not edit.
#
# Puts what a machine was generated from into its system, so that a running generation can be compared with the
# manifest: /etc/coloc/machine.json (the machine's own slice of it), /etc/coloc/fleet.json (what all machines know of
# each other) and /etc/coloc/source (its generated modules).
#
# They depend on nothing else: another change in the repository rebuilds nothing here.
{ config, lib, ... }:
let
  cfg = config.coloc.provenance;
in
{
  options.coloc.provenance = {
    machine = lib.mkOption {
      type = lib.types.path;
      description = "The machine's `machine.json`.";
    };
    fleet = lib.mkOption {
      type = lib.types.path;
      description = "What all machines know of each other.";
    };
    source = lib.mkOption {
      type = lib.types.path;
      description = "The folder of the machine's generated modules.";
    };
  };

  config.environment.etc = {
    "coloc/machine.json".source = cfg.machine;
    "coloc/fleet.json".source = cfg.fleet;
    "coloc/source".source = cfg.source;
  };
}
