{ ... }:
{
  services.stub.name = foo;
}
