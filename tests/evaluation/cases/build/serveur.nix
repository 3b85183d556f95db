{ ... }:
{
  services.stub.name = builtins.readFile (derivation {
    name = "x";
    system = "x86_64-linux";
    builder = "/bin/sh";
    args = [ "-c" "touch /tmp/coloc-was-here; echo x > $out" ];
  });
}
