{ ... }:
{
  services.openssh.enable = true;
  networking.useDHCP = false;
  services.openssh.enable = true;
}
