# The command line itself. $others: a list of formats.
format-refused = `{ $command }` has no form in { $format }, only in { $others }
no-folder = -C { $folder }: there is no such folder
no-manifest = there is no coloc.toml in { $folder } or any folder above it; `coloc init` writes one

# `coloc explain`. $near: what was perhaps meant.
explain-unknown = there is no finding `{ $name }`. { $near ->
    [none] `coloc explain` lists them all
   *[other] Did you mean { $near }? `coloc explain` lists them all
}
column-code = code
column-severity = severity
column-wrong = what is wrong

# `coloc check`.
check-fine = Nothing to complain about: { $members ->
    [one] { $members } member
   *[other] { $members } members
}, { $machines ->
    [one] { $machines } machine
   *[other] { $machines } machines
}, { $services ->
    [one] { $services } service
   *[other] { $services } services
}.
check-not-asked = Nix was not asked: mend this first.
check-asking = { $machine }: asking Nix
check-asked = { $machine }: { $how ->
    [fine] fine
    [warned] fine, with warnings
    [refused] not fine
   *[not-asked] could not be asked about
}, { $seconds } s ({ $done } of { $all })
