{ lib, ... }:
{
  imports = [ ./office.nix ];
  time.timeZone = "Europe/Paris";
  networking.hostName = "ananas";
  networking.nameservers = [ "9.9.9.9" ];
  services.openssh.settings.PasswordAuthentication = lib.mkDefault true;
  i18n.defaultLocale = lib.mkForce "fr_FR.UTF-8";
  services.postgresql.authentication = "local all all peer";
  console.keyMap = lib.mkIf true "fr";
}
