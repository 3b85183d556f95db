# What is known of a machine's system before it is built. Nothing is built for it: paths are taken as text.
# Sources: nixos/modules/system/etc/etc.nix, nixos/lib/systemd-lib.nix, nixos/modules/system/activation/top-level.nix.
system:
let
  inherit (system) config;
  inherit (builtins)
    attrNames
    filter
    listToAttrs
    mapAttrs
    unsafeDiscardStringContext
    ;
  plain = value: unsafeDiscardStringContext "${value}";
  orNull = value: if value == null then null else plain value;

  etc = config.environment.etc;
  file = name: {
    name = etc.${name}.target or name;
    value = {
      source = plain etc.${name}.source;
      text = orNull (etc.${name}.text or null);
      mode = etc.${name}.mode or "symlink";
      uid = etc.${name}.user or "+${toString (etc.${name}.uid or 0)}";
      gid = etc.${name}.group or "+${toString (etc.${name}.gid or 0)}";
    };
  };
  unit = name: unit: {
    path = plain unit.unit;
    text = orNull (unit.text or null);
    enable = unit.enable or true;
    beside = (unit.overrideStrategy or "") == "asDropin";
  };
  link = value: { link = plain value; };
  build = config.system.build;
  kernel = config.boot.kernelPackages.kernel or null;
in
{
  toplevel = plain build.toplevel;
  derivation = unsafeDiscardStringContext build.toplevel.drvPath;
  etc = plain build.etc;
  files = listToAttrs (map file (filter (name: etc.${name}.enable or true) (attrNames etc)));
  units = {
    "systemd/system" = mapAttrs unit (config.systemd.units or { });
    "systemd/user" = mapAttrs unit (config.systemd.user.units or { });
  };
  activate = orNull (config.system.activationScripts.script or null);
  top = {
    kernel =
      if kernel == null then null else link "${kernel}/${config.system.boot.loader.kernelFile or "bzImage"}";
    initrd =
      if build ? initialRamdisk then
        link "${build.initialRamdisk}/${config.system.boot.loader.initrdFile or "initrd"}"
      else
        null;
    kernel-modules = if config.system ? modulesTree then link config.system.modulesTree else null;
    kernel-params =
      if config.boot ? kernelParams then
        { text = unsafeDiscardStringContext (builtins.concatStringsSep " " (map toString config.boot.kernelParams)); }
      else
        null;
  };
}
