{
  description = "coloc: NixOS modules and a flake from the manifest of a self-hosting collective";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "aarch64-darwin"
      ];
      each =
        f: lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system} self.packages.${system}.coloc);
    in
    {
      packages = each (
        pkgs: _: rec {
          coloc = pkgs.callPackage ./nix/package.nix { };
          default = coloc;
        }
      );

      # `nix run . -- check`
      apps = each (
        _: coloc: {
          default = {
            type = "app";
            program = lib.getExe coloc;
            inherit (coloc) meta;
          };
        }
      );

      checks = each (import ./nix/checks.nix nixpkgs);
      devShells = each (import ./nix/shell.nix);
      formatter = each (pkgs: _: pkgs.nixfmt-tree);
      templates = import ./nix/templates;
      overlays.default = final: _: { coloc = final.callPackage ./nix/package.nix { }; };

      # What generated trees carry along, for machines that are written by hand.
      nixosModules = rec {
        provenance = ./modules/core/provenance.nix;
        default = provenance;
      };
    };
}
