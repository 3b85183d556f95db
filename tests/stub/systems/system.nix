# A system of a machine's configuration, as NixOS would build it: /etc from modules, accounts and a host name, units
# with a script behind one and packages' beside others, one file that only a build can write. `merged` is what modules say.
lib: merged:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    mapAttrs
    replaceStrings
    toJSON
    toString
    ;

  run =
    name: variables: command:
    derivation (
      {
        inherit name;
        system = "x86_64-linux";
        builder = "/bin/sh";
        args = [
          "-ec"
          ''export PATH=/usr/bin:/bin; eval "$buildCommand"''
        ];
        buildCommand = command;
      }
      // variables
    );
  # As `writeTextFile` of nixpkgs, so that the recipe looks the same.
  write =
    name: destination: executable: text:
    run name
      {
        inherit text executable;
        passAsFile = [ "text" ];
      }
      ''
        target=$out${destination}
        mkdir -p "$(dirname "$target")"
        cat "$textPath" > "$target"
        if [ -n "$executable" ]; then chmod +x "$target"; fi
      '';

  users = merged.users.users or { };
  keys = user: users.${user}.openssh.authorizedKeys.keys or [ ];
  ports = merged.networking.firewall.allowedTCPPorts or [ ];

  nginx = run "nginx-1.26.0" { } "mkdir -p $out/bin; echo nginx > $out/bin/nginx";
  firewall = write "firewall-start" "/bin/firewall-start" true ''
    # ${nginx}/bin/nginx
    accept tcp ${concatStringsSep ", " (map toString ports)}
  '';
  unit = name: text: {
    inherit text;
    enable = true;
    unit = run "unit-${replaceStrings [ "@" ] [ "-" ] name}" {
      inherit text;
      passAsFile = [ "text" ];
    } "mkdir -p $out; cat \"$textPath\" > $out/${name}";
  };
  units = {
    "nginx.service" = unit "nginx.service" "[Service]\nExecStart=${nginx}/bin/nginx\n";
    # A package brings these as well.
    "dbus.service" = unit "dbus.service" "[Service]\nEnvironment=PORTS=${toString ports}\n";
    "user@.service" = unit "user@.service" "[Service]\nRestart=no\n";
    "firewall.service" = unit "firewall.service" "[Service]\nExecStart=${firewall}/bin/firewall-start start\n";
  };
  packageUnits = run "systemd-257" { } "mkdir $out; for unit in dbus other user@; do echo $unit > $out/$unit.service; done";
  systemUnits = run "system-units" { } (
    concatStringsSep "\n" (
      [ "mkdir -p $out/multi-user.target.wants" ]
      ++ map (name: "ln -s ${packageUnits}/${name} $out/${name}") [ "dbus.service" "other.service" "user@.service" ]
      ++ map (name: ''
        if [ -e $out/${name} ]; then
          mkdir $out/${name}.d
          ln -s ${units.${name}.unit}/${name} $out/${name}.d/overrides.conf
        else
          ln -s ${units.${name}.unit}/${name} $out/${name}
        fi
      '') (attrNames units)
      ++ [ "ln -s ../nginx.service $out/multi-user.target.wants/nginx.service" ]
    )
  );

  file = name: text: {
    inherit text;
    source = write "etc-${baseNameOf name}" "" "" text;
  };
  etc =
    mapAttrs (name: entry: if entry ? text then file name entry.text else entry) (merged.environment.etc or { })
    // {
      hostname = file "hostname" "${merged.networking.hostName or "nixos"}\n";
      "systemd/system".source = systemUnits;
      "ssh/sshd_config".source = run "sshd.conf-validated" { keys = toJSON (map keys (attrNames users)); } ''
        printf 'PermitRootLogin no\n# %s\n' "$keys" > $out
      '';
      sudoers = file "sudoers" "root ALL=(ALL) ALL\n" // {
        mode = "0440";
      };
    }
    // lib.genAttrs (map (user: "ssh/authorized_keys.d/${user}") (attrNames users)) (
      path: file path (concatStringsSep "\n" (keys (baseNameOf path)) + "\n") // { mode = "0444"; }
    );
  # A path becomes one of the store here, as in etc.nix.
  link =
    name:
    let
      entry = etc.${name};
      mode = entry.mode or "symlink";
    in
    ''
      mkdir -p "$(dirname "$out/etc/${name}")"
      ln -s ${"${entry.source}"} "$out/etc/${name}"
    ''
    + (
      if mode == "symlink" then
        ""
      else
        ''
          echo ${mode} > "$out/etc/${name}.mode"
          echo +0 > "$out/etc/${name}.uid"
          echo +0 > "$out/etc/${name}.gid"
        ''
    );
  etcTree = run "etc" { } (concatStringsSep "\n" ([ "mkdir -p $out/etc" ] ++ map link (attrNames etc)));

  accounts = write "users-groups.json" "" "" (toJSON (mapAttrs (_: user: { uid = user.uid or null; }) users));
  script = ''
    # activates @out@
    update-users-groups ${accounts}
  '';
  kernel = run "linux-6.12.1" { } "mkdir -p $out; echo 6.12.1 > $out/bzImage";
  kernelParams = [ "quiet" "loglevel=4" ];
  toplevel =
    run "nixos-system-${merged.networking.hostName or "nixos"}-26.05"
      {
        inherit script;
        passAsFile = [ "script" ];
      }
      ''
        mkdir $out
        ln -s ${etcTree}/etc $out/etc
        (cat "$scriptPath"; echo) | sed "s|@out@|$out|g" > $out/activate
        chmod +x $out/activate
        ln -s ${kernel}/bzImage $out/kernel
        ln -s ${kernel} $out/kernel-modules
        printf '%s' "${toString kernelParams}" > $out/kernel-params
        printf 'systemd 1' > $out/init-interface-version
      '';
in
merged
// {
  environment = (merged.environment or { }) // {
    inherit etc;
  };
  systemd = (merged.systemd or { }) // {
    inherit units;
  };
  boot = (merged.boot or { }) // {
    inherit kernelParams;
    kernelPackages.kernel = kernel;
  };
  system = (merged.system or { }) // {
    activationScripts.script = script;
    modulesTree = kernel;
    build = {
      inherit toplevel;
      etc = etcTree;
    };
  };
}
