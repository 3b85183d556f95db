## Machines: which are asked, and what is said meanwhile.

no-machine-near = there is no machine `{ $name }` in the manifest. Did you mean `{ $near }`?
no-machine = there is no machine `{ $name }` in the manifest. There are { $all }.
no-machines-made = A manifest with errors makes no machines; mend them first.
# $host is what ssh is given, where it is one machine.
asking-machines = Asking { $count ->
    [one] { $host }
   *[other] { $count } machines
} over ssh…
asking-nix = { $machine }: asking Nix
nix-not-asked = Nix was not asked: mend this first, or leave --eval out.
not-in-folder = Not in { $folder }: { $machines }.
# Of one machine: $why is one of the reasons below.
of-machine = { $machine }: { $why }

## Why a machine could not be read; each follows a colon.

why-host = `{ $host }` is no host name
why-options = NIX_SSHOPTS has a quote that is not closed
why-start = ssh could not be started: { $why }
why-no-reason = ssh gives no reason
why-slow = it did not answer within { $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}
why-other = it is no NixOS machine: it runs { $system }
why-nonsense = it answers, but not as a NixOS machine: { $why }
why-too-much = it says too much
why-silent = it says nothing
why-broke-off = it broke off
why-no-store-path = `{ $path }` is no store path
why-no-size = a size is none
why-no-name = it does not say its name
why-nothing = it answers, but has no system of NixOS
why-nothing-but = it answers, but has no system of NixOS: { $troubles }
why-no-system = there is no system at { $link }
why-no-system-but = there is no system at { $link }; there are the generations { $there }
why-no-generation = there is no generation { $number }; there are { $there }
generations-older = { $count } older ones, { $numbers }
why-collected = generation { $number } is gone: garbage collection took { $path }
why-collected-current = what it should run is gone: garbage collection took { $path }
why-empty = { $folder } has no generation: no link named `system-N-link` stands there
why-no-folder = { $folder }: there is no such folder
why-not-in-folder = { $folder } has no folder for it
why-one-system = { $path } is one system, without generations to choose from
why-snapshot = { $file }: { $why }
why-snapshot-large = it is larger than 128 MiB
why-snapshot-syntax = it is no snapshot: { $why }
why-snapshot-version = it has version { $version }; this coloc reads version 1
why-snapshot-path = it names `{ $path }`, which is no store path
why-packages-alone = the snapshot is not coloc's and has packages alone; these can be compared once the new system is built
why-not-asked = { $path } is of the machine `{ $machine }`, which was not asked for or is not in the manifest
why-nameless = { $path } does not say which machine it is of: name the machine
why-several = --between compares two generations of one machine: name it, as in `coloc diff --between 11 12 NAME`

## What a machine cannot tell, and why.

trouble-collected = garbage collection took { $path }
trouble-lacks = it has no { $tools }
trouble-not-gnu = its find, tar, readlink or stat are not those of GNU, which NixOS has
trouble-no-room = it has no room for temporary files
trouble-no-nix-store = it has no nix-store: its packages are not known
trouble-no-packages = its packages are not known: { $why }
trouble-too-large = its configuration is too large: only a part was read
trouble-cut-off = its files came in part only: { $why }

## Why what coloc stamped into a system is not understood.

stamp-long = it is longer than 1 MiB
stamp-folder = it is a folder
stamp-no-text = it is no text
stamp-version = it has version { $version }

## Why packages could not be compared.

closure-unknown = the store has no { $path }: it may have been removed by garbage collection
closure-database = { $path } cannot be read: { $why }
closure-start = `{ $command }` could not be started: { $why }
closure-failed = `{ $command }` failed: { $why }
closure-silent = `{ $command }` failed, and gives no reason
closure-nonsense = `{ $command }` said something that coloc does not understand

## Why a system that was built is none that machines can be compared with.

misfit = --new { $path }: { $why }
misfit-no-system = this is no system: it has no folder `etc`
misfit-not-ours = coloc did not make this system
misfit-not-asked = it is a system of { $machine }, which is not asked about
misfit-second = { $machine } has two systems
