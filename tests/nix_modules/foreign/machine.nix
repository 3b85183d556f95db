# A module that coloc cannot read: only what is nearly an option of NixOS is told.
{ inputs, ... }:
{
  imports = [ inputs.somebody.nixosModules.default ];
  services.somebody.enable = true;
  services.nextcloud.enabel = true;
  services.nextcloud.specialThing = 1;
  services.bird.enable = true;
}
