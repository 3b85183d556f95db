{
  description = "Stands in for nixpkgs where systems are built: small ones, in seconds, whose parts are where NixOS has them";

  outputs =
    _:
    let
      lib = import ./lib.nix;
    in
    {
      lib = lib // {
        nixosSystem =
          arguments:
          let
            inherit (lib.nixosSystem arguments) config;
          in
          {
            config = import ./system.nix lib config;
          };
      };
    };
}
