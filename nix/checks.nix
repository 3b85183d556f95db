# `nix flake check`.
nixpkgs: pkgs: coloc:
let
  inherit (pkgs) lib;
  inherit (lib) fileset;

  # The example has secrets by sops-nix, which is no input of this flake; its options are enough to evaluate.
  sops-nix.nixosModules.sops.options.sops = lib.mkOption {
    type = lib.types.submodule {
      freeformType = lib.types.attrsOf lib.types.anything;
      options.secrets = lib.mkOption {
        type = lib.types.attrsOf (
          lib.types.submodule (
            { name, ... }:
            {
              freeformType = lib.types.attrsOf lib.types.anything;
              options.path = lib.mkOption { default = "/run/secrets/${name}"; };
            }
          )
        );
      };
    };
  };
  example = import ../examples/trois-maisons/generated { inherit nixpkgs sops-nix; };
  nixFiles = fileset.toSource {
    root = ../.;
    fileset = fileset.fileFilter (file: file.hasExt "nix") (
      fileset.unions [
        ../examples
        ../flake.nix
        ../modules
        ../nix
      ]
    );
  };
in
{
  # Builds it, and runs its tests.
  inherit coloc;

  format = pkgs.runCommand "coloc-format" { nativeBuildInputs = [ pkgs.nixfmt ]; } ''
    find ${nixFiles} -name '*.nix' -exec nixfmt --check {} +
    touch $out
  '';

  # Every machine of the example evaluates to the end; none is built.
  example = pkgs.writeText "coloc-example" (
    lib.concatLines (
      lib.mapAttrsToList (
        name: machine:
        "${name} ${builtins.unsafeDiscardStringContext machine.config.system.build.toplevel.drvPath}"
      ) example.nixosConfigurations
    )
  );
}
