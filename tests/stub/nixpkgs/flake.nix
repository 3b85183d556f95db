{
  description = "Stands in for nixpkgs in coloc's tests: as much of lib as generated code uses, and a module merger";

  outputs = _: {
    lib = import ./lib.nix;
    legacyPackages = { };
  };
}
