# `nix develop`: the toolchain, and what the tests and a collective's own folder need.
pkgs: coloc: {
  default = pkgs.mkShell {
    inputsFrom = [ coloc ];
    packages = with pkgs; [
      cargo
      clippy
      git
      nix
      nixfmt
      openssh
      rust-analyzer
      rustc
      rustfmt
    ];
    env = {
      # Tests that need Nix fail without it, instead of being skipped.
      COLOC_REQUIRE_NIX = "1";
      RUST_SRC_PATH = "${pkgs.rustPlatform.rustLibSrc}";
    };
  };
}
