{ ... }:
{
  services.openssh.enable = true;
  networking.useDHCP = false;
  services.openssh.enable = true;
  nix.settings.max-jobs = 4;
  nix = {
    settings = {
      cores = 4;
    };
  };
  services = {
    nginx.enable = true;
  };
  services = {
    nginx.enable = false;
  };
}
