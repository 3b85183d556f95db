{
  key = "machine.nix";
  users.users.alice.openssh.authorizedKeys.key = [ "ssh-ed25519 AAAA" ];
}
