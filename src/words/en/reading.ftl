## What people must know besides the differences; none has a full stop.

note-not-ours = coloc did not make what runs there, so what was meant is not known
note-not-understood = its /etc/coloc/machine.json is not understood: { $why }
note-not-both-ours = coloc did not make both, so what was meant is not known
note-other-machine = what it runs says that it is { $machine }
note-not-in-manifest = the manifest does not have it any more
note-no-modules = its generated modules are not at hand
note-by-hand = modules written by hand are not compared without `--eval` or `--new`: { $modules }
note-unplaced = the commit that it runs is not known: { $why }
note-shared-not-shown = generated/collective.nix, which machines share, is not in a system: that it differs is not shown
note-old-build = the system that was built is not of the manifest as it is now: files, units and packages are those of an earlier one
note-same-manifest = the manifest says the same of it; flake.lock or a module written by hand does not
note-not-built = it is not built yet: packages are not compared
note-not-evaluated = Nix could not work out its system: { $why } (`coloc check --eval` says more)
note-nix-nonsense = its answer is not understood ({ $why })
note-packages-unknown = packages could not be compared: { $why }
note-gone = garbage collection took it
note-first = nothing before it is known
note-same-as = it is the same system as generation { $number }
note-compared-with = compared with generation { $number }
note-etc-not-compared = its /etc was not compared
note-may-not-read = { $user } may not read { $files }, so these were not compared
note-from-folder = read from a folder: what runs now, and what was changed by hand, is not known
no-repository = there is no git repository here
git-says = git says: { $why }

# $change: what is said of a change of the manifest.
note-nothing-follows = nothing on the machine follows from this: { $change }
note-no-module-follows = no generated module follows from this: { $change }
note-module-unexplained = the generated module { $path } is another, and nothing in the manifest says why: another version of coloc made it, or somebody changed it
note-only-a-build-tells = only a build tells whether these change, or are built anew alone: { $parts }
# $key: `domain`, or a setting.
note-for-good = `{ $key }` of { $service } can never change once it runs, and would, from { $from } to { $to }: what others know it by, and its data, stay with the old one
note-old-copies = { $at } keeps the copies of { $service } that it has, and they grow old: delete them there once the others are complete
note-moves = { $service } moves from { $from } to { $to }: its data does not go along. Restore its newest copy there before people use it
