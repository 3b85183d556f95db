{ ... }:
{
  services.stub.name = "b";
}
