{ ... }:
{
  networking.firewall.extraCommands = "iptables -A INPUT -s 192.168.1.0/24 -j ACCEPT";
  networking.nat.extraStopCommands = "";
  virtualisation.docker.enable = true;
}
