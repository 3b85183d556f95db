{ lib, ... }:
let
  hosts = [ "a" "b" ] |> map (name: "${name}.example.org");
in
{
  config = {
    time.timeZone = lib.mkDefault "UTC";
    system.stateVersion = "24.11";
    networking.hosts."192.0.2.1" = hosts;
  };
}
