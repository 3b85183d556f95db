{ lib, ... }:
{
  imports = [
    ./nope.nix
    ./folder
  ];
}
