# What was written; nothing may have been.
generate-up-to-date = Everything is up to date: { $unchanged } files.
generate-wrote = { $written ->
    [one] Wrote one file
   *[other] Wrote { $written } files
}, removed { $removed }, left { $unchanged } as they were.
generate-saved = Your version of { $file } is now { $copy }.
generate-left-over = Not coloc's, and kept: { $path }.
generate-nothing-written = Nothing was written.
generate-current = All { $count } generated files are those of the manifest.
generate-would-change = { $count ->
    [0] Nothing would change.
    [one] One file would change. Nothing was written.
   *[other] { $count } files would change. Nothing was written.
}
generate-in-the-way = Some of them were changed by hand, and would stop `coloc generate`: `--check` says which.
generate-interrupted = An earlier `coloc generate` was cut off; the next one finishes it.
generate-waiting = Another coloc is writing here; waiting for it.
generate-numbers-change = other runs of coloc keep changing coloc.lock; try again when they have ended

# What became of git.
generate-git-told = { $count ->
    [one] Told git of one new file
   *[other] Told git of { $count } new files
} (`git add --intent-to-add`), so that Nix sees them.
generate-git-ignored = A .gitignore hides generated files from git, and so from Nix: take flake.nix, coloc.lock and generated out of it.
generate-git-failed = git could not be told of new files ({ $why }). Nix sees them after this:

# What coloc cannot know or do.
generate-data-stays = Data of `{ $service }` stays on { $machine }: coloc moves and deletes none.
generate-new-machine = `{ $machine }` is a new machine, with state-version { $version }. If it is an old one with a new name, write the `state-version` that it had (`git diff coloc.lock`).
generate-new-member = `{ $member }` is a new member, with the number { $uid }. Files of a member who had another name keep the old number.

# What remains to be done.
generate-dns = DNS records that must exist (also in generated/DNS.md)
generate-dns-as-before = DNS records that must exist are as before: generated/DNS.md.
generate-dns-address = the public address of site { $site }
generate-secrets = Secrets that must exist before a machine is switched{ $backend ->
    [sops] {" "}(`sops secrets/NAME.yaml` opens one)
    [agenix] {" "}(`agenix -e FILE` makes one)
   *[none] {""}
}
generate-secret = { $backend ->
    [sops] `{ $file }`, key `{ $name }`
    [agenix] `{ $file }`
   *[none] `{ $file }` on { $machine }
}: { $what }
generate-secrets-missing = `coloc secrets --missing` says which secrets are not there yet, and how to make them.
generate-deploy = Commit, then:
generate-and-so-on = and so on for { $machines }.
generate-ingress-first = { $machine } comes first: visitors of hidden machines pass through it, and so does the authority that makes their certificates.
generate-hidden = Not public, so reached from inside their house or through a public machine (`ssh -J`): { $machines }.
