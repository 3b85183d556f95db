# A system like NixOS' own, small: `specification` is a path of a JSON file.
#   packages: name → { size, needs: [names] }      files of the store, like openssl-3.0.14
#   etc: path → text                                files of /etc; @NAME@ stands for a package's path
#   scripts: name → text                            files that units name by their path, @NAME@ too
#   units: name → text
#   machine: text of machine.json, or null; fleet: text of fleet.json, if there is one; source: path of the folder of generated modules, or null
#   kernel: version
specification:
let
  spec = builtins.fromJSON (builtins.readFile specification);
  shell = name: script: variables: derivation (
    {
      inherit name;
      system = builtins.currentSystem;
      builder = "/bin/sh";
      args = [ "-c" "export PATH=/usr/bin:/bin; ${script}" ];
    }
    // variables
  );
  names = builtins.attrNames;
  repeat = count: builtins.concatStringsSep "" (builtins.genList (_: "0123456789abcdef") count);

  # What texts name is a folder, as packages are; the others are files, which are made much faster.
  texts = builtins.attrValues spec.scripts ++ builtins.attrValues spec.units ++ builtins.attrValues spec.etc;
  isNamed = name: builtins.any (text: builtins.replaceStrings [ "@${name}@" ] [ "" ] text != text) texts;
  packages = builtins.mapAttrs (
    name: text:
    if isNamed name then
      shell name "mkdir -p $out/bin; printf %s \"$text\" > $out/bin/x" { inherit text; }
    else
      file name text
  ) contents;
  # `toFile` is the fastest, and takes no paths that are built.
  file =
    name: text:
    if builtins.any (of: of ? outputs) (builtins.attrValues (builtins.getContext text)) then
      shell name "printf %s \"$text\" > $out" { inherit text; }
    else
      builtins.toFile name text;
  contents = builtins.mapAttrs (
    name: package:
    "${name} ${repeat package.size} ${
      builtins.concatStringsSep " " (map (need: "${packages.${need}}") package.needs)
    } ${package.build}"
  ) spec.packages;
  fill =
    text:
    builtins.replaceStrings (map (name: "@${name}@") (names packages ++ names scripts)) (
      map (name: "${packages.${name}}") (names packages) ++ map (name: "${scripts.${name}}") (names scripts)
    ) text;
  fillPackages = builtins.replaceStrings (map (name: "@${name}@") (names packages)) (map (name: "${packages.${name}}") (names packages));
  scripts = builtins.mapAttrs (name: text: file name (fillPackages text)) spec.scripts;

  units = shell "system-units" (
    "mkdir -p $out; "
    + builtins.concatStringsSep "; " (
      map (name: "ln -s ${unit name}/${name} $out/${name}") (names spec.units)
    )
  ) { };
  unit = name: shell "unit-${name}" "mkdir -p $out; printf %s \"$text\" > $out/${name}" {
    text = fill spec.units.${name};
  };

  link = path: target: "mkdir -p $(dirname $out/etc/${path}); ln -s ${target} $out/etc/${path}";
  etc = shell "etc" (
    builtins.concatStringsSep "; " (
      [ "mkdir -p $out/etc/systemd" "ln -s ${units} $out/etc/systemd/system" ]
      ++ map (path: link path (file (baseNameOf path) (fill spec.etc.${path}))) (names spec.etc)
      ++ (if spec.machine == null then [ ] else [ (link "coloc/machine.json" (builtins.toFile "machine.json" spec.machine)) ])
      ++ (if spec.fleet or null == null then [ ] else [ (link "coloc/fleet.json" (builtins.toFile "fleet.json" spec.fleet)) ])
      ++ (if spec.source == null then [ ] else [ (link "coloc/source" (builtins.path { name = "source"; path = spec.source; })) ])
    )
  ) { };

  sw = shell "system-path" "mkdir -p $out; cp $packagesPath $out/packages" {
    # One variable of the environment holds 128 KiB at most.
    passAsFile = [ "packages" ];
    packages = builtins.attrValues packages;
  };
  kernel = shell "linux-${spec.kernel}" "mkdir -p $out; echo ${spec.kernel} > $out/bzImage" { };
in
shell "nixos-system-${spec.name}-26.05" (
  builtins.concatStringsSep "; " [
    "mkdir -p $out/bin"
    "ln -s ${etc}/etc $out/etc"
    "ln -s ${sw} $out/sw"
    "ln -s ${kernel}/bzImage $out/kernel"
    "ln -s ${kernel} $out/kernel-modules"
    "echo quiet > $out/kernel-params"
    "echo 'systemd 1' > $out/init-interface-version"
    "echo '26.05' > $out/nixos-version"
  ]
  + (if spec.activate or null == null then "" else "; cp ${file "activate" (fill spec.activate)} $out/activate")
) { }
