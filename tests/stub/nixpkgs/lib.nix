# Merges modules as NixOS does where the tests look: sets deeply, lists in order, two different values of one option
# are a conflict unless one of them is weaker (mkDefault) or stronger (mkForce).
let
  inherit (builtins)
    attrNames
    attrValues
    concatLists
    concatMap
    filter
    foldl'
    isAttrs
    isFunction
    isList
    isPath
    isString
    length
    listToAttrs
    map
    mapAttrs
    ;

  genAttrs =
    names: f:
    listToAttrs (
      map (name: {
        inherit name;
        value = f name;
      }) names
    );

  priority = value: if isAttrs value && value ? _priority then value._priority else 100;
  content = value: if isAttrs value && value ? _priority then value.content else value;
  mkOverride = _priority: content: { inherit _priority content; };

  # Definitions of one option: `{ file; value; }`.
  merge =
    path: definitions:
    let
      strongest = foldl' (least: d: if priority d.value < least then priority d.value else least) 1000 definitions;
      values = map (d: content d.value) (filter (d: priority d.value == strongest) definitions);
      first = builtins.head values;
      names = attrNames (foldl' (all: value: all // value) { } values);
      below =
        name:
        merge (path ++ [ name ]) (
          concatMap (value: if value ? ${name} then [ { value = value.${name}; } ] else [ ]) values
        );
    in
    if isAttrs first && !(first ? outPath) then
      genAttrs names below
    else if isList first then
      concatLists values
    else if filter (value: value != first) values == [ ] then
      first
    else if lines (builtins.concatStringsSep "." path) then
      builtins.concatStringsSep "\n" values
    else
      throw "conflict at ${builtins.concatStringsSep "." path}";

  # Options of type lines that generated modules set in more than one place.
  lines = name: builtins.elem name [ "networking.firewall.extraForwardRules" ];

  open =
    arguments: module:
    if isPath module || isString module then
      open arguments (import module)
    else if isFunction module then
      open arguments (module arguments)
    else
      concatMap (open arguments) (module.imports or [ ])
      ++ [ (module.config or (removeAttrs module [ "imports" "options" ])) ];

  nixosSystem =
    {
      modules,
      specialArgs ? { },
    }:
    let
      arguments = specialArgs // {
        inherit lib;
        config = self;
        options = { };
        modulesPath = ./modules;
        pkgs = self.nixpkgs.pkgs or (import ./. { system = self.nixpkgs.hostPlatform; });
      };
      merged = merge [ ] (map (value: { inherit value; }) (concatMap (open arguments) modules));
      self = merged // {
        # What sops-nix adds.
        sops = (merged.sops or { }) // {
          secrets = mapAttrs (name: secret: { path = "/run/secrets/${name}"; } // secret) (merged.sops.secrets or { });
        };
        age = (merged.age or { }) // {
          secrets = mapAttrs (name: secret: { path = "/run/agenix/${name}"; } // secret) (merged.age.secrets or { });
        };
      };
    in
    {
      config = self;
    };

  type = {
    path = null;
  };

  lib = {
    inherit genAttrs nixosSystem mkOverride;
    mkDefault = mkOverride 1000;
    mkForce = mkOverride 50;
    mkOption = option: option;
    types = type;
    getAttrs = names: set: genAttrs names (name: set.${name});
  };
in
lib
