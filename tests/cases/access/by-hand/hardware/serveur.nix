{ lib, ... }:
{
  services.openssh.enable = lib.mkForce false;
  users.users.root.openssh.authorizedKeys.keys = [ "ssh-ed25519 AAAA zoe" ];
  nix.settings.trusted-users = [
    "root"
    "zoe"
  ];
  users.users.camera = {
    isSystemUser = true;
    extraGroups = [ "video" ];
  };
}
