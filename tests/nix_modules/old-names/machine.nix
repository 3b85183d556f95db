{ config, ... }:
{
  services.xserver.layout = "fr";
  nix.autoOptimiseStore = true;
  services.openssh.permitRootLogin = "no";
  sound.enable = true;
  networking.fqdnOrHostName = "a.example.org";
}
