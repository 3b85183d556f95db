# `coloc option NAME`. $value: as Nix writes it.
option-none = name an option, such as services.openssh.enable
option-manifest-errors = The manifest has errors, so it is not known which machines set the option: `coloc check`.
option-old-list = coloc knows the options of NixOS 24.11 and 26.05, and those of your release in part: `coloc option import FILE` gives it yours.
option-unknown = NixOS has no option `{ $option }` that coloc knows of.
option-near = nearly the same: `{ $option }`
option-free = It is a name of your own choice in `{ $option }`.
option-renamed = It is an old name: now it is `{ $option }`.
option-removed = It is gone: { $why }
option-obsolete = NixOS still takes it, without any effect: { $why }
option-type = type
option-default = default
option-read-only = It can only be read: NixOS works it out.
option-more = and { $count } more
option-set = set by { $machine }: `{ $value }`{ $certain ->
    [no] {" "}(in some cases)
   *[yes] {""}
}

# `coloc option import FILE`.
option-no-release = the manifest has no `nixos.release`: say `--release`, such as `--release 26.05`
option-too-large = { $path }: it is larger than any list of options
option-waiting = Another run of coloc is going on here; waiting for it.
option-imported = { $path }: { $count } options of NixOS { $release }.
option-unknown-types = { $count ->
    [one] One kind of values is
   *[other] { $count } kinds of values are
} not known to coloc: what is set there is not checked. `--format json` lists them.
