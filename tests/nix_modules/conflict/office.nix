{
  time.timeZone = "Europe/Brussels";
  networking.hostName = "ananas";
  networking.nameservers = [ "1.1.1.1" ];
  services.openssh.settings.PasswordAuthentication = false;
  i18n.defaultLocale = "nl_BE.UTF-8";
  services.postgresql.authentication = "host all all ::1/128 md5";
  console.keyMap = "be";
}
