# release 25.11
{
  services.nextcloud.enabel = true;
  services.brand-new.enable = true;
  services.upower.criticalPowerAction = "Suspend";
  services.openssh.enable = "yes";
  services.openssh.ports = 22;
}
