{ ... }:
{
  services.openssh.enabel = true;
}
