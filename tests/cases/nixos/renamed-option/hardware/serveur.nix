{ ... }:
{
  networking.defaultMailServer.domain = "example.org";
}
