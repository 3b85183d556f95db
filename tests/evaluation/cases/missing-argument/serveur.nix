{ foo, ... }:
{
  services.stub.name = foo;
}
