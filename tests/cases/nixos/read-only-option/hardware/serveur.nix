{ ... }:
{
  system.nixos.release = "24.11";
}
