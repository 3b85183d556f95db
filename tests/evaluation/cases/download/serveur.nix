{ ... }:
{
  services.stub.name = builtins.readFile (builtins.fetchurl {
    url = "https://example.invalid/x";
    sha256 = "0000000000000000000000000000000000000000000000000000";
  });
}
