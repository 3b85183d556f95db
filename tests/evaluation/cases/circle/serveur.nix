{ config, ... }:
{
  services.stub.name = config.services.stub.name;
}
