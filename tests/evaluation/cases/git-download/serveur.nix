{ ... }:
{
  services.stub.name = builtins.readFile "${builtins.fetchGit {
    url = "https://example.invalid/x";
    rev = "0123456789012345678901234567890123456789";
  }}/x";
}
