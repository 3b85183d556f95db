{ inputs, lib, ... }:
{
  imports = [
    inputs.sops-nix.nixosModules.sops
    ./ours.nix
  ];
  sops.age.keyFile = "/var/lib/key";
  ours.nmae = "y";
}
