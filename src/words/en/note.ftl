# What people must know beside what changes; without a full stop, but between sentences.

# $change: what is said of a change of the manifest.
note-nothing-follows = nothing on the machine follows from this: { $change }
note-no-module-follows = no generated module follows from this: { $change }
note-module-unexplained = the generated module { $path } is another, and nothing in the manifest says why: another version of coloc made it, or somebody changed it
note-only-a-build-tells = only a build tells whether these change, or are built anew alone: { $parts }
# $key: `domain`, or a setting.
note-for-good = `{ $key }` of { $service } can never change once it runs, and would, from { $from } to { $to }: what others know it by, and its data, stay with the old one
note-old-copies = { $at } keeps the copies of { $service } that it has, and they grow old: delete them there once the others are complete
note-moves = { $service } moves from { $from } to { $to }: its data does not go along. Restore its newest copy there before people use it
