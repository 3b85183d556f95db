# What a secret is.
secret-mesh-key = WireGuard private key: the half that belongs to `mesh-key` in the manifest
secret-provider = Shared with `{ $service }`, where people sign in: the same there, as `{ $there }`
secret-client = Shared with `{ $service }`, whose people sign in here: the same there, as `{ $there }`
secret-half-of-pair = the one that you made for `mesh-key`; a new pair needs a new `mesh-key`

# Who can open those of a machine. $names, $others: lists of members.
secrets-nobody-there = Nobody has access to the machine.
secrets-made-by = Made on the machine, by { $names }.
secrets-no-caretaker = Nobody can open them: the machine has no caretaker.
secrets-no-key = Nobody can open them: no age key of { $others } (`age-keys` of a member).
secrets-readers = Can be opened by { $names }.
secrets-some-readers = Can be opened by { $names }; not by { $others }: no age key (`age-keys` of a member).

# One of them; $state is present, missing or unknown.
secret = `{ $name }` in `{ $file }`{ $state ->
    [unknown] ; whether it is there is not known
   *[known] {""}
}

# How they are made.
secrets-to-make = What is to be made
secrets-tools = { $where ->
    [machine] On the machine itself, with the tools that `{ $shell }` gives; whether they are there, only the machine knows. Owners that it does not know yet are there after the first switch:
   *[repository] In the repository, with the tools that `{ $shell }` gives:
}
secret-step = `{ $name }` for { $machine }: { $what }{ $typed ->
    [yes] ; type or paste it, then Ctrl-D
   *[no] {""}
}
secret-same-as = the same as `{ $name }` for { $machine }
secret-given = nothing makes it: write what you were given
secrets-new-file = `{ $file }` is not there yet: this opens an editor; write there, in the place of what it shows, these lines with what each command prints, in the place of each …; if that is several lines, begin all of them where the … stands

# What is wrong with a file.
secrets-take-care = Take care: { $problem }
secrets-leads-out = { $file } is a link that leads out of the repository.
secrets-no-file = { $file } is no file.
secrets-not-text = { $file } is not text: sops writes text.
secrets-odd = { $file }, line { $line }, is not as sops writes it ({ $what ->
    [no-entry] no `key: value`
    [below-nothing] an indented line below no key
    [more-than-text] a value that is more than a text
    [below-value] a key below a value
   *[twice] a key for the second time
}): what it holds is not known.
secrets-not-encrypted = { $file } is not encrypted: whoever sees the repository reads it. Remove it, and make a new one with `agenix -e`.
secrets-plain = { $file } holds `{ $key }` in plain text: whoever sees the repository reads it. Make a new secret, and put that one there with sops.

secrets-all-there = All secrets are there.
secrets-none = No machine reads a secret.
