{ config, ... }:
{
  services.stub.name = config.services.nowhere.name;
}
