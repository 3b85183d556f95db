{ ... }:
{
  services.stub.name = ;
}
