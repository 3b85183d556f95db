# `system.build.toplevel`, as NixOS makes it: assertions first, then warnings.
lib: config:
let
  failed = map (x: x.message) (builtins.filter (x: !x.assertion) config.assertions);
  warn = lib.warn or builtins.warn or (text: builtins.trace "evaluation warning: ${text}");
  system = derivation {
    name = "nixos-system-${config.networking.hostName}";
    system = "x86_64-linux";
    builder = "/bin/sh";
    inherit (config.services.stub) must port;
    called = config.services.stub.name;
  };
in
if failed != [ ] then
  throw "\nFailed assertions:\n${builtins.concatStringsSep "\n" (map (x: "- ${x}") failed)}"
else
  builtins.foldl' (value: text: warn text value) system config.warnings
