{
  imports = [ ./twice.nix ./missing.nix ];
  services.nginx.enable = true
  networking.hostName = "ananas";
}
