# A NixOS of a few options, with a module system of its own: as much as is needed to fail in the words of nixpkgs.
lib:
{
  modules,
  specialArgs ? { },
}:
let
  inherit (builtins)
    addErrorContext
    all
    attrNames
    concatLists
    concatMap
    concatStringsSep
    filter
    foldl'
    functionArgs
    head
    isAttrs
    isFunction
    isInt
    isList
    isPath
    isString
    mapAttrs
    toJSON
    ;

  option = type: check: { inherit type check; };
  text = option "string" isString;
  free = option "anything" (_: true) // {
    default = { };
  };
  list = option "list" isList // {
    default = [ ];
  };
  declared = {
    assertions = list;
    warnings = list;
    services = {
      stub = {
        port =
          option "16 bit unsigned integer; between 0 and 65535 (both inclusive)" (
            x: isInt x && x >= 0 && x < 65536
          )
          // {
            default = 80;
          };
        name = text // {
          default = "";
        };
        must = text;
        gone = free;
        oldPort = free;
      };
    }
    // lib.genAttrs (import ./free.nix).services (_: free);
  }
  // lib.genAttrs (import ./free.nix).top (_: free);

  given = {
    modulesPath = ./modules;
    options = { };
    inherit config lib;
    pkgs = { };
  }
  // specialArgs;

  open =
    file: module:
    if isPath module || isString module then
      open (toString module) (import module)
    else if isFunction module then
      open file (module (given // mapAttrs (argument file) (functionArgs module)))
    else
      [
        {
          inherit file;
          value =
            module.config or (removeAttrs module [
              "imports"
              "options"
            ]);
        }
      ]
      ++ concatMap (open file) (module.imports or [ ]);
  argument =
    file: name: _:
    addErrorContext ''while evaluating the module argument `${name}' in "${file}":'' (
      given.${name} or (addErrorContext
        "noting that argument `${name}` is not externally provided, so querying `_module.args` instead, requiring `config`"
        { }.${name}
      )
    );
  opened = concatMap (open "<unknown-file>") modules;

  priority = value: if isAttrs value then value._priority or 100 else 100;
  show = path: concatStringsSep "." path;
  # `{ file; value; }` of each module that defines what stands below a name.
  below =
    name: definitions:
    concatMap (
      d: if d.value ? ${name} then [ (d // { value = d.value.${name}; }) ] else [ ]
    ) definitions;
  places = map (d: "- In `${d.file}': ${toJSON d.value}");

  evaluate =
    path: options: definitions:
    if options ? check then
      addErrorContext "while evaluating the option `${show path}':" (leaf path options definitions)
    else
      let
        unknown = filter (name: !options ? ${name}) (concatMap (d: attrNames d.value) definitions);
      in
      if unknown != [ ] then
        throw "The option `${
          show (path ++ [ (head unknown) ])
        }' does not exist. Definition values:\n${concatStringsSep "\n" (places (below (head unknown) definitions))}"
      else
        mapAttrs (name: inner: evaluate (path ++ [ name ]) inner (below name definitions)) options;

  leaf =
    path: option: all':
    let
      read =
        d: d // { value = addErrorContext "while evaluating definitions from `${d.file}':" d.value; };
      definitions = map read all';
      strongest = foldl' (
        least: d: if priority d.value < least then priority d.value else least
      ) 1000 definitions;
      chosen = map (d: d // { value = d.value.content or d.value; }) (
        filter (d: priority d.value == strongest) definitions
      );
      first = (head chosen).value;
    in
    if definitions == [ ] then
      option.default
        or (throw "The option `${show path}' was accessed but has no value defined. Try setting the option.")
    else if option.type == "anything" then
      foldl' (one: d: if isAttrs d.value then one // d.value else d.value) { } definitions
    else if !all (d: option.check d.value) chosen then
      throw "A definition for option `${show path}' is not of type `${option.type}'. Definition values:\n${concatStringsSep "\n" (places chosen)}"
    else if isList first then
      concatLists (map (d: d.value) chosen)
    else if all (d: d.value == first) chosen then
      first
    else
      throw "The option `${show path}' has conflicting definition values:\n${concatStringsSep "\n" (places chosen)}\nUse `lib.mkForce value` or `lib.mkDefault value` to change the priority on any of these definitions.";

  stub = below "stub" (below "services" opened);
  renamed =
    d:
    "The option `services.stub.oldPort' defined in `${d.file}' has been renamed to `services.stub.port'.";
  removed = d: {
    assertion = false;
    message = "The option definition `services.stub.gone' in `${d.file}' no longer has any effect; please remove it.\nIt went away. Use services.stub.port.\n";
  };
  evaluated = evaluate [ ] declared opened;
  config = evaluated // {
    assertions = map removed (below "gone" stub) ++ evaluated.assertions;
    warnings = map renamed (below "oldPort" stub) ++ evaluated.warnings;
    system = evaluated.system // {
      build.toplevel = import ./system.nix lib config;
    };
  };
in
{
  inherit config;
}
