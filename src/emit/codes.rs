//! The kinds of findings of generated files: `tree/*` against the disk, `catalog/template` of an own catalog.

use crate::finding::{Code, Severity};

/// All codes of this stage.
pub const ALL: &[&Code] = &[&EDITED_BY_HAND, &STALE, &TEMPLATE];

/// A person's version of a generated file.
pub static EDITED_BY_HAND: Code = Code {
    name: "tree/edited-by-hand",
    severity: Severity::Error,
    summary: "a generated file is not as coloc wrote it",
    explanation: "\
`flake.nix` and everything in `generated/` is written by coloc, from the manifest (`coloc.toml` and the files in
`members/`, `sites/`, `machines/`, `services/`, `groups/`). A change made in a generated file would be gone after
the next `coloc generate`, and nobody would know. So coloc stops, writes nothing, and shows which file it is.

It knows because `generated/manifest.json` holds a checksum (a fingerprint of the text) of each file as coloc
wrote it last. A `flake.nix` that somebody wrote before coloc came to this repository is treated in the same way,
and so is a link or a folder that has the place of a generated file.

For example, Alice wants another time zone on the machine `ananas`, and writes it into a generated file:

    # generated/machines/ananas/base.nix
    time.timeZone = \"Europe/Brussels\";        # would be lost

It lasts when it is written in the manifest. Every machine and every service has a table `nixos`, for any option
that NixOS (the operating system of the machines) has:

    [machines.ananas]
    nixos.time.timeZone = \"Europe/Brussels\"

What is longer than a few options goes into a file of your own, a hand-written module, outside of `generated/`:

    [machines.ananas]
    modules = [\"hardware/ananas.nix\"]

Way out:

1. Look at what was changed: `git diff FILE`, or `coloc generate --dry-run`.
2. If it matters, write it in the manifest, in one of the two ways above. If it does not, do nothing.
3. Run `coloc generate --force`. It saves your version beside the file, as `FILE.orig` (an older `FILE.orig` is
   kept, and yours becomes `FILE.orig.1`), and writes its own. Delete the `.orig` files when you need them no more.

After a `git merge`, this finding is no sign that anybody did something wrong. Two people changed the manifest,
each generated, and git mixed the generated files or left its marks in them (`<<<<<<<`, `>>>>>>>`). Resolve the
conflicts in the manifest and in `coloc.lock`, leave those in generated files as they are, and run
`coloc generate --force`: here it is the normal way.
",
};

/// The generated files are not those of the manifest as it is now.
pub static STALE: Code = Code {
    name: "tree/stale",
    severity: Severity::Error,
    summary: "a generated file is not what the manifest gives now",
    explanation: "\
Machines are built from the generated files, not from the manifest. When the manifest was changed and the files
were not generated again, reviewers read one thing and the machines do another. So both are committed together,
and `coloc generate --check` tells when they differ; it changes nothing.

A file is stale in one of three ways: it is not there yet, it has other contents, or it is no longer generated.
For example, a pull request removes a service:

    # services/wiki.toml was deleted, but this file is still there:
    generated/machines/ananas/services/wiki.nix

As long as it is there, `ananas` may still run the wiki that everybody believes is gone.

Another cause is a newer version of coloc, which may write some files differently. Then generate in a commit of
its own, so that changes of the tool and changes of the collective can be told apart.

Way out: run `coloc generate`, look at the result with `git diff`, and commit the manifest and the generated files
together. New files must be known to git before Nix sees them: `git add generated flake.nix coloc.lock`.

coloc removes only files that it wrote and that nobody changed since. Your own notes, links and folders in
`generated/` stay where they are, though a folder outside of it is a better place for them.
",
};

/// A template of the catalog gives no module.
pub static TEMPLATE: Code = Code {
    name: "catalog/template",
    severity: Severity::Error,
    summary: "the template of a catalog entry gives no valid NixOS module",
    explanation: "\
A service's module is made from its entry's `module.nix.tera`: a NixOS attribute set with places for values. This
one names a value that does not exist, breaks off in the middle, or gives text that Nix would refuse.

    hostName = \"{{ domain }}\";      # wrong: the quotes come by themselves
    hostName = {{ domain }};        # right

    port = {{ settings.port }};     # is there `[settings.port]` in service.toml?

Way out: mend the place that the finding names. `{{ x }}` prints a value as Nix, quoted and escaped; `{{ x | nix }}`
does so for lists; inside of a text in quotes it is `{{ x | embedded }}`; keys are written with `_`. A template of your
own `catalog/` can choose (`if`) and go through lists (`for`), two deep; it cannot set variables or include others, so
that no pull request makes coloc run for ever. If the entry is one of coloc's own, this is a fault of coloc: please
report it.
",
};
