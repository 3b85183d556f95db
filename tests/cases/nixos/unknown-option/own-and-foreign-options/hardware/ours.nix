{ lib, ... }:
{
  options.ours.name = lib.mkOption { type = lib.types.str; };
}
