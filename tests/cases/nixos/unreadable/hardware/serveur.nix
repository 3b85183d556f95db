{ ... }:
{
  # la machine de l'été
  services.openssh.enable = true;
}
