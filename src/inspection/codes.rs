//! The kinds of findings of Nix files: `nixos/*`.

use crate::finding::{Code, Severity};
use crate::options::check::Fault;

/// All codes of this stage.
pub const ALL: &[&Code] = &[
    &BY_HAND,
    &CONFLICT,
    &DUPLICATE_ATTRIBUTE,
    &READ_ONLY_OPTION,
    &REMOVED_OPTION,
    &REFUSED,
    &RENAMED_OPTION,
    &STRAY_ATTRIBUTE,
    &SYNTAX,
    &UNKNOWN_OPTION,
    &UNREADABLE,
    &WRONG_TYPE,
];

/// The code of a problem.
pub fn of(fault: Fault) -> &'static Code {
    match fault {
        Fault::Conflict => &CONFLICT,
        Fault::DuplicateAttribute => &DUPLICATE_ATTRIBUTE,
        Fault::ReadOnlyOption => &READ_ONLY_OPTION,
        Fault::RemovedOption => &REMOVED_OPTION,
        Fault::RenamedOption => &RENAMED_OPTION,
        Fault::StrayAttribute => &STRAY_ATTRIBUTE,
        Fault::Syntax => &SYNTAX,
        Fault::UnknownOption => &UNKNOWN_OPTION,
        Fault::WrongType => &WRONG_TYPE,
    }
}

/// Access beside `caretakers`.
pub static BY_HAND: Code = Code {
    name: "access/by-hand",
    severity: Severity::Warning,
    summary: "an option or a module decides who can get in, beside `caretakers`",
    explanation: "\
`caretakers` says who can log in to a machine and become root: coloc makes accounts, keys and sudo of it, and tells of
everybody who comes or goes. What a table `nixos` or a module written by hand says of ssh, sudo, accounts, groups or the
firewall comes on top. It may let somebody in whom no list names, or lock all caretakers out: then nobody can repair the
machine but at its keyboard.

    [machines.ananas]
    nixos.services.openssh.settings.AllowUsers = [\"alice\"]      # bruno is a caretaker, too
    nixos.users.groups.wheel.members = [\"chloe\"]              # root, and no caretaker

Way out: say it with `caretakers` where that can be said. If not, keep the line, and try it with a second connection
open before you close the first one.
",
};

/// Two values for an option that takes one.
pub static CONFLICT: Code = Code {
    name: "nixos/conflict",
    severity: Severity::Error,
    summary: "two modules of a machine set one option to different values",
    explanation: "\
A machine is put together from many files: those that coloc generates, and those that people wrote. NixOS joins what
they say. Lists are joined to a longer list, but an option that holds one value (a text, a number, yes or no) cannot
hold two, and NixOS refuses to build the machine.

    # hardware/ananas.nix
    time.timeZone = \"Europe/Paris\";

    # modules/office.nix
    time.timeZone = \"Europe/Brussels\";

coloc says so only when both are set in any case, and equally strongly: not under `lib.mkIf`, not with
`lib.mkDefault` or `lib.mkForce` on one side. The same value twice is no conflict.

Way out: keep one of the two. Where one file gives what is usual and another one an exception, write the usual value
with `lib.mkDefault`, or the exception with `lib.mkForce`:

    time.timeZone = lib.mkForce \"Europe/Brussels\";
",
};

/// One name twice in one set.
pub static DUPLICATE_ATTRIBUTE: Code = Code {
    name: "nixos/duplicate-attribute",
    severity: Severity::Error,
    summary: "a Nix file sets one name twice in the same set",
    explanation: "\
In one set, Nix takes each name once. It does not even read a file in which a name is set twice, so nothing of the
machine can be built.

    services.nginx.enable = true;
    networking.hostName = \"ananas\";
    services.nginx.enable = true;        # the second time

This often comes from two people adding the same line, or from a merge that kept both sides. Sets are joined as long as
nothing in them is set twice: `services.nginx.enable = …;` and `services.nginx.virtualHosts = …;` go well together.

Way out: keep one of the two. If they are lists or sets and both matter, put what is in them into one:

    networking.firewall.allowedTCPPorts = [ 80 443 ];
",
};

/// An option that NixOS works out.
pub static READ_ONLY_OPTION: Code = Code {
    name: "nixos/read-only-option",
    severity: Severity::Error,
    summary: "a module sets an option that only NixOS sets",
    explanation: "\
Some options are there to be read: NixOS works their value out of others, and modules use it. It refuses to build a
machine whose modules set one of them.

    networking.fqdnOrHostName = \"ananas.example.org\";      # is made of the two below
    networking.hostName = \"ananas\";
    networking.domain = \"example.org\";

Way out: take the line out, and set the options that the value is made of. Their names are in the description of the
option, at https://search.nixos.org/options.
",
};

/// An option that is gone.
pub static REMOVED_OPTION: Code = Code {
    name: "nixos/removed-option",
    severity: Severity::Error,
    summary: "a module sets an option that NixOS has no more",
    explanation: "\
From one release to the next, NixOS drops options: the program is gone, or it is set up in another way. A machine whose
modules still set such an option cannot be built, and there is no new name that could simply be written instead.

    services.postfix.sslCert = \"/var/lib/acme/mail/cert.pem\";     # gone in 25.11

The finding says what NixOS says about it, as far as coloc knows. An option that NixOS still takes, without any effect,
is a warning.

Way out: take the option out, and do what the finding advises. The release notes of NixOS, at
https://nixos.org/manual/nixos/stable/release-notes, tell the whole story.
",
};

/// What does not go with what coloc generates.
pub static REFUSED: Code = Code {
    name: "nixos/refused",
    severity: Severity::Error,
    summary: "a module sets what NixOS refuses beside what coloc generates",
    explanation: "\
NixOS checks that options go together, and refuses to build a machine where they do not. Some of these checks are about
what coloc generates itself, so it can tell before Nix does: the firewall of every machine is one of nftables, and
commands of iptables have no place in it.

    networking.firewall.extraCommands = \"iptables -A INPUT -s 192.168.1.0/24 -j ACCEPT\";

Docker is a warning: it writes rules for iptables by itself, which nftables does not know.

Way out: write the rules as the firewall has them:

    networking.firewall.extraInputRules = \"ip saddr 192.168.1.0/24 accept\";
",
};

/// An old name.
pub static RENAMED_OPTION: Code = Code {
    name: "nixos/renamed-option",
    severity: Severity::Warning,
    summary: "a module uses the old name of an option",
    explanation: "\
NixOS gave the option another name. For some releases it takes the old one as well, and prints a warning each time the
machine is built. Then the old name goes, and the machine cannot be built any more: on the day of an upgrade, when
nobody has time for it.

    networking.interfaces.eth0.ipAddress = \"192.0.2.1\";

Way out: write the new name; the finding has it. What the option means did not change, unless the release notes say so.
",
};

/// Something beside `config` or `options`.
pub static STRAY_ATTRIBUTE: Code = Code {
    name: "nixos/stray-attribute",
    severity: Severity::Error,
    summary: "a module has an option beside `config` or `options`",
    explanation: "\
A module is written in one of two ways. In the short one, all its options stand in it directly. In the long one, they
stand in `config`, and beside it only `options`, `imports` and few others may stand. As soon as a module has `config` or
`options`, it is of the long kind, and NixOS refuses to build a machine whose module has anything else at the top.

    {
      options.garden.enable = lib.mkEnableOption \"the garden\";
      networking.hostName = \"ananas\";          # must stand in `config`
      config.services.nginx.enable = true;
    }

Way out: move it into `config`, as `config.networking.hostName = …;` or into the braces of `config = { … };`.
",
};

/// Not Nix.
pub static SYNTAX: Code = Code {
    name: "nixos/syntax",
    severity: Severity::Error,
    summary: "a file of a machine is not Nix",
    explanation: "\
Nix cannot read the file, so none of the machines that use it can be built. A sign is missing or stands where it may
not, or the file is so long or so deeply nested that nobody wrote it by hand (more than 4 MiB, or 200 levels).

    services.nginx.enable = true          # `;` is missing
    networking.hostName = \"ananas\";

What is wrong is often just before the place that is shown: the `;` of the line above, a quote that was never closed.

Way out: look at the line and the one before it. `nix-instantiate --parse FILE` reads the file as Nix does, and
`nix fmt` lays it out, which often shows where a bracket is missing.
",
};

/// No such option.
pub static UNKNOWN_OPTION: Code = Code {
    name: "nixos/unknown-option",
    severity: Severity::Error,
    summary: "a module sets an option that NixOS does not have",
    explanation: "\
NixOS refuses to build a machine whose modules set an option that nobody declared: it is almost always a slip of the
pen, and the service would run without the setting that somebody believed to be on.

    services.nextcloud.enabel = true;         # enable
    services.openssh.permitRootLogin = \"no\";  # services.openssh.settings.PermitRootLogin

coloc looks at the machine's own modules, and at all files that they import. It knows the options of NixOS of your
release, and those that modules of your repository declare. Where a module of another flake is imported that coloc does
not know, it speaks up only if the name is nearly that of a real option.

coloc carries the list of all options of NixOS 26.05, and what was otherwise in 24.11. On a release between them, or a
newer one, an option that is not there may have come or gone: then this is a warning. `coloc option import FILE` gives
it the list of your release, and what is wrong becomes an error.

Way out: write the name that the finding proposes, or look it up at https://search.nixos.org/options. If the option
comes with a module of another flake, import that module into the machine.
",
};

/// A module that was not looked at.
pub static UNREADABLE: Code = Code {
    name: "nixos/unreadable",
    severity: Severity::Warning,
    summary: "a module of a machine could not be read, so it was not checked",
    explanation: "\
coloc reads every module of a machine, and all that these import inside of the repository. This one it could not read:
it is larger than 4 MiB, or it is not text in UTF-8. Nix may take it all the same. But what is wrong in it is found only
when a machine is built, and as it may declare options of its own, coloc says less about the machine's other modules.

    # hardware/ananas.nix, saved by an editor that writes Latin-1
    networking.hostName = \"ananas\";      # la machine de l'été

Way out: save the file as UTF-8 in your editor (`iconv -f latin1 -t utf-8` turns one into the other). A file of several
MiB was hardly written by a person: put its data into a file of another kind, and read that where it is needed.
",
};

/// A value that does not fit.
pub static WRONG_TYPE: Code = Code {
    name: "nixos/wrong-type",
    severity: Severity::Error,
    summary: "a module sets an option to a value that it cannot hold",
    explanation: "\
Each option of NixOS holds one kind of value: a text, a number, yes or no, a list. NixOS refuses to build a machine that
sets it to another kind, and says so after minutes, in a long trace.

    networking.firewall.allowedTCPPorts = [ \"443\" ];      # a list of numbers: [ 443 ]
    services.openssh.enable = \"yes\";                     # true or false, without quotes
    services.openssh.ports = [ 70000 ];                  # ports end at 65535

From release to release, options come to take more: one more word, a list where a single value stood. While coloc has
no list of your own release, a value that may be right by now is only a warning.

Way out: write a value of the kind that the finding names. In Nix, texts stand in quotes, numbers and `true`, `false`,
`null` do not; items of a list stand between `[` and `]`, with spaces between them and no commas.
",
};
