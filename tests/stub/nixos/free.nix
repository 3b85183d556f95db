# Options that take anything: what generated modules set.
{
  top = [
    "boot"
    "coloc"
    "environment"
    "fileSystems"
    "hardware"
    "networking"
    "nix"
    "nixpkgs"
    "programs"
    "security"
    "sops"
    "system"
    "systemd"
    "time"
    "users"
    "zramSwap"
  ];
  services = [
    "fstrim"
    "journald"
    "logind"
    "logrotate"
    "nginx"
    "openssh"
    "smartd"
    "timesyncd"
  ];
}
