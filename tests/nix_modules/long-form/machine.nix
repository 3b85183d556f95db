{ lib, ... }:
{
  options.garden.enable = lib.mkEnableOption "the garden";
  networking.hostName = "ananas";
  config = lib.mkMerge [
    { services.nginx.enabel = true; }
    (lib.mkIf true { time.timezone = "UTC"; })
  ];
  meta.maintainers = [ ];
}
