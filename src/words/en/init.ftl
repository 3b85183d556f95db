# What is asked for. $offer: what Enter takes.
init-begin = A few questions, then coloc writes a first manifest. Enter takes what stands in [ ].
init-prompt = { $offered ->
    [yes] { $question } [{ $offer }]:
   *[no] { $question }:
}
init-name = A short name for your collective, for good (small letters, digits and -)
init-title = Its name, as people say it
init-domain = The domain under which its machines and services live
init-contact = A mail address for certificates and complaints
init-language = Language of pages for members (en or fr)
init-member = The first member is you: your account on the machines
init-member-name = Your name, as people say it
init-ssh-key = Your public ssh key, or the path of its .pub file
init-site = The first place where a machine stands: a short name
init-machine = The first machine: its name
init-hardware = What it is (pc, raspberry-pi, vps, dedicated or vm)
init-system = Its processor (x86_64-linux: Intel and AMD; aarch64-linux: ARM)
init-release = Release of NixOS

# What is wrong.
init-already = { $path } is there already, and `coloc init` never writes over anything; `coloc check` reads it
init-no-folder = { $folder } is not a folder
init-wrong = { $flag }: { $why }
init-nobody = there is nobody to ask, so these are needed: { $flags }. For example:
init-no-answer = no answer; nothing was written
init-private-key = this is a private key, which never leaves the computer that it was made on. The public one is the line in the file beside it that ends in `.pub`
init-no-key = this is neither a public key (`ssh-ed25519 AAAA…`) nor a file that holds one: { $why ->
    [not-there] there is no such file
    [not-allowed] you may not read it
    [no-file] it is not a file
    [too-large] it is too large
    [no-text] it is not text
   *[unreadable] it cannot be read
}
init-key-empty = the file is empty
init-key-lines = the file holds more than one line: give the one line of your key

# What comes next.
init-wrote = Wrote { $path }. What comes next:
init-git = Nix sees only what git knows
init-check = says what is wrong, and what is still missing
init-generate = writes flake.nix and the NixOS modules
init-catalog = lists the services that you can add
init-hardware-module = Before { $machine } is built, it needs a module for its disks and its boot loader. On { $machine }:
init-hardware-named = Put what it prints into hardware/{ $machine }.nix, and name that file in coloc.toml:
init-others-do-not-fit = The files that were here already are read with it, and do not fit: `coloc check` says why.
