//! The kinds of findings that reading a manifest can give: `manifest/*`, `path/*`, and `key/private`.

use crate::finding::{Code, Severity};

/// All codes of this stage.
pub const ALL: &[&Code] = &[
    &SYNTAX,
    &TOO_LARGE,
    &UNKNOWN_KEY,
    &MISSING_KEY,
    &WRONG_TYPE,
    &BAD_VALUE,
    &DEFINED_TWICE,
    &BAD_NAME,
    &OUTSIDE_REPOSITORY,
    &NOT_FOUND,
    &PRIVATE,
];

/// The text is no TOML.
pub static SYNTAX: Code = Code {
    name: "manifest/syntax",
    severity: Severity::Error,
    summary: "a file of the manifest is not valid TOML",
    explanation: "\
The manifest is written in TOML, a small language of `key = value` lines under `[table]` headings. One
character in the wrong place makes a whole file unreadable, so nothing in it could be checked.

    [members.alice]
    name = Alice Martin          # wrong: text needs quotes
    name = \"Alice Martin\"        # right

Usual causes: a missing quote or bracket, a `,` between lines, a date without quotes (coloc wants
`joined = \"2024-03-01\"`), or lines that git left when two changes met (`<<<<<<<`, `>>>>>>>`).

Way out: mend the line shown. Other findings of that file appear once it can be read.
",
};

/// Larger or deeper than any honest manifest.
pub static TOO_LARGE: Code = Code {
    name: "manifest/too-large",
    severity: Severity::Error,
    summary: "a file is over 4 MiB, or nested deeper than 64",
    explanation: "\
coloc reads files of up to 4 MiB, with tables and lists nested up to 64 deep. A manifest of fifty members is
some 50 KiB; a larger file is a mistake (a picture, a backup, a log under `members/`), or somebody trying to
stop the tool that reviews their pull request.

    members/photo-of-us-all.toml          12 MB: a picture with a wrong name
    nixos.a.b.c.d.e.f.g.h.i.j.k.l = 1     deep; more than 64 such names after each other are too many

Way out: move the file away from `members/`, `sites/`, `machines/`, `services/` and `groups/`, or split it:
all `*.toml` files in these folders are read as one manifest.
",
};

/// A key that coloc does not know.
pub static UNKNOWN_KEY: Code = Code {
    name: "manifest/unknown-key",
    severity: Severity::Error,
    summary: "a key that coloc does not know",
    explanation: "\
Every key of the manifest means something. A key that coloc does not know would be ignored, and the person who
wrote it would believe that it works, so it is an error.

    [machines.ananas]
    caretaker = [\"alice\"]        # unknown: did you mean `caretakers`?

Way out: use the name that is offered, or look it up in `coloc schema --format markdown`. Options of NixOS
itself go under `nixos`, as in `nixos.time.timeZone = \"Europe/Paris\"`; settings of a service under `settings`
(`coloc catalog TYPE` lists them).
",
};

/// A key without which the table means nothing.
pub static MISSING_KEY: Code = Code {
    name: "manifest/missing-key",
    severity: Severity::Error,
    summary: "a table lacks a key that it needs",
    explanation: "\
Some facts have no sensible default: the collective's name and domain, the site of a machine, the type of a
service, the name of a member.

    [machines.ananas]
    system = \"x86_64-linux\"      # and where does it stand?
    site = \"paris\"               # needed

Way out: add the key. `coloc schema --format markdown` says what each one means.
",
};

/// A string where a list is wanted, and the like.
pub static WRONG_TYPE: Code = Code {
    name: "manifest/wrong-type",
    severity: Severity::Error,
    summary: "a value of the wrong kind: text instead of a list, a number instead of text…",
    explanation: "\
Each key takes one kind of value: text in quotes, a list in brackets, a number, `true` or `false`.

    caretakers = \"alice\"         # text
    caretakers = [\"alice\"]       # a list: right

    public = \"true\"              # text
    public = true                # yes or no: right

Way out: write the kind of value that the finding names.
",
};

/// The right kind, but not a size, a date, a domain…
pub static BAD_VALUE: Code = Code {
    name: "manifest/bad-value",
    severity: Severity::Error,
    summary: "a value that cannot be what its key says: a size, date, domain or address that is none",
    explanation: "\
The value is of the right kind, but it cannot be right:

    memory = \"16 G\"              # a size is a number and a unit: \"16 GiB\", \"500 GB\"
    upload = \"20\"                # a rate: \"20 Mbit/s\"
    until = \"31/12/2026\"         # a date: \"2026-12-31\"
    domain = \"Nuage.example\"     # a domain is in small letters: \"nuage.example\"
    ipv4 = \"198.51.100.700\"      # an address: each number up to 255

Way out: the finding says which form is wanted.
",
};

/// One table in two places.
pub static DEFINED_TWICE: Code = Code {
    name: "manifest/defined-twice",
    severity: Severity::Error,
    summary: "the same table or key is given in two places",
    explanation: "\
All files of the manifest are read as one. If `[members.alice]` stands both in `coloc.toml` and in
`members/alice.toml`, nobody can say which of the two counts, so coloc shows both.

    [members.alice]              # in coloc.toml
    name = \"Alice Martin\"

    [members.alice]              # in members/alice.toml: once more
    name = \"Alice M.\"

Way out: keep one of the two places, with all the keys, and delete the other.
",
};

/// A name that cannot be an account, a host name, a label.
pub static BAD_NAME: Code = Code {
    name: "manifest/bad-name",
    severity: Severity::Error,
    summary: "a name that cannot be used for an account, a host or a service",
    explanation: "\
Names of members, groups, sites, machines and services begin with a small letter, go on with small letters,
digits and `-`, and have at most 31 characters. A member's name becomes a Unix account, so names that systems
use themselves (`root`, `nginx`, `postgres`, …) are refused; a machine's and a service's becomes part of a
domain, so it cannot end in `-`.

    [members.\"Alice M\"]          # no
    [members.alice-m]            # yes; `name = \"Alice M.\"` is for people's eyes

Way out: choose another name, and use it everywhere that the old one is used.
",
};

/// A path that leads out.
pub static OUTSIDE_REPOSITORY: Code = Code {
    name: "path/outside-repository",
    severity: Severity::Error,
    summary: "a path leads out of the collective's repository",
    explanation: "\
Everything that a machine is built from must be in the shared repository, where everybody can read it. A path
that is absolute, climbs out with `..`, or goes through a symbolic link that leads elsewhere, would build from
files that others do not have, or show a file of your own computer to whoever reads the output.

    modules = [\"/etc/nixos/hardware-configuration.nix\"]    # only on that machine
    modules = [\"hardware/ananas.nix\"]                      # in the repository: right

Way out: copy the file into the repository and name it there. If `generated` or one of its folders is itself a
link, remove the link.
",
};

/// A path to nothing.
pub static NOT_FOUND: Code = Code {
    name: "path/not-found",
    severity: Severity::Error,
    summary: "a file that the manifest names does not exist",
    explanation: "\
The manifest names a file or folder of the repository that is not there. Nix would fail much later, with a
message about a store path.

    [machines.ananas]
    modules = [\"hardware/ananas.nix\"]      # does hardware/ananas.nix exist?

Way out: create it, or mend the name (paths begin at the folder of `coloc.toml`). For a machine's hardware:
`nixos-generate-config --show-hardware-config > hardware/ananas.nix`, on that machine. New files must be known
to git before Nix sees them: `git add hardware/ananas.nix`.
",
};

/// A secret in the manifest.
pub static PRIVATE: Code = Code {
    name: "key/private",
    severity: Severity::Error,
    summary: "a private key or another secret stands in the manifest",
    explanation: "\
The manifest is read by every member, copied to every machine, and kept in git for ever. A private key, a
password, a password's hash or an access token in it is no secret any more. coloc refuses it and never prints
it: reports show `****` in its place.

    ssh-keys = [\"-----BEGIN OPENSSH PRIVATE KEY----- …\"]    # never
    ssh-keys = [\"ssh-ed25519 AAAA… alice@laptop\"]           # the .pub file: right

Way out:
1. Take it out of the manifest, and give the public half, or the *path* of a file that exists on the machine
   only (an option that ends in `File`). Secrets of services go through `[policy] secrets`.
2. If it was ever committed or pushed, it is known: make a new key or password and stop using this one.
   Removing the line does not remove it from git's history.
",
};
