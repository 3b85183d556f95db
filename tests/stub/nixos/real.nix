# A NixOS of a few options, with the module system of a real nixpkgs.
lib:
{
  modules,
  specialArgs ? { },
}:
let
  inherit (lib) mkOption types;
  free = mkOption {
    type = types.submodule { freeformType = types.attrsOf types.anything; };
    default = { };
  };
  options = {
    assertions = mkOption {
      type = types.listOf types.unspecified;
      default = [ ];
    };
    warnings = mkOption {
      type = types.listOf types.str;
      default = [ ];
    };
    services = {
      stub = {
        port = mkOption {
          type = types.port;
          default = 80;
        };
        name = mkOption {
          type = types.str;
          default = "";
        };
        must = mkOption { type = types.str; };
      };
    }
    // lib.genAttrs (import ./free.nix).services (_: free);
  }
  // lib.genAttrs (import ./free.nix).top (_: free);
in
lib.evalModules {
  specialArgs = {
    modulesPath = ./modules;
  }
  // specialArgs;
  modules = modules ++ [
    (
      { config, ... }:
      {
        inherit options;
        imports = [
          (lib.mkRenamedOptionModule [ "services" "stub" "oldPort" ] [ "services" "stub" "port" ])
          (lib.mkRemovedOptionModule [ "services" "stub" "gone" ] "It went away. Use services.stub.port.")
        ];
        config.system.build.toplevel = import ./system.nix lib config;
      }
    )
  ];
}
