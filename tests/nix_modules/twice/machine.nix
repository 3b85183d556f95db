{
  services.nginx.enable = true;
  services.nginx = {
    recommendedTlsSettings = true;
    enable = false;
  };
}
