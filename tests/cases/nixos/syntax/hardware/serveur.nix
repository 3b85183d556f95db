{ ... }:
{
  services.openssh.enable = true
  networking.useDHCP = false;
}
