{ ... }:
{
  services.stub.name = throw "not like this";
}
