//! The kinds of findings that come from a real Nix.

use crate::finding::{Code, Severity};

/// All codes of this stage.
pub const ALL: &[&Code] = &[&EVALUATION, &NO_NIX, &NOT_FETCHED, &NOT_IN_GIT, &NOT_LOCKED];

/// Nix refuses a machine's configuration.
pub static EVALUATION: Code = Code {
    name: "nixos/evaluation",
    severity: Severity::Error,
    summary: "Nix cannot make a system of a machine's configuration",
    explanation: "\
`coloc check --eval` asks a real Nix to work out the whole system of every machine, without building it. This is what
`nixos-rebuild` does first. What Nix refuses here would fail on the day of the update.

The commonest causes: an option that this release of NixOS does not have, a value of the wrong type, two modules that
set one option differently, and failed *assertions*. Those are checks that NixOS' own modules make, such as \"a web
server needs its certificate\". For example:

    [machines.ananas]
    nixos.services.openssh.ports = \"22\"      # wrong: a list is wanted
    nixos.services.openssh.ports = [22]      # right

The finding points at the key of the manifest that sets the option. If no key does, it points at the line of a module
written by hand, or at the service or the machine whose generated module does.

What NixOS only warns of (most often an option with a new name, whose old one works until a later release) is a warning
here too.

Nix stops at the first error of a machine, so there may be another one behind it. Failed assertions come all at once.
One machine's error does not hide another's.

Way out: read what Nix says, mend the line, run `coloc generate`, and check again. `coloc check --eval --verbose`
shows the way that Nix took to the error. If the line is in a generated file and nothing in the manifest explains
it, it is a fault of coloc: please report it.
",
};

/// No Nix, or an old one.
pub static NO_NIX: Code = Code {
    name: "nixos/no-nix",
    severity: Severity::Error,
    summary: "there is no Nix on this computer, or it is too old",
    explanation: "\
`coloc check --eval` asks the program `nix` about every machine. It was not found, or it is older than version 2.4,
which was the first to know flakes (the files `flake.nix` and `flake.lock`). Nothing is wrong with the manifest, and
no machine was looked at: the exit code is 2.

    $ nix --version
    nix (Nix) 2.18.1        # new enough

Way out: install Nix, from https://nixos.org/download or from your distribution. It runs on any Linux, and changes
nothing outside of `/nix`. Or run `coloc check` without `--eval`: it needs no Nix, and finds most mistakes. In CI,
take an image that has Nix.
",
};

/// An input that is not here.
pub static NOT_FETCHED: Code = Code {
    name: "nixos/not-fetched",
    severity: Severity::Error,
    summary: "an input of the flake is not on this computer",
    explanation: "\
The machines are built from *inputs*: nixpkgs, where all packages and modules of NixOS come from, and a few more.
They are large, and Nix keeps them once it has downloaded them. `coloc check` opens no connection that nobody asked
for, not even with `--eval`: a pull request could name any address. So an input that is not there yet stops it, with
exit code 2.

    [nixos]
    inputs.nixpkgs = \"github:NixOS/nixpkgs/nixos-26.05\"     # 40 MB, fetched once for each version in flake.lock

Way out: fetch them, in the folder of the collective. Look at flake.lock first if it comes from a stranger:

    nix --extra-experimental-features 'nix-command flakes' flake archive

In CI, do the same in a step before the check. It needs the network, and does not run any of the code that it fetches.
",
};

/// A file that git does not know.
pub static NOT_IN_GIT: Code = Code {
    name: "nixos/not-in-git",
    severity: Severity::Error,
    summary: "a file is not known to git, so Nix does not see it",
    explanation: "\
In a git repository, Nix sees only the files that git knows: those that are committed, or at least were added. A new
file is not there for it, and the error that it gives is hard to understand. `coloc generate` tells git of the files
that it writes; of modules written by hand, you do.

    [machines.ananas]
    modules = [\"hardware/ananas.nix\"]       # on the disk, but `git status` calls it untracked

Way out: `git add -N FILE` tells git that the file exists, without committing anything. If a `.gitignore` hides
it, take it out of there.
",
};

/// No flake.lock, or an old one.
pub static NOT_LOCKED: Code = Code {
    name: "nixos/not-locked",
    severity: Severity::Error,
    summary: "flake.lock is missing, or does not fit flake.nix",
    explanation: "\
`flake.nix` says where nixpkgs and the other inputs come from; `flake.lock` says which version of each, by its
digest. With it, everybody who builds a machine gets the same system, today and in a year. Nix writes this file, and
it is committed. It is missing at first, and it is behind when an input in the manifest is new or has another
address:

    [nixos]
    inputs.nixpkgs = \"github:NixOS/nixpkgs/nixos-26.11\"     # was nixos-26.05 when flake.lock was written

`coloc check --eval` never writes it: a check changes nothing, and looking up versions needs the network.

Way out: run this in the folder of the collective, and commit flake.lock. It leaves the inputs that did not change at
their versions:

    nix --extra-experimental-features 'nix-command flakes' flake lock
    git add flake.lock
",
};
