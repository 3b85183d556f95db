{ config, lib, ... }:
with lib;
let
  inherit (lib.types) attrsOf submodule;
  plant = { name, ... }: {
    options = {
      count = mkOption { type = types.ints.positive; default = 1; };
      colour = mkOption { type = with types; nullOr (enum [ "red" "green" ]); default = null; };
    };
  };
in
{
  options.garden = {
    enable = mkEnableOption "the garden";
    beds = mkOption { type = types.int; default = 0; };
    watering = mkOption { type = types.bool; default = false; };
    plants = mkOption { type = attrsOf (submodule plant); default = { }; };
    anything = mkOption { type = types.attrs; default = { }; };
  };
  options.services.garden-web.enable = mkOption { default = false; };
  config = mkIf config.garden.enable {
    services.nginx.enable = true;
  };
}
