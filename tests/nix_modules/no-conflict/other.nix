{
  time.timeZone = "UTC";
  boot.tmp.cleanOnBoot = false;
  services.openssh.enable = true;
  services.nginx.virtualHosts."a.example".root = "/srv/c";
}
