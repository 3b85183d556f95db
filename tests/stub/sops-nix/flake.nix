{
  description = "Stands in for sops-nix and agenix in coloc's tests";

  outputs = _: {
    nixosModules.sops = { };
    nixosModules.default = { };
  };
}
