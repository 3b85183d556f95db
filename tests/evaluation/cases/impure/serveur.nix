{ ... }:
{
  services.stub.name = builtins.readFile /etc/hostname;
}
