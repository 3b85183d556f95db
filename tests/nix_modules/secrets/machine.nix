{
  services.openssh.enable = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";
}
