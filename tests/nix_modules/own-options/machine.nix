{
  imports = [ ./garden.nix ];
  garden = {
    enable = "yes";
    beds = 3.5;
    plants.tomato = { count = "many"; colour = "red"; };
    plants.basil.cuont = 3;
    anything.goes = true;
    wtaering = true;
  };
  services.garden-web.enable = true;
}
