{ ... }:
{
  imports = [ ./nothing.nix ];
}
